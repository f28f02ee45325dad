"""The clocks of this place, also in the nights when they are changed."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from connect_tui.commands.here import HERE, here_and_now

CHANGES = """
from datetime import UTC, datetime, timedelta
from connect_tui.commands.here import HERE
from connect_tui.domain.later import later
from connect_tui.domain.sentences import short_time
from connect_tui.tui.render.times import said_at

evening = datetime(2026, 3, 28, 20, 0, tzinfo=UTC).astimezone(HERE)
print(evening.isoformat())
for words in ("tomorrow", "in 10 hours", "sun 2:30", "mon 0:00"):
    print(words, later(words, evening).astimezone(UTC).isoformat())
after = datetime(2026, 3, 29, 20, 0, tzinfo=UTC).astimezone(HERE)
print(said_at(datetime(2026, 3, 28, 20, 0, tzinfo=UTC), after))
moment = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)
for half in range(9):
    there = moment + half * timedelta(minutes=30)
    assert there.astimezone(HERE).astimezone(UTC) == there, there
print(later("tomorrow", datetime(2026, 10, 24, 20, 0, tzinfo=UTC).astimezone(HERE)).astimezone(UTC).isoformat())
"""


def test_a_night_in_which_the_clocks_are_changed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHANGES],
        env={**os.environ, "TZ": "Europe/Berlin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [
        "2026-03-28T21:00:00+01:00",
        "tomorrow 2026-03-29T07:00:00+00:00",
        "in 10 hours 2026-03-29T06:00:00+00:00",
        # That half past two is left out: it is when it would have been.
        "sun 2:30 2026-03-29T01:30:00+00:00",
        "mon 0:00 2026-03-29T22:00:00+00:00",
        "yesterday 21:00",
        "2026-10-25T08:00:00+00:00",
    ]


def test_it_is_now() -> None:
    now = here_and_now()
    assert now.tzinfo is HERE
    assert abs(datetime.now(UTC) - now) < timedelta(minutes=1)
    assert now.utcoffset() == datetime.now(UTC).astimezone().utcoffset()


@pytest.mark.parametrize("question", [HERE.utcoffset, HERE.dst, HERE.tzname])
def test_without_a_moment_nothing_is_said(question: object) -> None:
    assert callable(question)
    assert question(None) is None
