"""What a conversation leaves out: posts of people whom I muted or blocked, and what my filters hide. Pure."""

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.judging import Case, Context


def hidden_posts(conversation: Conversation, context: Context) -> dict[str, str]:
    """Why a post is not to be seen, by the URI of each such post. One that was deleted says so itself."""
    shown = {post.uri for post in Case(conversation, context).shown}
    return {
        post.uri: _why(post.author.key, context)
        for post in conversation.posts
        if post.uri not in shown and not post.deleted
    }


def _why(key: str, context: Context) -> str:
    if key in context.people.blocked:
        return "by somebody you blocked"
    if context.people.hides(key, context.now):
        return "by somebody you muted"
    return "that your filter hides"
