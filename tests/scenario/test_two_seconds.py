"""The program in a terminal, killed in the middle of a word: what stood there two seconds before is still
there, with all that goes with it.
"""

import time
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

import pytest
from command_line import CommandLine
from mock_mastodon import User
from program import write_account
from sitting import Sitting
from watched_mastodon import WatchedMastodon

ALT_L, ALT_V, ALT_W = b"\x1bl", b"\x1bv", b"\x1bw"
CTRL_Q, CTRL_S, RIGHT, TAB = b"\x11", b"\x13", b"\x1b[C", b"\t"
MARK = "§"
"""The key that has to survive. It shows nowhere else."""
LOST_AT_MOST = 2.0
_BEAT = 0.05


@pytest.fixture
def environment(config: Path, server: WatchedMastodon, me: User) -> dict[str, str]:
    write_account(config, server.url, '\n[general]\nundo_send = "0s"\n')
    return {"MY_TOKEN": me.token}


def types_on(sitting: Sitting, seconds: float) -> None:
    """Type without a pause for so long, as far as this machine lets us: time in which nothing ran at all, on
    a machine that others use as well, is not counted.
    """
    counted = 0.0
    for letter in cycle("tomatoes and beans "):
        before = time.monotonic()
        sitting.types(letter.encode())
        sitting.settle(_BEAT)
        counted += min(time.monotonic() - before, 4 * _BEAT)
        if counted > seconds:
            return


def test_an_answer_is_there_again_with_all_that_goes_with_it(
    environment: dict[str, str], server: WatchedMastodon, me: User, tmp_path: Path
) -> None:
    ana = server.user("ana")
    server.user("ben")
    asked = ana.post("@me @ben Which ones?", visibility="unlisted", at=datetime.now(UTC) - timedelta(hours=3))
    assert CommandLine(tmp_path)("inbox", "--refresh", env=environment).status == 0
    with Sitting(env=environment) as sitting:
        sitting.sees("Which ones?")
        sitting.sees(" help")
        sitting.types(b"r")
        sitting.sees("as @me")
        sitting.types(ALT_V)
        sitting.sees("followers only")
        sitting.types(ALT_W)
        sitting.sees("hat to warn of")
        sitting.types(b"vegetables")
        sitting.types(b"\r")
        sitting.types(ALT_L)
        sitting.sees("In which language")
        sitting.types(b"german\r")
        sitting.sees("· German")
        sitting.types(TAB + RIGHT + b" ")
        sitting.sees(" – ")  # Ben is not named any more.
        sitting.types(TAB + b"Black Krim " + MARK.encode())
        sitting.sees(MARK)
        types_on(sitting, LOST_AT_MOST)
        sitting.kill()
    with Sitting(env=environment) as sitting:
        sitting.sees("Which ones?")
        sitting.sees(" help")
        sitting.types(b"r")
        for words in (f"Black Krim {MARK}", "vegetables", "German", "followers only"):
            sitting.sees(words)
        sitting.types(CTRL_S)
        sent = the_sent(sitting, me)
        sitting.types(CTRL_Q)
        sitting.ends()
    assert (sent["in_reply_to_id"], sent["visibility"], sent["language"]) == (asked.id, "private", "de")
    assert sent["spoiler_text"] == "vegetables"
    assert f"Black Krim {MARK}" in str(sent["content"])


def the_sent(sitting: Sitting, me: User) -> dict[str, object]:
    """The one thing that I have posted, as soon as it is there."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        sitting.settle(0.2)
        found = me.call("GET", f"/api/v1/accounts/{me.id}/statuses")["items"]
        assert isinstance(found, list)
        if found:
            assert len(found) == 1
            return dict(found[0])
    raise AssertionError(f"it was not sent:\n{sitting.seen}")
