"""How I stand with people: following and blocking are records of mine, muting is not."""

from connect_tui.provider import Stance
from connect_tui.providers.bluesky.api import Api
from connect_tui.providers.bluesky.recent import Did
from connect_tui.providers.bluesky.writing import Writer

_RECORDS = {
    Stance.FOLLOW: ("app.bsky.graph.follow", Did.FOLLOW),
    Stance.BLOCK: ("app.bsky.graph.block", Did.BLOCK),
}


async def stand(api: Api, writer: Writer, did: str, stance: Stance, on: bool) -> None:
    """Follow, mute or block somebody, or take that back; nothing happens where it is so already.

    https://docs.bsky.app/docs/tutorials/like-repost, https://docs.bsky.app/docs/api/app-bsky-graph-mute-actor
    """
    person = await api.person(did)
    if stance is Stance.MUTE:
        method = "app.bsky.graph.muteActor" if on else "app.bsky.graph.unmuteActor"
        await api.client.send(method, {"actor": did})
        api.recent.note(Did.MUTE, did, on)
        return
    collection, kind = _RECORDS[stance]
    shown = (
        person.follow_record
        if stance is Stance.FOLLOW
        else ""
        if person.blocking_list
        else person.block_record
    )
    if api.recent.holds(kind, did, bool(shown)) is not on:
        await writer.stand(collection, did, {"subject": did}, shown, on)
        api.recent.note(kind, did, on)
