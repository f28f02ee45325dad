"""Finding what was said, by whom and when: in everything that is here as I type, then through the servers."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Input

from connect_tui.domain import clean
from connect_tui.domain.entry import Entry
from connect_tui.domain.people import Person
from connect_tui.domain.post import Post
from connect_tui.domain.query import Query, parse
from connect_tui.sync.discovering import Discovered
from connect_tui.sync.finder import Found
from connect_tui.tui.actions import Hint, Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.found_list import ASK, FoundList
from connect_tui.tui.messages import (
    Back,
    Find,
    NearEnd,
    Opened,
    Talk,
)
from connect_tui.tui.render.found import FoundRow, PersonRow, understood
from connect_tui.tui.render.names import listed
from connect_tui.tui.render.pieces import Piece, Role, Shape
from connect_tui.tui.screens.look import Look, Visitor
from connect_tui.tui.screens.marks import MarkDeeds, report
from connect_tui.tui.screens.people import PeopleDeeds
from connect_tui.tui.screens.posts import PostDeeds, covered
from connect_tui.tui.screens.roompart import RoomPart
from connect_tui.tui.widgets.linebar import LineBar
from connect_tui.tui.widgets.note import Note
from connect_tui.tui.widgets.part import Deeds, Reasons
from connect_tui.tui.widgets.typing import TypedLine

_LONGEST = 200
"""Characters of what is looked for."""
_PERSON: tuple[Hint, ...] = ("search", "ask", "back")
"""What the footer names further on somebody who was found."""


@dataclass
class _Came(Message, bubble=False):
    """What the cache holds; posted from the finder's thread."""

    found: Found


@dataclass
class _Discovered(Message, bubble=False):
    """What the servers found."""

    query: Query
    discovered: Discovered


