"""Notifications about words to me: https://docs.joinmastodon.org/methods/notifications/#get"""

from connect_tui.provider import BadResponse, Page, Rejected, ServerFault
from connect_tui.providers.mastodon.api import Api
from connect_tui.providers.mastodon.marking import Markers
from connect_tui.providers.web.http import Params
from connect_tui.providers.web.reader import Json

ADDRESSING = frozenset({"mention", "quote"})
"""Kinds of notifications that are about words to me."""
_NOT_ADDRESSING = ("follow", "favourite", "reblog", "follow_request", "poll", "status", "update")
"""Left out by name as well: some servers know `exclude_types` and not `types`."""
_PATH = "/api/v1/notifications"


class Notifications:
    """The notifications of one account. Which one a post came with is told to `markers`."""

    def __init__(self, api: Api, markers: Markers) -> None:
        self._api = api
        self._markers = markers
        self._kinds_known = True

    async def page(self, cursor: str | None) -> Page:
        """What mentions or quotes me, newest first."""
        kinds: Params = {"types[]": tuple(sorted(ADDRESSING)), "exclude_types[]": _NOT_ADDRESSING}
        try:
            return await self._api.statuses(_PATH, kinds if self._kinds_known else {}, cursor, self.words)
        except (Rejected, BadResponse, ServerFault):
            if not self._kinds_known:
                raise
        # There are servers that stumble over kinds they do not know.
        page = await self._api.statuses(_PATH, {}, cursor, self.words)
        self._kinds_known = False
        return page

    def words(self, notification: Json) -> Json | None:
        """The status of a notification that is about words to me; which one it was is remembered."""
        self._markers.note(notification)
        return notification.get("status") if notification.text("type") in ADDRESSING else None
