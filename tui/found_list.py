"""What was found, here and by the servers, as rows for the screen."""

from collections.abc import Sequence

from connect_tui.domain.query import Query
from connect_tui.sync.discovering import Discovered
from connect_tui.sync.finder import Found
from connect_tui.tui.render.found import FoundRow, PersonRow
from connect_tui.tui.render.names import listed
from connect_tui.tui.render.rows import LineRow, Row, SpaceRow, TitleRow

PAGE = 50
"""Posts that are looked for at first."""
_MORE = 4
"""So many times as many are looked for when the end of those comes near."""
ASK = "ask"
"""The key of the line that has the servers search too."""
HOW = (
    "Words, in any order, wherever they stand.",
    "“black krim” in quotes: one after the other.",
    "from:ana   by Ana, or from:me",
    "-leek   without it, or -from:ben",
    "since:march   before:2026-03-01   on:monday   last week",
)
"""What can be typed, where nothing is."""


class FoundList:
    """What is looked for, and what has come of it. `asking`: the servers have been asked, and still look."""

    def __init__(self) -> None:
        self.query = Query()
        self.limit = PAGE
        self.asking = False
        self._found = Found(Query())
        self._servers: Discovered | None = None

    def look_for(self, query: Query) -> bool:
        """Look for this; false where it is what was looked for before."""
        if query == self.query:
            return False
        self.query, self.limit = query, PAGE
        self._servers, self.asking = None, False
        if not query:
            self._found = Found(query)
        return True

    def reach_further(self) -> bool:
        """Whether there is more here than was looked for; it is, from now on."""
        found = self._found
        more = not found.whole and found.query == self.query and len(found.posts) >= self.limit
        if more:
            self.limit *= _MORE
        return more

    def take(self, found: Found) -> bool:
        """What the cache holds; false where something else is looked for by now."""
        if found.query == self.query:
            self._found = found
            return True
        return False

    def take_from_servers(self, discovered: Discovered) -> None:
        """What the servers found."""
        self.asking, self._servers = False, discovered

    def rows(self, accounts: Sequence[str], ask_key: str) -> list[Row]:
        """All of it. `accounts` are the names of those whose servers can be asked, `ask_key` is the key that
        does so, empty where none does.
        """
        query, found = self.query, self._found
        if not query:
            return [LineRow(f"how:{line}", line) for line in HOW]
        words = (*query.words, *query.by)
        rows: list[Row] = []
        if found.people:
            rows += [
                TitleRow("people", "People"),
                *(PersonRow(p, words) for p in found.people),
                SpaceRow("-"),
            ]
        if found.posts:
            rows += [
                TitleRow("said", "What was said"),
                *(FoundRow(post, query.words) for post in found.posts),
            ]
        if not rows:
            rows.append(LineRow("none", "Nothing that is here holds that."))
        if self._servers is not None:
            rows += self._from_servers(self._servers, {row.key for row in rows}, ask_key)
        elif query.words or query.by:
            asked = listed(accounts)
            said = f"Asking {asked} …" if self.asking else f"{asked} may know more."
            rows.append(LineRow(ASK, said, True, "" if self.asking else "enter asks"))
        return rows

    def _from_servers(self, servers: Discovered, shown: set[str], ask_key: str) -> list[Row]:
        """What the servers found beyond what is shown."""
        words = self.query.words
        rows: list[Row] = [PersonRow(person, words) for person in servers.people]
        rows += [FoundRow(post, words) for post in servers.posts]
        more = [row for row in rows if row.key not in shown]
        names = listed(servers.asked)
        if servers.refused and not more:
            again = f"{ask_key} asks again" if ask_key else ""
            return [LineRow("no-more", " ".join(servers.refused), hint=again)]
        if not more:
            return [LineRow("no-more", f"{names} found nothing more.")]
        return [TitleRow("servers", f"Found by {names}"), *more]
