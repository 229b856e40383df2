"""SVG: one page with the rendering, the text and the links; pictures inside are checked, nothing outside is opened."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, tostring

from merchlint.assets.embedded import data_address, embedded_pages
from merchlint.assets.errors import asset_error, decoding
from merchlint.assets.model import Page, Place, SourceLink, SourceText
from merchlint.assets.pixels import check_pixels, print_dpi, to_pixels
from merchlint.assets.sniff import binary_type
from merchlint.assets.source import Source
from merchlint.assets.text import check_length, decode
from merchlint.assets.xml import local_name, parse_xml

if TYPE_CHECKING:
    from merchlint.assets.model import Pixels

KIND = ("SVG 文件", "SVG file")

# https://www.w3.org/TR/css-values-3/#absolute-lengths, in CSS pixels.
_UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_LENGTH = re.compile(r"\s*([\d.]+(?:e[+-]?\d+)?)\s*([a-z%]*)\s*", re.IGNORECASE)
_OUTSIDE_URL = re.compile(r"url\(\s*['\"]?(?!['\"]?(?:#|data:))[^)]*\)|@import[^;]*;?", re.IGNORECASE)
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|opacity\s*:\s*0(\.0+)?\s*(;|$)")
# A drawing without print size is rendered so that its longer side has this many pixels.
_SCREEN_SIDE = 1600
_MOST_ELEMENTS = 200_000
# What the renderer draws by itself; any other picture becomes a page of its own.
_RENDERED = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


@dataclass(slots=True)
class _Content:
    texts: list[SourceText] = field(default_factory=list)
    links: list[SourceLink] = field(default_factory=list)
    pictures: list[tuple[str, bool]] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


def svg_pages(source: Source) -> Iterator[Page]:
    """The drawing as page 1, then a page for each hidden picture or picture the renderer does not draw.

    Raises:
        AssetError: also when the drawing shows a picture that is not inside the file.
    """
    text = decode(source.data, source.shown)
    check_length(len(text), source.shown, source.limits)
    with decoding(source.shown, KIND):
        root = parse_xml(text, source.shown)
        _check_copies(root, source.shown)
        content = _Content()
        _collect(root, content, hidden=False)
        pixels, dpi = _render(root, source)
        yield Page(1, pixels, tuple(content.texts), tuple(content.links), dpi)
        number = 1
        for index, (address, hidden) in enumerate(content.pictures, start=1):
            data = data_address(address, source)
            if data is None:
                continue
            drawn = not hidden and binary_type(data[:4096]) in _RENDERED
            # A picture that is drawn is opened all the same: the renderer leaves out a broken one in silence.
            for page in embedded_pages(data, f"picture {index}", source, svg_pages, hidden=hidden):
                if not drawn:
                    number += 1
                    yield replace(page, number=number)
    if content.outside:
        raise asset_error(
            "svg-picture-outside",
            source.shown,
            (
                f"图中引用了文件之外的图片({content.outside[0][:100]}), 未予打开。",
                f"The drawing shows a picture outside the file ({content.outside[0][:100]}), which is not opened.",
            ),
            ("请在导出时选择嵌入图片。", "Embed pictures when exporting it."),
        )


def _check_copies(root: Element, shown: str) -> None:
    """A few nested <use> double the drawing at each step; what they come to is counted before it is drawn."""
    named = {element.get("id"): element for element in root.iter() if element.get("id")}
    sizes: dict[str, int] = {}

    def size(element: Element, open_names: frozenset[str]) -> int:
        total = 0
        for inner in element.iter():
            total += 1
            target = _address(inner).removeprefix("#") if local_name(inner.tag) == "use" else ""
            # A copy of what it stands in is an error that the renderer leaves out.
            if target in named and target not in open_names:
                if target not in sizes:
                    sizes[target] = size(named[target], open_names | {target})
                total += sizes[target]
        return total

    if size(root, frozenset()) > _MOST_ELEMENTS:
        raise asset_error(
            "svg-too-complex",
            shown,
            ("图中重复引用展开后的元素过多。", "Its elements are too many once their copies are drawn."),
            ("请导出为 PDF 或 PNG。", "Export it to PDF or PNG."),
        )


def _collect(root: Element, content: _Content, *, hidden: bool) -> None:
    waiting = [(root, hidden)]
    while waiting:
        element, hidden = waiting.pop()
        name = local_name(element.tag)
        hidden = hidden or _is_hidden(element)
        address = _address(element)
        if name == "a" and address:
            content.links.append(SourceLink(address, Place(layer=element.get("id"), hidden=hidden)))
        elif name in ("image", "feImage") and address:
            if address.strip().lower().startswith("data:"):
                content.pictures.append((address, hidden))
            elif not address.startswith("#"):
                content.outside.append(address)
                _set_address(element, "")
        elif name == "use" and address and not address.startswith("#"):
            content.outside.append(address)
            _set_address(element, "")
        if name == "style" and element.text:
            element.text = _OUTSIDE_URL.sub("", element.text)
        if name in ("text", "title", "desc", "foreignObject"):
            _say(element, content, hidden or name in ("title", "desc"))
            # Links and pictures may stand inside; the text was taken as a whole.
            inner = (child for child in reversed(element) if local_name(child.tag) not in ("title", "desc", "text"))
            waiting.extend((child, hidden) for child in inner)
        elif name not in ("script", "style", "metadata"):
            waiting.extend((child, hidden) for child in reversed(element))


def _say(element: Element, content: _Content, hidden: bool) -> None:
    """A text as lines: a span that is placed on another height begins a new one."""
    place = Place(layer=element.get("id") or local_name(element.tag), hidden=hidden)
    lines = [element.text or ""]
    waiting = list(reversed(element))
    while waiting:
        child = waiting.pop()
        if child.get("y") is not None or child.get("dy", "0").strip("0.") not in ("", "em", "px") or _is_block(child):
            lines.append("")
        lines[-1] += "".join(child.itertext()) + (child.tail or "")
    for line in lines:
        joined = " ".join(line.split())
        if joined:
            content.texts.append(SourceText(joined, place))


def _is_block(element: Element) -> bool:
    return local_name(element.tag) in ("div", "p", "li", "br", "h1", "h2", "h3", "body", "tr")


def _is_hidden(element: Element) -> bool:
    return (
        element.get("display") == "none"
        or element.get("visibility") in ("hidden", "collapse")
        or element.get("opacity") in ("0", "0.0")
        or bool(_HIDING.search(element.get("style", "").lower()))
    )


def _address(element: Element) -> str:
    return next((value.strip() for name, value in element.attrib.items() if local_name(name) == "href"), "")


def _set_address(element: Element, address: str) -> None:
    for name in element.attrib:
        if local_name(name) == "href":
            element.set(name, address)


def _render(root: Element, source: Source) -> tuple[Pixels, float | None]:
    """Drawn from the cleaned tree, so the renderer never sees a reference that leads outside."""
    import resvg_py
    from PIL import PngImagePlugin

    width, height, is_print = _size(root)
    dpi = print_dpi(max(width, height) / 96, source.limits) if is_print else None
    scale = dpi / 96 if dpi is not None else max(1.0, _SCREEN_SIDE / max(width, height))
    wide, high = max(1, round(width * scale)), max(1, round(height * scale))
    check_pixels(wide, high, source.shown, source.limits)
    drawn = resvg_py.svg_to_bytes(
        svg_string=tostring(root, encoding="unicode"), width=wide, height=high, dpi=96, background="#ffffff"
    )
    image = PngImagePlugin.PngImageFile(io.BytesIO(drawn))
    check_pixels(*image.size, source.shown, source.limits)
    image.load()
    return to_pixels(image), dpi


def _size(root: Element) -> tuple[float, float, bool]:
    """(width, height, whether they are print lengths) in CSS pixels."""
    box = [float(number) for number in re.split(r"[\s,]+", root.get("viewBox", "").strip()) if number]
    wide, high = _length(root.get("width")), _length(root.get("height"))
    if wide and high:
        return wide[0], high[0], wide[1] in ("mm", "cm", "in", "pt", "pc")
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        return box[2], box[3], False
    return (wide or (300.0, ""))[0], (high or (150.0, ""))[0], False


def _length(text: str | None) -> tuple[float, str] | None:
    match = _LENGTH.fullmatch(text or "")
    if not match or match.group(2).lower() not in _UNITS:
        return None
    value = float(match.group(1)) * _UNITS[match.group(2).lower()]
    return (value, match.group(2).lower()) if value > 0 else None
