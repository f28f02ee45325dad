"""Slow facts: what changes seldom. What the network does not have is no error, only nothing known."""

from connect_tui.domain.people import Circle, handle_key
from connect_tui.provider import Fact, Facts, NotAllowed, NotFound
from connect_tui.providers.bluesky.api import Api, list_of
from connect_tui.providers.bluesky.names import AtUri
from connect_tui.providers.bluesky.recent import Did
from connect_tui.providers.bluesky.wire import WireItem, WirePerson

PAGES = 20
"""Pages read of mutes, blocks and those I follow: two thousand people."""
LISTS = 20
"""Lists read."""
LIST_PAGES = 3
"""Pages read of one list."""
_CURATED = "app.bsky.graph.defs#curatelist"
"""A list of people to read, unlike one for muting or blocking."""


async def read_fact(api: Api, fact: Fact) -> Facts:
    """Ask for one fact."""
    match fact:
        case Fact.MUTES:
            people = await api.people("app.bsky.graph.getMutes", "mutes", {}, PAGES)
            return Facts(muted=dict.fromkeys(await _keys(api, people, Did.MUTE)))
        case Fact.BLOCKS:
            people = await api.people("app.bsky.graph.getBlocks", "blocks", {}, PAGES)
            return Facts(blocked=await _keys(api, people, Did.BLOCK))
        case Fact.FOLLOWS:
            asked = {"actor": await api.client.me()}
            people = await api.people("app.bsky.graph.getFollows", "follows", asked, PAGES)
            return Facts(followed=await _keys(api, people, Did.FOLLOW))
        case Fact.LISTS:
            return Facts(lists=await _lists(api))
        case Fact.FAVOURITES:
            return await _favourites(api)
    return Facts()


async def _keys(api: Api, people: tuple[WirePerson, ...], did: Did) -> frozenset[str]:
    """Their handles, with what I did a moment ago."""
    found = {person.did: person for person in people}
    for who, on in api.recent.all(did).items():
        if on and who not in found:
            found[who] = await api.person(who)
    return frozenset(
        handle_key(api.mapper.person(person).handle)
        for person in found.values()
        if api.recent.holds(did, person.did, said=True)
    )


async def _lists(api: Api) -> tuple[Circle, ...]:
    """My lists with the people in them: https://docs.bsky.app/docs/api/app-bsky-graph-get-lists"""
    answer = await api.client.get("app.bsky.graph.getLists", {"actor": await api.client.me(), "limit": "100"})
    circles: list[Circle] = []
    for item in [item for item in list_of(answer, "lists") if item.text("purpose") == _CURATED][:LISTS]:
        members = await api.people(
            "app.bsky.graph.getList",
            "items",
            {"list": item.text("uri")},
            LIST_PAGES,
            lambda item: item.get("subject"),
        )
        keys = frozenset(handle_key(api.mapper.person(person).handle) for person in members)
        circles.append(Circle(item.line("name") or "a list", keys))
    return tuple(circles)


async def _favourites(api: Api) -> Facts:
    """What I liked: https://docs.bsky.app/docs/api/app-bsky-feed-get-actor-likes"""
    asked = {"actor": await api.client.me(), "limit": "50"}
    try:
        answer = await api.client.get("app.bsky.feed.getActorLikes", asked)
        items = [item for json in list_of(answer, "feed") if (item := WireItem.read(json)) is not None]
    except (NotFound, NotAllowed):
        items = []
    found = {item.post.uri: item.post for item in items}
    recent = [AtUri.read(name) for name, on in api.recent.all(Did.LIKE).items() if on]
    missing = [uri for uri in recent if uri is not None and uri not in found]
    found.update((post.uri, post) for post in await api.views(missing))
    page = await api.page(sorted(found.values(), key=lambda post: post.created or api.now(), reverse=True))
    return Facts(page=page)
