"""How something that I write begins: whom it answers, who can read it, in which language. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from rich.cells import split_graphemes

from connect_tui.domain.draft import Draft
from connect_tui.domain.people import Account, handle_key
from connect_tui.domain.post import Post, Visibility
from connect_tui.provider import Capabilities, LengthRule
from connect_tui.tui.render.names import name_of, name_of_mention

_LINKS = re.compile(r"https?://\S+")
_HANDLES = re.compile(r"(@[\w.-]+)@[\w.-]+")
_NAMED = re.compile(r"(?<![\w@/.])@\w+(?:[.-]+\w+)*(?:@\w+(?:[.-]+\w+)*)?")
_LINK_LENGTH = 23
"""What a Mastodon server counts for a link of any length."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who may be named by what I write; `kept` is the one whom it answers."""

    handle: str
    name: str
    kept: bool = False


def recipients_of(parent: Post, me: frozenset[str]) -> tuple[Recipient, ...]:
    """Who is named in an answer: the author first, then those whom the post names; never I myself."""
    found: dict[str, Recipient] = {}
    if parent.author.key not in me:
        found[parent.author.key] = Recipient(parent.author.handle, name_of(parent.author), kept=True)
    for mention in parent.mentions:
        if mention.key not in me:
            found.setdefault(mention.key, Recipient(mention.handle, name_of_mention(mention)))
    return tuple(found.values())


def reply(
    parent: Post,
    account: Account,
    can: Capabilities,
    *,
    me: frozenset[str],
    languages: tuple[str, ...],
    now: datetime,
) -> Draft:
    """The draft of an answer: as visible as its parent, behind its warning, in its language."""
    return Draft(
        key=uuid4().hex,
        account=account.name,
        text="",
        changed=now,
        answers=parent.uri,
        visibility=no_wider(parent.visibility, can.visibilities),
        warning=parent.warning if can.content_warnings else "",
        language=(parent.language or next(iter(languages), "")) if can.languages else "",
        recipients=tuple(recipient.handle for recipient in recipients_of(parent, me)),
    )


def fresh(account: Account, can: Capabilities, *, languages: tuple[str, ...], now: datetime) -> Draft:
    """The draft of something new, as visible as the network's widest."""
    return Draft(
        key=uuid4().hex,
        account=account.name,
        text="",
        changed=now,
        visibility=can.visibilities[0] if can.visibilities else Visibility.PUBLIC,
        language=next(iter(languages), "") if can.languages else "",
    )


def newly_named(
    draft: Draft, recipients: Iterable[Recipient], me: frozenset[str], speaker: str
) -> tuple[str, ...]:
    """Whom a private answer names that what it answers did not: they would read it from then on. A name
    without a host is meant on the server of `speaker`, the handle that I write as.
    """
    if draft.visibility is not Visibility.DIRECT or not draft.answers:
        return ()
    known = {handle_key(recipient.handle) for recipient in recipients} | me
    host = speaker.lstrip("@").partition("@")[2]
    found: dict[str, str] = {}
    for name in _NAMED.findall(draft.text):
        handle = f"{name}@{host}" if host and "@" not in name[1:] else name
        if handle_key(handle) not in known:
            found.setdefault(handle_key(handle), handle)
    return tuple(found.values())


def no_wider(wanted: Visibility, possible: Iterable[Visibility]) -> Visibility:
    """The widest of the possible ones that no more people can read than the wanted one; where a network
    has none, the narrowest that it has.
    """
    possible = sorted(possible, key=list(Visibility).index)
    fitting = [visibility for visibility in possible if not visibility.wider_than(wanted)]
    return fitting[0] if fitting else possible[-1] if possible else wanted


def after(visibility: Visibility, possible: tuple[Visibility, ...]) -> Visibility:
    """The next of the possible visibilities, in a circle."""
    if visibility not in possible:
        return possible[0] if possible else visibility
    return possible[(possible.index(visibility) + 1) % len(possible)]


def too_long(draft: Draft, can: Capabilities) -> bool:
    """Whether the network would not take it, with the recipients it will name."""
    named = "".join(f"{handle} " for handle in draft.recipients)
    if can.length_rule is LengthRule.GRAPHEMES:
        return len(split_graphemes(named + draft.text)[0]) > can.length
    text = _HANDLES.sub(r"\1", _LINKS.sub("x" * _LINK_LENGTH, named + draft.text))
    return len(text) + len(draft.warning) > can.length
