"""Which lines move when I leave the inbox: over what stood on the screen, and no further. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from connect_tui.domain.attention import addressed_to_me
from connect_tui.domain.entry import Entry, Reason, Section
from connect_tui.domain.people import Account
from connect_tui.domain.reading import line_after

_OWED = frozenset({Section.WAITING, Section.ASIDE})
Lines = Mapping[str, datetime]
"""How far I have read a timeline, by the names of accounts."""


def is_new(entry: Entry, lines: Lines) -> bool:
    """Whether somebody's news came after the lines of all my accounts that see it and have one."""
    if entry.section is not Section.BROADCAST or entry.post is None:
        return False
    seen_with = [lines[copy.id.account] for copy in entry.post.copies if copy.id.account in lines]
    return bool(seen_with) and entry.since > max(seen_with)


def lines_around(
    entries: Sequence[Entry], shown: Collection[str], lines: Lines, accounts: Iterable[str], *, whole: bool
) -> dict[str, datetime]:
    """The lines that move in what is around me. `entries` are those read so far, `shown` the names of those
    that stood on the screen. Where reading did not come down to the line, the line stays.
    """
    around = [entry for entry in entries if entry.section is Section.BROADCAST and entry.post]
    moved: dict[str, datetime] = {}
    for name in accounts:
        own = [entry for entry in around if entry.post and entry.post.copy_of(name)]
        if not any(entry.uri in shown for entry in own):
            continue
        line, end = lines.get(name), max(entry.since for entry in own)
        if line is None:
            moved[name] = end
        elif whole or around[-1].since <= line:
            fresh = {entry.uri: entry.since for entry in own if entry.since > line}
            if (to := line_after(fresh, shown, end)) > line:
                moved[name] = to
    return moved


def lines_addressed(
    entries: Sequence[Entry],
    shown: Collection[str],
    lines: Lines,
    accounts: Iterable[Account],
    now: datetime,
    *,
    whole: bool,
) -> dict[str, datetime]:
    """As `lines_around`, for what is addressed to me: what was dealt with has been read as well."""
    if not shown or not (whole or any(entry.section is Section.BROADCAST for entry in entries)):
        return {}
    accounts = tuple(accounts)
    owed = [e for e in entries if e.section in _OWED and e.conversation and e.reason is not Reason.EARLIER]
    moved: dict[str, datetime] = {}
    for account in accounts:
        line = lines.get(account.name)
        own = [entry for entry in owed if entry.account.name == account.name]
        fresh: dict[str, datetime] = {}
        seen: set[str] = set()
        for entry in own:
            times = _addressed(entry, accounts)
            fresh.update((uri, time) for uri, time in times.items() if line is None or time > line)
            seen.update(times if entry.uri in shown else ())
        to = line_after(fresh, seen, now)
        if line is None or to > line:
            moved[account.name] = to
    return moved


def _addressed(entry: Entry, me: tuple[Account, ...]) -> dict[str, datetime]:
    """When what is addressed to me in an entry was said, by URI."""
    conversation = entry.conversation
    if conversation is None:
        return {}
    return {uri: conversation.by_uri[uri].time for uri in addressed_to_me(conversation, me)}
