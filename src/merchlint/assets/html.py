"""HTML: what a reader sees, a block a line, with links, alternative texts and pictures inside the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

from merchlint.assets.embedded import data_address, embedded_pages
from merchlint.assets.errors import decoding
from merchlint.assets.model import Page, Place, SourceLink, SourceText
from merchlint.assets.source import Source
from merchlint.assets.svg import svg_pages
from merchlint.assets.text import check_length, decode

KIND = ("HTML 文件", "HTML file")

# https://html.spec.whatwg.org/multipage/indices.html: elements without content, and phrasing elements, which do not
# break the line they stand in.
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "img",
    ]
)
_UNSEEN = frozenset({"script", "style", "template"})
_ADDRESSES = ("href", "action", "formaction", "xlink:href")
_SPOKEN = ("alt", "title", "placeholder", "aria-label", "content", "label")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])")
_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\";]+)", re.IGNORECASE)
_METAS = frozenset({"description", "keywords", "og:title", "og:description"})


def html_pages(source: Source) -> Iterator[Page]:
    """The text of the file as page 1, then a page for each picture that it carries as a ``data:`` address."""
    yield from markup_pages(decode(source.data, source.shown), source)


def markup_pages(text: str, source: Source) -> Iterator[Page]:
    """As `html_pages`, for text that is already decoded."""
    check_length(len(text), source.shown, source.limits)
    with decoding(source.shown, KIND):
        reader = _Reader()
        reader.feed(text)
        reader.close()
        reader.end_line()
    yield Page(1, text=tuple(reader.texts), links=tuple(reader.links))
    number = 1
    for index, (address, hidden) in enumerate(reader.pictures, start=1):
        data = data_address(address, source)
        if data is not None:
            for page in embedded_pages(data, f"picture {index}", source, svg_pages, hidden=hidden):
                number += 1
                yield replace(page, number=number)


class _Reader(HTMLParser):
    """Collects lines. An element that hides its content is remembered by how deep the stack was when it opened."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[SourceText] = []
        self.links: list[SourceLink] = []
        self.pictures: list[tuple[str, bool]] = []
        self._open: list[tuple[str, bool, bool]] = []
        self._line: list[str] = []
        self._place: Place | None = None

    @property
    def _hidden(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    @property
    def _unseen(self) -> bool:
        return bool(self._open) and self._open[-1][2]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        hidden = self._hidden or "hidden" in values or bool(_HIDING.search(values.get("style", "").lower()))
        if tag not in _INLINE:
            self.end_line()
        self._attributes(tag, values, hidden or (tag == "input" and values.get("type", "").lower() == "hidden"))
        if tag not in _VOID:
            if hidden != self._hidden:
                self.end_line()
            self._open.append((tag, hidden or tag == "noscript", self._unseen or tag in _UNSEEN))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, max(len(self._open) - 200, -1), -1):
            if self._open[depth][0] == tag:
                was_hidden = self._hidden
                if tag not in _INLINE:
                    self.end_line()
                del self._open[depth:]
                if was_hidden != self._hidden:
                    self.end_line()
                return

    def handle_data(self, data: str) -> None:
        if self._unseen or not data:
            return
        if self._place is None and data.strip():
            line, column = self.getpos()
            blank = data[: len(data) - len(data.lstrip())]
            line += blank.count("\n")
            column = len(blank) - blank.rfind("\n") - 1 if "\n" in blank else column + len(blank)
            self._place = Place(line=line, column=column + 1, hidden=self._hidden)
        self._line.append(data)

    def unknown_decl(self, data: str) -> None:
        """CDATA and the like: not shown by a browser."""

    def end_line(self) -> None:
        text = " ".join("".join(self._line).split())
        if text and self._place is not None:
            self.texts.append(SourceText(text, self._place))
        self._line.clear()
        self._place = None

    def _attributes(self, tag: str, values: dict[str, str], hidden: bool) -> None:
        line, column = self.getpos()
        place = Place(line=line, column=column + 1, hidden=hidden)
        for name in _ADDRESSES:
            if values.get(name, "").strip() and tag not in ("link", "base"):
                self.links.append(SourceLink(values[name].strip(), place))
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            match = _REFRESH.search(values.get("content", ""))
            if match:
                self.links.append(SourceLink(match.group(1).strip(), place))
        for name in _SPOKEN:
            if name == "content" and values.get("name", values.get("property", "")).lower() not in _METAS:
                continue
            self._say(values.get(name, ""), replace(place, layer=f"{tag}@{name}"))
        if tag in ("input", "button", "option", "data"):
            self._say(values.get("value", ""), replace(place, layer=f"{tag}@value"))
        for name in ("src", "href", "xlink:href", "poster"):
            if values.get(name, "").lstrip().lower().startswith("data:"):
                self.pictures.append((values[name], hidden))

    def _say(self, text: str, place: Place) -> None:
        joined = " ".join(text.split())
        if joined:
            self.texts.append(SourceText(joined, place))
