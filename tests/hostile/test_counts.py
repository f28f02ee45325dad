"""Numbers that nobody else would write stand in every count of every network's wire; then they are looked for."""

import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from command_line import CommandLine
from driven import drive, words
from hostile_wires import BLUESKY_COUNTS, MASTODON_COUNTS, TOKEN, WIRES, Wire, WireServer
from sitting import Sitting

from connect_tui.provider import Fact, Provider

NUMBERS = (7919, -1, "7,919", "7.9K", "1.2K", 7919.0, True)
SAID = "7,919 likes, 7.9K followers, 1.2K boosts, 7919 replies"
"""What link cards are described with."""
PLANTED = re.compile(r"7919|7[,.  \u202f]919|7[.,]9\s?K|1[.,]2\s?K|(?<![\w-])-1(?!\w)")
TEXTS = ("Which tomatoes would you plant?", "The heron is back.", "Bread on Saturday")
COMMANDS = (
    ("inbox",),
    ("inbox", "--json"),
    ("inbox", "--section", "broadcast", "--json"),
    ("inbox", "--json", "--section", "settled"),
    ("accounts",),
    ("check",),
    ("export",),
    ("outbox",),
)


@pytest.fixture(params=sorted(WIRES))
def wire(request: pytest.FixtureRequest) -> Wire:
    made: Wire = WIRES[request.param](TEXTS, number=7919, words=SAID)
    return made


@pytest.fixture
def running(wire: Wire, config: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WireServer]:
    with WireServer(wire) as server:
        config.write_text(wire.table(server.url), encoding="utf-8")
        monkeypatch.setenv("MY_TOKEN", TOKEN)
        yield server


def rows(home: Path) -> Iterator[tuple[str, object]]:
    """Every value of every table that the program keeps, but the numbers by which it finds its own rows."""
    for file in home.rglob("*.db"):
        database = sqlite3.connect(file)
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            if table.startswith(("words", "beginnings", "word_parts", "sqlite_")):
                continue
            for row in database.execute(f'SELECT * FROM "{table}"'):
                yield from ((f"{file.name} {table}", value) for value in row)
        database.close()


def test_no_count_is_said_or_kept(running: WireServer, tmp_path: Path, sealed: Path) -> None:
    run = CommandLine(tmp_path)
    said = [run("inbox", "--refresh")] + [run(*command) for command in COMMANDS]
    text = "\n".join(re.sub(r"127\.0\.0\.1:\d+|\S*/tmp/\S*", "", ended.out + ended.err) for ended in said)
    assert "tomatoes" in text
    assert PLANTED.findall(text) == []
    kept = list(rows(sealed))
    assert any("tomatoes" in str(value) for _, value in kept)
    found = [
        (where, value)
        for where, value in kept
        if value in (7919, -1) or (isinstance(value, str | bytes) and PLANTED.search(_plain(value)))
    ]
    assert found == []
    for file in sealed.rglob("*"):
        if file.is_file() and file.suffix in (".log", ".txt", ".toml", ".json"):
            assert not PLANTED.search(re.sub(r"127\.0\.0\.1:\d+", "", file.read_text(encoding="utf-8")))


def _plain(value: str | bytes) -> str:
    """A stored text without the addresses and dates in it, which hold numbers of their own."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z?|127\.0\.0\.1:\d+|did:\w+:\w+", "", text)


def test_no_frame_shows_a_count(running: WireServer, tmp_path: Path) -> None:
    CommandLine(tmp_path)("inbox", "--refresh")
    with Sitting() as sitting:
        seen = drive(sitting)
    shown = words(seen)
    assert "tomatoes" in shown
    assert PLANTED.findall(shown) == []


@pytest.mark.parametrize("number", NUMBERS, ids=map(str, NUMBERS))
@pytest.mark.parametrize("network", sorted(WIRES))
async def test_whatever_stands_there_it_is_left_there(network: str, number: object) -> None:
    wire: Wire = WIRES[network](TEXTS, number=number, words=SAID)
    with WireServer(wire) as server:
        provider = wire.provider(server.url)
        try:
            await provider.verify()
            pages = [await provider.timeline(), await provider.mine()]
            posts = pages[0].posts
            thread = await provider.conversation(posts[0].id)
            profile = await provider.profile(posts[0].author.id)
        finally:
            await provider.close()
    assert len(posts) == len(TEXTS)
    found = PLANTED.findall(re.sub(r"datetime\(.*?\)|127\.0\.0\.1:\d+", "", repr([pages, thread, profile])))
    assert found == []


BESIDE = (
    "total", "size", "members", "voters", "votes", "n", "likes", "favs", "favouritesCount", "members_count",
    "lists_count", "notifications_count", "items_count", "totalItems", "num", "score", "rank", "points", "unread",
    "streak", "subscribers", "sum", "hits", "weight", "position", "replies", "reposts", "boosts", "quotes", "people",
)  # fmt: skip
"""What no network calls its counts today."""


@dataclass(frozen=True)
class Beside:
    """A wire with a number beside every field of every object."""

    wire: Wire
    number: int
    kind: ClassVar[str] = "beside"

    def provider(self, url: str) -> Provider:
        return self.wire.provider(url)

    def table(self, url: str) -> str:
        return self.wire.table(url)

    def answer(self, path: str, query: dict[str, list[str]], url: str) -> tuple[str, bytes]:
        kind, body = self.wire.answer(path, query, url)
        return kind, json.dumps(self._with(json.loads(body))).encode() if "json" in kind else body

    def _with(self, value: object) -> object:
        if isinstance(value, list):
            return [self._with(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            **dict.fromkeys(BESIDE, self.number),
            **{key: self._with(item) for key, item in value.items()},
        }


@pytest.mark.parametrize("network", ["mastodon", "bluesky", "feed-json"])
async def test_a_number_beside_every_field_is_left_there(network: str) -> None:
    with WireServer(Beside(WIRES[network](TEXTS), 48271)) as server:
        provider = WIRES[network](TEXTS).provider(server.url)
        try:
            await provider.verify()
            found: list[object] = [
                await provider.timeline(),
                await provider.mine(),
                await provider.addressed(),
            ]
            found += [await provider.people("before"), await provider.search("before")]
            found += [await provider.facts(fact) for fact in Fact]
            found += [provider.capabilities, provider.memory]
        finally:
            await provider.close()
    assert TEXTS[0] in repr(found)
    assert "48271" not in repr(found)


def test_the_wires_really_hold_them() -> None:
    for network in WIRES:
        wire: Wire = WIRES[network](TEXTS, number=7919, words=SAID)
        path = {"mastodon": "/api/v1/timelines/home", "bluesky": "/xrpc/app.bsky.feed.getTimeline"}
        _, body = wire.answer(path.get(network, "/feed"), {}, "http://x")
        assert body.count(b"7919") > len(TEXTS)
        for name in {"mastodon": MASTODON_COUNTS, "bluesky": BLUESKY_COUNTS}.get(network, ()):
            assert f'"{name}": 7919'.encode() in body
