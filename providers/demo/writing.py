"""What the demo's server takes, and how long it is."""

import re
import unicodedata
from pathlib import Path
from urllib.parse import quote

from connect_tui.domain import clean
from connect_tui.domain.draft import Outgoing
from connect_tui.domain.media_types import kind_of
from connect_tui.domain.post import Visibility
from connect_tui.provider import Capabilities, LengthRule, Rejected
from connect_tui.providers.demo.records import Picture

_URL = re.compile(r"https?://\S+")
_HANDLE = re.compile(r"(@[\w.-]+)@[\w.-]+\w")
_JOINER = "\u200d"


def check(outgoing: Outgoing, capabilities: Capabilities) -> None:
    """Look at what is to be published.

    Raises:
        Rejected: with the reason, where this part of the network does not take it.
    """
    if not outgoing.text.strip() and not outgoing.media:
        raise Rejected("does not take an empty post")
    if length(outgoing.warning + outgoing.text, capabilities.length_rule) > capabilities.length:
        raise Rejected("does not take a post that long")
    if outgoing.warning and not capabilities.content_warnings:
        raise Rejected("knows no content warnings")
    if outgoing.poll is not None and not capabilities.polls:
        raise Rejected("knows no polls")
    if outgoing.poll is not None and len(set(outgoing.poll.options)) < 2:
        raise Rejected("does not take a poll with less than two answers")
    if len(outgoing.media) > capabilities.media_limits.at_once:
        raise Rejected("does not take that many pictures with one post")
    if Visibility(outgoing.visibility) not in capabilities.visibilities:
        raise Rejected("does not know this visibility")


def picture(path: Path, alt: str, host: str, capabilities: Capabilities) -> Picture:
    """A picture that is to be attached. Only that there is one is kept: nobody here looks at it.

    Raises:
        Rejected: with the reason.
    """
    shown = clean.line(path.name)
    try:
        size = path.stat().st_size
    except OSError as error:
        raise Rejected(f"“{shown}” cannot be read: {error.strerror}") from error
    limits = capabilities.media_limits
    if kind_of(path.name) not in limits.kinds:
        raise Rejected(f"“{shown}” is no picture that is known here")
    if limits.image_bytes is not None and size > limits.image_bytes:
        raise Rejected(f"“{shown}” is too large")
    return Picture(f"https://{host}/pictures/{quote(path.name)}", alt)


def length(text: str, rule: LengthRule) -> int:
    """How long a text is as the server counts it."""
    if rule is LengthRule.MASTODON:
        return len(_HANDLE.sub(r"\1", _URL.sub("x" * 23, text)))
    return _graphemes(text)


def _graphemes(text: str) -> int:
    """Characters as people see them: marks, joined emoji and skin tones belong to what stands before."""
    seen = 0
    joined = False
    flag = False
    for character in text:
        extends = unicodedata.category(character) in ("Mn", "Me", "Mc", "Cf") or "🏻" <= character <= "🏿"
        regional = "🇦" <= character <= "🇿"
        if not extends and not joined and not (regional and flag):
            seen += 1
        flag = regional and not flag
        joined = character == _JOINER
    return seen