class FindingPart(RoomPart):
    """A line to type in, and under it what was found. It stands where the inbox stands."""

    where = Where.FINDING

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "found", id="finding")
        self._line = TypedLine(
            placeholder="what was said, by whom, when", id="query", compact=True, max_length=_LONGEST
        )
        self._understood = Note((), id="understood")
        self._list = FoundList()
        self._fresh = True
        self._posts = PostDeeds(desk, self.stream, self.post, self._say)
        self._marks = MarkDeeds(desk, self, self.entry, self._uri)
        self._people = PeopleDeeds(desk, self, self.entry, self._person, self._say)

    def compose(self) -> ComposeResult:
        """The line, what it means, what was found."""
        yield LineBar(id="looking-for")
        yield self._line
        yield self._understood
        yield self.stream

    def on_mount(self) -> None:
        """Nothing is looked for yet."""
        self.query_one("#looking-for", LineBar).show((Piece("Find", Role.TITLE, Shape.STRONG),))
        self._understood.display = False
        self._show()

    def begin(self, text: str | None = None) -> None:
        """Type, or look for this."""
        if text is None:
            self._line.focus()
            self._line.select_all()
            return
        self._line.value = text
        self._ask()
        self.stream.focus()

    @property
    def _query(self) -> Query:
        """What is looked for."""
        return self._list.query

    def entry(self) -> Entry | None:
        """The entry of the conversation that the post under the cursor stands in."""
        uri = self._uri()
        return self._desk.reader.entry(uri) if uri else None

    def step(self, steps: int) -> None:
        """Open what was found next, or before."""
        keys = self._hits()
        if said := self._why_no_hit():
            return self._say(said)
        here = (
            keys.index(self.stream.cursor) if self.stream.cursor in keys else -1 if steps > 0 else len(keys)
        )
        if not 0 <= here + steps < len(keys):
            return self._say("That was the last one." if steps > 0 else "That was the first one.")
        self.stream.go_to(keys[here + steps])
        return self._open()

    def act(self, action: str) -> bool:
        """Move, or do something with what is under the cursor."""
        if self._line.has_focus and action in ("down", "open", "page_down"):
            self.stream.focus()
            return True
        if action == "up" and self.stream.has_focus and self.stream.at_top:
            self._line.focus()
            return True
        return super().act(action)

    def typing(self) -> bool:
        """Letters are typed while the line has the cursor."""
        return self._line.has_focus

    def types(self, event: events.Key) -> bool:
        """What can be typed is typed; the other keys go through the list meanwhile."""
        return self._line.takes(event)

    def deeds(self) -> Deeds:
        """What can be done with what was found."""
        return {
            **super().deeds(),
            **self._posts.deeds(),
            **self._marks.deeds(),
            **self._people.deeds(),
            "open": self._open,
            "reply": lambda: self._open(write=True),
            "back": lambda: self.post_message(Back()),
            "search": lambda: self.begin(),
            "ask": self._ask_servers,
            "hit_next": lambda: self.step(1),
            "hit_before": lambda: self.step(-1),
            "warnings": lambda: self._posts.uncover(
                covered(row.post for row in self.stream.rows if isinstance(row, FoundRow))
            ),
        }

    def reasons(self) -> Reasons:
        """Why some of it cannot be done now."""
        return {
            **self._posts.reasons(),
            **self._marks.reasons(),
            **self._people.reasons(),
            "open": self._why_nothing,
            "reply": lambda: "" if self.post() is not None else "There is nothing to answer here.",
            "ask": self._why_not_ask,
            "hit_next": self._why_no_hit,
            "hit_before": self._why_no_hit,
        }

    def hints(self) -> Sequence[Hint]:
        """While one types, where the results are; among them, what can be done."""
        if self._line.has_focus:
            return (("line_down", "what was found"), "back", ("ask", "ask the servers"))
        row = self.stream.row
        if isinstance(row, PersonRow):
            return (("open", "a look at them" if self._is_all_of(row.person) else "what they said"), *_PERSON)
        return super().hints()

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        self._ask()

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        message.stop()
        self.stream.focus()

    @on(Opened)
    def _opened(self, message: Opened) -> None:
        message.stop()
        self._open()

    @on(NearEnd)
    def _read_on(self, message: NearEnd) -> None:
        message.stop()
        if self._list.reach_further():
            self._look()

    @on(_Came)
    def _came(self, message: _Came) -> None:
        if self._list.take(message.found):
            self._show()

    @on(_Discovered)
    def _discovered(self, message: _Discovered) -> None:
        if message.query != self._query:
            return
        before = {row.key for row in self.stream.rows}
        waiting = self.stream.cursor == ASK
        self._list.take_from_servers(message.discovered)
        self._show()
        more = [row for row in self.stream.rows if row.key not in before]
        found = any(row.selectable for row in more)
        names = listed(message.discovered.asked)
        # It stands below what was found before, perhaps far below what is seen.
        nothing = " ".join(message.discovered.refused) or f"{names} found nothing more."
        self._say(f"What {names} found stands at the end." if found else nothing)
        if waiting and found:
            self.stream.go_to(next(row.key for row in more if row.selectable))
        elif waiting and self._desk.settings.plain:
            self.stream.go_to(more[0].key)

    def _ask(self) -> None:
        """Look for what stands in the line."""
        query = parse(clean.line(self._line.value), self._desk.clock())
        line = understood(query, self._desk.clock())
        self._understood.show([line])
        self._understood.display = bool(line)
        if not self._list.look_for(query):
            return
        self._fresh = True
        if query:
            self._look()
        else:
            self._show()

    def _look(self) -> None:
        self._desk.finder.ask(self._query, self._list.limit, lambda found: self.post_message(_Came(found)))

    def _ask_servers(self) -> None:
        query = self._query
        self._list.asking = True
        self._show()
        self._say(f"Asking {listed(self._accounts())} …")
        report(self._desk.discover(query), self, lambda found: _Discovered(query, found))

    def _why_not_ask(self) -> str:
        asks = self._query.words or self._query.by
        return "" if asks else "Servers look for words and people. Type some."

    def _hits(self) -> list[str]:
        return [row.key for row in self.stream.rows if isinstance(row, FoundRow)]

    def _why_no_hit(self) -> str:
        return "" if self._hits() else "Nothing was looked for, or nothing was found."

    def _why_nothing(self) -> str:
        row = self.stream.row
        return "" if row is not None and row.selectable else "There is nothing to open here."

    def _open(self, *, write: bool = False) -> None:
        row = self.stream.row
        if isinstance(row, FoundRow):
            self.post_message(Talk(row.post.uri, row.post.id.account, write))
        elif isinstance(row, PersonRow):
            self._meet(row.person)
        elif row is not None and row.key == ASK:
            self._ask_servers()

    def _meet(self, person: Person) -> None:
        """What somebody said, where anything of it is here and is not shown already; else a look at them."""
        if self._desk.reader.persons(person.handle, 1) and not self._is_all_of(person):
            self.post_message(Find(f"from:{person.handle}"))
        else:
            self.app.push_screen(Look(self._desk, Visitor(person, person.id.account)), self._people.looked)

    def _is_all_of(self, person: Person) -> bool:
        """Whether what they said is what is shown."""
        return self._query == Query(by=(person.handle,))

    def _show(self) -> None:
        """Show what was found. What is new begins at its top; what is more of it moves nothing."""
        rows = self._list.rows(self._accounts(), self._desk.keymap.first("ask"))
        first = next((row.key for row in rows if row.selectable), "")
        if self._fresh:
            self.stream.show_rows([])
        self.stream.show_rows(rows, first if self._fresh or not self.stream.has_focus else "")
        self._fresh = False

    def _accounts(self) -> list[str]:
        """The names of the accounts whose servers can be asked."""
        return [account.name for account, _ in self._desk.accounts()]

    def post(self) -> Post | None:
        """The post under the cursor."""
        row = self.stream.row
        return row.post if isinstance(row, FoundRow) else None

    def _person(self) -> Person | None:
        row = self.stream.row
        if isinstance(row, PersonRow):
            return row.person
        return row.post.author if isinstance(row, FoundRow) else None

    def _uri(self) -> str:
        post = self.post()
        return post.uri if post else ""
