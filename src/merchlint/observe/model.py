"""An observation: what was seen on the pages of an asset, without an opinion."""

from __future__ import annotations

from dataclasses import dataclass

from merchlint.assets.model import Place, Speaker
from merchlint.geometry import Box
from merchlint.message import MerchlintError, Message, Problem


class ObserveError(MerchlintError):
    """An engine that is missing or failed; the asset becomes `incomplete`."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text, read by OCR or carried by the file.

    Attributes:
        box: pixels of the page; None for text that has no place on a picture.
        confidence: 0 to 1; 1.0 for text the file itself carries.
        block: lines with the same block number belong to one paragraph or column, so that a phrase broken by the
            layout can be joined; lines of a page are in reading order.
        vertical: the line runs from top to bottom.
        char_boxes: one box for each character where the engine tells them, else empty.
        from_file: carried by the file, as opposed to read from pixels.
    """

    text: str
    box: Box | None = None
    confidence: float = 1.0
    place: Place = Place()
    speaker: Speaker | None = None
    block: int = 0
    vertical: bool = False
    char_boxes: tuple[Box, ...] = ()
    from_file: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A machine-readable code, or a link the file carries.

    Attributes:
        symbology: ``qr_code``, ``micro_qr``, ``data_matrix``, ``aztec``, ``pdf417``, ``ean_13``, ``code_128`` …,
            ``mini_program_code``, ``douyin_code``, ``channels_code``, ``reward_code``, or ``link`` for an annotation.
        payload: None when the code was found but not read.
    """

    symbology: str
    payload: str | None
    box: Box | None
    confidence: float = 1.0
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Logo:
    """A brand mark. `brand` uses the target words (wechat, qq, douyin …) or the name of a user's own logo folder."""

    brand: str
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class PageObservation:
    """What was seen on one page. `width` and `height` are pixels, None for a page without a picture."""

    page: int
    width: int | None
    height: int | None
    text: tuple[TextLine, ...] = ()
    codes: tuple[Code, ...] = ()
    logos: tuple[Logo, ...] = ()
    label: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class AssetObservation:
    """What was seen in an asset, or why it could not be examined.

    Attributes:
        problem: None when every page was fully examined, else the reason for `incomplete`.
        pages: what was seen, also when incomplete (a finding on a half-read asset is still shown).
    """

    path: str
    digest: str
    media_type: str
    pages: tuple[PageObservation, ...] = ()
    problem: Problem | None = None
    notes: tuple[Message, ...] = ()
