"""Small documents made on the spot: PDF objects written out, and other files whose bytes a test needs to control."""

from __future__ import annotations

import zlib
from collections.abc import Mapping


def pdf(
    content: str,
    *,
    annotations: str = "",
    extra: Mapping[int, bytes] | None = None,
    catalog: str = "",
    size: tuple[int, int] = (255, 153),
    page: str = "",
    pages: int = 1,
) -> bytes:
    """A PDF whose pages share one content stream and the standard font F1 (Helvetica).

    Object numbers from 20 on are free for `extra`.
    """
    stream = zlib.compress(content.encode("latin-1"))
    kids = " ".join(f"{100 + index} 0 R" for index in range(pages))
    objects: dict[int, bytes] = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode("latin-1"),
        2: f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        4: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        5: b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
    }
    for index in range(pages):
        objects[100 + index] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Contents 5 0 R {page}"
            f" /Resources << /Font << /F1 4 0 R >> >> /Annots [{annotations}] >>"
        ).encode("latin-1")
    objects.update(extra or {})
    out = bytearray(b"%PDF-1.7\n")
    offsets = {}
    for number, body in sorted(objects.items()):
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    top = max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % top
    for number in range(1, top):
        out += b"%010d 00000 n \n" % offsets[number] if number in offsets else b"0000000000 00000 f \n"
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (top, start)
    return bytes(out)


def stream(body: bytes, entries: str = "") -> bytes:
    """A PDF stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(body), entries.encode("latin-1"), body)
