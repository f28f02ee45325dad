"""Which lines move when I leave the inbox: over what stood on the screen, and no further. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from connect_tui.domain.entry import Reason, Section
from connect_tui.domain.reading import line_after
from connect_tui.tui.render.kept import KeptRow

_OWED = frozenset({Section.WAITING, Section.ASIDE})
Lines = Mapping[str, datetime]
"""How far I have read a timeline, by the names of accounts."""


def is_new(row: KeptRow, lines: Lines) -> bool:
    """Whether somebody's news came after the lines of all my accounts that see it and have one."""
    if row.section is not Section.BROADCAST:
        return False
    known = [lines[account] for account in row.seen_with if account in lines]
    return bool(known) and row.since > max(known)


def lines_around(
    rows: Sequence[KeptRow], shown: Collection[str], lines: Lines, accounts: Iterable[str], *, whole: bool
) -> dict[str, datetime]:
    """The lines that move in what is around me. `rows` are those read so far, `shown` the keys of those that
    stood on the screen. Where reading did not come down to the line, the line stays.
    """
    around = [row for row in rows if row.section is Section.BROADCAST]
    moved: dict[str, datetime] = {}
    for name in accounts:
        own = [row for row in around if name in row.seen_with]
        if not any(row.key in shown for row in own):
            continue
        line, end = lines.get(name), max(row.since for row in own)
        if line is None:
            moved[name] = end
        elif whole or around[-1].since <= line:
            fresh = {row.key: row.since for row in own if row.since > line}
            if (to := line_after(fresh, shown, end)) > line:
                moved[name] = to
    return moved


def lines_addressed(
    rows: Sequence[KeptRow],
    shown: Collection[str],
    lines: Lines,
    accounts: Iterable[str],
    now: datetime,
    *,
    whole: bool,
) -> dict[str, datetime]:
    """As `lines_around`, for what is addressed to me: what was dealt with has been read as well."""
    if not shown or not (whole or any(row.section is Section.BROADCAST for row in rows)):
        return {}
    owed = [row for row in rows if row.section in _OWED and row.reason is not Reason.EARLIER]
    moved: dict[str, datetime] = {}
    for name in accounts:
        line = lines.get(name)
        fresh: dict[str, datetime] = {}
        seen: set[str] = set()
        for row in owed:
            if row.account == name:
                said = row.addressed
                fresh.update((uri, time) for uri, time in said.items() if line is None or time > line)
                seen.update(said if row.key in shown else ())
        to = line_after(fresh, seen, now)
        if line is None or to > line:
            moved[name] = to
    return moved
