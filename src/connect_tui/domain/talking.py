"""Whether a conversation is alive: people talking with me, or with each other."""

from msgspec import Struct

from connect_tui.domain.judging import Case
from connect_tui.domain.post import Post


class Talk(Struct, frozen=True):
    """The posts that are the talk, and the newest of them."""

    posts: tuple[Post, ...]
    newest: Post


def living_talk(case: Case) -> Talk | None:
    """What keeps the conversation alive now, the newest of it; `None` where nothing does."""
    if not case.among_several:
        return None
    talks = [talk for talk in (_talk_with_me(case), _talk_among(case)) if talk and case.young(talk.newest)]
    return max(talks, key=lambda talk: talk.newest.time, default=None)


def _talk_with_me(case: Case) -> Talk | None:
    """What people said on the branches of my posts: above them, below them, and they themselves."""
    if not case.took_part:
        return None
    branch = {post.uri for post in case.mine}
    for post in case.mine:
        for ancestor in case.conversation.above(post.uri):
            if ancestor.uri in branch:
                break
            branch.add(ancestor.uri)
    below = {post.uri for post in case.mine}
    for post in case.conversation.posts:
        if case.conversation.parents.get(post.uri) in below:
            below.add(post.uri)
    branch |= below
    return _newest(tuple(post for post in case.shown if post.uri in branch and case.human(post)))


def _talk_among(case: Case) -> Talk | None:
    """A back-and-forth of others: A answers B who had answered A, one of the two a person I know."""
    posts: dict[str, Post] = {}
    for exchange in case.exchanges():
        if any(case.people.knows(post.author.key) for post in exchange):
            posts.update((post.uri, post) for post in exchange)
    return _newest(tuple(posts.values()))


def _newest(posts: tuple[Post, ...]) -> Talk | None:
    if not posts:
        return None
    return Talk(posts, max(posts, key=lambda post: (post.time, post.uri)))
