"""Conversations: posts joined by their parent links, whatever the order in which they arrive."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct, field

from connect_tui.domain.post import Boost, Post, PostId, merge

Node = str | PostId
"""A post by its URI, or a missing one by the only name that is known of it."""


class Conversation(Struct, frozen=True, dict=True):
    """The posts joined by parent links in one network, each after its parent, siblings by time.

    `parents` maps the URI of a post to its parent's. A post that answers one which is not here is in
    `gaps` instead; a post in neither begins the conversation. `boosts` are the boosts of its posts.
    `uri` names the conversation: it is the URI of the topmost post known.
    """

    uri: str
    posts: tuple[Post, ...]
    parents: Mapping[str, str] = field(default_factory=dict)
    gaps: frozenset[str] = frozenset()
    boosts: tuple[Boost, ...] = ()

    @property
    def gap(self) -> bool:
        """Whether the parent of the topmost post is missing."""
        return self.uri in self.gaps

    @property
    def top(self) -> Post:
        """The topmost post known."""
        return self.by_uri[self.uri]

    @cached_property
    def by_uri(self) -> Mapping[str, Post]:
        """The posts by their canonical URI."""
        return {post.uri: post for post in self.posts}

    @cached_property
    def children(self) -> Mapping[str, Sequence[Post]]:
        """The direct answers to each post that has any, by time."""
        children: dict[str, list[Post]] = {}
        for post in self.posts:
            parent = self.parents.get(post.uri)
            if parent is not None:
                children.setdefault(parent, []).append(post)
        return children

    def parent(self, uri: str) -> Post | None:
        """The post that this one answers, where it is known."""
        parent = self.parents.get(uri)
        return None if parent is None else self.by_uri[parent]

    def above(self, uri: str) -> Iterator[Post]:
        """The post's ancestors, nearest first."""
        parent = self.parent(uri)
        while parent is not None:
            yield parent
            parent = self.parent(parent.uri)

    def below(self, uri: str) -> Iterator[Post]:
        """Every post that stands under this one, each after its parent."""
        waiting = list(reversed(self.children.get(uri, ())))
        while waiting:
            post = waiting.pop()
            yield post
            waiting.extend(reversed(self.children.get(post.uri, ())))


def assemble(posts: Iterable[Post], boosts: Iterable[Boost] = ()) -> list[Conversation]:
    """Join posts into conversations, by their URIs in order.

    Several sightings of one post are merged, later ones last. A parent is found by its id; posts that
    answer the same missing parent stand in one conversation. A circle of parents is cut at its smallest URI.
    """
    known: dict[str, Post] = {}
    for post in posts:
        known[post.uri] = merge(known[post.uri], post) if post.uri in known else post
    uris = {copy.id: post.uri for post in known.values() for copy in post.copies}
    parents = _cut_circles({uri: parent for uri, post in known.items() if (parent := _parent_of(post, uris))})
    groups = _join(known, parents, uris)
    boosts_of: dict[str, list[Boost]] = {}
    for boost in boosts:
        boosts_of.setdefault(boost.uri, []).append(boost)
    return sorted(
        (_conversation([known[uri] for uri in group], parents, uris, boosts_of) for group in groups),
        key=lambda conversation: conversation.uri,
    )


def _parent_of(post: Post, uris: Mapping[PostId, str]) -> str | None:
    """The URI of the post's parent, where any account knows it."""
    found = sorted(uris[copy.parent] for copy in post.copies if copy.parent and copy.parent in uris)
    return found[0] if found else None


def _cut_circles(parents: dict[str, str]) -> dict[str, str]:
    """Take one parent link out of every circle: that of its smallest URI."""
    safe: set[str] = set()
    for start in sorted(parents):
        path: dict[str, None] = {}
        here: str | None = start
        while here is not None and here not in safe and here not in path:
            path[here] = None
            here = parents.get(here)
        if here is not None and here in path:
            walked = list(path)
            del parents[min(walked[walked.index(here) :])]
        safe.update(path)
    return parents


def _join(
    known: Mapping[str, Post], parents: Mapping[str, str], uris: Mapping[PostId, str]
) -> list[list[str]]:
    """Group the URIs that parent links, known or missing, hold together."""
    leader: dict[Node, Node] = {}

    def find(node: Node) -> Node:
        root = node
        while (above := leader.setdefault(root, root)) != root:
            root = above
        while leader[node] != root:
            leader[node], node = root, leader[node]
        return root

    for uri, post in known.items():
        find(uri)
        if uri in parents:
            leader[find(uri)] = find(parents[uri])
        for copy in post.copies:
            if copy.parent is not None and copy.parent not in uris:
                leader[find(uri)] = find(copy.parent)
    groups: dict[Node, list[str]] = {}
    for uri in known:
        groups.setdefault(find(uri), []).append(uri)
    return list(groups.values())


def _conversation(
    posts: list[Post],
    parents: Mapping[str, str],
    uris: Mapping[PostId, str],
    boosts_of: Mapping[str, list[Boost]],
) -> Conversation:
    """One conversation out of the posts of one group, in reading order."""
    found = _boosts(posts, boosts_of)
    posts = sorted(posts, key=lambda post: (post.time, post.uri))
    mine = {post.uri: parents[post.uri] for post in posts if post.uri in parents}
    tops = [post for post in posts if post.uri not in mine]
    gaps = frozenset(post.uri for post in tops if any(c.parent and c.parent not in uris for c in post.copies))
    if len(posts) == 1:  # as most are
        return Conversation(posts[0].uri, tuple(posts), mine, gaps, found)
    uri = min((post.uri in gaps, post.uri) for post in tops)[1]
    tops.sort(key=lambda post: (post.uri != uri, post.time, post.uri))
    loose = Conversation(uri, tuple(posts), mine)
    ordered = tuple(post for top in tops for post in (top, *loose.below(top.uri)))
    return Conversation(uri, ordered, mine, gaps, found)


def _boosts(posts: list[Post], boosts_of: Mapping[str, list[Boost]]) -> tuple[Boost, ...]:
    """The boosts of these posts, each once, by time."""
    found = {boost.id: boost for post in posts for boost in boosts_of.get(post.uri, ())}
    return tuple(sorted(found.values(), key=lambda boost: (boost.time, boost.id.account, boost.id.key)))
