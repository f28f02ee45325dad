"""What a server says the time is, and when it may be asked again: anything at all may stand there."""

from datetime import UTC, datetime, timedelta

import pytest

from connect_tui.providers.web.clock import ahead
from connect_tui.providers.web.waiting import LONGEST_WAIT, reset_at, retry_at

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
NO_DATES = (
    "", "x", ",", "(((((((", "Mon, 1 Jan", "1 1 1 1 1 1", "Tue, 32 Foo 2026", "-1", "-99999999999", "٣", "²", "NaN",
    "inf", "1e400", "Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "Mon, 1 Jan 2026 99999999999999999999:00:00 GMT",
    "Mon, 1 Jan 2026 00:00:00 +99999999999999999999", "9" * 5_000, "999999999999", "0000-00-00T00:00:00Z",
    "2026-03-18T12:00:00+99:99", "Mon, 18 Mar 2026 12:00:00 " + "x" * 5_000,
)  # fmt: skip
DATES = (
    "Mon, 01 Jan 0001 00:00:00 +2359", "Fri, 31 Dec 9999 23:59:59 -2359", "9999-12-31T23:59:59-23:59", "0",
    "0001-01-01T00:00:00+23:59", "Thu, 01 Jan 1970 00:00:00 GMT", "99999999999", "0.0000001", "Wed, 18 Mar 2026 12:00:05",
)  # fmt: skip


@pytest.mark.parametrize("written", [*NO_DATES, *DATES])
def test_whatever_it_says_it_is_asked_again_in_a_while(written: str) -> None:
    for name in ("retry-after", "x-ratelimit-reset", "ratelimit-reset"):
        moment = retry_at({name: written}, NOW)
        assert NOW < moment <= NOW + LONGEST_WAIT
        reset_at({name: written}, NOW)


@pytest.mark.parametrize("written", [*NO_DATES, *DATES])
def test_a_clock_that_shows_anything_at_all(written: str) -> None:
    assert isinstance(ahead(written, NOW), timedelta | None)


def test_by_how_much_a_clock_is_ahead() -> None:
    assert ahead("Wed, 18 Mar 2026 12:00:05 GMT", NOW) == timedelta(seconds=5)
    assert ahead("Wed, 18 Mar 2026 11:00:00", NOW) == -timedelta(hours=1)
    assert ahead("Mon, 01 Jan 0001 00:00:00 +0000", NOW) is not None
