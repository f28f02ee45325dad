"""The inbox as JSON, for other programs. It holds no count."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from connect_tui.domain.entry import Entry
from connect_tui.domain.people import Person
from connect_tui.domain.sentences import sentence

Json = str | bool | None | list["Json"] | dict[str, "Json"]
"""What is printed; there is no number in it."""
Problem = tuple[str, str]
"""The account that has it, empty for none, and a sentence."""


Why = Sequence[str]
"""A few plain lines about one entry."""


def inbox_json(
    entries: Iterable[tuple[Entry, Why]], as_of: datetime, problems: Sequence[Problem] = ()
) -> str:
    """The inbox as one JSON object, in the inbox's order; each entry with why it stands there."""
    inbox: Json = {
        "as_of": moment(as_of),
        "entries": [_entry(entry, why, as_of) for entry, why in entries],
        "problems": [{"account": account or None, "sentence": said} for account, said in problems],
    }
    return json.dumps(inbox, ensure_ascii=False, indent=2)


def moment(time: datetime) -> str:
    """A time as RFC 3339 in UTC, with a fraction only where there is one."""
    utc = time.astimezone(UTC)
    spec = "milliseconds" if utc.microsecond else "seconds"
    return utc.isoformat(timespec=spec).replace("+00:00", "Z")


def _entry(entry: Entry, why: Why, now: datetime) -> dict[str, Json]:
    conversation, post = entry.conversation, entry.post
    gap: dict[str, Json] = {"gap": True} if conversation is not None and conversation.gap else {}
    return {
        "section": entry.section.value,
        "reason": entry.reason.value,
        "sentence": sentence(entry, now),
        "newcomer": entry.newcomer,
        "provider": entry.account.name,
        "account": entry.account.handle,
        "conversation": conversation.uri if conversation is not None else None,
        **gap,
        "post": post.uri if post is not None else None,
        "url": (post.url or post.uri) if post is not None else entry.people[0].url or None,
        "people": _people((*entry.people, *entry.others)),
        "since": moment(entry.since),
        "text": post.text.plain if post is not None else "",
        "why": list(why),
    }


def _people(people: Iterable[Person]) -> list[Json]:
    """Everybody once, by full handle."""
    once: dict[str, Person] = {}
    for person in people:
        once.setdefault(person.key, person)
    return [{"handle": person.handle, "name": person.name} for person in once.values()]
