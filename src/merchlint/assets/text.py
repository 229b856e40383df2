"""From bytes to text without guessing wrong in silence, and from text to lines.

UTF-8 is told by its own strict grammar, UTF-16 and UTF-32 by their mark or by where the zero bytes stand. Between the
two Chinese legacy encodings nothing but the outcome tells: each candidate is decoded and scored by how many of its
characters are everyday ones. Two candidates that are both plausible, or none, is an error that says so.
"""

from __future__ import annotations

import codecs
import functools
import re
from collections.abc import Iterator

from merchlint.assets.errors import asset_error, over_limit
from merchlint.assets.model import AssetError, Limits, Place, SourceText, Speaker

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_SCORED_CHARACTERS = 20_000
_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_ANY_BREAK = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_INNER_BREAK = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")

_EVERYDAY = frozenset(
    # Simplified and traditional forms of characters that fill ordinary prose and shop talk.
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多"
    "经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日者意无力它与长把机十民第公此已工使情明性知"
    "全三又关点正业外将两高间由问很最重并物手应向头文体政美相见被利什二等产或新己制身果加西月话合回代内信表化老给世位次度门任常"
    "先通教儿东声提立及比员解水名真论走各入几口认条平系气题活更别打四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直"
    "资命金指许区保至形便空决科马司基眼书非则听却界达光放强即像难且思完设式色路品住告类求据程北边张该交规万取拉望觉传师清今切"
    "让识候带导运微扫码券红包店铺客服评返现晒图购买付款退货换亲您您好谢谢请联系添加群领取优惠活动收快递包裹元满送赠卡片满意星"
    "這個們來為國說時會對生於後發還進樣從實無與長機關點業將兩間問應頭體見產給門話東聲題報數受務場計電買賣購請領優惠單號碼"
    "歡迎親謝聯繫評圖錢紅貨換運費價實質滿贈禮"
)


def decode(data: bytes, shown: str) -> str:
    """The text of a whole file, its byte order mark removed.

    Raises:
        AssetError: ``text-encoding-unclear`` when no encoding or more than one is plausible, ``text-is-binary`` when
            the bytes are no text at all.
    """
    for mark, encoding in _MARKS:
        # FF FE 00 00 is the UTF-32 mark, or a UTF-16 mark before a zero character, which no text begins with.
        if data.startswith(mark):
            text = _try(data[len(mark) :], encoding)
            if text is None or _is_garbled(text):
                raise _unclear(shown)
            return text
    text = _try(data, "utf-8")
    if text is not None and "\0" not in text:
        if _has_binary_controls(text):
            raise _binary(shown)
        if _could_be_legacy(text) and any(score >= 0.75 for score, _ in _legacy(data)):
            raise _unclear(shown)
        return text
    if text is None and _is_broken_utf8(data):
        raise _unclear(shown)
    return _best(data, shown)


def _best(data: bytes, shown: str) -> str:
    scored = sorted([*_legacy(data), *_wide(data)], reverse=True)
    if not scored:
        raise _binary(shown) if _has_binary_controls(data[:4096].decode("latin-1")) else _unclear(shown)
    best, text = scored[0]
    second = scored[1][0] if len(scored) > 1 else 0.0
    if best < 0.5 or best - second < 0.1:
        raise _unclear(shown)
    return text


def _is_broken_utf8(data: bytes) -> bool:
    """UTF-8 with a few bad bytes, which must not be read as a legacy encoding: that would garble all of it.

    Legacy text, read as UTF-8, is nearly all bad bytes.
    """
    text = data[: 4 * _SCORED_CHARACTERS].decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(character > "\u07ff" for character in text) - bad
    return good > bad and b"\0" not in data


def _legacy(data: bytes) -> list[tuple[float, str]]:
    """(score, text) of the Chinese double-byte encodings."""
    found = []
    for encoding, weight in (("gb18030", 0.75), ("big5hkscs", 0.65)):
        text = _try(data, encoding)
        if text is not None and not _is_garbled(text):
            found.append((_score(text, weight), text))
    return found


def _wide(data: bytes) -> list[tuple[float, str]]:
    """(score, text) of UTF-16 and UTF-32 without a mark; almost any bytes are valid, so they must prove themselves."""
    found = []
    for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        text = _try(data, encoding)
        if text is None or _is_garbled(text):
            continue
        foreign = [character for character in text[:_SCORED_CHARACTERS] if character > "\x7f"]
        everyday = sum(character in _EVERYDAY for character in foreign)
        if b"\0" in data or everyday * 2 >= len(foreign):
            found.append((_score(text, 0.75), text))
    return found


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_garbled(text: str) -> bool:
    """Characters that no text file carries: zero, unassigned controls, lone surrogates, non-characters."""
    return re.search("[\0-\x08\x0e-\x1a\x7f\ufffe\uffff\ud800-\udfff]", text[:_SCORED_CHARACTERS]) is not None or (
        "\0" in text
    )


def _has_binary_controls(text: str) -> bool:
    controls = len(re.findall("[\0-\x08\x0e-\x1a\x1c-\x1f]", text[:_SCORED_CHARACTERS]))
    return controls > max(4, len(text[:_SCORED_CHARACTERS]) / 10)


