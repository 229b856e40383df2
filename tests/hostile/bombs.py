"""Single hostile files: small on disk, huge or endless when opened, or reaching for what is not theirs."""

from __future__ import annotations

import io
import random
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator

from PIL import Image

from tests.assets.documents_made import pdf, stream
from tests.assets.pictures_made import animation, drawing, encoded
from tests.assets.sevenzip_made import BY_SEVENZIP, directory, sealed, sevenzipped
from tests.hostile.seeds import zipped

_PNG_MARK = b"\x89PNG\r\n\x1a\n"
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def bombs() -> Iterator[tuple[str, bytes, str]]:
    """(name, bytes, expected status)."""
    yield from _pictures()
    yield from _xml()
    yield from _pdf()
    yield from _archives()
    yield from _sevenzip()
    yield from _texts()


def _png(*chunks: tuple[bytes, bytes]) -> bytes:
    return _PNG_MARK + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in (*chunks, (b"IEND", b""))
    )


def _header(width: int, height: int) -> tuple[bytes, bytes]:
    return b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)


def _pictures() -> Iterator[tuple[str, bytes, str]]:
    pixels = zlib.compress(b"\0" * 100_000)
    yield "huge.png", _png(_header(100_000, 100_000), (b"IDAT", pixels)), "incomplete"
    yield "huge-side.png", _png(_header(2**31 - 1, 1), (b"IDAT", pixels)), "incomplete"
    yield "no-side.png", _png(_header(0, 10), (b"IDAT", pixels)), "incomplete"
    yield "no-pixels.png", _png(_header(10, 10)), "incomplete"
    yield "few-pixels.png", _png(_header(1000, 1000), (b"IDAT", zlib.compress(b"\0" * 10))), "incomplete"
    text = (b"zTXt", b"a\0\0" + zlib.compress(b"x" * 100_000_000, 9))
    yield "text-chunk-bomb.png", _png(_header(1, 1), text, (b"IDAT", zlib.compress(b"\0\0\0\0"))), "incomplete"
    noise = Image.frombytes("RGB", (200, 150), random.Random(4).randbytes(90_000))
    photo = encoded(noise, "JPEG")
    half = len(photo) // 2
    yield "closed-early.jpg", photo[:half] + b"\xff\xd9", "incomplete"
    yield "hole.jpg", photo[:half] + bytes(4096) + photo[half + 4096 :], "incomplete"
    yield "piece-missing.jpg", photo[:half] + photo[half + 512 :], "incomplete"
    yield "not-written.jpg", photo[:half] + bytes(len(photo) - half), "incomplete"
    for name, options in (("not-written.webp", {"lossless": True}), ("not-written.avif", {})):
        whole = encoded(noise, name.rpartition(".")[2].upper(), **options)
        yield name, whole[: len(whole) // 2] + bytes(len(whole) - len(whole) // 2), "incomplete"
    yield "no-end.png", encoded(drawing(), "PNG")[:-12], "incomplete"
    bitmap = bytearray(encoded(drawing(), "BMP"))
    bitmap[18:26] = struct.pack("<ii", 60_000, 60_000)
    yield "huge.bmp", bytes(bitmap), "incomplete"
    gif = bytearray(encoded(drawing(), "GIF"))
    gif[6:10] = struct.pack("<HH", 65_535, 65_535)
    yield "huge.gif", bytes(gif), "incomplete"
    grains = random.Random(3)
    frames = [Image.frombytes("L", (8, 8), grains.randbytes(64)) for _ in range(70)]
    yield "many-frames.gif", animation("GIF", frames), "incomplete"
    yield "few-frames.gif", animation("GIF", frames[:20]), "examined"
    tiff = bytearray(encoded(drawing(), "TIFF"))
    first = struct.unpack("<I", tiff[4:8])[0]
    entries = struct.unpack("<H", tiff[first : first + 2])[0]
    tiff[first + 2 + entries * 12 : first + 6 + entries * 12] = struct.pack("<I", first)
    yield "endless.tif", bytes(tiff), "examined"
    wide = encoded(drawing(), "TIFF").replace(
        struct.pack("<HHII", 256, 4, 1, 64), struct.pack("<HHII", 256, 4, 1, 90_000_000)
    )
    yield "huge.tif", wide, "incomplete"
    yield "header-only.psd", b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 40, 64, 8, 3), "incomplete"
    yield "huge.psd", b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 30_000, 30_000, 8, 3) + bytes(14), "incomplete"
    yield "page-of-an-error.jpg", b"<!doctype html><title>404</title>", "incomplete"
    yield "vector.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n", "incomplete"
    yield "phone.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(99), "incomplete"


