"""The words of the inbox: why an entry is here, said as a person would say it, and when."""

from datetime import datetime, timedelta

from connect_tui.domain.entry import Entry, Reason
from connect_tui.domain.people import Person

_PHRASES = {
    Reason.DIRECT: "wrote to you privately",
    Reason.ASKED: "asked you",
    Reason.REPLIED: "answered you",
    Reason.MENTIONED: "mentioned you",
    Reason.MAYBE_ANSWERED: "you may have answered this",
    Reason.EARLIER: "wrote a while ago",
    Reason.CC: "included you",
    Reason.BOT: "an automated account mentioned you",
    Reason.QUOTED: "quoted you",
    Reason.CLOSING: "thanked you",
    Reason.FOLLOW_REQUEST: "asks to follow you",
}
_TIMELESS = frozenset({Reason.FOLLOW_REQUEST, Reason.AMONG_PEOPLE, Reason.SETTLED})
_NAMES_SHOWN = 2
_JUST_NOW = timedelta(minutes=1)
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def sentence(entry: Entry, now: datetime) -> str:
    """One sentence that says why the entry is here: "Ben asked you, yesterday"."""
    said = _said(entry)
    if entry.reason in _TIMELESS:
        return said
    also = f"; {_PHRASES[entry.reason]}" if entry.reason is Reason.MAYBE_ANSWERED else ""
    return f"{said}, {long_time(entry.since, now)}{also}"


def phrase(entry: Entry) -> str:
    """The reason alone, to stand under the names of the people: "asked you"."""
    if entry.reason is Reason.BOOSTED:
        return f"boosted by {names(entry.others)}"
    if entry.reason is Reason.AMONG_PEOPLE:
        return "are talking"
    if entry.reason is Reason.SELF_THREAD:
        return "a thread"
    return _PHRASES.get(entry.reason, "")


def names(people: tuple[Person, ...], *, and_you: bool = False) -> str:
    """People by name, a long list ending in "and others": never a number."""
    shown = [name_of(person) for person in people]
    if and_you:
        shown = [*(shown[:_NAMES_SHOWN]), *(["others"] if len(shown) > _NAMES_SHOWN else []), "you"]
    elif len(shown) > _NAMES_SHOWN:
        shown = [*shown[:_NAMES_SHOWN], "others"]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def name_of(person: Person) -> str:
    """What a person calls themselves, or their handle where they do not say."""
    return person.name.strip() or person.handle


def long_time(moment: datetime, now: datetime) -> str:
    """A time in words: "20 minutes ago", "yesterday", "on Tuesday", "on 3 March". Days are those of `now`."""
    past = now - moment
    if past < _JUST_NOW:
        return "just now"
    if past < timedelta(hours=1):
        minutes = int(past / timedelta(minutes=1))
        return "a minute ago" if minutes == 1 else f"{minutes} minutes ago"
    moment = moment.astimezone(now.tzinfo)
    days = (now.date() - moment.date()).days
    if days == 0 or past < timedelta(hours=6):
        hours = int(past / timedelta(hours=1))
        return "an hour ago" if hours == 1 else f"{hours} hours ago"
    if days == 1:
        return "yesterday"
    return (
        f"on {DAYS[moment.weekday()]}" if days < 7 else f"on {_date(moment, now, MONTHS[moment.month - 1])}"
    )


def short_time(moment: datetime, now: datetime) -> str:
    """A time in a few letters: "20 min", "2 h", "yesterday", "Tue", "3 Mar". Days are those of `now`."""
    past = now - moment
    if past < _JUST_NOW:
        return "now"
    if past < timedelta(hours=1):
        return f"{int(past / timedelta(minutes=1))} min"
    moment = moment.astimezone(now.tzinfo)
    days = (now.date() - moment.date()).days
    if days == 0 or past < timedelta(hours=6):
        return f"{int(past / timedelta(hours=1))} h"
    if days == 1:
        return "yesterday"
    return DAYS[moment.weekday()][:3] if days < 7 else _date(moment, now, MONTHS[moment.month - 1][:3])


def _date(moment: datetime, now: datetime, month: str) -> str:
    year = "" if moment.year == now.year else f" {moment.year}"
    return f"{moment.day} {month}{year}"


def _said(entry: Entry) -> str:
    """The sentence without its time."""
    who = name_of(entry.people[0])
    match entry.reason:
        case Reason.MAYBE_ANSWERED:
            return f"{who} {'asked you' if entry.asks else 'wrote to you'}"
        case Reason.BOT:
            return f"{who}, an automated account, mentioned you"
        case Reason.TOOK_PART:
            return names(entry.people, and_you=True)
        case Reason.AMONG_PEOPLE:
            return f"{names(entry.people)} are talking"
        case Reason.SELF_THREAD:
            return f"A thread by {who}"
        case Reason.BOOSTED:
            return f"{who}, boosted by {names(entry.others)}"
        case Reason.POSTED:
            return f"{who} posted"
        case Reason.SETTLED:
            return _settled(entry)
        case _:
            return f"{who} {_PHRASES[entry.reason]}"


def _settled(entry: Entry) -> str:
    """Settled entries say only who spoke with whom."""
    me = entry.account.key
    if entry.people[0].key == me:
        return "You wrote, and nothing is owed"
    who = names(entry.people)
    if _concerns(entry, me):
        who = f"You, {who}" if len(entry.people) > 1 else f"You and {who}"
    return f"{who}: nothing is owed here"


def _concerns(entry: Entry, me: str) -> bool:
    """Whether somebody says something in the conversation that is mine, or names me."""
    posts = entry.conversation.posts if entry.conversation else ()
    return any(me in (post.author.key, *(mention.key for mention in post.mentions)) for post in posts)