def _could_be_legacy(text: str) -> bool:
    """Valid UTF-8 that a short Chinese legacy text can also form: a few letters of two-byte length, side by side.

    A GB18030 text is valid UTF-8 only if every pair of bytes is, by chance, the code of a letter from U+0080 to
    U+07FF; past a dozen characters the odds are beyond one in a billion. A single such letter between ASCII is far
    more often the middle dot, degree sign or accented letter that it says it is.
    """
    foreign = [character for character in text[:_SCORED_CHARACTERS] if character > "\x7f"]
    pattern = "[\x80-\u07ff]{2,}|[\u0250-\u07ff]"
    return 0 < len(foreign) <= 12 and re.fullmatch(pattern, "".join(text.split())) is not None


def _score(text: str, common: float) -> float:
    """0 to 1: how much the characters beyond ASCII look like everyday Chinese.

    `common` is the weight of a Hanzi that is standard but not an everyday one.
    """
    foreign = [character for character in text[:_SCORED_CHARACTERS] if character > "\x7f"]
    if not foreign:
        return 1.0
    everyday = sum(character in _EVERYDAY for character in foreign) / len(foreign)
    # Korean and Japanese double-byte texts decode into Hanzi that are each common but together never everyday.
    if len(foreign) >= 12 and everyday < 0.3:
        return everyday
    weight = 0.0
    for character in foreign:
        if character in _EVERYDAY:
            weight += 1.0
        elif character in _common_hanzi():
            weight += common
        elif _is_mark(character):
            weight += 0.75
        elif "\u00c0" <= character <= "\u024f" or "\u3040" <= character <= "\u30ff":
            weight += 0.4
    return weight / len(foreign)


def _is_mark(character: str) -> bool:
    """Punctuation of Chinese text, full-width ASCII, arrows, stars, circled digits, and emoji."""
    return (
        "\u3000" <= character <= "\u303f"
        or "\uff01" <= character <= "\uff5e"
        or "\u2010" <= character <= "\u203b"
        or "\u2190" <= character <= "\u27bf"
        or "\U0001f300" <= character <= "\U0001faff"
        or character in "·°±×÷\ufe0f\uffe5¥"
    )


@functools.cache
def _common_hanzi() -> frozenset[str]:
    """The 3,755 first-level characters of GB 2312 (rows 16 to 55) and the 5,401 of Big5 (A440 to C67E)."""
    simplified = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    traditional = (bytes((row, cell)) for row in range(0xA4, 0xC7) for cell in (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    found = {code.decode("gb2312", "ignore") for code in simplified} | {
        code.decode("big5", "ignore") for code in traditional
    }
    return frozenset(character for character in found if len(character) == 1)


def lines(text: str, shown: str, limits: Limits) -> Iterator[SourceText]:
    """Lines that are not blank, with their 1-based line and column.

    Raises:
        AssetError: more than `max_text` characters.
    """
    check_length(len(text), shown, limits)
    for number, line in enumerate(_LINE_BREAK.split(text), start=1):
        column = 1
        if not _INNER_BREAK.search(line):
            if line.strip():
                yield SourceText(line, Place(line=number, column=1))
            continue
        for part in _INNER_BREAK.split(line):
            if part.strip():
                yield SourceText(part, Place(line=number, column=column))
            column += len(part) + 1


def one_line(
    text: str, place: Place, *, shown: str, limits: Limits, speaker: Speaker | None = None
) -> tuple[SourceText, ...]:
    """The lines of a text that has one place as a whole (a cell, a note, an alt text)."""
    check_length(len(text), shown, limits)
    if not _ANY_BREAK.search(text):
        return (SourceText(text, place, speaker=speaker),) if text.strip() else ()
    parts = (part for line in _LINE_BREAK.split(text) for part in _INNER_BREAK.split(line))
    return tuple(SourceText(part, place, speaker=speaker) for part in parts if part.strip())


def check_length(characters: int, shown: str, limits: Limits) -> None:
    """Raises `AssetError` past `max_text`."""
    if characters > limits.max_text:
        raise over_limit(
            shown,
            "text-too-long",
            (
                f"文字超过上限 {limits.max_text} 个字符。",
                f"The text is longer than the limit of {limits.max_text} characters.",
            ),
            "max_text",
        )


def _unclear(shown: str) -> AssetError:
    return asset_error(
        "text-encoding-unclear",
        shown,
        ("无法确定这个文本文件的编码。", "The encoding of this text file cannot be told for certain."),
        ("请另存为 UTF-8 编码。", "Save it as UTF-8."),
    )


def _binary(shown: str) -> AssetError:
    return asset_error(
        "asset-kind-unknown",
        shown,
        (
            "既不是文本, 也不是能识别的图片或文档。",
            "This is neither text nor a picture or document that is known.",
        ),
        ("请导出为 PNG、JPEG、PDF 或 UTF-8 文本。", "Export it as PNG, JPEG, PDF or UTF-8 text."),
    )
