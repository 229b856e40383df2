"""PDF, and Illustrator files saved with PDF: each page rendered, with its text layer, links, fields and comments.

Text is carried even where it is outlined or covered; what a reader cannot see is marked hidden. Attachments are named
on a last page and are assets of their own.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from merchlint.assets.archive import Member, encrypted
from merchlint.assets.errors import asset_error, damaged, decoding, over_limit
from merchlint.assets.model import AssetError, Page, Place, SourceLink, SourceText
from merchlint.assets.pdf_text import Canvas, text_lines
from merchlint.assets.pixels import check_pixels, print_dpi
from merchlint.assets.source import Source
from merchlint.assets.text import check_length
from merchlint.geometry import Box

if TYPE_CHECKING:
    import pypdfium2

    from merchlint.assets.model import Pixels

KIND = ("PDF 文件", "PDF file")

# What Illustrator writes on the only page of a file that was saved without its PDF content.
_NO_PDF_CONTENT = "saved without PDF Content"
_POINTS_PER_INCH = 72


def pdf_pages(source: Source) -> Iterator[Page]:
    """Pages of the document, then one that names its attachments.

    Raises:
        AssetError: damaged, encrypted, over a limit, or an Illustrator file without PDF content.
    """
    with decoding(source.shown, KIND), _document(source) as document:
        _refuse_dynamic_form(document, source.shown)
        count = len(document)
        if count > source.limits.max_pages:
            raise over_limit(
                source.shown,
                "too-many-pages",
                (
                    f"共 {count} 页, 超过上限 {source.limits.max_pages}。",
                    f"It has {count} pages, more than the limit of {source.limits.max_pages}.",
                ),
                "max_pages",
            )
        if not count:
            raise damaged(source.shown, KIND, "it has no pages")
        characters = 0
        for index in range(count):
            page = _page(document, index, source)
            characters += sum(len(line.text) for line in page.text)
            check_length(characters, source.shown, source.limits)
            if any(_NO_PDF_CONTENT in line.text for line in page.text):
                raise _no_pdf_content(source.shown)
            yield page
        names = [name for name, _ in _attachments(document)]
        if names:
            texts = tuple(text for name in names for text in _said(name, "attachment", hidden=True))
            yield Page(count + 1, text=texts, label="attachments", hidden=True)


def pdf_members(source: Source) -> Iterator[Member]:
    """Files attached to the document."""
    with decoding(source.shown, KIND), _document(source) as document:
        for name, attachment in _attachments(document):
            yield Member(name, lambda attachment=attachment: _content(attachment, source))  # type: ignore[misc]


@contextmanager
def _document(source: Source) -> Iterator[pypdfium2.PdfDocument]:
    import pypdfium2

    # The reader repairs a file that lost its tail and shows what is left without a word; the end mark tells.
    if b"%%EOF" not in source.data[-4096:]:
        raise damaged(source.shown, KIND, "the end mark %%EOF is missing")
    try:
        document = pypdfium2.PdfDocument(source.data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY):
            raise encrypted(source.shown) from error
        raise
    try:
        document.init_forms()
        yield document
    finally:
        document.close()


def _page(document: pypdfium2.PdfDocument, index: int, source: Source) -> Page:
    page = document[index]
    try:
        width, height = page.get_size()
        dpi = print_dpi(max(width, height) / _POINTS_PER_INCH, source.limits)
        scale = dpi / _POINTS_PER_INCH
        check_pixels(max(1, round(width * scale)), max(1, round(height * scale)), source.shown, source.limits)
        pixels = _render(page, scale)
        canvas = Canvas(page, pixels)
        texts = (*text_lines(canvas, source), *_annotations(page, document, canvas))
        return Page(index + 1, pixels, texts, tuple(_links(page, document, canvas)), round(dpi, 2))
    finally:
        page.close()


def _render(page: Any, scale: float) -> Pixels:
    import numpy as np

    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False, may_draw_forms=True)
    try:
        drawn = bitmap.to_numpy()
        if drawn.ndim == 2 or drawn.shape[2] == 1:
            drawn = np.repeat(drawn.reshape(drawn.shape[0], drawn.shape[1], 1), 3, axis=2)
        return np.array(drawn[:, :, :3], dtype=np.uint8)
    finally:
        bitmap.close()


def _links(page: Any, document: Any, canvas: Canvas) -> Iterator[SourceLink]:
    from pypdfium2 import raw

    position, link = ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page, position, link):
        action = raw.FPDFLink_GetAction(link)
        if not action:
            continue
        kind = raw.FPDFAction_GetType(action)
        address = ""
        if kind == raw.PDFACTION_URI:
            address = _bytes(
                lambda buffer, size, action=action: raw.FPDFAction_GetURIPath(document, action, buffer, size)
            )
        elif kind in (raw.PDFACTION_LAUNCH, raw.PDFACTION_REMOTEGOTO):
            address = _bytes(lambda buffer, size, action=action: raw.FPDFAction_GetFilePath(action, buffer, size))
        if address.strip():
            yield SourceLink(address.strip(), box=_rect_of(raw.FPDFLink_GetAnnotRect, link, canvas))


def _annotations(page: Any, document: Any, canvas: Canvas) -> list[SourceText]:
    """Comments, and what form fields hold or hint at."""
    from pypdfium2 import raw

    texts: list[SourceText] = []
    form = document.formenv
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            box = _rect_of(raw.FPDFAnnot_GetRect, annotation, canvas)
            unseen = bool(
                raw.FPDFAnnot_GetFlags(annotation) & (raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW)
            )
            if kind == raw.FPDF_ANNOT_WIDGET and form:
                for name, getter in (
                    ("field value", raw.FPDFAnnot_GetFormFieldValue),
                    ("field hint", raw.FPDFAnnot_GetFormFieldAlternateName),
                ):
                    text = _wide(lambda buffer, size, g=getter, a=annotation: g(form, a, buffer, size))
                    texts.extend(_said(text, name, hidden=unseen or name != "field value", box=box))
            elif kind not in (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP):
                text = _wide(
                    lambda buffer, size, a=annotation: raw.FPDFAnnot_GetStringValue(a, b"Contents", buffer, size)
                )
                # Only a free text is drawn on the page; every other comment opens on a click.
                texts.extend(_said(text, "comment", hidden=unseen or kind != raw.FPDF_ANNOT_FREETEXT, box=box))
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    return texts


def _said(text: str, layer: str, *, hidden: bool, box: Box | None = None) -> Iterator[SourceText]:
    for line in text.splitlines():
        if line.strip():
            yield SourceText(line, Place(layer=layer, hidden=hidden), box)


def _rect_of(getter: Any, handle: Any, canvas: Canvas) -> Box | None:
    from pypdfium2 import raw

    rect = raw.FS_RECTF()
    if not getter(handle, rect):
        return None
    return canvas.box(rect.left, rect.bottom, rect.right, rect.top)


def _wide(call: Any) -> str:
    """A UTF-16 string of the library: its size in bytes is asked first."""
    size = call(None, 0)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    call(buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace")


def _bytes(call: Any) -> str:
    size = call(None, 0)
    if size <= 1:
        return ""
    buffer = ctypes.create_string_buffer(size)
    call(buffer, size)
    return buffer.raw[: size - 1].decode("utf-8", "replace")


def _attachments(document: Any) -> Iterator[tuple[str, Any]]:
    for index in range(document.count_attachments()):
        attachment = document.get_attachment(index)
        yield attachment.get_name() or f"attachment-{index + 1}", attachment


def _content(attachment: Any, source: Source) -> bytes:
    with decoding(source.shown, KIND):
        return bytes(attachment.get_data())


def _refuse_dynamic_form(document: Any, shown: str) -> None:
    """A dynamic XFA form draws its pages by a program; what other readers show is a request to wait."""
    from pypdfium2 import raw

    if raw.FPDF_GetFormType(document) == raw.FORMTYPE_XFA_FULL:
        raise asset_error(
            "pdf-dynamic-form",
            shown,
            ("这是动态 XFA 表单, 页面内容无法显示。", "This is a dynamic XFA form, whose pages cannot be shown."),
            ("请打印或另存为普通 PDF。", "Print or save it as an ordinary PDF."),
        )


def _no_pdf_content(shown: str) -> AssetError:
    return asset_error(
        "illustrator-without-pdf",
        shown,
        ("这个 AI 文件保存时未包含 PDF 内容。", "This Illustrator file was saved without its PDF content."),
        (
            "请在 Illustrator 中勾选创建 PDF 兼容文件后重新保存, 或导出为 PDF。",
            "Save it again with Create PDF Compatible File, or export it to PDF.",
        ),
    )
