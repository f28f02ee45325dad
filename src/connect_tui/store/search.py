"""Search over everything cached: parts of words in any script, by whom and when."""

# ruff: noqa: S608 - every value is bound; only names that stand in this program are put into a query
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from connect_tui.domain.late import late
from connect_tui.domain.post import Post
from connect_tui.domain.query import ME, Query
from connect_tui.store.codec import PERSON, POST, as_list
from connect_tui.store.database import Database, Part, Row
from connect_tui.store.folk import Folk, folded
from connect_tui.store.moments import to_micros

_SHORT = 3
"""The index of parts holds every three characters in a row; what is shorter is found by how words begin."""
_MANY = 50
"""So many people wrote so much that it is quicker to go by time."""
_STEP, _FURTHER = 2_000, 8
"""So many of the newest posts are searched first, and so many times as many next."""
_FEW = 200
"""A word said no more often than this is found by going through all that hold it."""
_FOREVER = 2**63 - 1
_RUNS = late(r"\w+")
Change = tuple[int, Post | None, Post]
"""A row, and its post before and after."""


class _Stretch(Struct, frozen=True):
    """Posts since a moment, in microseconds; their rows lie from `first` to `last`, among others, or are
    the few that are named.
    """

    since: int
    first: int
    last: int
    few: Sequence[int] | None = None


_ALL = _Stretch(-_FOREVER, -_FOREVER, _FOREVER)


def index_words(database: Database, changes: Sequence[Change]) -> None:
    """Bring both indexes up to date for these rows; a text that did not change costs nothing.

    The indexes do not keep the text, and have to be told what they are to forget.
    """
    changed = [
        (row, old, new) for row, before, after in changes if (old := _words(before)) != (new := _words(after))
    ]
    _replace(database, "words", changed)
    _replace(database, "beginnings", [(row, beginnings(old), beginnings(new)) for row, old, new in changed])


