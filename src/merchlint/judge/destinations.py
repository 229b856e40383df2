"""Where a payload or link leads, told from its text alone; nothing is ever opened."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from merchlint.rulebook.model import HostRule

_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]{1,30}):", re.IGNORECASE)
# A bare host as people print it: example.com/path. Needs a letter in the last label, so 1.5 is no host.
_BARE_HOST = re.compile(r"^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?::\d+)?(?:[/?#]|$)", re.IGNORECASE)
_CONTACT_SCHEMES = {"tel": "phone", "sms": "phone", "smsto": "phone", "mailto": "email", "matmsg": "email"}
_CARD_PREFIXES = ("begin:vcard", "mecard:")


@dataclass(frozen=True, slots=True)
class Destination:
    """Where something leads.

    Attributes:
        target: a target word; ``link`` for an unknown site, ``own_site`` for the merchant's own, ``unknown_code`` when
            the payload is no address at all.
        kind: destination kind of the matching rule, or None.
    """

    target: str
    kind: str | None = None


def is_address(payload: str) -> bool:
    """Whether a payload can be opened, as opposed to plain text or a number."""
    text = payload.strip()
    return bool(_SCHEME.match(text) or _BARE_HOST.match(text)) or text.lower().startswith(_CARD_PREFIXES)


def is_web_address(value: str) -> bool:
    """Whether a value names a site: a web address, or a bare host. An e-mail address does not."""
    text = value.strip()
    return _scheme(text) in ("http", "https") or bool(_BARE_HOST.match(text))


def destination(payload: str, hosts: Sequence[HostRule], own_domains: Sequence[str] = ()) -> Destination:
    """The destination of a code's payload or a link."""
    text = payload.strip()
    if text.lower().startswith(_CARD_PREFIXES):
        return Destination("phone", "profile")
    scheme = _scheme(text)
    if scheme in _CONTACT_SCHEMES:
        return Destination(_CONTACT_SCHEMES[scheme], "profile")
    if scheme not in ("", "http", "https"):
        return _by_scheme(scheme, hosts)
    if not scheme and not _BARE_HOST.match(text):
        return Destination("unknown_code")
    host, path = _host_and_path(text if scheme else f"http://{text}")
    if not host:
        return Destination("unknown_code")
    rule = _best(host, path, hosts)
    if rule is not None:
        return Destination(rule.target, rule.kind)
    if any(host == d or host.endswith(f".{d}") for d in own_domains):
        return Destination("own_site", "site")
    return Destination("link", "site")


def _scheme(text: str) -> str:
    found = _SCHEME.match(text)
    # `example.com:8080/x` looks like a scheme but is a host with a port.
    return found.group(1).lower() if found and not _BARE_HOST.match(text) else ""


def _by_scheme(scheme: str, hosts: Sequence[HostRule]) -> Destination:
    rule = next((h for h in hosts if h.host == f"{scheme}:"), None)
    return Destination(rule.target, rule.kind) if rule else Destination("link", "app")


def _host_and_path(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".").lower()
    except ValueError:
        return "", ""
    return host, parts.path or "/"


def _best(host: str, path: str, hosts: Sequence[HostRule]) -> HostRule | None:
    """The most exact rule: an exact host before a wildcard, the longest host, then the longest path."""
    fitting = [h for h in hosts if _host_fits(host, h.host) and path.startswith(h.path)]
    return max(fitting, key=lambda h: (not h.host.startswith("*."), len(h.host), len(h.path)), default=None)


def _host_fits(host: str, pattern: str) -> bool:
    if pattern.startswith("*."):
        return host.endswith(pattern[1:])
    return host == pattern
