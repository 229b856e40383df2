"""The language stage: text in, mentions out.

A mention is a place where a text refers to a way to reach somebody, a platform, a payment, a review or a benefit, with
its stance and the evidence for it. Typical use::

    lexicon = load_lexicon(Path("rules/lexicon"))
    page_text = join_lines(page.text)
    mentions = find_mentions(page_text.text, lexicon, speakers=page_text.speakers)

`find_mentions` and `join_lines` are pure; `load_lexicon` reads files.
"""

from merchlint.language.dialogue import SpeakerSpan
from merchlint.language.lexicon import Lexicon
from merchlint.language.lexicon_load import load_lexicon
from merchlint.language.lexicon_yaml import LexiconError
from merchlint.language.mentions import find_mentions
from merchlint.language.model import Act, Mention, ScorePart, Stance
from merchlint.language.page_text import Located, PageText, join_lines

__all__ = [
    "Act",
    "Lexicon",
    "LexiconError",
    "Located",
    "Mention",
    "PageText",
    "ScorePart",
    "SpeakerSpan",
    "Stance",
    "find_mentions",
    "join_lines",
    "load_lexicon",
]
