"""One small, sound file of every kind that is examined, made on the spot."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from typing import Any

from PIL import Image

from tests.assets.documents_made import pdf, stream
from tests.assets.pictures_made import animation, drawing, encoded
from tests.assets.sevenzip_made import sevenzipped

SCRIPT = "客服: 亲, 您好! 加微信领5元红包\n买家: 好的, 谢谢\n"


def seeds() -> dict[str, bytes]:
    """File name -> bytes."""
    return {**_pictures(), **_documents(), **_texts()}


def saved(document: Any) -> bytes:
    """The bytes that an Office or PSD library writes."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    """A deflated ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def _pictures() -> dict[str, bytes]:
    from psd_tools import PSDImage

    turned = drawing().transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    psd: Any = PSDImage.frompil(drawing())
    psd.create_pixel_layer(turned, name="spare").visible = False
    return {
        "card.png": encoded(drawing(), "PNG"),
        "moving.png": animation("PNG", [drawing(), turned]),
        "card.jpg": encoded(drawing(), "JPEG", quality=90),
        "print.jpg": encoded(drawing("CMYK"), "JPEG"),
        "card.webp": encoded(drawing(), "WEBP", lossless=True),
        "moving.gif": animation("GIF", [drawing(), turned]),
        "card.bmp": encoded(drawing(), "BMP"),
        "pages.tif": animation("TIFF", [drawing(), turned], compression="tiff_lzw"),
        "card.avif": encoded(drawing(), "AVIF"),
        "card.psd": saved(psd),
    }


def _documents() -> dict[str, bytes]:
    import docx
    import openpyxl
    import pptx

    picture = io.BytesIO(encoded(drawing(), "PNG"))
    letter: Any = docx.Document()
    letter.add_paragraph(SCRIPT)
    letter.add_picture(picture)
    book: Any = openpyxl.Workbook()
    book.active.append(["角色", "内容"])
    book.active.append(["客服", "加微信领红包"])
    deck: Any = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "加微信"
    link = b"<< /Type /Annot /Subtype /Link /Rect [30 90 130 120] /A << /S /URI /URI (https://u.wechat.com/x) >> >>"
    extra = {
        20: link,
        21: b"<< /Type /Filespec /F (a.txt) /EF << /F 22 0 R >> >>",
        22: stream(SCRIPT.encode(), "/Type /EmbeddedFile"),
    }
    names = "/Names << /EmbeddedFiles << /Names [(a.txt) 21 0 R] >> >>"
    return {
        "card.pdf": pdf(
            "BT /F1 20 Tf 30 100 Td (WeChat abc) Tj ET", annotations="20 0 R", extra=extra, catalog=names, pages=2
        ),
        "letter.docx": saved(letter),
        "script.xlsx": saved(book),
        "live.pptx": saved(deck),
        "cards.zip": zipped({"a.txt": SCRIPT.encode(), "b.png": encoded(drawing(), "PNG")}),
        "cards.7z": sevenzipped({"a.txt": SCRIPT.encode(), "b.png": encoded(drawing(), "PNG")}),
    }


def _texts() -> dict[str, bytes]:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "加微信", "a@example.com", "b@example.com"
    mail.set_content(SCRIPT)
    mail.add_attachment(SCRIPT.encode(), maintype="text", subtype="plain", filename="a.txt")
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="90mm" height="54mm"><text x="9" y="99">加微信</text></svg>'
    return {
        "card.svg": svg.encode(),
        "script.txt": SCRIPT.encode(),
        "script16.txt": SCRIPT.encode("utf-16"),
        "script-gb.txt": SCRIPT.encode("gb18030"),
        "script.csv": "角色,内容\n客服,加微信领红包\n买家,好的\n".encode(),
        "script.tsv": "客服\t加微信\n买家\t好的\n".encode(),
        "script.json": '{"messages": [{"role": "客服", "text": "加微信"}]}'.encode(),
        "script.jsonl": '{"t": "加微信"}\n{"t": "领红包"}\n'.encode(),
        "shop.html": "<!doctype html><p>加<b>微</b>信 <a href='https://u.wechat.com/x'>点</a></p>".encode(),
        "shop.md": "# 福利\n\n加**微**信 [点](https://u.wechat.com/x)\n".encode(),
        "call.srt": "1\n00:00:01,000 --> 00:00:02,000\n加微信\n".encode(),
        "call.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n加微信\n".encode(),
        "call.lrc": "[00:01.00]加微信\n".encode(),
        "mail.eml": mail.as_bytes(),
    }
