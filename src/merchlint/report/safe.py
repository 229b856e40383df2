"""Escapes, one for each kind of output: what an asset says must never act on the reader's terminal, page or CI.

File names, OCR text and payloads are written by strangers. Every format first makes invisible characters visible with
`plain` and then applies its own escape; JSON keeps the characters but writes them as escapes.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
import urllib.parse
from functools import lru_cache

# Controls, format characters (bidi, zero width, tags), lone surrogates, line and paragraph separators, unassigned.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
# A joiner after a pictograph only builds an emoji; elsewhere it may hide a split word, so it is shown.
_EMOJI_JOINER = re.compile("(?<=[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f])\u200d")
_JSON_RAW = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e0fff]"
)
# Surrogates that do not stand for an undecodable byte of a file name.
_FOREIGN_SURROGATE = re.compile("[\ud800-\udc7f\udd00-\udfff]")
_MARKDOWN_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-!|~$^=])")


@lru_cache(maxsize=4096)
def _visible(char: str) -> str:
    if char in _NAMED:
        return _NAMED[char]
    if unicodedata.category(char) not in _UNSAFE:
        return char
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def plain(text: str) -> str:
    """One line in which every control, bidi, zero-width and unassigned character is written out, e.g. ``\\u202e``."""
    if text.isascii() and text.isprintable():
        return text
    joined = _EMOJI_JOINER.split(text)
    return "\u200d".join("".join(map(_visible, part)) for part in joined)


def json_text(value: object, *, indent: int | None = 2) -> str:
    """JSON that reads back unchanged, yet holds no raw control, bidi or surrogate character."""
    raw = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    return _JSON_RAW.sub(_json_escape, raw)


def _json_escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def xml_text(text: str) -> str:
    """Text for an XML element or a double-quoted attribute."""
    return html.escape(plain(text), quote=True)


def markdown_text(text: str) -> str:
    """Words in Markdown: no formatting, HTML, links, automatic links or mentions come out of them."""
    escaped = _MARKDOWN_SPECIAL.sub(r"\\\1", html.escape(plain(text), quote=False))
    escaped = escaped.replace("://", "&#58;//").replace("www.", "www&#46;")
    # An empty comment stops the forge from reading a mention or an issue number; a backslash does not.
    escaped = escaped.replace("@", "@<!-- -->").replace("\\#", "\\#<!-- -->")
    # A leading number and dot would start a list.
    return re.sub(r"^(\d+)\.", r"\1\\.", escaped)


def markdown_code(text: str) -> str:
    """A code span that shows the text as it is, also when it holds backticks; safe in a table cell."""
    shown = plain(text)
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    fence = "`" * (longest + 1)
    # A space inside the fence keeps a backtick, or nothing at all, from touching it.
    pad = " " if not shown or shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown or ' '}{pad}{fence}".replace("|", "\\|")


def github_data(text: str) -> str:
    """The message of a GitHub workflow command."""
    return plain(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def github_property(text: str) -> str:
    """A property (file, title) of a GitHub workflow command."""
    return github_data(text).replace(":", "%3A").replace(",", "%2C")


def sarif_text(text: str) -> str:
    """A SARIF message: square brackets would make a link, so they are escaped as its section 3.11.6 says."""
    return plain(text).replace("[", "\\[").replace("]", "\\]")


def uri(path: str) -> str:
    """A path as a relative URI reference, or a ``file:`` URI when it is absolute; lone bytes keep their value."""
    bytes_ = _FOREIGN_SURROGATE.sub("\ufffd", path).encode("utf-8", "surrogateescape")
    quoted = urllib.parse.quote(bytes_, safe="/!")
    if path.startswith("/"):
        return f"file://{quoted}"
    # A first segment with a colon was quoted above, so the reference cannot be read as a scheme.
    return quoted
