"""Other terminal clients beside this one: the same server, posts and terminal, in turn, in one run.

python bench/bench_others.py            # as `make bench-others` does; ten minutes
python bench/bench_others.py --quick    # a few keys, to see that it works; renews nothing unless told where
"""

import argparse
import math
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from looks import Glass
from network import ANSWERER, FIRST, Network, word
from others import Client, NotHere, cache, certificate, environ, others, ours, pinned
from table import put
from terminal import Echo, NothingSaid, Terminal

README = Path(__file__).with_name("README.md")
BEGIN = "<!-- others: renewed by make bench-others -->"
SAID = 41
"""Posts that the server has by itself, with the one that has replies."""
ANSWERS = 40
"""Replies in the conversation that is opened."""
SETTLED = 0.25
"""Seconds of silence after which an answer is whole: ours and others draw what is beside the list later."""
RESTED = 0.5
"""Seconds of silence before a page: what the page before it had fetched is there."""
_STILL = 5.0
"""Seconds for which an idle program is watched."""


@dataclass(frozen=True)
class Sizes:
    """How many posts there are, how often each is started and used, and for how many keys."""

    posts: int = 400
    starts: int = 4
    rounds: int = 2
    keys: int = 150
    ahead: int = 30
    """Keys down and up again before anything is measured, so that it is loaded. Fewer than a page of posts:
    the key that goes on at the end of its list leaves the list in one of them.
    """
    pages: int = 10


QUICK = Sizes(posts=80, starts=1, rounds=1, keys=6, ahead=4, pages=2)


@dataclass(frozen=True)
class Start:
    """Seconds until the newest post stood there, by the clock and of processor time."""

    clock: float
    processor: float


@dataclass
class Measured:
    """What one client took, over all rounds; seconds, MiB, the share of a core."""

    client: Client
    empty: list[Start] = field(default_factory=list)
    kept: list[Start] = field(default_factory=list)
    keys: list[Echo] = field(default_factory=list)
    pages: list[Echo] = field(default_factory=list)
    sizes: list[Echo] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)
    failed: str = ""
    """Why it went no further, if it did not."""


class Stand:
    """A server, and a home for each client that is measured on it."""

    def __init__(self, folder: Path, network: Network, trusted: Path, sizes: Sizes) -> None:
        self._folder, self._network, self._trusted, self.sizes = folder, network, trusted, sizes
        self._newest = word(FIRST + sizes.posts - 1)
        self._homes = 0

    def home(self, client: Client) -> Path:
        """A home that knows nothing but the login."""
        self._homes += 1
        home = self._folder / f"{client.name}-{self._homes}"
        home.mkdir()
        client.log_in(home, self._network)
        return home

    def start(self, client: Client, home: Path) -> Terminal:
        """The client in a terminal of its own."""
        return Terminal(client.command, environ(client, home, self._trusted), SETTLED)

    def ready(self, terminal: Terminal) -> float:
        """Seconds until the newest post stands there."""
        return terminal.until(self._newest)


def measure(folder: Path, clients: Sequence[Client], sizes: Sizes) -> list[Measured]:
    """Each client in turn, round after round; whichever stops answering is left out from there on.

    Raises:
        NotHere: there can be no server that speaks TLS.
    """
    trusted = certificate(folder)
    all_measured = [Measured(client) for client in clients]
    with Network(trusted) as network:
        network.say(sizes.posts - SAID)
        network.talk(ANSWERS)
        stand = Stand(folder, network, trusted, sizes)
        homes = {client.name: stand.home(client) for client in clients}
        steps = [
            *[lambda m: m.empty.append(_first_post(stand, m.client, stand.home(m.client)))] * sizes.starts,
            lambda m: _fill(stand, m.client, homes[m.client.name]),
            *[lambda m: m.kept.append(_first_post(stand, m.client, homes[m.client.name]))] * sizes.starts,
            *[lambda m: _use(stand, m, homes[m.client.name])] * sizes.rounds,
        ]
        for step in steps:
            _in_turn(all_measured, step)
    return all_measured


def _in_turn(all_measured: Sequence[Measured], step: Callable[[Measured], None]) -> None:
    for measured in all_measured:
        try:
            if not measured.failed:
                step(measured)
        except NothingSaid as error:
            measured.failed = str(error)[:200]


def _first_post(stand: Stand, client: Client, home: Path) -> Start:
    with stand.start(client, home) as terminal:
        return Start(stand.ready(terminal), terminal.processor())


def _fill(stand: Stand, client: Client, home: Path) -> None:
    """Let a client keep what it keeps."""
    with stand.start(client, home) as terminal:
        stand.ready(terminal)
        terminal.quiet(2.0)


def _open(stand: Stand, client: Client) -> float:
    """Seconds from the key to the first of the replies, which nobody has yet."""
    with stand.start(client, stand.home(client)) as terminal:
        stand.ready(terminal)
        terminal.quiet(1.0)
        return terminal.shown(client.open, ANSWERER)


def _use(stand: Stand, measured: Measured, home: Path) -> None:
    client, sizes = measured.client, stand.sizes
    measured.opened.append(_open(stand, client))
    with stand.start(client, home) as terminal:
        stand.ready(terminal)
        terminal.quiet(1.0)
        glass = Glass(terminal)
        _to_and_fro(terminal, client, sizes.ahead)
        steps = [client.down] * 6 + [client.up] * 5
        measured.keys += _moves(terminal, glass, (steps[at % len(steps)] for at in range(sizes.keys)))
        measured.memory.append(terminal.resident())
        if client.page_down:
            turns = (client.page_down, client.page_up)
            measured.pages += _moves(terminal, glass, (turns[at % 2] for at in range(sizes.pages)), RESTED)
        measured.sizes += [terminal.resize(*size) for size in ((80, 24), (160, 50), (120, 40))]
        terminal.quiet(1.0)
        had, start = terminal.processor(), time.perf_counter()
        time.sleep(_STILL)
        measured.idle.append((terminal.processor() - had) / (time.perf_counter() - start))


