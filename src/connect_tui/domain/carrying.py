"""Who is only carried along by a post: rule 7 of `docs/attention.md`, for me and for anybody else."""

from connect_tui.domain.asking import asks_by_name
from connect_tui.domain.post import Post

CROWD = 4
"""So many others named beside somebody are a crowd."""


def carried_along(post: Post, parent: Post | None, who: frozenset[str]) -> bool:
    """Whether these handle keys, all of one person, are named because others were. `parent` is what the post
    answers, `None` for a post that begins a conversation.
    """
    if post.direct or (parent is not None and parent.author.key in who):
        return False
    third = parent is not None and parent.author.key != post.author.key
    inherited = third and parent is not None and any(mention.key in who for mention in parent.mentions)
    crowd = {mention.key for mention in post.mentions} - who - {post.author.key}
    return (inherited or len(crowd) >= CROWD) and not asks_by_name(post.text, who)
