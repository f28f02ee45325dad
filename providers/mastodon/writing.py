"""The writing half of one account: posts, changes, what I wrote before, votes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from connect_tui.domain.draft import DraftMedia, DraftPoll, Outgoing
from connect_tui.domain.post import Post, PostId
from connect_tui.provider import BadResponse, NotFound, Rejected, Source, Version
from connect_tui.providers.mastodon.api import Api, status_path
from connect_tui.providers.mastodon.mapping import WIRE_VISIBILITY
from connect_tui.providers.mastodon.uploading import upload
from connect_tui.providers.mastodon.wire import WirePoll, WireStatus, WireVersion
from connect_tui.providers.web.turns import in_turn

Body = dict[str, object]
SHORTEST_POLL = timedelta(minutes=5)
"""What is left of a poll is given as at least this: Mastodon takes no less."""


class Writing:
    """Writes posts for one account of mine."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def upload(self, path: Path, alt: str, progress: Callable[[float], None]) -> str:
        """Bring a file to the server."""
        return await upload(self._api.client, path, alt, progress)

    async def publish(self, outgoing: Outgoing) -> Post:
        """https://docs.joinmastodon.org/methods/statuses/#create"""
        body = _body(outgoing)
        body["visibility"] = WIRE_VISIBILITY[outgoing.visibility]
        if outgoing.parent is not None:
            body["in_reply_to_id"] = outgoing.parent.key
        if outgoing.media:
            body["media_ids"] = list(outgoing.media)
        if outgoing.poll is not None:
            body["poll"] = _poll(outgoing.poll, outgoing.poll.duration)
        for key, alt in outgoing.alts:
            await self._describe(key, alt)
        answer = await self._api.client.send_json("POST", "/api/v1/statuses", body, outgoing.key)
        return self._api.post(answer.json)

    async def edit(self, post: PostId, outgoing: Outgoing) -> Post:
        """https://docs.joinmastodon.org/methods/statuses/#edit"""
        # An empty warning takes away the one that was there.
        body: Body = {"spoiler_text": "", "media_ids": list(outgoing.media), **_body(outgoing)}
        if outgoing.alts:
            body["media_attributes"] = [{"id": key, "description": alt} for key, alt in outgoing.alts]
        if outgoing.poll is not None:
            body["poll"] = await self._changed_poll(post, outgoing.poll)
        self._api.forget(post)
        answer = await self._api.client.send_json("PUT", status_path(post), body)
        return self._api.post(answer.json)

    async def delete(self, post: PostId) -> None:
        """https://docs.joinmastodon.org/methods/statuses/#delete"""
        self._api.forget(post)
        try:
            await self._api.client.send("DELETE", status_path(post))
        except NotFound:
            return

    async def source(self, post: PostId) -> Source:
        """https://docs.joinmastodon.org/methods/statuses/#source, and what is attached."""
        written = (await self._api.client.get(status_path(post, "source"))).json
        status = await self._status(post)
        media = tuple(DraftMedia(alt=medium.alt, key=medium.id) for medium in status.media if medium.id)
        poll = None
        if status.poll is not None:
            titles = tuple(option.title for option in status.poll.options)
            poll = DraftPoll(titles, status.poll.multiple, _left(status.poll, self._api.now()))
        return Source(written.words("text"), written.words("spoiler_text"), media, poll)

    async def history(self, post: PostId) -> tuple[Version, ...]:
        """https://docs.joinmastodon.org/methods/statuses/#history"""
        answer = await self._api.client.get(status_path(post, "history"))
        versions = (WireVersion.read(item) for item in answer.json)
        return tuple(
            await in_turn(self._api.mapper.version(version, self._api.now()) for version in versions)
        )

    async def vote(self, post: PostId, choices: tuple[int, ...]) -> Post:
        """https://docs.joinmastodon.org/methods/polls/#vote"""
        poll = (await self._status(post)).poll
        if poll is None or not poll.id:
            raise Rejected("There is no poll in this post any more")
        body: Body = {"choices": [str(choice) for choice in choices]}
        await self._api.client.send_json("POST", f"/api/v1/polls/{quote(poll.id, safe='')}/votes", body)
        self._api.forget(post)
        return self._api.post((await self._api.client.get(status_path(post))).json)

    async def _describe(self, key: str, alt: str) -> None:
        """https://docs.joinmastodon.org/methods/media/#update, before it is posted."""
        path = f"/api/v1/media/{quote(key, safe='')}"
        await self._api.client.send_json("PUT", path, {"description": alt})

    async def _changed_poll(self, post: PostId, wished: DraftPoll) -> Body:
        """A poll that asks the same keeps its votes and its end; any other begins anew."""
        before = (await self._status(post)).poll
        titles = tuple(option.title for option in before.options) if before is not None else ()
        if before is None or (titles, before.multiple) != (wished.options, wished.multiple):
            return _poll(wished, wished.duration)
        if before.closed:
            raise Rejected("The poll is over, and a change of the post would open it again")
        return _poll(wished, _left(before, self._api.now()))

    async def _status(self, post: PostId) -> WireStatus:
        status = WireStatus.read((await self._api.client.get(status_path(post))).json)
        if status is None:
            raise BadResponse("answered with something that is no post")
        return status


def _body(outgoing: Outgoing) -> Body:
    """What a new post and a changed one have in common; what is empty is the server's choice."""
    body: Body = {"status": outgoing.text}
    if outgoing.warning:
        body["spoiler_text"] = outgoing.warning
    if outgoing.warning or outgoing.sensitive:
        body["sensitive"] = True
    if outgoing.language:
        body["language"] = outgoing.language
    return body


def _poll(poll: DraftPoll, left: timedelta) -> Body:
    seconds = int(left.total_seconds())
    return {"options": list(poll.options), "multiple": poll.multiple, "expires_in": seconds}


def _left(poll: WirePoll, now: datetime) -> timedelta:
    """For how long the poll will still be open."""
    return max(poll.closes - now, SHORTEST_POLL) if poll.closes is not None else timedelta(days=1)
