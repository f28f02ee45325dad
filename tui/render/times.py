"""Times in a conversation: the day as people say it, and the time of day."""

from datetime import datetime

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def said_at(moment: datetime, now: datetime) -> str:
    """When something was said: "14:10", "yesterday 21:14", "Mon 18:02". Days are those of `now`."""
    moment = moment.astimezone(now.tzinfo)
    clock = f"{moment.hour}:{moment.minute:02}"
    days = (now.date() - moment.date()).days
    if days <= 0:
        return clock
    return f"yesterday {clock}" if days == 1 else f"{_day(moment, now, days)} {clock}"


def until(moment: datetime, now: datetime) -> str:
    """When something to come will be: "18:00", "tomorrow 18:00", "Tue 18:00", "3 Mar 9:00"."""
    moment = moment.astimezone(now.tzinfo)
    clock = f"{moment.hour}:{moment.minute:02}"
    days = (moment.date() - now.date()).days
    if days <= 0:
        return clock
    return f"tomorrow {clock}" if days == 1 else f"{_day(moment, now, days)} {clock}"


def coming(moment: datetime, now: datetime) -> str:
    """As `until`, with the day in any case: "today 18:00"."""
    words = until(moment, now)
    return words if " " in words else f"today {words}"


def _day(moment: datetime, now: datetime, days: int) -> str:
    if days < 7:
        return _DAYS[moment.weekday()]
    year = "" if moment.year == now.year else f" {moment.year}"
    return f"{moment.day} {_MONTHS[moment.month - 1]}{year}"
