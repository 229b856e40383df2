"""Sees everything on a page: the file's own text, text in the picture, codes, links, logos."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from merchlint.assets.model import Page, SourceText
from merchlint.geometry import Box, bounds
from merchlint.message import Message, Problem
from merchlint.observe.model import Code, ObserveError, PageObservation, TextLine

if TYPE_CHECKING:
    from merchlint.observe.codes import CodeReader
    from merchlint.observe.logos import LogoFinder
    from merchlint.observe.text import TextReader

Engine = TypeVar("Engine")
Seen = TypeVar("Seen")


@dataclass(frozen=True, slots=True)
class Versions:
    """Versions of the engines as part of the cache key and of reports; None for one that is not present."""

    ocr: str | None
    codes: str | None
    logos: str | None


class Observer:
    """Looks at pages one after another. Engines load with the first picture; a text page loads none.

    An engine that is missing or fails costs only what it would have seen: the rest of the page is kept, and the problem
    is returned beside it.
    """

    def __init__(self, logo_folders: Sequence[Path] = ()) -> None:
        self._logo_folders = tuple(logo_folders)
        self._text: TextReader | None = None
        self._codes: CodeReader | None = None
        self._logos: LogoFinder | None = None

    def versions(self) -> Versions:
        """Versions of the engines, told without loading a model; None for one that cannot be used."""
        from merchlint.observe import text_models

        return Versions(text_models.version(), _told(_codes_version), _told(lambda: _logos_version(self._logo_folders)))

    def observe(self, page: Page) -> tuple[PageObservation, tuple[Problem, ...]]:
        """What is on a page, and why it was not fully seen, if it was not."""
        problems: list[Problem] = []
        own = tuple(_own_line(t, block) for block, t in enumerate(page.text))
        links = tuple(Code("link", link.address, link.box, place=link.place) for link in page.links)
        if page.pixels is None:
            return PageObservation(page.number, None, None, own, links, (), page.label, page.hidden), ()
        pixels = page.pixels
        read = _try(lambda: self._text_reader().read(pixels, page.dpi), problems)
        codes = _try(lambda: self._code_reader().read(pixels), problems)
        logos = _try(lambda: self._logo_finder().find(pixels), problems)
        height, width = pixels.shape[:2]
        seen = PageObservation(
            page.number,
            width,
            height,
            _with_own(own, read),
            codes + links,
            logos,
            page.label,
            page.hidden,
        )
        return seen, tuple(problems)

    def _text_reader(self) -> TextReader:
        if self._text is None:
            self._text = _load(_make_text_reader, "rapidocr")
        return self._text

    def _code_reader(self) -> CodeReader:
        if self._codes is None:
            self._codes = _load(_make_code_reader, "zxing-cpp")
        return self._codes

    def _logo_finder(self) -> LogoFinder:
        if self._logos is None:
            self._logos = _load(lambda: _make_logo_finder(self._logo_folders), "opencv-python-headless")
        return self._logos


def _codes_version() -> str | None:
    from merchlint.observe import codes

    return codes.version()


def _logos_version(folders: Sequence[Path]) -> str | None:
    from merchlint.observe import logo_files

    return logo_files.version(folders)


def _told(version: Callable[[], str | None]) -> str | None:
    """A version, or None where the engine does not even import; what is wrong is said when a picture needs it."""
    try:
        return version()
    except (ImportError, OSError, ObserveError):
        return None


def _make_text_reader() -> TextReader:
    from merchlint.observe.text import TextReader

    return TextReader()


def _make_code_reader() -> CodeReader:
    from merchlint.observe.codes import CodeReader

    return CodeReader()


def _make_logo_finder(folders: Sequence[Path]) -> LogoFinder:
    from merchlint.observe.logos import LogoFinder

    return LogoFinder(folders)


def _load(make: Callable[[], Engine], package: str) -> Engine:
    try:
        return make()
    except (ImportError, OSError) as error:
        raise ObserveError(
            Problem(
                "engine-missing",
                Message(f"识别引擎 {package} 用不了（{error}）。", f"The engine {package} cannot be used ({error})."),
                Message("请运行 merchlint doctor 查看怎样安装。", "Run `merchlint doctor` to see how to get it."),
            )
        ) from error


def _try(look: Callable[[], tuple[Seen, ...]], problems: list[Problem]) -> tuple[Seen, ...]:
    try:
        return look()
    except ObserveError as error:
        problems.append(error.problem)
        return ()


def _own_line(text: SourceText, block: int) -> TextLine:
    return TextLine(text.text, text.box, place=text.place, speaker=text.speaker, block=block, from_file=True)


def _with_own(own: tuple[TextLine, ...], read: tuple[TextLine, ...]) -> tuple[TextLine, ...]:
    """The file's lines, then those read from the picture that are not the same words at the same place.

    A line that differs is kept: what is printed may be other than what the file claims.
    """
    if not own:
        return read
    first = max(line.block for line in own) + 1
    fresh = [line for line in read if not _repeats(line, own)]
    return own + tuple(replace(line, block=line.block + first) for line in fresh)


def _repeats(line: TextLine, own: tuple[TextLine, ...]) -> bool:
    """Whether the visible words that the file has at this place, in its order, hold the line; blanks do not count."""
    here = [mine for mine in own if not mine.place.hidden]
    at = [m for m in here if m.box is None or line.box is None or _touches(line.box, m.box)]
    words = _solid(line.text)
    return any(words in _solid(m.text) for m in at) or words in _solid("".join(m.text for m in at))


def _solid(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _touches(one: Box, other: Box) -> bool:
    left, top, right, bottom = bounds(one)
    left2, top2, right2, bottom2 = bounds(other)
    return left < right2 and left2 < right and top < bottom2 and top2 < bottom
