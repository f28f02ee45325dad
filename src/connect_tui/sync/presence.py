"""Presence: whether somebody sits in front of the screen. Nobody else needs news every minute."""

from collections.abc import Callable
from datetime import datetime, timedelta

AWAY_AFTER = timedelta(minutes=10)


class Presence:
    """Knows when somebody was last there; at the beginning somebody is."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._last = clock()

    @property
    def away(self) -> bool:
        """Whether nobody has been there for a while."""
        return self._clock() - self._last > AWAY_AFTER

    def seen(self) -> bool:
        """Somebody is there; whether nobody was before."""
        was_away, self._last = self.away, self._clock()
        return was_away
