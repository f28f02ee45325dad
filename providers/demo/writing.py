"""What the demo's server takes, and how long it is."""

import re
import unicodedata

from connect_tui.domain.draft import Outgoing
from connect_tui.domain.post import Visibility
from connect_tui.provider import Capabilities, LengthRule, Rejected

_URL = re.compile(r"https?://\S+")
_HANDLE = re.compile(r"(@[\w.-]+)@[\w.-]+\w")
_JOINER = "\u200d"


def check(outgoing: Outgoing, capabilities: Capabilities) -> None:
    """Look at what is to be published.

    Raises:
        Rejected: with the reason, where this part of the network does not take it.
    """
    if not outgoing.text.strip():
        raise Rejected("does not take an empty post")
    if length(outgoing.warning + outgoing.text, capabilities.length_rule) > capabilities.length:
        raise Rejected("does not take a post that long")
    if outgoing.warning and not capabilities.content_warnings:
        raise Rejected("knows no content warnings")
    if Visibility(outgoing.visibility) not in capabilities.visibilities:
        raise Rejected("does not know this visibility")


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
