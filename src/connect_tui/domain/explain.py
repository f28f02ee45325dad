"""Why an entry stands where it stands: two or three plain lines, for whoever asks."""

from datetime import datetime, timedelta

from connect_tui.domain.asking import asks
from connect_tui.domain.entry import Entry, Reason, Section
from connect_tui.domain.judging import Case, Context
from connect_tui.domain.marks import MarkKind
from connect_tui.domain.people import IN_NO_CIRCLE
from connect_tui.domain.sentences import DAYS, MONTHS, long_time, name_of, names, sentence
from connect_tui.domain.verdicts import Closed

_TIERS = {
    Reason.DIRECT: "Private messages come before everything else that waits.",
    Reason.ASKED: "A question comes after private messages and before anything that does not ask.",
    Reason.REPLIED: "An answer to you comes after questions and before plain mentions.",
    Reason.MENTIONED: "A mention that asks nothing comes after questions and answers.",
    Reason.MAYBE_ANSWERED: "As you may have answered, it counts as a mention.",
}
_ASIDE = {
    Reason.MAYBE_ANSWERED: "You named them later in the conversation, and this asks nothing.",
    Reason.CC: "You are named because others were, and not asked yourself, so nothing is owed.",
    Reason.BOT: "It is an automated account that you neither follow nor ever answered.",
    Reason.QUOTED: "They quoted you, and neither name nor ask you.",
    Reason.CLOSING: "It is a thank you for what you said, and closes the conversation.",
}
_CLOSED = {
    Closed.DONE: "You said that it is done.",
    Closed.LATER: "You put it off.",
    Closed.ANSWERED: "You answered.",
    Closed.ACKNOWLEDGED: "You favourited it, and it asks nothing.",
}
_LEAVES = "It leaves when you answer, say that it is done, or put it off."


def explain(entry: Entry, context: Context) -> tuple[str, ...]:
    """Why the entry is here, and what would move it: two or three sentences.

    `context` is the one by which it was judged.
    """
    if entry.conversation is None or entry.post is None:
        return (
            f"{name_of(entry.people[0])} asks to follow {entry.account.handle}.",
            "Follow requests stand aside, as people: nothing is owed. It leaves when you accept or decline.",
        )
    match entry.section:
        case Section.WAITING:
            return _waiting(entry, context)
        case Section.ACTIVE:
            return _active(entry, context)
        case Section.ASIDE:
            return (
                _addressed(entry, context.now),
                _ASIDE[entry.reason],
                "A question to you would bring it back; say that it is done to put it away.",
            )
        case Section.BROADCAST:
            return _broadcast(entry)
        case Section.SETTLED:
            return _settled(Case(entry.conversation, context))


def _addressed(entry: Entry, now: datetime) -> str:
    """What somebody did who addressed me, also where I may have answered since."""
    if entry.reason is Reason.MAYBE_ANSWERED:
        return f"{name_of(entry.people[0])} wrote to you, {long_time(entry.since, now)}."
    return f"{sentence(entry, now)}."


def _waiting(entry: Entry, context: Context) -> tuple[str, ...]:
    assert entry.post is not None  # noqa: S101 # a waiting entry has the post that waits
    who = name_of(entry.post.author)
    when = long_time(entry.since, context.now)
    first = f"{who} wrote {when}, and nothing of yours answers it."
    if entry.reason is Reason.MAYBE_ANSWERED:
        first = f"{who} asked you {when}; you named them later, but not under this."
    return (first, _order(entry, context, who), _leaves(entry, context))


def _order(entry: Entry, context: Context, who: str) -> str:
    """What decides its place among those who wait."""
    assert entry.post is not None  # noqa: S101 # as above
    if entry.reason is Reason.EARLIER:
        return "It has been open for so long that it stands behind everything newer. It is never dropped."
    tier = _TIERS[entry.reason]
    if entry.newcomer:
        return f"{tier} You never wrote to {who} before: people whom you know come first."
    rank = context.people.circle_rank(entry.post.author.key)
    if rank != IN_NO_CIRCLE:
        return f"{tier} {who} is in your circle “{context.people.circles[rank].name}”."
    order = "the newest" if context.settings.newest_first else "whoever has waited longest"
    return f"{tier} Among equals {order} comes first."


def _leaves(entry: Entry, context: Context) -> str:
    if entry.reason is Reason.EARLIER or entry.due is None:
        return _LEAVES
    return (
        f"{_LEAVES} From {_moment(entry.due, context.now).removeprefix('on ')} it stands behind newer ones."
    )


def _active(entry: Entry, context: Context) -> tuple[str, ...]:
    newest = long_time(entry.since, context.now)
    if entry.reason is Reason.TOOK_PART:
        first = f"Nobody waits for you here. You took part, and the last word around yours came {newest}."
    else:
        who = names(entry.people)
        first = f"{who} answer each other, you know one of them, and the last word came {newest}."
    if entry.due is None:
        return (first, "It rises with every new word.")
    quiet = f"Unless somebody says something, it goes quiet {_moment(entry.due, context.now)}."
    return (first, f"It rises with every new word. {quiet}")


def _broadcast(entry: Entry) -> tuple[str, ...]:
    if entry.reason is Reason.BOOSTED:
        first = f"{names(entry.others)} passed on what {name_of(entry.people[0])} wrote."
    elif entry.reason is Reason.SELF_THREAD:
        first = f"{name_of(entry.people[0])} wrote several posts in a row, to everybody."
    else:
        first = f"{name_of(entry.people[0])} wrote this to everybody."
    return (
        first,
        "It is not addressed to you, you did not take part, and nobody you know talks back and forth in it.",
        "The newest comes first. It rises to the conversations when you join in.",
    )


def _settled(case: Case) -> tuple[str, ...]:
    mine = all(post.author.key in case.me for post in case.shown)
    if mine:
        return ("You wrote this, and nobody has addressed you here.", "An answer to you would bring it up.")
    found = [case.closed_by(post, asks(post.text)) for post in case.shown if post.uri in case.addressed]
    reasons = [_CLOSED[closed] for closed in Closed if closed in found]
    until = [
        mark.until
        for post in case.shown
        for mark in case.context.marks.on(post.uri)
        if mark.kind is MarkKind.LATER and mark.until is not None and mark.until > case.context.now
    ]
    if not reasons:
        quiet = "Nothing here is addressed to you, and nobody has said anything for a while."
        return (quiet, "It comes up when somebody addresses you, or when you join in.")
    back = f"It comes back {_moment(min(until), case.context.now)}, or" if until else "It comes back"
    return (" ".join(reasons), f"{back} when somebody addresses you anew.")


def _moment(moment: datetime, now: datetime) -> str:
    """A moment to come: "today at 18:00", "tomorrow at 9:00", "on Friday at 12:00", "on 3 April"."""
    moment = moment.astimezone(now.tzinfo)
    clock = f"{moment.hour}:{moment.minute:02}"
    days = (moment.date() - now.date()).days
    if days < 2:
        return f"{'today' if days <= 0 else 'tomorrow'} at {clock}"
    if moment - now < timedelta(days=7):
        return f"on {DAYS[moment.weekday()]} at {clock}"
    return f"on {moment.day} {MONTHS[moment.month - 1]}"
