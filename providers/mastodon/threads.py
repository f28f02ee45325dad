"""Conversations: https://docs.joinmastodon.org/methods/statuses/#context"""

from connect_tui.domain.post import PostId
from connect_tui.provider import BadResponse, Thread
from connect_tui.providers.mastodon.api import Api, status_path

CONTEXT_LIMIT = 4096
"""Posts above or below that Mastodon gives at most."""


async def read_thread(api: Api, post: PostId) -> Thread:
    """What stands above a post and below it. Mastodon says where it is still fetching the rest."""
    middle = api.recent(post.key) or await api.fetch(post)
    answer = await api.client.get(status_path(post, "context"))
    above, below = answer.json.get("ancestors"), answer.json.get("descendants")
    if not above.is_list or not below.is_list:
        raise BadResponse("answered with something that is no conversation")
    before, after = await api.pages(above.many()), await api.pages(below.many())
    posts = {found.id: found for found in (*before.posts, middle, *after.posts)}
    held_back = max(sum(1 for _ in above.many()), sum(1 for _ in below.many())) >= CONTEXT_LIMIT
    return Thread(tuple(posts.values()), not held_back and "mastodon-async-refresh" not in answer.headers)
