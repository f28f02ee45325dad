"""Durations as they stand in the configuration: `5s`, `30m`, `48h`, `14d`, `2w`."""

from datetime import timedelta

from connect_tui.domain.late import late

_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_WRITTEN = late(r"\s*([0-9]{1,6})\s*([smhdw])\s*")


def parse(written: str) -> timedelta:
    """A duration such as `48h`.

    Raises:
        ValueError: it is not a whole number followed by s, m, h, d or w.
    """
    match = _WRITTEN.fullmatch(written)
    if match is None:
        raise ValueError(written)
    return int(match[1]) * _UNITS[match[2]]


def spell(duration: timedelta) -> str:
    """The duration as it is written in the configuration: `48h` stays hours, `14d` is days."""
    for unit in ("d", "h", "m"):
        whole, rest = divmod(duration, _UNITS[unit])
        # Up to two days people think in hours.
        if not rest and whole >= (3 if unit == "d" else 1):
            return f"{whole}{unit}"
    return f"{duration // _UNITS['s']}s"
