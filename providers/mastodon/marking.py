"""Read markers: https://docs.joinmastodon.org/methods/markers/

The home timeline is read up to a status (or to a boost of one), notifications up to a notification. The port
knows posts only, so of the notifications that came it is remembered which post they were about.
"""

from datetime import datetime
from urllib.parse import quote

from connect_tui.domain.post import Post, PostId
from connect_tui.provider import Marker, ServerFault, Timeline
from connect_tui.providers.mastodon.api import MISSING, Api
from connect_tui.providers.web.reader import Json

WIRE = {Timeline.HOME: "home", Timeline.ADDRESSED: "notifications"}
PLACES = {Timeline.HOME: "/api/v1/statuses/", Timeline.ADDRESSED: "/api/v1/notifications/"}
"""Where what was read last is found, by its id."""
REMEMBERED = 1000
"""Notifications of which it is remembered which post they were about."""
MARKERS = "/api/v1/markers"


class Markers:
    """The read markers of one account. `kept` is false once the server said that it has none."""

    def __init__(self, api: Api, account: str) -> None:
        self.kept = True
        self._api = api
        self._account = account
        self._notices: dict[str, Marker] = {}
        self._found: dict[Timeline, tuple[str, Marker]] = {}

    def note(self, notification: Json) -> None:
        """Remember which post a notification is about."""
        key, at = notification.id("id"), notification.moment("created_at")
        if key and at is not None:
            self._notices.pop(key, None)
            self._notices[key] = self._marker(Timeline.ADDRESSED, notification, at)
        while len(self._notices) > REMEMBERED:
            del self._notices[next(iter(self._notices))]

    def notified(self, post: Post) -> str:
        """The id of the notification about this post, the latest of several; empty where none is known."""
        copy = post.copy_of(self._account)
        known = self._notices.items()
        fits = [key for key, marker in known if copy is not None and marker.post == copy.id]
        # Ids are of one kind on one server: numbers, or letters that sort; the longer one is the later.
        return max(fits, key=lambda key: (len(key), key), default="")

    async def read(self, timeline: Timeline) -> Marker | None:
        """Ask how far I have read; what was read last is looked at once, when it is another than before."""
        wire = WIRE[timeline]
        try:
            answer = (await self._api.client.get(MARKERS, {"timeline[]": wire})).json
        except MISSING:
            self.kept = False
            return None
        key, set_at = answer.get(wire).id("last_read_id"), answer.get(wire).moment("updated_at")
        before, known = self._found.get(timeline, ("", None))
        if not key or (known is not None and key == before):
            return known if key else None
        marker = await self._look(timeline, key, set_at or self._api.now())
        self._found[timeline] = key, marker
        return marker

    async def set(self, timeline: Timeline, post: Post) -> None:
        """Say how far I have read; nothing is said where the server knows no place for the post."""
        copy = post.copy_of(self._account)
        key = self.notified(post) if timeline is Timeline.ADDRESSED else copy.id.key if copy else ""
        if not key:
            return
        form = {f"{WIRE[timeline]}[last_read_id]": key}
        try:
            await self._api.client.send("POST", MARKERS, form)
        except ServerFault:
            # 409: another program set the marker at the same moment. Once more is what the server asks for.
            await self._api.client.send("POST", MARKERS, form)
        except MISSING:
            self.kept = False

    async def _look(self, timeline: Timeline, key: str, set_at: datetime) -> Marker:
        """What has this id, or, where that is gone, only when the marker was set."""
        if timeline is Timeline.ADDRESSED and key in self._notices:
            return self._notices[key]
        if timeline is Timeline.HOME and (post := self._api.recent(key)) is not None:
            return Marker(post.created, post.id)
        try:
            answer = await self._api.client.get(PLACES[timeline] + quote(key, safe=""))
        except (*MISSING, ServerFault):
            return Marker(set_at)
        return self._marker(timeline, answer.json, answer.json.moment("created_at") or set_at)

    def _marker(self, timeline: Timeline, json: Json, at: datetime) -> Marker:
        """A status or a notification as a marker; a boost stands for the post that it passes on."""
        inner = json.get("reblog" if timeline is Timeline.HOME else "status")
        key = inner.id("id") or (json.id("id") if timeline is Timeline.HOME else "")
        return Marker(at, PostId(self._account, key) if key else None)
