"""Search over everything cached: parts of words, in any script."""

from collections.abc import Iterable

from connect_tui.domain.post import Post
from connect_tui.store.codec import POST
from connect_tui.store.database import Database, Part

_SHORT = 3
"""The index holds every three characters in a row; what is shorter is looked up by how they begin."""
_BEGINNINGS = 400
"""So many of the parts that begin with a short word are tried."""
_LAST = "\U0010ffff"


def index_words(database: Database, changes: Iterable[tuple[int, Post | None, Post]]) -> None:
    """Bring the index up to date for these rows; a text that did not change costs nothing.

    The index does not keep the text, and has to be told what it is to forget.
    """
    changed = [
        (row, old, new) for row, before, after in changes if (old := _words(before)) != (new := _words(after))
    ]
    database.run_many(
        "INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)",
        ((row, old) for row, old, _ in changed if old),
    )
    database.run_many(
        "INSERT INTO words (rowid, text) VALUES (?, ?)",
        ((row, new) for row, _, new in changed if new),
    )


def _words(post: Post | None) -> str:
    """What a post is found by. The index is told to forget by this too: changing it needs a migration."""
    if post is None or post.deleted:
        return ""
    # The blanks at the end let the last one or two characters begin a part of three.
    return "\n".join((post.text.plain, post.warning, post.author.name, post.author.handle)) + "\n\n"


class Search(Part):
    """Finds posts by what stands in them."""

    def search(self, query: str, limit: int = 50) -> list[Post]:
        """The newest posts whose text, warning, author's name or handle holds every word of the query.

        A word matches anywhere, without regard to case.
        """
        terms = [self._term(word) for word in query.split()]
        if not terms or not all(terms):
            return []
        sql = """
            SELECT posts.body FROM words JOIN posts ON posts.id = words.rowid
            WHERE words MATCH ? ORDER BY posts.time DESC, posts.uri LIMIT ?
        """
        return [self._db.decode(POST, body) for (body,) in self._db.rows(sql, " AND ".join(terms), limit)]

    def _term(self, word: str) -> str:
        """One word in the language of the index; empty where nothing can match."""
        if len(word) >= _SHORT:
            return _quoted(word)
        start = word.lower()
        sql = "SELECT term FROM word_parts WHERE term >= ? AND term < ? LIMIT ?"
        found = [_quoted(term) for (term,) in self._db.rows(sql, start, start + _LAST, _BEGINNINGS)]
        return f"({' OR '.join(found)})" if found else ""


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
