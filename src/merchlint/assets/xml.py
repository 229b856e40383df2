"""XML from strangers: parsed without ever resolving anything outside, expanding bombs, or nesting without end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from merchlint.assets.errors import asset_error

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# Drawing programs declare their namespaces as entities; such values are short, plain and few.
_ENTITY = re.compile(r"<!ENTITY\s+([\w.:-]{1,64})\s+(?:\"([^\"&%<]{0,256})\"|'([^'&%<]{0,256})')\s*>")
_DOCTYPE = re.compile(r"<!DOCTYPE\s[^\[>]*(?:\[(?P<inner>.*?)\]\s*)?>", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_MOST_ENTITIES = 64
_DEEPEST = 256


def parse_xml(text: str, shown: str) -> Element:
    """The root element.

    Raises:
        AssetError: an entity that could expand or reach outside, or nesting beyond 256 levels.
        xml.etree.ElementTree.ParseError: not well-formed (a `SyntaxError`).
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(_without_doctype(_DECLARATION.sub("", text), shown), forbid_dtd=True)
    except DefusedXmlException as error:
        raise _refused(shown) from error
    _check_depth(root, shown)
    return root


def local_name(tag: object) -> str:
    """The name without its namespace; empty for comments and processing instructions."""
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def _without_doctype(text: str, shown: str) -> str:
    match = _DOCTYPE.search(text, 0, 65_536)
    if not match:
        return text
    inner = _COMMENT.sub("", match.group("inner") or "")
    entities = {found[0]: found[1] or found[2] for found in _ENTITY.findall(inner)}
    if "<!ENTITY" in _ENTITY.sub("", inner) or len(entities) > _MOST_ENTITIES:
        raise _refused(shown)
    body = text[: match.start()] + text[match.end() :]
    if not entities:
        return body
    names = "|".join(map(re.escape, entities))
    return re.sub(f"&({names});", lambda reference: entities[reference.group(1)], body)


def _check_depth(root: Element, shown: str) -> None:
    level: list[Element] = [root]
    for _ in range(_DEEPEST):
        level = [child for element in level for child in element]
        if not level:
            return
    raise asset_error(
        "xml-too-deep",
        shown,
        (f"XML 嵌套超过 {_DEEPEST} 层。", f"Its XML is nested more than {_DEEPEST} levels deep."),
        ("请简化后重新导出, 或导出为 PDF 或 PNG。", "Simplify and export it again, or export it to PDF or PNG."),
    )


def _refused(shown: str) -> Exception:
    return asset_error(
        "xml-entities",
        shown,
        (
            "文件声明了会展开或指向外部的 XML 实体, 出于安全不予展开。",
            "The file declares XML entities that expand or reach outside; they are not followed.",
        ),
        ("请重新导出为不含实体的文件。", "Export it again without entities."),
    )
