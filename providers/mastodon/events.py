"""What a stream says: https://docs.joinmastodon.org/methods/streaming/#events"""

from collections.abc import Callable

from connect_tui.domain.post import PostId
from connect_tui.provider import Arrived, Changed, Fact, Removed, StreamEvent, Timeline
from connect_tui.providers.mastodon.api import Api
from connect_tui.providers.mastodon.wire import read_statuses
from connect_tui.providers.web.reader import Json, decode

_OTHER_WORDS = frozenset({"status", "update"})
"""Kinds of notifications whose status is worth having, and that are not about words to me."""
Words = Callable[[Json], Json | None]
"""The status of a notification that is about words to me."""


def read_event(frame: str, api: Api, account: str, words: Words) -> StreamEvent | None:
    """One message of a stream; `None` where it says nothing that matters, or that can be read."""
    message = _decoded(frame)
    payload = message.text("payload")
    match message.text("event"):
        case "update":
            return _arrived(api, _decoded(payload), Timeline.HOME)
        case "status.update" | "status_update":
            return _arrived(api, _decoded(payload))
        case "conversation":
            return _arrived(api, _decoded(payload).get("last_status"))
        case "notification":
            return _notified(api, _decoded(payload), words)
        case "delete":
            return _removed(api, message, account)
        case "filters_changed":
            return Changed(Fact.FILTERS)
        case "notifications_merged":
            return Changed()
        case _:
            return None


def _notified(api: Api, notification: Json, words: Words) -> StreamEvent | None:
    if (status := words(notification)) is not None:
        return _arrived(api, status, Timeline.ADDRESSED)
    kind = notification.text("type")
    if kind in _OTHER_WORDS:
        return _arrived(api, notification.get("status"))
    if kind == "follow_request":
        return Changed(Fact.FOLLOW_REQUESTS)
    return None


def _arrived(api: Api, status: Json, *timelines: Timeline) -> Arrived | None:
    page = api.page(read_statuses([status]))
    return Arrived(page.posts, page.boosts, timelines) if page.posts else None


def _removed(api: Api, message: Json, account: str) -> Removed | None:
    # Mastodon's ids are strings of digits, and a payload is a string; some send the number itself.
    key = message.id("payload")
    if not key:
        return None
    post = PostId(account, key)
    api.forget(post)
    return Removed(post)


def _decoded(text: str) -> Json:
    try:
        return decode(text.encode("utf-8", "surrogatepass"))
    except ValueError:
        return Json(None)
