"""Conversations read back from their groups, exactly as `domain.conversation.assemble` joins all posts."""

# ruff: noqa: S608 - every value is bound; only names that stand in this program are put into a query
from collections.abc import Iterable

from msgspec.structs import replace

from connect_tui.domain.conversation import Conversation, assemble
from connect_tui.domain.post import Boost, Post
from connect_tui.store.codec import BOOST, POST, as_list
from connect_tui.store.database import Database

_IN = "grp IN (SELECT value FROM json_each(?))"


def read_conversations(database: Database, groups: Iterable[int]) -> dict[int, Conversation]:
    """The conversations in these groups, by group; a group that is not there is left out."""
    wanted = as_list(sorted(set(groups)))
    # Sorted here, for SQLite would take all of a long conversation into memory to do so.
    sql = f"SELECT id, grp, uri, tangled, body FROM posts WHERE {_IN}"
    posts: dict[int, Post] = {}
    group_of: dict[str, int] = {}
    tangled: list[int] = []
    for row, group, uri, knotty, body in database.each(sql, wanted):
        posts[row] = database.decode(POST, body)
        group_of[uri] = group
        if knotty:
            tangled.append(row)
    if tangled:
        posts = _owners(database, tangled) | posts
    found = assemble((post for _, post in sorted(posts.items())), _boosts(database, wanted))
    return {
        group_of[conversation.uri]: conversation for conversation in found if conversation.uri in group_of
    }


def _boosts(database: Database, wanted: str) -> list[Boost]:
    sql = f"""
        SELECT boosts.body FROM posts JOIN boosts ON boosts.uri = posts.uri WHERE posts.{_IN}
    """
    return [database.decode(BOOST, body) for (body,) in database.rows(sql, wanted)]


def _owners(database: Database, rows: list[int]) -> dict[int, Post]:
    """The parents of these posts, wherever they stand: each on its own, as if it answered nothing.

    They take no part in the conversation, but who looks for a parent by its id has to find them.
    """
    sql = """
        SELECT id, body FROM posts WHERE id IN (
            SELECT (SELECT max(post) FROM copies WHERE account = links.account AND key = links.key)
            FROM links WHERE post IN (SELECT value FROM json_each(?))
        )
    """
    return {row: _alone(database.decode(POST, body)) for row, body in database.rows(sql, as_list(rows))}


def _alone(post: Post) -> Post:
    return replace(post, copies=tuple(replace(copy, parent=None) for copy in post.copies))
