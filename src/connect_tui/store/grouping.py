"""Which posts belong to one conversation, kept up to date as posts arrive.

The groups are those of `domain.conversation.assemble`: a post is joined to its parent, where several
accounts know it under different URIs to the smallest of them, and to everything that answers the same
missing post. Joining is what nearly always happens, and costs as much as there is to join. Only where a link
goes away, or an id turns out to be somebody else's, a group has to be taken apart and looked at whole.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from connect_tui.domain.post import PostId
from connect_tui.store.database import Database, Part

_NEXT_GROUP = "next-group"


class Joining:
    """A union of groups by their numbers; a post that is about to be stored stands as its negative row."""

    def __init__(self) -> None:
        self.leader: dict[int, int] = {}

    def find(self, node: int) -> int:
        """The one that stands for everything joined with this one."""
        root = node
        while (above := self.leader.setdefault(root, root)) != root:
            root = above
        while self.leader[node] != root:
            self.leader[node], node = root, self.leader[node]
        return root

    def join(self, one: int, other: int) -> None:
        """Put two together."""
        self.leader[self.find(one)] = self.find(other)

    def classes(self) -> list[list[int]]:
        """Everything, by what it is joined with."""
        found: dict[int, list[int]] = {}
        for node in list(self.leader):
            found.setdefault(self.find(node), []).append(node)
        return list(found.values())


class Ties(Struct, frozen=True):
    """What a post is tied to: the rows of its known parents by their URIs, and its missing parents."""

    owners: Mapping[str, int]
    missing: tuple[PostId, ...]

    @property
    def parent(self) -> int | None:
        """The row of the parent that counts."""
        return self.owners[min(self.owners)] if self.owners else None

    @property
    def tangled(self) -> bool:
        """Whether the parent goes by several URIs."""
        return len(self.owners) > 1


class Links(Part):
    """Reads the ties between posts."""

    def owner(self, post: PostId) -> int | None:
        """The row of the post with this id: of several that claim it, the one that was known last."""
        row = self._db.row(
            "SELECT max(post) FROM copies WHERE account = ? AND key = ?", post.account, post.key
        )
        return row[0] if row else None

    def answers(self, post: PostId) -> list[int]:
        """The rows of the posts that answer the one with this id, earliest known first."""
        sql = "SELECT post FROM links WHERE account = ? AND key = ? ORDER BY post"
        return [row for (row,) in self._db.rows(sql, post.account, post.key)]

    def first_answer(self, post: PostId) -> int:
        """The earliest known of the posts that answer the one with this id; there must be one."""
        sql = "SELECT min(post) FROM links WHERE account = ? AND key = ?"
        ((row,),) = self._db.rows(sql, post.account, post.key)
        return int(row)

    def ties(self, row: int, fresh: Mapping[int, str]) -> Ties:
        """What the post in this row is tied to; `fresh` are the URIs of rows that are not stored yet."""
        owners: dict[str, int] = {}
        missing: list[PostId] = []
        for account, key in self._db.rows("SELECT account, key FROM links WHERE post = ?", row):
            owner = self.owner(PostId(account, key))
            if owner is None:
                missing.append(PostId(account, key))
            else:
                owners[self.uri(owner, fresh)] = owner
        return Ties(owners, tuple(missing))

    def uri(self, row: int, fresh: Mapping[int, str]) -> str:
        """The URI of the post in this row."""
        if row in fresh:
            return fresh[row]
        ((uri,),) = self._db.rows("SELECT uri FROM posts WHERE id = ?", row)
        return str(uri)


class Regrouping:
    """What one merge does to the groups.

    First the tables `copies` and `links` are brought up to date, then `claimed` and `linked` say what
    became different, then `settle` joins groups and names those of the new posts; when these are stored,
    `take_apart` looks at the groups that may have fallen asunder.
    """

    def __init__(self, database: Database, fresh: Mapping[int, str]) -> None:
        self._db = database
        self._links = Links(database)
        self._fresh = fresh
        self._joining = Joining()
        self._groups: dict[int, int] = {}
        self._final: dict[int, int] = {}
        self._touched: set[int] = set()
        self._whole: set[int] = set()
        self._doubtful: set[int] = set()
        self.tangled: set[int] = set()
        """Rows of the posts whose parents go by several URIs."""
        for row in fresh:
            self._joining.find(-row)

    def claimed(self, row: int, post: PostId) -> None:
        """The post in this row is now known under this id as well."""
        self._touched.add(row)
        answers = self._links.answers(post)
        self._touched.update(answers)
        claims = "SELECT 1 FROM copies WHERE account = ? AND key = ? AND post <> ?"
        if self._db.row(claims, post.account, post.key, row):
            self._doubtful.update(answers)

    def linked(self, row: int, lost: bool) -> None:
        """The parents of the post in this row are not what they were; `lost`: one of them is gone."""
        self._touched.add(row)
        if row not in self._fresh:
            self._whole.add(row)
        if lost:
            self._doubtful.add(row)

    def settle(self) -> dict[int, int]:
        """Join what belongs together; answers the group of every new row."""
        for row in sorted(self._touched):
            self._tie(row)
        for members in self._joining.classes():
            self._unite(members)
        return {row: self._final[-row] for row in self._fresh}

    def changed(self, rows: Iterable[int]) -> set[int]:
        """The groups in which these rows, and those whose ties were looked at, now stand."""
        return {self._now(row) for row in (*rows, *self._touched)}

    def take_apart(self) -> set[int]:
        """Part the groups that no longer hang together; answers all groups that were looked at."""
        return take_apart(self._db, {self._now(row) for row in self._doubtful})

    def _tie(self, row: int) -> None:
        ties = self._links.ties(row, self._fresh)
        here = self._group(row)
        if ties.parent is not None:
            self._joining.join(here, self._group(ties.parent))
        for post in ties.missing:
            # Those that were known before are together already, and come before what is new.
            whole = row in self._whole
            others = self._links.answers(post) if whole else [self._links.first_answer(post)]
            for other in others:
                self._joining.join(here, self._group(other))
        if ties.tangled:
            self.tangled.add(row)
            self._doubtful.add(row)

    def _group(self, row: int) -> int:
        """The group of a row as it was before; that of a new one is its own."""
        if row in self._fresh:
            return -row
        if row not in self._groups:
            ((self._groups[row],),) = self._db.rows("SELECT grp FROM posts WHERE id = ?", row)
            self._joining.find(self._groups[row])
        return self._groups[row]

    def _now(self, row: int) -> int:
        group = self._group(row)
        return self._final.get(group, group)

    def _unite(self, members: list[int]) -> None:
        """Give everything in one class the largest of its groups, or a new one."""
        groups = sorted(member for member in members if member > 0)
        kept = groups[0] if len(groups) == 1 else self._largest(groups) if groups else next_group(self._db)
        for group in groups:
            if group != kept:
                self._db.run("UPDATE posts SET grp = ? WHERE grp = ?", kept, group)
                self._db.run("DELETE FROM places WHERE grp = ?", group)
        self._final.update(dict.fromkeys(members, kept))

    def _largest(self, groups: list[int]) -> int:
        """The group that costs most to move."""
        sizes = {
            group: int(self._db.rows("SELECT count(*) FROM posts WHERE grp = ?", group)[0][0])
            for group in groups
        }
        return max(groups, key=lambda group: (sizes[group], -group))


def take_apart(database: Database, groups: Iterable[int]) -> set[int]:
    """Part these groups where they no longer hang together; answers the groups that they are then.

    The largest part keeps the number.
    """
    links = Links(database)
    found: set[int] = set()
    for group in groups:
        rows = [row for (row,) in database.rows("SELECT id FROM posts WHERE grp = ? ORDER BY id", group)]
        for number, part in enumerate(sorted(_parts(links, rows), key=lambda part: (-len(part), part[0]))):
            here = next_group(database) if number else group
            if number:
                database.run_many("UPDATE posts SET grp = ? WHERE id = ?", ((here, row) for row in part))
            found.add(here)
    return found


def _parts(links: Links, rows: list[int]) -> list[list[int]]:
    """These rows, by what hangs together."""
    joining = Joining()
    by_missing: dict[PostId, int] = {}
    for row in rows:
        joining.find(row)
        ties = links.ties(row, {})
        if ties.parent is not None:
            joining.join(row, ties.parent)
        for post in ties.missing:
            joining.join(row, by_missing.setdefault(post, row))
    return [sorted(part) for part in joining.classes()]


def next_group(database: Database) -> int:
    """A number that no group has ever had."""
    sql = """
        INSERT INTO notes (name, value) VALUES (?, '1')
        ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value
    """
    ((number,),) = database.rows(sql, _NEXT_GROUP)
    return int(number)
