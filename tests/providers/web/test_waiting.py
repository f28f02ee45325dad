"""A server that wants to be left alone is, and no longer than it may ask for."""

from datetime import UTC, datetime, timedelta

import pytest

from connect_tui.provider import RateLimited
from connect_tui.providers.web.waiting import Pause

NOW = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)


def lasts(pause: Pause, now: datetime) -> bool:
    try:
        pause.check(now)
    except RateLimited as error:
        return error.retry_at is not None and error.retry_at > now
    return False


def test_it_ends() -> None:
    pause = Pause()
    assert not lasts(pause, NOW)
    pause.until(NOW + timedelta(minutes=10), NOW)
    assert lasts(pause, NOW + timedelta(minutes=9))
    assert not lasts(pause, NOW + timedelta(minutes=10))
    pause.until(None, NOW)
    assert not lasts(pause, NOW)


@pytest.mark.parametrize("asked", [timedelta(days=3650), timedelta(hours=2)])
def test_it_is_no_longer_than_an_hour(asked: timedelta) -> None:
    pause = Pause()
    pause.until(NOW + asked, NOW)
    assert lasts(pause, NOW + timedelta(minutes=59))
    assert not lasts(pause, NOW + timedelta(hours=1))


def test_a_clock_that_is_put_back_ends_it() -> None:
    pause = Pause()
    pause.until(NOW + timedelta(minutes=10), NOW)
    assert not lasts(pause, NOW - timedelta(days=1))
