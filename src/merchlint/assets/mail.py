"""E-mail (EML): subject and bodies as pages; attachments are assets of their own."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage, Message

from merchlint.assets.archive import Member
from merchlint.assets.errors import decoding
from merchlint.assets.html import markup_pages
from merchlint.assets.model import Page, Place, SourceText
from merchlint.assets.source import Source
from merchlint.assets.text import decode, lines

KIND = ("邮件", "e-mail")


def looks_like_mail(head: bytes) -> bool:
    """Whether a file begins with the header fields of a message."""
    fields = head.split(b"\n\n", 1)[0].replace(b"\r\n", b"\n").lower()
    names = (b"from", b"to", b"subject", b"date", b"received", b"return-path", b"mime-version", b"message-id")
    return sum(re.search(rb"(?m)^" + name + rb":", fields) is not None for name in names) >= 2


def mail_pages(source: Source) -> Iterator[Page]:
    """The headers a reader sees, then a page for each text or HTML body (and for pictures inside the HTML)."""
    with decoding(source.shown, KIND):
        message = _parse(source)
        headers = tuple(
            SourceText(" ".join(str(value).split()), Place(layer=name))
            for name in ("Subject", "From", "Reply-To")
            for value in message.get_all(name, [])
            if str(value).strip()
        )
        bodies = [(part.get_content_type(), _text(part, source)) for part in _parts(message) if _is_body(part)]
    yield Page(1, text=headers, label="headers")
    number = 1
    for media_type, text in bodies:
        if media_type == "text/html":
            pages = markup_pages(text, source)
        else:
            pages = iter([Page(1, text=tuple(lines(text, source.shown, source.limits)))])
        for page in pages:
            number += 1
            yield replace(page, number=number, label=page.label or media_type)


def mail_members(source: Source) -> Iterator[Member]:
    """Attachments and inline pictures."""
    with decoding(source.shown, KIND):
        attached = [part for part in _parts(_parse(source)) if not _is_body(part)]
    for index, part in enumerate(attached, start=1):
        name = part.get_filename() or f"attachment-{index}"
        yield Member(name, lambda part=part: _bytes(part))  # type: ignore[misc]


def _parse(source: Source) -> Message:
    # The default policy understands encoded words in headers; it is lenient, so damage shows as defects.
    return email.message_from_bytes(source.data, EmailMessage, policy=email.policy.default)


def _parts(message: Message) -> Iterator[Message]:
    for part in message.walk():
        if not part.is_multipart():
            yield part


def _is_body(part: Message) -> bool:
    return part.get_content_type() in ("text/plain", "text/html") and not (
        part.get_content_disposition() == "attachment" or part.get_filename()
    )


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message, source: Source) -> str:
    data = _bytes(part)
    try:
        return data.decode(str(part.get_content_charset() or "utf-8"))
    except (UnicodeDecodeError, LookupError):
        return decode(data, source.shown) if data else ""
