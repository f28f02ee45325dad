"""The program in a terminal, killed in mid-word: what was kept by then is there again, with all that goes with it."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from glass import Glass
from mock_mastodon import User
from program import write_account
from sitting import Sitting
from watched_mastodon import WatchedMastodon

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.post import Visibility
from connect_tui.store.store import Store, StorePaths

ALT_L, ALT_P, ALT_W, CTRL_Q, CTRL_S, ESCAPE = b"\x1bl", b"\x1bp", b"\x1bw", b"\x11", b"\x13", b"\x1b"


@pytest.fixture
def environment(config: Path, server: WatchedMastodon, me: User) -> dict[str, str]:
    write_account(config, server.url, '\n[general]\nundo_send = "0s"\n')
    return {"MY_TOKEN": me.token}


def kept(glass: Glass, sealed: Path, words: str) -> Draft:
    """The draft that has these words, as soon as it is on disk."""
    paths = StorePaths(sealed / "cache/connect-tui/cache.db", sealed / "data/connect-tui/mine.db")
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with Store.open(paths) as store:
            for draft in store.mine.drafts({DraftState.WRITING}):
                if words in draft.text:
                    return draft
        glass.look()
    with Store.open(paths) as store:
        raise AssertionError(f"none says {words!r}: {store.mine.drafts()}\n{glass.text}")


def test_an_answer_is_there_again_and_goes_out_whole(
    environment: dict[str, str], server: WatchedMastodon, me: User, sealed: Path
) -> None:
    asked = server.user("ana").post(
        "@me Which tomatoes?", visibility="unlisted", at=datetime.now(UTC) - timedelta(hours=3)
    )
    with Sitting(env=environment) as sitting:
        glass = Glass(sitting)
        glass.shows("Which tomatoes?")
        sitting.types(b"r")
        glass.shows("unlisted")
        sitting.types(ALT_W)
        glass.shows("hat to warn of")
        sitting.types(b"vegetables\r")
        sitting.types(ALT_L)
        glass.shows("In which language")
        sitting.types(b"german\r")
        glass.shows("unlisted · German")
        sitting.types(ALT_P)
        glass.shows("What can one choose from?")
        sitting.types(b"red\r")
        glass.shows("red")
        sitting.types(b"black\r")
        glass.shows("black")
        sitting.types(ESCAPE)
        glass.look()
        sitting.types(b"Schwarze, wenn")
        glass.shows("Schwarze, wenn")
        before = kept(glass, sealed, "Schwarze, wenn")
        sitting.types(b" es geh")
        # Leaving kills the program at once, without a word to it.
    assert (before.answers, before.warning, before.language) == (asked.uri, "vegetables", "de")
    assert (before.visibility, before.recipients) == (Visibility.UNLISTED, ("@ana@mock.local",))
    assert before.poll is not None
    assert before.poll.options == ("red", "black")

    with Sitting(env=environment) as sitting:
        glass = Glass(sitting)
        glass.shows("Which tomatoes?")
        sitting.types(b"r")
        for words in ("Schwarze, wenn", "vegetables", "unlisted · German", "red", "black"):
            glass.shows(words)
        sitting.types(CTRL_S)
        sent = the_sent(me)
        sitting.types(CTRL_Q)
        assert sitting.ends() == 0
    assert (sent["in_reply_to_id"], sent["visibility"], sent["language"]) == (asked.id, "unlisted", "de")
    assert sent["spoiler_text"] == "vegetables"
    assert "Schwarze, wenn" in str(sent["content"])
    poll = sent["poll"]
    assert isinstance(poll, dict)
    assert [option["title"] for option in poll["options"]] == ["red", "black"]


def the_sent(me: User) -> dict[str, object]:
    """The one thing that I have posted, as soon as it is there."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found = me.call("GET", f"/api/v1/accounts/{me.id}/statuses")["items"]
        assert isinstance(found, list)
        if found:
            (only,) = found
            return dict(only)
        time.sleep(0.1)
    raise AssertionError("it was not sent")