def _to_and_fro(terminal: Terminal, client: Client, keys: int) -> None:
    """Down and up again; whether something is said or not."""
    for key in (client.down, client.up):
        for _ in range(keys):
            terminal.write(key)
            terminal.quiet(0.1)


def _moves(terminal: Terminal, glass: Glass, keys: Iterable[str], rested: float = 0) -> list[Echo]:
    """What keys cost, each of which is seen to change the screen.

    Raises:
        NothingSaid: one does not.
    """
    echoes: list[Echo] = []
    before = glass.look()
    for key in keys:
        terminal.quiet(rested)
        echo = terminal.key(key)
        # What was said may have belonged to something else that the program was at.
        while before == (after := glass.look()):
            echo = terminal.further(echo)
        echoes.append(echo)
        before = after
    return echoes


@dataclass(frozen=True)
class Line:
    """One line of the table: what is measured, and in which unit, of how large a number."""

    what: str
    unit: str
    of: Callable[[Measured], float]


def _typical(echoes: Sequence[Echo], part: Callable[[Echo], float]) -> float:
    return median(map(part, echoes)) if echoes else math.nan


def _slowest(echoes: Sequence[Echo], part: Callable[[Echo], float]) -> float:
    times = sorted(map(part, echoes))
    return times[min(len(times) - 1, len(times) * 99 // 100)] if times else math.nan


def _first(echo: Echo) -> float:
    return echo.first


def _last(echo: Echo) -> float:
    return echo.last


def _processor(echo: Echo) -> float:
    return echo.processor


def _soonest(starts: Sequence[Start]) -> float:
    return min(start.clock for start in starts)


def _least(starts: Sequence[Start]) -> float:
    return min(start.processor for start in starts)


LINES = (
    Line("the first post, nothing kept yet", "ms", lambda m: _soonest(m.empty) * 1000),
    Line("the first post at every later start", "ms", lambda m: _soonest(m.kept) * 1000),
    Line("processor time to the first post, nothing kept yet", "ms", lambda m: _least(m.empty) * 1000),
    Line("processor time to the first post at every later start", "ms", lambda m: _least(m.kept) * 1000),
    Line("a key to its first byte", "ms", lambda m: _typical(m.keys, _first) * 1000),
    Line("a key to its first byte, one in a hundred", "ms", lambda m: _slowest(m.keys, _first) * 1000),
    Line("a key to its last byte", "ms", lambda m: _typical(m.keys, _last) * 1000),
    Line("a key to its last byte, one in a hundred", "ms", lambda m: _slowest(m.keys, _last) * 1000),
    Line("processor time of a key", "ms", lambda m: _typical(m.keys, _processor) * 1000),
    Line("processor time of a key, one in a hundred", "ms", lambda m: _slowest(m.keys, _processor) * 1000),
    Line("a page to its last byte", "ms", lambda m: _typical(m.pages, _last) * 1000),
    Line("another size to its last byte", "ms", lambda m: _typical(m.sizes, _last) * 1000),
    Line("a conversation, from the key to its first reply", "ms", lambda m: median(m.opened) * 1000),
    Line("memory after the keys", "MiB", lambda m: median(m.memory)),
    Line("processor time of a second in which nothing happens", "ms", lambda m: median(m.idle) * 1000),
)


def table(measured: Sequence[Measured]) -> str:
    """The first of them in its units, the others as ratios to it."""
    first, *rest = measured
    names = [f"{m.client.name} {m.client.version}".strip() for m in measured]
    lines = [f"| what | {' | '.join(names)} |", "|---|" + "---:|" * len(names)]
    for line in LINES:
        own = line.of(first)
        ratios = (_ratio(line.of(other), own) for other in rest)
        lines.append(f"| {line.what} | {' | '.join((f'{own:.3g} {line.unit}', *ratios))} |")
    return "\n".join(lines)


def _ratio(theirs: float, own: float) -> str:
    return "has none" if math.isnan(theirs) else f"{theirs / own:.2f}"


def gather(folder: Path, wanted: Sequence[str]) -> tuple[list[Client], list[str]]:
    """Ours and the others, as far as they can be had; and why the rest is missing."""
    found, missing = [ours()], []
    for package, other in others(folder).items():
        try:
            if package in wanted:
                found.append(other())
        except NotHere as error:
            missing.append(f"{package} is not among them: {error}.")
    return found, missing


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure other terminal clients and this one, in one run.")
    parser.add_argument("--quick", action="store_true", help="a few keys, to see that it works")
    parser.add_argument("--into", type=Path, help="the document whose table is renewed")
    parser.add_argument("--environments", type=Path, default=cache(), help="where the others are installed")
    parser.add_argument("--only", action="append", choices=sorted(pinned()), help="this one and ours")
    options = parser.parse_args()
    clients, missing = gather(options.environments, options.only or list(pinned()))
    with tempfile.TemporaryDirectory(prefix="connect-tui-bench-") as folder:
        own, *rest = measure(Path(folder), clients, QUICK if options.quick else Sizes())
    if own.failed:
        raise NothingSaid(own.failed)
    missing += [f"{m.client.name} went no further: {m.failed}" for m in rest if m.failed]
    made = "\n\n".join([table([own, *(m for m in rest if not m.failed)]), *missing])
    print(made)
    document = options.into or (None if options.quick else README)
    if document is not None:
        put(document, made, BEGIN)


if __name__ == "__main__":
    main()
