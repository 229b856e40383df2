"""Mentions: the places where a text refers to a contact, a platform, a benefit, a review."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from merchlint.assets.model import Speaker


class Act(enum.StrEnum):
    """What the words at a mention are about."""

    CONTACT = "contact"
    """Names or gives a way to reach somebody: a channel, an account, a number."""
    ASK_CONTACT = "ask_contact"
    """Asks the buyer for theirs."""
    GRANT_CONTACT = "grant_contact"
    """Gives in to the buyer's request for contact."""
    VISIT = "visit"
    """Leads to a platform, site, app, shop, link or code."""
    TRADE = "trade"
    """Trade or payment outside the platform (transfer, bank account, collection code)."""
    STORE = "store"
    """Invites to a physical shop."""
    REWARD_REVIEW = "reward_review"
    """Reward for a good (specified) review."""
    REWARD_ANY_REVIEW = "reward_any_review"
    """Reward for a review, photo or share without asking that it be good."""
    ASK_REVIEW = "ask_review"
    """Invites a review without a reward."""
    BENEFIT = "benefit"
    """A benefit: red packet, coupon, cash back, free gift, group of bargains."""
    SERVICE = "service"
    """Service purpose: traceability, anti-counterfeit, warranty, manual, installation."""
    LABEL = "label"
    """Compulsory label content: maker, address, licence, standard, batch, 12315, recycling, energy label."""
    IN_PLATFORM = "in_platform"
    """A name or tool of a selling platform itself (旺旺, 咚咚, 飞鸽, 店铺群); `target` says whose."""


class Stance(enum.StrEnum):
    """What the text does with the thing it refers to."""

    SOLICIT = "solicit"
    FORBID = "forbid"
    WARN = "warn"
    QUOTE = "quote"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One piece of evidence for a mention. `name` is a stable kebab-case word, e.g. ``account-after``."""

    name: str
    points: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text that refers to something.

    Attributes:
        start, end: offsets into the original text; ``text == original[start:end]``; no grapheme is cut.
        target: open list of words: wechat, wecom, official_account, mini_program, channels, qq, phone, email, link,
            short_link, taobao …, offsite_trade, offline_store, cash_back, review_reward.
        value: the account, number or address in plain form (``13800138000``), or None.
        score: sum of `parts`; a mention that solicits has at least the firing score.
        speaker: whose words, in a dialogue; None in plain copy.
        disguised: written so as to evade a plain word search (homophone, split, styled digits).
    """

    start: int
    end: int
    text: str
    act: Act
    target: str
    stance: Stance
    value: str | None = None
    score: int = 0
    parts: tuple[ScorePart, ...] = ()
    speaker: Speaker | None = None
    disguised: bool = False
