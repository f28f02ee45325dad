"""A clock for tests."""

from datetime import UTC, datetime, timedelta


class HandClock:
    """A clock that stands still until it is turned on."""

    def __init__(self, start: datetime = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)) -> None:
        self.moment = start

    def __call__(self) -> datetime:
        return self.moment

    def turn(self, seconds: float) -> None:
        """Let so much time pass."""
        self.moment += timedelta(seconds=seconds)
