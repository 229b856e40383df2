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
# A pass phrase that an app reads from the clipboard: a short code between two currency marks.
_PASS_PHRASE = re.compile(r"([¥₳₴$€₤₰₲₵₸£])[ ]?[a-z0-9]{8,14}[ ]?[¥₳₴$€₤₰₲₵₸£/]")
_HINT = re.compile(r"//|www|\.[ ]?[a-z]{2}|@|[a-z0-9]点[a-z]|[a-z0-9]。[a-z]|dot|\(at\)|艾特|圈a")
_SPOKEN_DOT = re.compile(r"[ ]?(?:[。·丶点]|\(dot\)|\[\.\]|dot)[ ]?")
_SPOKEN_AT = re.compile(r"[ ]?(?:\(at\)|艾特|圈a)[ ]?")


def find_links(line: Line, lexicon: Lexicon) -> Iterator[Candidate]:
    """Addresses of one line as candidates."""
    text = line.text
    for match in _PASS_PHRASE.finditer(text):
        found = Candidate(match.start(), match.end(), "taobao", Act.VISIT, value=match[0], disguised=True)
        found.add("pass-phrase", lexicon.weights["pass-phrase"])
        yield found
    if not _HINT.search(text):
        return
    taken: list[tuple[int, int]] = []
    for pattern, target in ((_MAIL, "email"), (_URL, "link"), (_BARE, "link")):
        for match in pattern.finditer(text):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            taken.append(match.span())
            yield _address(line, match, target, lexicon)


def _address(line: Line, match: re.Match[str], target: str, lexicon: Lexicon) -> Candidate:
    text, spoken, weights = line.text, match[0], lexicon.weights
    value = _SPOKEN_DOT.sub(".", spoken) if target == "link" else _SPOKEN_AT.sub("@", spoken)
    found = Candidate(match.start(), match.end(), target, Act.CONTACT if target == "email" else Act.VISIT)
    found.value = value.replace(" ", "")
    found.disguised = found.value != spoken or not line.written(match.start(), match.end()).isascii()
    found.add("address", weights["address"])
    if found.disguised:
        found.add("spoken-address", weights["spoken-address"])
    if target == "link":
        _name_host(found, value, lexicon)
    around = text[max(0, match.start() - 16) : match.start()] + " " + text[match.end() : match.end() + 12]
    wide = text[max(0, match.start() - 50) : match.start()] + " " + text[match.end() : match.end() + 30]
    leads = lexicon.cues["phone_cue" if target == "email" else "link_verbs"].regex.search(around)
    page = lexicon.cues["shop_pages"].regex.search(value) is not None
    if page:
        leads = lexicon.cues["shop_page_verbs"].regex.search(around)
        found.add("page-of-a-selling-platform", -3)
        if leads:
            found.add("sold-there", 1)
    if found.target == "taobao" and lexicon.cues["own_shop"].regex.search(wide):
        found.add("own-shop", -2)
    if leads or (target == "email" and re.search("邮件|邮箱|发到|e-?mail", around)):
        found.add("verb-near", weights["link-verb"])
    if not page and lexicon.cues["benefit"].regex.search(wide):
        found.add("benefit-near", weights["benefit"])
    if lexicon.cues["asks_data"].regex.search(wide):
        found.add("asks-for-data", weights["link-verb"])
    elif lexicon.cues["service_link"].regex.search(wide) and not (
        target == "email" and lexicon.cues["sale_number"].regex.search(wide)
    ):
        found.add("service-words", weights["service"])
    return found


def _name_host(found: Candidate, value: str, lexicon: Lexicon) -> None:
    """The target a host belongs to."""
    if lexicon.cues["short_hosts"].regex.search(value):
        found.target = "short_link"
    for target, host in lexicon.hosts:
        if host.regex.search(value):
            found.target = target
            found.add("known-host", lexicon.weights["address-third-party-shop"])
            return