def forget_words(database: Database) -> None:
    """Empty both indexes, at once."""
    for table in ("words", "beginnings"):
        database.run(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")


def beginnings(text: str) -> str:
    """The first two characters of every word; in scripts that put no spaces between words, or whose words
    grow at the front, every two in a row.
    """
    found: set[str] = set()
    for word in set(text.casefold().split()):
        # Of most words there is but one part: they need not be gone through.
        parts = {word} if word.isascii() and word.isalnum() else {word, *_RUNS.findall(word)}
        for part in parts:
            if part.isascii():
                found.add(part[:2])
            else:
                found.update(part[start : start + 2] for start in range(len(part)))
    return " ".join(sorted(found))


def holds(post: Post, word: str) -> bool:
    """Whether the indexes would find this word in a post that does not stand in them."""
    text, sought = _words(post), word.casefold()
    if len(sought) >= _SHORT:
        return sought in text.casefold()
    parts = beginnings(text).split()
    return sought in parts if _is_beginning(sought) else any(part.startswith(sought) for part in parts)


def _replace(database: Database, table: str, changed: Sequence[tuple[int, str, str]]) -> None:
    database.run_many(
        f"INSERT INTO {table} ({table}, rowid, text) VALUES ('delete', ?, ?)",
        ((row, old) for row, old, _ in changed if old),
    )
    database.run_many(
        f"INSERT INTO {table} (rowid, text) VALUES (?, ?)",
        ((row, new) for row, _, new in changed if new),
    )


def _words(post: Post | None) -> str:
    """What a post is found by. The indexes are told to forget by this too: changing it needs a migration."""
    if post is None or post.deleted:
        return ""
    # The blanks at the end let the last one or two characters begin a part of three.
    return "\n".join((post.text.plain, post.warning, post.author.name, post.author.handle)) + "\n\n"


def _beginnings_in(body: bytes) -> str:
    return beginnings(_words(POST.decode(body)))


def _author_folded(body: bytes) -> str:
    return folded(POST.decode(body).author)


def _author_in(body: bytes) -> bytes:
    return PERSON.encode(POST.decode(body).author)


FUNCTIONS: Mapping[str, Callable[[bytes], str | bytes]] = {
    "beginnings_in": _beginnings_in,
    "author_folded": _author_folded,
    "author_in": _author_in,
}
"""What a migration makes of the posts that are there."""


class Search(Part):
    """Finds posts by what stands in them."""

    def search(self, query: Query, limit: int = 50, me: Collection[str] = ()) -> list[Post]:
        """The newest posts that fit. Every word stands in the text, the warning, the author's name or handle,
        anywhere and without regard to case; a word of one or two letters begins a word. What is to be left
        out stands nowhere there. `me` are the handle keys of my accounts.
        """
        if not query:
            return []
        if (few := self._few(query)) is not None:
            stretches: Iterable[_Stretch] = [_Stretch(-_FOREVER, min(few), max(few), few)] if few else ()
        else:
            stretches = self._stretches(query)
        bodies: list[Row] = []
        for stretch in stretches:
            bodies = self._within(query, me, stretch, limit)
            if len(bodies) >= limit:
                break
        return [self._db.decode(POST, body) for (body,) in bodies]

    def interrupt(self) -> None:
        """End the search that is running, from any thread: it raises `InterruptedQueryError`."""
        self._db.interrupt()

    def _stretches(self, query: Query) -> Iterator[_Stretch]:
        """Further and further back in time, at last everything. The indexes are asked only about the rows of
        a stretch, so that a common word costs what is shown of it, and not how often it was said.
        """
        posts = _STEP
        while query.words and (stretch := self._newest(posts, query)):
            yield stretch
            posts *= _FURTHER
        yield _ALL

    def _few(self, query: Query) -> list[int] | None:
        """The rows that hold one of the words, where it was said so seldom that going by it is quicker than
        going by time.
        """
        for table, match in _matches(query.words):
            if match.endswith("*"):
                continue  # Every word that begins so would be looked up before the first row comes.
            sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ? LIMIT ?"
            rows = self._db.rows(sql, match, _FEW + 1)
            if len(rows) <= _FEW:
                return [row for (row,) in rows]
        return None

    def _newest(self, posts: int, query: Query) -> _Stretch | None:
        """The newest posts, so many of them; `None` where there are no more than these."""
        before = _FOREVER if query.before is None else to_micros(query.before)
        oldest = self._db.row(
            "SELECT time FROM posts WHERE time < ? ORDER BY time DESC LIMIT 1 OFFSET ?", before, posts
        )
        if oldest is None:
            return None
        rows = self._db.row(
            "SELECT min(id), max(id) FROM posts INDEXED BY posts_by_time WHERE time >= ? AND time < ?",
            *oldest,
            before,
        )
        return None if rows is None else _Stretch(*oldest, *rows)

    def _within(self, query: Query, me: Collection[str], stretch: _Stretch, limit: int) -> list[Row]:
        """The newest rows of a stretch that fit."""
        where, values, index = self._conditions(query, me, stretch)
        sql = f"""
            SELECT body FROM posts WHERE id IN (
                SELECT id FROM posts {index} WHERE {" AND ".join(where)}
                ORDER BY time DESC, uri LIMIT ?
            ) ORDER BY time DESC, uri
        """
        return self._db.rows(sql, *values, limit)

    def _conditions(
        self, query: Query, me: Collection[str], stretch: _Stretch
    ) -> tuple[list[str], list[object], str]:
        """What a row has to fulfil, with the values for it, and how to go there."""
        where: list[str] = ["time >= ?"]
        values: list[object] = [stretch.since]
        by_time = True
        for name in query.by:
            keys = self._named(name, me)
            by_time = by_time and len(keys) > _MANY
            where.append("author IN (SELECT value FROM json_each(?))")
            values.append(as_list(sorted(keys)))
        for name in query.not_by:
            where.append("author NOT IN (SELECT value FROM json_each(?))")
            values.append(as_list(sorted(self._named(name, me))))
        for sign, moment in ((">=", query.since), ("<", query.before)):
            if moment is not None:
                where.append(f"time {sign} ?")
                values.append(to_micros(moment))
        matches = list(_matches(query.words))
        for table, match in matches:
            # The plus keeps SQLite from walking the rows that match: it walks by time, and stops early.
            where.append(
                f"+id IN (SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ?)"
            )
            values += [match, stretch.first, stretch.last]
        for word in query.without:
            for table, match in _matches([word]):
                where.append(
                    f"+id NOT IN (SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ?)"
                )
                values += [match, stretch.first, stretch.last]
        if not matches:
            where.append("NOT deleted")
        if stretch.few is not None:
            where.append("id IN (SELECT value FROM json_each(?))")
            values.append(as_list(stretch.few))
            return where, values, "NOT INDEXED"
        return where, values, f"INDEXED BY {'posts_by_time' if by_time else 'posts_by_author'}"

    def _named(self, name: str, me: Collection[str]) -> Collection[str]:
        """The handle keys of whom a name may mean."""
        return me if name.casefold() == ME else Folk(self._db).keys_like(name)


def _matches(words: Iterable[str]) -> Iterable[tuple[str, str]]:
    """The words as questions to the two indexes."""
    words = [word.casefold() if len(word) < _SHORT else word for word in words]
    long = [_quoted(word) for word in words if len(word) >= _SHORT]
    short = [_quoted(word) + ("" if _is_beginning(word) else " *") for word in words if len(word) < _SHORT]
    if long:
        yield "words", " AND ".join(long)
    if short:
        yield "beginnings", " AND ".join(short)


def _is_beginning(word: str) -> bool:
    """Two letters are all that is kept of a beginning: a word of two is one, and begins no other."""
    return len(word) == _SHORT - 1 and word.isalnum()


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
