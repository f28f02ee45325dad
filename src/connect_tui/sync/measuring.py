"""How long something is that I write, as its network measures it. Pure."""

import re

from connect_tui.domain.draft import Draft
from connect_tui.port.capabilities import Capabilities, LengthRule
from connect_tui.sync.wording import worded

_LINKS = re.compile(r"https?://\S+")
_HANDLES = re.compile(r"(@[\w.-]+)@[\w.-]+")


def length(text: str, can: Capabilities) -> int:
    """How long a network takes this text to be."""
    if can.length_rule is LengthRule.GRAPHEMES:
        # What a character is to people is a large table; Rich has it, and is there with Textual.
        from rich.cells import split_graphemes

        return len(split_graphemes(text)[0])
    return len(_HANDLES.sub(r"\1", _LINKS.sub("x" * can.link_length, text)))


def excess(draft: Draft, can: Capabilities) -> int:
    """By how much the draft is too long, with the people whom it will name and its warning; negative where
    there is room.
    """
    whole = worded(draft.text, draft.recipients, "")
    warning = draft.warning if can.content_warnings and not can.warnings else ""
    return length(whole, can) + len(warning) - can.length
