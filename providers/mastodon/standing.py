"""What I do without words: to posts, and about people."""

from urllib.parse import quote

from msgspec.structs import replace

from connect_tui.domain.people import Person, PersonId
from connect_tui.domain.post import Post, PostId
from connect_tui.provider import Reaction, Relation, Stance
from connect_tui.providers.mastodon.api import MANY, MISSING, Api, account_path, status_path

_ACTIONS = {
    Reaction.FAVOURITE: ("favourite", "unfavourite"),
    Reaction.BOOST: ("reblog", "unreblog"),
    Reaction.BOOKMARK: ("bookmark", "unbookmark"),
}


async def react(api: Api, post: PostId, reaction: Reaction, on: bool) -> Post:
    """https://docs.joinmastodon.org/methods/statuses/#favourite and its neighbours."""
    action = _ACTIONS[reaction][0 if on else 1]
    answered = api.post((await api.client.send("POST", status_path(post, action))).json)
    copy = answered.copies[0]
    # The server has done it, but some answer with the post as it was a moment before.
    match reaction:
        case Reaction.FAVOURITE:
            copy = replace(copy, favourited=on)
        case Reaction.BOOST:
            copy = replace(copy, boosted=on)
        case Reaction.BOOKMARK:
            copy = replace(copy, bookmarked=on)
    done = replace(answered, copies=(copy,))
    api.remember(done)
    return done


async def relate(api: Api, person: PersonId, stance: Stance, on: bool) -> None:
    """https://docs.joinmastodon.org/methods/accounts/#follow and its neighbours."""
    await api.client.send("POST", account_path(person.key, stance.value if on else f"un{stance.value}"))


async def relations(api: Api, people: tuple[Person, ...]) -> tuple[Relation, ...]:
    """https://docs.joinmastodon.org/methods/accounts/#relationships"""
    handles = {person.id.key: person.handle for person in people if person.id.account == api.mapper.account}
    if not handles:
        return ()
    try:
        answer = await api.client.get("/api/v1/accounts/relationships", {"id[]": tuple(handles)[:MANY]})
    except MISSING:
        return ()
    return tuple(
        Relation(handles[key], item.flag("following"), item.flag("blocking"), item.flag("muting"))
        for item in answer.json
        if (key := item.id("id")) in handles
    )


async def answer_request(api: Api, person: PersonId, accept: bool) -> None:
    """https://docs.joinmastodon.org/methods/follow_requests/"""
    action = "authorize" if accept else "reject"
    await api.client.send("POST", f"/api/v1/follow_requests/{quote(person.key, safe='')}/{action}")


async def mute_conversation(api: Api, post: PostId, on: bool) -> None:
    """https://docs.joinmastodon.org/methods/statuses/#mute"""
    # Of every post in it the server says now whether it is muted.
    api.forget_all()
    await api.client.send("POST", status_path(post, "mute" if on else "unmute"))
