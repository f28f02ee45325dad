"""The inbox as plain lines, as the screen shows it: for terminals and pipes."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from connect_tui.domain.entry import Entry, Section
from connect_tui.domain.people import Account, networks_of
from connect_tui.tui.render.entry import EntryRow
from connect_tui.tui.render.pieces import Line, Role, safe_line
from connect_tui.tui.render.view import View
from connect_tui.tui.render.wrap import wrap_text

TITLES = {
    Section.WAITING: "Waiting for you",
    Section.ACTIVE: "In conversation",
    Section.ASIDE: "Just so you know",
    Section.BROADCAST: "Around you",
    Section.SETTLED: "Settled",
}
_TALL = 16
"""The lines that one entry may take."""


def inbox_text(entries: Sequence[Entry], now: datetime, width: int, me: Sequence[Account]) -> str:
    """The entries under the titles of their sections; times are those of `now`'s zone."""
    keys, networks = frozenset(account.key for account in me), networks_of(me)
    view = View(width=width, now=now, tall=_TALL, selected=True, me=keys, networks=networks)
    lines: list[str] = []
    for section, among in groupby(entries, key=lambda entry: entry.section):
        lines += ["", TITLES[section], ""]
        for entry in among:
            lines += _entry(entry, view)
    return "\n".join(lines).strip("\n")


def said(text: str, width: int) -> str:
    """Words of somebody, set in."""
    lines = wrap_text(text, width - 2)
    return "\n".join(f"  {_plain(line)}".rstrip() for line in lines)


def _entry(entry: Entry, view: View) -> Iterator[str]:
    """The lines of one entry, and the address by which it can be answered."""
    drawn = [_plain(line) for line in EntryRow(entry).lines(view)]
    while drawn and not drawn[-1]:
        drawn.pop()
    yield from drawn
    if entry.post is not None:
        yield f" {safe_line(entry.post.uri)}"
    yield ""


def _plain(line: Line) -> str:
    """A line without colours, and without the bar of the cursor."""
    return "".join(" " * len(p.text) if p.role is Role.BAR else p.text for p in line).rstrip()
