"""Everything that can be done where one is, by name."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct
from textual.app import ComposeResult
from textual.containers import Vertical

from connect_tui.tui.actions import ACTIONS, ALSO, EVERYWHERE, LINES, Hint
from connect_tui.tui.desk import Desk
from connect_tui.tui.render.command import CommandRow
from connect_tui.tui.render.rows import LineRow, Row
from connect_tui.tui.screens.narrowing import Narrowing
from connect_tui.tui.screens.sheet import Sheet
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.part import Part

_TALL = 14
_UNNAMED = frozenset({*LINES, "up", "down", "top", "bottom", "page_up", "page_down", "palette", "aside"})
"""What nobody looks for by name: moving about, this itself, and what is named a second time."""


class Command(Struct, frozen=True):
    """Something to be done: how it is named, its first key, and doing it; or why it cannot be done now.
    `also` is what it is called elsewhere.
    """

    name: str
    title: str
    help: str
    key: str
    do: Callable[[], object]
    why_not: str = ""
    also: str = ""


def commands_of(part: Part, desk: Desk, everywhere: Callable[[str], object]) -> Iterator[Command]:
    """What this part of the screen does, in the order of the registry; `everywhere` does what means the same
    everywhere.
    """
    deeds = part.deeds()
    for action in ACTIONS:
        if part.where not in action.where or action.name in _UNNAMED:
            continue
        key, also = desk.keymap.first(action.name, typing=part.typing()), ALSO.get(action.name, "")
        title = action.title[:1].upper() + action.title[1:]
        if action.name in EVERYWHERE:
            yield Command(action.name, title, action.help, key, _bound(everywhere, action.name), also=also)
        elif action.name in deeds:
            do, why_not = _bound(part.act, action.name), part.why_not(action.name)
            yield Command(action.name, title, action.help, key, do, why_not, also)


def _bound(do: Callable[[str], object], name: str) -> Callable[[], object]:
    return lambda: do(name)


class CommandsList(Narrowing):
    """What can be done, narrowed by what is typed: what is called so first, then what only says so. Who looks
    for something that cannot be done now finds out why.
    """

    def __init__(self, desk: Desk, commands: Sequence[Command]) -> None:
        super().__init__(desk, line="name", placeholder="what is to be done, by name")
        self._commands: Mapping[str, Command] = {command.name: command for command in commands}

    def fitting(self, typed: str) -> Sequence[Row]:
        """Those in which every word stands."""
        wanted = typed.casefold().split()
        found = [
            one
            for one in self._commands.values()
            if all(word in _said(one) for word in wanted) and (wanted or not one.why_not)
        ]
        found.sort(key=lambda one: (bool(one.why_not), _distance(one.title.casefold(), " ".join(wanted))))
        rows = [CommandRow(one.name, one.title, one.key, one.help, one.why_not) for one in found]
        return rows or [LineRow("none", "Nothing that can be done here is called that.")]

    def tall(self, rows: Sequence[Row]) -> int:  # noqa: ARG002 # as in every such list
        """Always the same: nothing moves while one types."""
        return _TALL

    def choose(self) -> None:
        """Do it, once this is out of the way."""
        command = self._commands.get(self.stream.cursor)
        if command is not None and not command.why_not:
            self.screen.dismiss(command)


def _said(command: Command) -> str:
    return f"{command.title} {command.help} {command.also}".casefold()


def _distance(title: str, wanted: str) -> int:
    if title.startswith(wanted):
        return 0
    return 1 if wanted in title else 2


class Commands(Sheet[Command]):
    """Over everything else; answers what is to be done, `None` for nothing."""

    def __init__(self, desk: Desk, commands: Sequence[Command]) -> None:
        super().__init__()
        self._desk = desk
        self._commands = commands

    def compose(self) -> ComposeResult:
        """The list over the keys."""
        with Vertical(classes="card"):
            yield CommandsList(self._desk, self._commands)
            yield Footer(self._desk.keymap, id="footer")

    def on_mount(self) -> None:
        """Name the keys."""
        hints: tuple[Hint, ...] = (("choose", "do it"), "cancel")
        self.query_one(Footer).name_actions(hints, typing=True)
