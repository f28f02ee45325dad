"""A conversation: https://docs.bsky.app/docs/api/app-bsky-feed-get-post-thread

It comes as a tree: what is above a post within it, what is below in lists. What is gone, and what stands
between people who block each other, is there as a name alone.
"""

from msgspec import Struct

from connect_tui.provider import NotFound
from connect_tui.providers.bluesky.api import Api
from connect_tui.providers.bluesky.names import AtUri
from connect_tui.providers.bluesky.wire import WireGate, WirePost, read_posts
from connect_tui.providers.web.reader import Json

ABOVE = 80
"""Posts above that are asked for at once; as deep as JSON is read without trouble."""
BELOW = 100
"""Answers below each other that are asked for."""
FURTHER = 5
"""Times that is gone on above the first ones."""


class WireThread(Struct, frozen=True):
    """A conversation, flat. `complete` is false where the server holds some back."""

    root: AtUri
    """The post that begins it, told or not."""
    posts: tuple[WirePost, ...]
    gate: WireGate | None
    complete: bool


async def read_thread(api: Api, uri: AtUri) -> WireThread:
    """The conversation around a post.

    Raises:
        NotFound: the post is gone.
    """
    answer = await _ask(api, uri, BELOW)
    gate = WireGate.read(answer.get("threadgate"))
    above, unread = _above(answer.get("thread"))
    below, held_back = _below(answer.get("thread"))
    for _ in range(FURTHER):
        if unread is None:
            break
        try:
            higher = await _ask(api, unread, 0)
        except NotFound:
            unread = None
            break
        gate = gate or WireGate.read(higher.get("threadgate"))
        more, further = _above(higher.get("thread"))
        above += (*read_posts([higher.get("thread").get("post")]), *more)
        unread = further
    posts = {post.uri: post for post in (*reversed(above), *below)}
    asked = posts.get(uri)
    root = asked.root if asked is not None and asked.root is not None else uri
    return WireThread(root, tuple(posts.values()), gate, unread is None and not held_back)


async def _ask(api: Api, uri: AtUri, depth: int) -> Json:
    asked = {"uri": str(uri), "depth": str(depth), "parentHeight": str(ABOVE)}
    return await api.client.get("app.bsky.feed.getPostThread", asked)


def _above(thread: Json) -> tuple[list[WirePost], AtUri | None]:
    """What is above a post, the lowest first; and what comes above that and was not told, if anything."""
    found: list[WirePost] = []
    last, node = WirePost.read(thread.get("post")), thread.get("parent")
    for _ in range(ABOVE):
        post = WirePost.read(node.get("post"))
        if post is None:
            break
        found.append(post)
        last, node = post, node.get("parent")
    told = node.flag("notFound") or node.flag("blocked")
    return found, last.parent if last is not None and found and not told and not node.is_object else None


def _below(thread: Json) -> tuple[list[WirePost], bool]:
    """A post and what is below it, and whether some of that was not told."""
    found: list[WirePost] = []
    held_back = False
    level = [thread]
    for depth in range(BELOW + 1):
        posts = [(post, node) for node in level if (post := WirePost.read(node.get("post"))) is not None]
        found += (post for post, _ in posts)
        held_back = held_back or (depth == BELOW and any(post.has_replies for post, _ in posts))
        level = [reply for _, node in posts for reply in node.get("replies").many()]
    return found, held_back