def _xml() -> Iterator[tuple[str, bytes, str]]:
    laughs = '<!ENTITY a "lol">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    yield "laughs.svg", f"<!DOCTYPE svg [{laughs}]>{_SVG}><text>&i;</text></svg>".encode(), "incomplete"
    square = f'<!DOCTYPE svg [<!ENTITY a "{"x" * 60_000}">]>{_SVG}><text>{"&a;" * 60_000}</text></svg>'
    yield "square.svg", square.encode(), "incomplete"
    outside = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    yield "entity.svg", f"{outside}{_SVG}><text>&x;</text></svg>".encode(), "incomplete"
    yield "remote.svg", f'{_SVG}><image href="http://example.com/a.png"/></svg>'.encode(), "incomplete"
    yield "local.svg", f'{_SVG}><image href="/etc/hostname"/></svg>'.encode(), "incomplete"
    yield (
        "style.svg",
        f"{_SVG}><style>@import url(http://example.com/a.css);</style><text>a</text></svg>".encode(),
        "examined",
    )
    yield "script.svg", f"{_SVG}><script>fetch('http://example.com')</script><text>a</text></svg>".encode(), "examined"
    yield "deep.svg", f"{_SVG}>{'<g>' * 5000}{'</g>' * 5000}</svg>".encode(), "incomplete"
    yield "huge.svg", f'{_SVG} width="99999mm" height="99999mm"/>'.encode(), "incomplete"
    yield "thin.svg", f'{_SVG} width="1" height="999999999"/>'.encode(), "incomplete"
    yield "no-number.svg", f'{_SVG} viewBox="0 0 nan inf"/>'.encode(), "either"
    yield "loop.svg", f'{_SVG}><g id="a"><use href="#a"/></g></svg>'.encode(), "either"
    doubled = "".join(f'<g id="g{n}"><use href="#g{n - 1}"/><use href="#g{n - 1}"/></g>' for n in range(1, 30))
    yield "doubling.svg", f'{_SVG}><g id="g0"><rect width="1" height="1"/></g>{doubled}</svg>'.encode(), "incomplete"
    parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": f"<!DOCTYPE w [{laughs}]><w>&i;</w>".encode()}
    yield "laughs.docx", zipped(parts), "incomplete"
    yield "deep.docx", zipped(parts | {"word/document.xml": b"<w>" * 9000 + b"</w>" * 9000}), "incomplete"
    yield "bomb.docx", zipped(parts | {"word/document.xml": b"<w>" + b" " * 90_000_000 + b"</w>"}), "incomplete"
    yield "no-body.docx", zipped({"[Content_Types].xml": b"<Types/>", "word/styles.xml": b"<a/>"}), "incomplete"
    yield "no-book.xlsx", zipped({"[Content_Types].xml": b"<Types/>", "xl/styles.xml": b"<a/>"}), "incomplete"
    yield "metafile.docx", zipped(parts | {"word/document.xml": b"<w/>", "word/media/a.emf": b"\1\0\0\0"}), "incomplete"


