"""A server that fails in all the ways that servers do: what is known stays, what is written is not lost."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from command_line import CommandLine
from line import Line
from mock_mastodon import User
from program import Program, write_account
from watched_mastodon import WatchedMastodon

from connect_tui.domain.draft import DraftState
from connect_tui.providers.web.http import Limits
from connect_tui.store.store import Store, StorePaths

NOW = datetime.now(UTC).replace(microsecond=0)
WAITS = DraftState.QUEUED
STAYS = DraftState.FAILED


IMPATIENT = Limits(read=2.0)
"""Does not wait long for an answer."""


@dataclass
class Place:
    """The server, the line to it, and the program with one account there."""

    server: WatchedMastodon
    line: Line
    program: Program
    home: Path

    def break_down(self, fault: str) -> None:
        match fault:
            case "away":
                self.line.cut()
            case "slow":
                self.server.fail("/api/*", kind="latency", delay=3.0)
            case "page":
                self.server.page = True
            case "cut":
                self.server.cut = True
            case "no JSON":
                self.server.fail("/api/*", kind="malformed")
            case "429":
                self.server.fail("/api/*", status=429, kind="ratelimit", headers={"Retry-After": "1"})
            case _:
                self.server.fail("/api/*", status=int(fault))

    def mend(self) -> None:
        self.server.recover()
        self.line.mend()

    def drafts(self) -> dict[str, DraftState]:
        """What was written here and is not on its network, as far as is known."""
        data = self.home / "data" / "connect-tui"
        cache = self.home / "cache" / "connect-tui"
        with Store.open(StorePaths(cache / "cache.db", data / "mine.db")) as store:
            return {d.text: d.state for d in store.mine.drafts() if d.state is not DraftState.SENT}


@pytest.fixture
def place(
    server: WatchedMastodon,
    me: User,
    config: Path,
    tmp_path: Path,
    sealed: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Place]:
    monkeypatch.setattr("connect_tui.sync.timing.FIRST_WAIT", timedelta(seconds=0.2))
    monkeypatch.setattr("connect_tui.providers.mastodon.client.Limits", lambda: IMPATIENT)
    with Line(server.url) as line:
        write_account(config, line.url)
        yield Place(server, line, Program(CommandLine(tmp_path, apart=False), me.token), sealed)


def posted(user: User) -> list[str]:
    """What somebody has posted, the last first, without names."""
    items = user.call("GET", f"/api/v1/accounts/{user.id}/statuses")["items"]
    assert isinstance(items, list)
    return [re.sub(r"<[^>]*>|@\w+ ", "", item["content"]) for item in items]


FAULTS = [
    ("away", "home cannot be reached. You can read and write; what you send waits here.", WAITS),
    ("slow", "home did not answer in time. You can read and write; what you send waits here.", WAITS),
    ("page", "home answered with a web page; is it really a Mastodon server? It will be tried again.", WAITS),
    ("401", "home no longer takes the secret from the environment variable MY_TOKEN: renew it there", STAYS),
    ("403", "home refuses: An error occurred. It will be tried again.", STAYS),
    ("404", "home does not have that (any more). It will be tried again.", STAYS),
    ("422", "home does not take the question: An error occurred. It will be tried again.", STAYS),
    ("429", "home asks for a pause until", WAITS),
    ("500", "home has a fault (500); this should pass. It will be tried again.", WAITS),
    ("cut", "home answered with something that cannot be read. It will be tried again.", WAITS),
    ("no JSON", "home answered with something that cannot be read. It will be tried again.", WAITS),
]


@pytest.mark.parametrize(("fault", "sentence", "becomes"), FAULTS, ids=[fault for fault, _, _ in FAULTS])
def test_nothing_is_lost(fault: str, sentence: str, becomes: DraftState, place: Place, me: User) -> None:
    ana = place.server.user("ana")
    asked = ana.post("@me Which tomatoes?", at=NOW - timedelta(hours=3))
    before = place.program.inbox("--refresh")["entries"]
    assert [entry["post"] for entry in before] == [asked.uri]

    place.break_down(fault)
    ended = place.program("inbox", "--json", "--refresh")
    assert ended.status == 1
    (said,) = ended.err.splitlines()
    assert said.startswith(sentence)
    found = json.loads(ended.out)
    assert found["problems"] == [{"account": "home", "sentence": said}]
    assert found["entries"] == before
    plain = place.program("inbox", "--refresh")
    assert (plain.status, plain.err) == (1, ended.err)
    assert "Which tomatoes?" in plain.out

    kept = place.program("reply", asked.uri, "Krim.")
    assert (kept.status, kept.out) == (1, "")
    told, where = kept.err.splitlines()
    assert told.startswith("home")
    assert "outbox" in where
    assert place.drafts() == {"Krim.": becomes}
    assert place.program.inbox()["entries"] == before, "an answer on its way closes nothing"

    place.mend()
    time.sleep({"429": 1.1, "slow": 3.3}.get(fault, 0.3))
    assert place.program("post", "Rain.").status == 0
    if becomes is WAITS:
        assert sorted(posted(me)) == ["Krim.", "Rain."]
        assert place.drafts() == {}
        assert [e["section"] for e in place.program.inbox("--refresh")["entries"]] == ["active"]
    else:
        assert posted(me) == ["Rain."]
        assert place.drafts() == {"Krim.": STAYS}
        assert [e["section"] for e in place.program.inbox("--refresh")["entries"]] == ["waiting"]


def test_what_is_no_such_server_is_said_in_whole_sentences(place: Place) -> None:
    place.break_down("page")
    checked = place.program("check")
    assert checked.status == 1
    line = "home: answered with a web page; is it really a Mastodon server? Its secret comes from"
    assert line in checked.out
    wrote = place.program("post", "Hello.")
    assert "is it really a Mastodon server? It has to be reached once before you can write." in wrote.err


def test_a_pause_says_until_when_and_that_it_goes_on(place: Place) -> None:
    place.program.inbox("--refresh")
    place.server.fail("/api/*", status=429, kind="ratelimit", headers={"Retry-After": "1200"})
    asks = r"home asks for a pause until \d\d:\d\d\. It will be tried again then\."
    assert re.match(asks, place.program("inbox", "--refresh").err)
    assert re.match(asks, place.program("post", "Hello.").err)
