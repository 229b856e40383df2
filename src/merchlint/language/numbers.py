"""Telephone numbers: mobile numbers in any digits, landlines, service lines, numbers dictated in parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from merchlint.language.candidate import Candidate, Line
from merchlint.language.lexicon import Lexicon
from merchlint.language.model import Act, Stance

_DIGIT_OF = {
    **dict.fromkeys("〇零洞oоㅇ", "0"),
    **dict.fromkeys("一幺壹丨il|ヿ", "1"),
    **dict.fromkeys("二两贰乙", "2"),
    **dict.fromkeys("三叁ろ", "3"),
    **dict.fromkeys("四肆ч", "4"),
    **dict.fromkeys("五伍ち", "5"),
    **dict.fromkeys("六陆ϭ", "6"),
    **dict.fromkeys("七柒拐☡", "7"),
    **dict.fromkeys("八捌", "8"),
    **dict.fromkeys("九玖勾q", "9"),
    **{d: d for d in "0123456789"},
}
_ANY = "[" + re.escape("".join(_DIGIT_OF)) + "]"
_GAP = r"(?:[^\w\n、()]|_){0,3}"
_RUN = re.compile(rf"(?:\+?86{_GAP})?(?<![0-9])(?P<n>[1一幺壹丨il|](?:{_GAP}{_ANY}){{10}})(?!{_ANY}|[\-.][0-9])")
# Digits read out one by one or in groups: 1、3、8、0 …, 138、0013、8000.
_LISTED = re.compile(
    rf"(?<![0-9])(?P<n>[1一幺壹](?:{_ANY}{{2}}、{_ANY}{{4}}、{_ANY}{{4}}|(?:、{_ANY}){{10}}))(?!{_ANY}|、{_ANY})"
)
_LANDLINE = re.compile(
    r"(?<![0-9a-z\-])\(?(0(?:10|2[0-9]|[3-9][0-9]{2}))\)?[\-\s]{0,2}([2-8][0-9]{2,3}[\-\s]?[0-9]{4})(?:[\-转][0-9]{1,5})?(?![0-9])"
)
_PART = re.compile(rf"[^\w]{{0,3}}(?:是|为)?[^\w]{{0,2}}({_ANY}(?:{_GAP}{_ANY}){{2,4}})")
_CJK = re.compile("[\u3400-\u9fff]")
_NAMED = re.compile(r"(?:tel|电话|手机|vx?|wx|qq|q|wei|xin|phone|call|联系|[:,;，\s])[\W_]{0,4}$")
_SERVICE = re.compile(
    r"(?<![0-9a-z])([48]00[\-\s]?[0-9]{3,4}[\-\s]?[0-9]{3,4}|95[0-9]{3,4}|1010[0-9]{4}|100(?:00|10|86)|11185|12345)(?![0-9])"
)


def find_numbers(line: Line, lexicon: Lexicon) -> Iterator[Candidate]:
    """Telephone numbers of one line as candidates."""
    text = line.text
    for match in chain(_RUN.finditer(text), _LISTED.finditer(text) if "、" in text else ()):
        value = "".join(_DIGIT_OF.get(c, "") for c in match["n"])
        written = line.written(match.start("n"), match.end("n"))
        if re.fullmatch("1[3-9][0-9]{9}", value) and "q" not in written.lower():
            yield _mobile(line, lexicon, match, value)
    for match in _LANDLINE.finditer(text):
        value = match[1] + re.sub(r"\D", "", match[2])
        found = Candidate(match.start(), match.end(), "phone", Act.CONTACT, value=value)
        found.add("landline", 0)
        if lexicon.cues["landline_label"].regex.search(text, max(0, match.start() - 30), match.start()):
            found.add("service-words", lexicon.weights["service"])
        _weigh(line, lexicon, found)
        yield found
    for match in _SERVICE.finditer(text):
        found = Candidate(match.start(), match.end(), "service_line", Act.CONTACT, fixed=Stance.NAME)
        found.value = re.sub(r"\D", "", match[1])
        found.add("service-line", 0)
        yield found
    yield from _dictated(line, lexicon)


def _mobile(line: Line, lexicon: Lexicon, match: re.Match[str], value: str) -> Candidate:
    found = Candidate(match.start(), match.end(), "phone", Act.CONTACT, value=value)
    written = line.written(match.start("n"), match.end("n"))
    found.add("mobile-number", lexicon.weights["mobile"])
    if not written.isascii() or re.search("[a-z|]", written.lower()):
        found.disguised = True
        found.add("styled-digits", lexicon.weights["styled-digits"])
    elif not written.isdigit():
        found.disguised = not re.fullmatch(r"1\d{2}[ -]\d{4}[ -]\d{4}", written)
        found.add("separated-digits", lexicon.weights["separated-digits"])
    if _CJK.match(line.text, found.end) and _CJK.match(line.text, max(0, found.start - 1)):
        found.add("between-words", lexicon.weights["between-words"])
    _weigh(line, lexicon, found)
    return found


def _weigh(line: Line, lexicon: Lexicon, found: Candidate) -> None:
    """Evidence for and against a number being somebody's telephone that the buyer should use."""
    text, start, end, weights = line.text, found.start, found.end, lexicon.weights
    before = text[max(0, start - 14) : start]
    cued = lexicon.cues["phone_cue"].regex.search(before)
    if cued or lexicon.cues["phone_cue_after"].regex.match(text[end : end + 10]):
        found.add("contact-cue", weights["contact-cue"])
    if lexicon.cues["number_veto"].regex.search(text[max(0, start - 8) : start]):
        found.add("other-number", weights["veto"])
    if lexicon.cues["number_veto_after"].regex.match(text, end):
        found.add("unit-after", weights["veto"])
    sold = lexicon.cues["sale_number"].regex.search(text, max(0, start - 10), min(len(text), end + 8))
    sold = sold or lexicon.cues["sale_price"].regex.search(text, end, min(len(text), end + 24))
    if not sold and lexicon.cues["service_number"].regex.search(text[max(0, start - 60) : end + 40]):
        found.add("service-words", weights["service"])
    glued = start > 0 and text[start - 1].isascii() and (text[start - 1].isalnum() or text[start - 1] in "/._=-")
    if glued and not _NAMED.search(before):
        found.add("glued-to-letters", weights["veto"])


def _dictated(line: Line, lexicon: Lexicon) -> Iterator[Candidate]:
    """``前面138，中间6712，后面3345``: three parts, each with its place."""
    text = line.text
    first, middle, last = (lexicon.cues[f"dictate_{part}"].regex for part in ("first", "middle", "last"))
    at = 0
    while (one := first.search(text, at)) is not None:
        at = one.end()
        parts = [_PART.match(text, one.end())]
        for cue in (middle, last):
            if parts[-1] is None:
                break
            word = cue.search(text, parts[-1].end(), parts[-1].end() + 10)
            if word is None and cue is middle:
                continue
            parts.append(_PART.match(text, word.end()) if word else None)
        if len(parts) > 1 and (end := parts[-1]) is not None:
            value = "".join(_DIGIT_OF.get(c, "") for part in parts if part for c in part[1])
            if 8 <= len(value) <= 12:
                target = "phone" if re.fullmatch("1[3-9][0-9]{9}", value) else "account"
                found = Candidate(one.start(), end.end(), target, Act.CONTACT, value=value, disguised=True)
                found.add("dictated-in-parts", 3)
                yield found
                at = end.end()
