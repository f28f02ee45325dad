"""Durations, as they are written."""

from datetime import timedelta

import pytest

from connect_tui.config.durations import parse, spell


@pytest.mark.parametrize(
    ("written", "duration"),
    [
        ("5s", timedelta(seconds=5)),
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        ("48h", timedelta(hours=48)),
        ("14d", timedelta(days=14)),
        ("0s", timedelta()),
    ],
)
def test_both_ways(written: str, duration: timedelta) -> None:
    assert parse(written) == duration
    assert parse(spell(duration)) == duration
    if duration:
        assert spell(duration) == written


def test_weeks_and_spaces() -> None:
    assert parse(" 2 w ") == timedelta(weeks=2)


@pytest.mark.parametrize("written", ["", "5", "h", "-5s", "1.5h", "5 years", "5S", "٥s", "9999999d", "5s5s"])
def test_anything_else_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        parse(written)
