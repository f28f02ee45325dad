"""Notifications about words to me, and how far I have read them.

https://docs.bsky.app/docs/api/app-bsky-notification-list-notifications
"""

from datetime import datetime, timedelta

from connect_tui.domain.post import Post
from connect_tui.provider import Marker, Page
from connect_tui.providers.bluesky.api import TOGETHER, Api, cursor_after, list_of
from connect_tui.providers.bluesky.names import POST, AtUri
from connect_tui.providers.bluesky.records import stamp
from connect_tui.providers.web.http import Params
from connect_tui.providers.web.reader import Json

REASONS = ("mention", "reply", "quote")
REMEMBERED = 1000
"""Notifications of which it is remembered when they came."""
_METHOD = "app.bsky.notification.listNotifications"


class Notices:
    """The notifications of one account."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._came: dict[str, datetime] = {}

    async def page(self, cursor: str | None) -> Page:
        """What mentions, answers or quotes me. A notification holds the record alone: the posts, as they are
        now, are asked for at once.
        """
        answer = await self._ask(TOGETHER, cursor)
        uris = [uri for notice in list_of(answer, "notifications") if (uri := self._note(notice)) is not None]
        return await self._api.page(await self._api.views(uris), cursor_after(answer, cursor))

    async def seen(self) -> Marker | None:
        """How far I have read, with whatever program. Where nobody ever said, the network names the moment of
        the latest notification, and says that it is not read.
        """
        answer = await self._ask(1, None)
        at = answer.moment("seenAt")
        unread = [notice for notice in answer.get("notifications") if not notice.flag("isRead")]
        never = at is None or any(notice.moment("indexedAt") == at for notice in unread)
        return None if never or at is None else Marker(at)

    async def set_seen(self, post: Post) -> None:
        """I have read as far as the notification about this post."""
        # What came at that very moment does not count as read.
        at = self._came.get(post.uri, post.time) + timedelta(milliseconds=1)
        await self._api.client.send("app.bsky.notification.updateSeen", {"seenAt": stamp(at)})

    async def _ask(self, limit: int, cursor: str | None) -> Json:
        asked: Params = {"reasons": REASONS, "limit": str(limit), **({"cursor": cursor} if cursor else {})}
        return await self._api.client.get(_METHOD, asked)

    def _note(self, notice: Json) -> AtUri | None:
        """The post that a notification is about; when it came is remembered."""
        uri, came = AtUri.read(notice.text("uri")), notice.moment("indexedAt")
        if uri is None or uri.collection != POST or notice.text("reason") not in REASONS:
            return None
        if came is not None:
            self._came.pop(str(uri), None)
            self._came[str(uri)] = came
        while len(self._came) > REMEMBERED:
            del self._came[next(iter(self._came))]
        return uri
