"""Posts and boosts: what has been seen, merged, and joined into conversations."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.post import Boost, Post, PostId, merge
from connect_tui.store.boosts import file_boosts
from connect_tui.store.codec import POST, as_list
from connect_tui.store.database import Part
from connect_tui.store.folk import file_people
from connect_tui.store.grouping import Links, Regrouping
from connect_tui.store.moments import to_micros
from connect_tui.store.reading import read_conversations
from connect_tui.store.search import index_words

_NOTHING: frozenset[PostId] = frozenset()


class Filed(Struct, frozen=True):
    """A post in its row, before and after; `before` is missing for one that was not known."""

    row: int
    before: Post | None
    after: Post

    def claims(self) -> frozenset[PostId]:
        """The ids that it has gained; none is ever lost."""
        return _ids(self.after) - (_ids(self.before) if self.before else _NOTHING)

    def gained(self) -> frozenset[PostId]:
        """The parents that it did not have before."""
        return _parents(self.after) - (_parents(self.before) if self.before else _NOTHING)

    def lost(self) -> frozenset[PostId]:
        """The parents that it no longer has."""
        return (_parents(self.before) if self.before else _NOTHING) - _parents(self.after)


class Posts(Part):
    """The posts of all accounts, in groups: one a conversation."""

    def merge(self, posts: Iterable[Post], boosts: Iterable[Boost] = ()) -> frozenset[int]:
        """Take in what was seen, in this order; answers the groups whose content is now different.

        A group that was joined into another is gone, with its place in the inbox.
        """
        posts, boosts = tuple(posts), tuple(boosts)
        with self._db.transaction():
            file_people(self._db, (), boosts)
            changed = self._file(self._merged(posts)) | file_boosts(self._db, boosts)
        return frozenset(changed)

    def remove(self, post: PostId) -> frozenset[int]:
        """The post is gone from its network: it stays as deleted. Answers the group, if that is news."""
        with self._db.transaction():
            found = self.by_id(post)
            if found is None or found.deleted:
                return frozenset()
            filed = self._merged((replace(found, deleted=True),))
            return frozenset(self._file(filed))

    def forget(self, uri: str) -> bool:
        """Forget a post that stands alone, as if it had never been seen; false, and nothing happens, where
        others hang together with it.
        """
        with self._db.transaction():
            alone = """
                SELECT id, grp, body FROM posts WHERE uri = ? AND NOT EXISTS (
                    SELECT 1 FROM posts AS others WHERE others.grp = posts.grp AND others.id <> posts.id)
            """
            found = self._db.row(alone, uri)
            if found is None:
                return False
            row, group, body = found
            post = self._db.decode(POST, body)
            index_words(self._db, [(row, post, replace(post, deleted=True))])
            for table in ("copies", "links"):
                self._db.run(f"DELETE FROM {table} WHERE post = ?", row)  # noqa: S608 - two names from above
            self._db.run("DELETE FROM places WHERE grp = ?", group)
            self._db.run("DELETE FROM posts WHERE id = ?", row)
        return True

    def conversation(self, group: int) -> Conversation | None:
        """The conversation in this group."""
        return self.conversations((group,)).get(group)

    def conversations(self, groups: Iterable[int]) -> dict[int, Conversation]:
        """The conversations in these groups; a group that is no longer there is left out."""
        return read_conversations(self._db, groups)

    def all_groups(self) -> list[int]:
        """Every group there is."""
        return [group for (group,) in self._db.rows("SELECT DISTINCT grp FROM posts ORDER BY grp")]

    def larger(self, groups: Iterable[int], size: int) -> frozenset[int]:
        """Those of these groups in which more posts stand than so many."""
        sql = """
            SELECT grp FROM posts WHERE grp IN (SELECT value FROM json_each(?))
            GROUP BY grp HAVING count(*) > ?
        """
        return frozenset(group for (group,) in self._db.rows(sql, as_list(list(groups)), size))

    def group_of(self, uri: str) -> int | None:
        """The group of the post with this URI."""
        row = self._db.row("SELECT grp FROM posts WHERE uri = ?", uri)
        return row[0] if row else None

    def groups_of(self, uris: Iterable[str]) -> frozenset[int]:
        """The groups of the posts with these URIs."""
        sql = "SELECT DISTINCT grp FROM posts WHERE uri IN (SELECT value FROM json_each(?))"
        return frozenset(group for (group,) in self._db.rows(sql, as_list(list(uris))))

    def groups_by_uri(self, uris: Iterable[str]) -> dict[str, int]:
        """The group of each of the posts with these URIs that is here."""
        sql = "SELECT uri, grp FROM posts WHERE uri IN (SELECT value FROM json_each(?))"
        return dict(self._db.rows(sql, as_list(list(uris))))

    def groups_of_authors(self, handle_keys: Iterable[str]) -> frozenset[int]:
        """The groups in which any of these people wrote something or passed something on."""
        sql = """
            WITH people AS (SELECT value AS handle FROM json_each(?))
            SELECT grp FROM posts WHERE author IN (SELECT handle FROM people)
            UNION SELECT posts.grp FROM boosts JOIN posts ON posts.uri = boosts.uri
            WHERE boosts.author IN (SELECT handle FROM people)
        """
        return frozenset(group for (group,) in self._db.rows(sql, as_list(list(handle_keys))))

    def authors(self) -> list[str]:
        """The handle keys of everybody of whom something is cached."""
        return [key for (key,) in self._db.rows("SELECT DISTINCT author FROM posts")]

    def strangers(self, handle_keys: Iterable[str]) -> frozenset[str]:
        """Those of these people of whom nothing was ever seen: no post, no boost, no word from a network."""
        sql = """
            SELECT value FROM json_each(?)
            WHERE value NOT IN (SELECT author FROM posts) AND value NOT IN (SELECT author FROM boosts)
            AND value NOT IN (SELECT handle FROM relations)
        """
        return frozenset(key for (key,) in self._db.rows(sql, as_list(sorted(handle_keys))))

    def post(self, uri: str) -> Post | None:
        """The post with this canonical URI."""
        row = self._db.row("SELECT body FROM posts WHERE uri = ?", uri)
        return self._db.decode(POST, row[0]) if row else None

    def by_id(self, post: PostId) -> Post | None:
        """The post with this id."""
        sql = """
            SELECT body FROM posts WHERE id = (SELECT max(post) FROM copies WHERE account = ? AND key = ?)
        """
        row = self._db.row(sql, post.account, post.key)
        return self._db.decode(POST, row[0]) if row else None

    def known(self, ids: Iterable[PostId]) -> frozenset[PostId]:
        """Those of these ids under which a post is cached."""
        links = Links(self._db)
        return frozenset(post for post in ids if links.owner(post) is not None)

    def latest_by(self, handle_keys: Iterable[str]) -> dict[str, Post]:
        """The newest post of each of these people that is not deleted, by handle key."""
        sql = """
            SELECT body FROM posts WHERE author = ? AND NOT deleted ORDER BY time DESC, uri LIMIT 1
        """
        found = {key: self._db.row(sql, key) for key in handle_keys}
        return {key: self._db.decode(POST, row[0]) for key, row in found.items() if row}

    def seen_last_by(self, handle_keys: Iterable[str], limit: int) -> tuple[Post, ...]:
        """The posts of these people that became known last, at most so many."""
        sql = """
            SELECT body FROM posts WHERE author IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT ?
        """
        rows = self._db.rows(sql, as_list(sorted(handle_keys)), limit)
        return tuple(self._db.decode(POST, body) for (body,) in rows)

    def _merged(self, posts: Sequence[Post]) -> list[Filed]:
        """What these sightings make of the posts: only those that are different now, in order of arrival."""
        known = self._known_posts({post.uri for post in posts})
        after: dict[str, Post] = {}
        for post in posts:
            before = after.get(post.uri) or (known[post.uri].after if post.uri in known else None)
            after[post.uri] = merge(before, post) if before else post
        ((row,),) = self._db.rows("SELECT coalesce(max(id), 0) FROM posts")
        filed: list[Filed] = []
        for uri, post in after.items():
            if uri not in known:
                row += 1
                filed.append(Filed(row, None, post))
            elif known[uri].after != post:
                filed.append(Filed(known[uri].row, known[uri].after, post))
        return filed

    def _known_posts(self, uris: set[str]) -> dict[str, Filed]:
        sql = "SELECT uri, id, body FROM posts WHERE uri IN (SELECT value FROM json_each(?))"
        rows = self._db.rows(sql, as_list(sorted(uris)))
        return {uri: Filed(row, None, self._db.decode(POST, body)) for uri, row, body in rows}

    def _file(self, filed: Sequence[Filed]) -> set[int]:
        """Write these posts, their ids and links, groups and words; answers the groups that changed."""
        if not filed:
            return set()
        self._write_ties(filed)
        regrouping = Regrouping(self._db, {f.row: f.after.uri for f in filed if f.before is None})
        for f in filed:
            for post in f.claims():
                regrouping.claimed(f.row, post)
            if f.gained() or f.lost():
                regrouping.linked(f.row, bool(f.lost()))
        groups = regrouping.settle()
        self._insert([f for f in filed if f.before is None], groups)
        self._update([f for f in filed if f.before is not None])
        self._db.run_many("UPDATE posts SET tangled = 1 WHERE id = ?", ((row,) for row in regrouping.tangled))
        index_words(self._db, [(f.row, f.before, f.after) for f in filed])
        file_people(self._db, [f.after for f in filed])
        changed = regrouping.changed(f.row for f in filed)
        return changed | regrouping.take_apart()

    def _write_ties(self, filed: Sequence[Filed]) -> None:
        self._db.run_many(
            "INSERT INTO copies (account, key, post) VALUES (?, ?, ?)",
            ((post.account, post.key, f.row) for f in filed for post in f.claims()),
        )
        self._db.run_many(
            "DELETE FROM links WHERE post = ? AND account = ? AND key = ?",
            ((f.row, post.account, post.key) for f in filed for post in f.lost()),
        )
        self._db.run_many(
            "INSERT INTO links (post, account, key) VALUES (?, ?, ?)",
            ((f.row, post.account, post.key) for f in filed for post in f.gained()),
        )

    def _insert(self, filed: Sequence[Filed], groups: dict[int, int]) -> None:
        self._db.run_many(
            "INSERT INTO posts (id, uri, grp, tangled, author, time, deleted, body)"
            " VALUES (?, ?, ?, 0, ?, ?, ?, ?)",
            ((f.row, f.after.uri, groups[f.row], *_columns(f.after)) for f in filed),
        )

    def _update(self, filed: Sequence[Filed]) -> None:
        self._db.run_many(
            "UPDATE posts SET author = ?, time = ?, deleted = ?, body = ? WHERE id = ?",
            ((*_columns(f.after), f.row) for f in filed),
        )


def _columns(post: Post) -> tuple[str, int, bool, bytes]:
    return post.author.key, to_micros(post.time), post.deleted, POST.encode(post)


def _ids(post: Post) -> frozenset[PostId]:
    return frozenset(copy.id for copy in post.copies)


def _parents(post: Post) -> frozenset[PostId]:
    return frozenset(copy.parent for copy in post.copies if copy.parent is not None)
