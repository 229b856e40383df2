"""Web addresses, e-mail addresses and pass phrases, also with spoken or full-stop dots."""

from __future__ import annotations

import re
from collections.abc import Iterator

from merchlint.language.candidate import Candidate, Line
from merchlint.language.lexicon import Lexicon
from merchlint.language.model import Act

_TLD = "com|cn|net|org|cc|top|vip|shop|xyz|club|site|online|store|ltd|info|me|io|co|tv|ink|fun|live|wang|mobi|link|app"
_DOT = r"(?:[ ]?[.。·][ ]?|[ ]?(?:点|丶|\(dot\)|\[\.\]|dot)[ ]?)"
_URL = re.compile(
    rf"(?:https?:?//|www{_DOT})[a-z0-9\-]{{1,40}}(?:{_DOT}[a-z0-9\-]{{1,40}}){{0,5}}(?:[/?#:][a-z0-9\-._~%/?#=&:+]{{0,200}})?"
)
_BARE = re.compile(
    rf"(?<![a-z0-9.@\-])[a-z0-9\-]{{1,40}}(?:{_DOT}[a-z0-9\-]{{1,40}}){{0,3}}{_DOT}(?:{_TLD})(?![a-z0-9])(?:/[a-z0-9\-._~%/?#=&:+]{{0,200}})?"
)
_MAIL = re.compile(
    r"(?<![a-z0-9])[a-z0-9][a-z0-9._\-]{0,40}[ ]?(?:@|\(at\)|艾特|圈a)[ ]?[a-z0-9\-]{1,40}(?:\.[a-z0-9\-]{1,20}){1,3}"
)
_HINT = re.compile(r"//|www|\.[a-z]{2}|@|点c|。c|。[a-z]{2,4}\b|dot")


def find_links(line: Line, lexicon: Lexicon) -> Iterator[Candidate]:
    """Addresses of one line as candidates."""
    text = line.text
    if not _HINT.search(text):
        return
    taken: list[tuple[int, int]] = []
    for pattern, target in ((_MAIL, "email"), (_URL, "link"), (_BARE, "link")):
        for match in pattern.finditer(text):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            taken.append(match.span())
            yield _address(match, target, lexicon)


def _address(match: re.Match[str], target: str, lexicon: Lexicon) -> Candidate:
    spoken = match[0]
    value = re.sub(r"[ ]?(?:[。·丶点]|\(dot\)|\[\.\]|dot)[ ]?", ".", spoken) if target == "link" else spoken
    act = Act.CONTACT if target == "email" else Act.VISIT
    found = Candidate(match.start(), match.end(), target, act, value=value.replace(" ", ""))
    found.disguised = found.value != spoken
    if target == "link" and lexicon.cues["short_hosts"].regex.search(value):
        found.target = "short_link"
    for cue in (name for name in lexicon.cues if name.startswith("hosts_")):
        if lexicon.cues[cue].regex.search(value):
            found.target = cue.removeprefix("hosts_")
    found.add("address", lexicon.weights["address"])
    if found.disguised:
        found.add("spoken-address", 1)
    return found
