"""The time where this machine stands, by the rules of that place: "tomorrow at nine" is nine there, also
where the clocks are changed in the night.
"""

from datetime import UTC, datetime, timedelta, tzinfo


class Here(tzinfo):
    """The zone of this machine. `datetime.astimezone()` gives an offset that holds at one moment only."""

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """How far the clocks here are from UTC when they show this."""
        return None if moment is None else moment.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, moment: datetime | None) -> timedelta | None:
        """Not told apart."""
        return None if moment is None else timedelta(0)

    def tzname(self, moment: datetime | None) -> str | None:
        """What the zone is called then."""
        return None if moment is None else moment.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, moment: datetime) -> datetime:
        """What the clocks here show at a moment of UTC; `fold` tells the second of two equal hours."""
        there = moment.replace(tzinfo=UTC)
        shown = there.astimezone().replace(tzinfo=None)
        if shown.astimezone() != there:
            shown = shown.replace(fold=1)
        return shown.replace(tzinfo=self)


HERE = Here()


def here_and_now() -> datetime:
    """The time now, as the clocks here show it."""
    return datetime.now(HERE)
