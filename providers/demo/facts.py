"""What changes seldom, and what I have to do with people."""

from collections.abc import Iterable
from datetime import datetime

from connect_tui.domain.people import Circle, FollowRequest, Person, handle_key
from connect_tui.provider import Fact, Facts, Relation
from connect_tui.providers.demo.paging import whole
from connect_tui.providers.demo.parts import ME
from connect_tui.providers.demo.view import View


def read_fact(view: View, fact: Fact, now: datetime) -> Facts:
    """One slow fact, as it is now."""
    standing = view.standing
    match fact:
        case Fact.MUTES:
            return Facts(muted=dict.fromkeys(_handles(view, standing.muted)))
        case Fact.BLOCKS:
            return Facts(blocked=_handles(view, standing.blocked))
        case Fact.FOLLOWS:
            return Facts(followed=_handles(view, standing.followed))
        case Fact.FOLLOW_REQUESTS:
            return Facts(follow_requests=_requests(view))
        case Fact.LISTS:
            lists = view.network.lists[view.part.name].items()
            return Facts(lists=tuple(Circle(name, _handles(view, people)) for name, people in lists))
        case Fact.FAVOURITES:
            notes = view.notes(lambda note: note.number in standing.favourited)
            return Facts(page=whole(view, notes, now))
        case Fact.DIRECT:
            return Facts(page=whole(view, view.notes(lambda note: note.direct), now))
        case _:
            return Facts()


def read_relations(view: View, people: tuple[Person, ...]) -> tuple[Relation, ...]:
    """What I have to do with these people."""
    standing = view.standing
    wished = {person.key for person in people}
    return tuple(
        Relation(
            handle=resident.handle,
            followed=resident.id in standing.followed,
            blocked=resident.id in standing.blocked,
            muted=resident.id in standing.muted,
        )
        for resident in view.network.people.values()
        if handle_key(resident.handle) in wished and resident.id not in ME
    )


def _handles(view: View, people: Iterable[str]) -> frozenset[str]:
    return frozenset(handle_key(view.network.people[person].handle) for person in people)


def _requests(view: View) -> tuple[FollowRequest, ...]:
    return tuple(
        FollowRequest(view.account, view.person(view.network.people[person]), asked)
        for person, asked in view.standing.requests.items()
    )