def _pdf() -> Iterator[tuple[str, bytes, str]]:
    yield "huge.pdf", pdf("", size=(14_400, 14_400)), "incomplete"
    yield "no-size.pdf", pdf("", size=(0, 0)), "either"
    yield "many-pages.pdf", pdf("", pages=600), "incomplete"
    yield "no-pages.pdf", pdf("", extra={2: b"<< /Type /Pages /Kids [] /Count 0 >>"}), "incomplete"
    yield "loop.pdf", pdf("", extra={2: b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"}), "incomplete"
    yield "count-lies.pdf", pdf("", extra={2: b"<< /Type /Pages /Kids [100 0 R] /Count 9 >>"}), "incomplete"
    yield "script.pdf", pdf("", catalog="/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"), "examined"
    yield "launch.pdf", pdf("", catalog="/OpenAction << /S /Launch /F (/bin/sh) >>"), "examined"
    inflated = stream(zlib.compress(b"0 0 m " * 20_000_000, 9), "/Filter /FlateDecode")
    yield "stream-bomb.pdf", pdf("", extra={5: inflated}), "either"
    yield "locked.pdf", _locked_pdf(), "incomplete"
    yield "no-xref.pdf", pdf("BT /F1 9 Tf 9 9 Td (a) Tj ET").replace(b"xref\n", b"xxxx\n"), "either"
    attached = {
        20: b"<< /Type /Filespec /F (../../a.txt) /EF << /F 21 0 R >> >>",
        21: stream(b"plain", "/Type /EmbeddedFile"),
    }
    names = "/Names << /EmbeddedFiles << /Names [(../../a.txt) 20 0 R] >> >>"
    yield "path-out.pdf", pdf("", extra=attached, catalog=names), "examined"
    yield "no-pdf-inside.ai", pdf("BT /F1 9 Tf 9 9 Td (This file was saved without PDF Content.) Tj ET"), "incomplete"


def _locked_pdf() -> bytes:
    lock = b"<< /Filter /Standard /V 1 /R 2 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> /P -4 >>"
    return pdf("", extra={20: lock}).replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 20 0 R /ID [<00><00>]")


def _archives() -> Iterator[tuple[str, bytes, str]]:
    picture = encoded(drawing(), "PNG")
    yield "bomb.zip", zipped({"a.txt": b"0" * 90_000_000}), "incomplete"
    yield "many.zip", zipped({f"{n}.txt": b"a" for n in range(600)}), "incomplete"
    yield "nested-once.zip", zipped({"in.zip": zipped({"a.png": picture})}), "examined"
    yield "nested-twice.zip", zipped({"in.zip": zipped({"in.zip": zipped({"a.png": picture})})}), "incomplete"
    yield "path-out.zip", zipped({"../../../etc/a.png": picture, "/abs.png": picture}), "examined"
    yield (
        "odd-names.zip",
        zipped({"a\nb.png": picture, "\u202egnp.exe.png": picture, "\x1b[31m.png": picture}),
        "examined",
    )
    yield "one-bad.zip", zipped({"a.png": picture, "b.png": picture[:40]}), "incomplete"
    yield "nothing.zip", zipped({}), "incomplete"
    yield "link.zip", _zipped_link("a.png", "/etc/passwd"), "incomplete"
    yield "same-name.zip", zipped({"a.png": picture}) + zipped({"a.png": picture}), "either"
    locked = bytearray(zipped({"a.png": picture}))
    locked[6] |= 1
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    yield "locked.zip", bytes(locked), "incomplete"
    lying = bytearray(zipped({"a.txt": b"0" * 1_000_000}))
    at = lying.rindex(b"PK\x01\x02")
    lying[at + 24 : at + 28] = struct.pack("<I", 10)
    yield "lying.zip", bytes(lying), "incomplete"
    for name, mark in (
        ("a.rar", b"Rar!\x1a\x07\1\0"),
        ("a.tar.gz", b"\x1f\x8b\x08"),
    ):
        yield name, mark + bytes(99), "incomplete"


def _zipped_link(name: str, target: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.create_system = 3
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, target)
    return out.getvalue()


def _sevenzip() -> Iterator[tuple[str, bytes, str]]:
    picture = encoded(drawing(), "PNG")
    yield "bomb.7z", sevenzipped({"a.txt": b"0" * 90_000_000}), "incomplete"
    yield "claimed-bomb.7z", sealed(b"x", directory({"a.txt": b"x"}, 1, claimed=2**60)), "incomplete"
    yield "big-dictionary.7z", sealed(b"\0", directory({"a.txt": b"x"}, 1, coder=b"\x21\x21\x01\x28")), "incomplete"
    yield "many.7z", sevenzipped({f"{n}.txt": b"a" for n in range(600)}), "incomplete"
    yield "nested-once.7z", sevenzipped({"in.7z": sevenzipped({"a.png": picture})}), "examined"
    yield "nested-in-zip.zip", zipped({"in.7z": sevenzipped({"a.png": picture})}), "examined"
    yield "nested-twice.7z", sevenzipped({"in.zip": zipped({"in.7z": sevenzipped({"a.png": picture})})}), "incomplete"
    yield "path-out.7z", sevenzipped({"../../../etc/a.png": picture, "/abs.png": picture}), "examined"
    odd = {"a\nb.png": picture, "\u202egnp.exe.png": picture, "\x1b[31m.png": picture, "\ud800.png": picture}
    yield "odd-names.7z", sevenzipped(odd), "examined"
    yield "one-bad.7z", sevenzipped({"a.png": picture, "b.png": picture[:40]}), "incomplete"
    link = {"a.png": (stat.S_IFLNK | 0o777) << 16 | 0x8000}
    yield "link.7z", sevenzipped({"a.png": b"/etc/passwd"}, link), "incomplete"
    yield "nothing.7z", sealed(b"", b""), "incomplete"
    yield "same-name.7z", sevenzipped({"a.png": picture}) + sevenzipped({"a.png": picture}), "examined"
    yield "no-such-method.7z", BY_SEVENZIP["PPMd"], "incomplete"
    yield "locked.7z", BY_SEVENZIP["locked"], "incomplete"
    yield "locked-names.7z", BY_SEVENZIP["locked-names"], "incomplete"
    yield "packed-directory.7z", BY_SEVENZIP["packed-header"], "examined"
    for name, header in (
        ("endless-names.7z", b"\x01\x05\xff" + b"\xff" * 8),
        ("many-coders.7z", b"\x01\x04\x07\x0b\x01\0\xc0\xff\xff"),
        ("directory-of-nothing.7z", b"\x17\0"),
        ("unknown-property.7z", b"\x01\x63"),
    ):
        yield name, sealed(b"", header), "incomplete"


def _texts() -> Iterator[tuple[str, bytes, str]]:
    yield "deep.json", b"[" * 200_000 + b"]" * 200_000, "incomplete"
    yield "deep.html", b"<html>" + b"<div>" * 50_000 + b"a", "examined"
    yield "brackets.md", b"[" * 100_000 + b"](" * 100_000, "examined"
    yield "open-quote.csv", b'a,"b\n' + b"c,d\n" * 1000, "examined"
    yield "long-field.csv", b'"' + b"x" * 300_000 + b'"', "incomplete"
    yield "long-line.txt", "加微信".encode() * 1_000_000, "examined"
    yield "too-long.txt", b"a" * 20_000_001, "incomplete"
    yield "controls.txt", "加微信\x1b[31m红\x07 ::error:: \u202e倒\n".encode(), "examined"
    yield "lone-surrogate.json", b'["\\ud83d"]', "either"
    yield "big-number.json", b"[" + b"9" * 1_000_000 + b"]", "examined"
    yield "nul.txt", b"abc\0def", "incomplete"
    yield "korean.txt", "안녕하세요 만나서 반갑습니다 카카오톡으로 연락주세요".encode("euc-kr"), "incomplete"
    yield "torn.txt", "您的快递已到, 加微信".encode()[:-1], "incomplete"
    yield "bad-base64.html", b"<html><img src='data:image/png;base64,AAAA'>", "incomplete"
    yield "loop.eml", b"From: a\nTo: b\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n" * 5000, "either"
    yield "deep.eml", b"From: a\nTo: b\n" + b"Content-Type: message/rfc822\n\n" * 3000, "either"
    yield "times.srt", b"999999999999:99:99,999 --> 1\na\n", "examined"
