"""What is mine as records of plain values: to take along with `export`, and to bring back with `import`.

A record is one row of a table, with times in RFC 3339 and truth as truth. Which columns are which stands in
`FORMS`; every other column is text.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import cast

from msgspec import Struct, field

from connect_tui.domain import clean
from connect_tui.domain.draft import DraftState
from connect_tui.domain.marks import MarkKind
from connect_tui.domain.visibility import Visibility
from connect_tui.store.codec import MEDIA, POLL
from connect_tui.store.database import Part, Row
from connect_tui.store.moments import SPOILT, from_micros, to_micros

Record = dict[str, object]
"""One thing of mine: under `what` its kind, and its fields by name."""
WHAT = "what"
Stored = str | int | bytes | None
Check = Callable[[str], object]

UNSURE = "It was brought back by an import. Look whether it has been sent, then send it or throw it away."
_ON_THEIR_WAY = frozenset({DraftState.QUEUED, DraftState.SENDING})


class UnfitRecordError(ValueError):
    """A record is not what `export` writes. `str()` says what is wrong with it, as a clause."""


class Form(Struct, frozen=True):
    """How the rows of a table are written as records of one kind.

    `moments`, `flags` and `data` (JSON) name the columns that are no text. `unsaid` are columns that mean
    something in this file only. `newest` is the column by which the later of two rows with one key wins, and
    `only` the condition for that; without, what is here stays. `checks` raise ValueError for other words.
    """

    kind: str
    key: tuple[str, ...]
    moments: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()
    data: frozenset[str] = frozenset()
    unsaid: frozenset[str] = frozenset()
    newest: str = ""
    only: str = "1"
    checks: Mapping[str, Check] = field(default_factory=dict)


def _handles(written: str) -> None:
    found: object = json.loads(written)
    if not isinstance(found, list) or not all(isinstance(handle, str) for handle in found):
        raise ValueError


FORMS: Mapping[str, Form] = {
    "drafts": Form(
        "draft",
        key=("key",),
        moments=frozenset({"changed", "not_before", "first_tried"}),
        flags=frozenset({"sensitive", "asked_alt"}),
        data=frozenset({"recipients", "media", "poll"}),
        newest="changed",
        only="drafts.state = 'writing'",
        checks={
            "state": DraftState,
            "visibility": Visibility,
            "recipients": _handles,
            "media": lambda written: MEDIA.decode(written.encode()),
            "poll": lambda written: POLL.decode(written.encode()),
        },
    ),
    "marks": Form(
        "mark",
        key=("id",),
        moments=frozenset({"made", "until"}),
        unsaid=frozenset({"id"}),
        checks={"kind": MarkKind},
    ),
    "written": Form("written-to", key=("handle",)),
    "circle_changes": Form(
        "circle", key=("circle", "handle"), flags=frozenset({"present"}), unsaid=frozenset({"id"})
    ),
    "read_lines": Form(
        "read", key=("place",), moments=frozenset({"at", "marker_at", "elsewhere"}), newest="at"
    ),
    "preferences": Form("preference", key=("name",)),
    "same_people": Form("same-person", key=("handle",)),
}
"""Every table of `mine.db` that is taken along."""
LEFT_OUT: Mapping[str, str] = {
    "mark_posts": "stands inside of its mark, as `posts`",
    "journal": "what can be taken back names marks by numbers that mean something in this file only",
}
"""The tables that are no records of their own, and why."""

_TABLES = {form.kind: table for table, form in FORMS.items()}
_ADDRESSED = "addressed"
_SHOWN = 60
"""Characters that are shown of what is wrong: it may be anything, and as long as it likes."""


class _Column(Struct, frozen=True):
    name: str
    needed: bool
    nullable: bool


class Portable(Part):
    """Everything that is mine, out of the file and into it again."""

    def records(self) -> Iterator[Record]:
        """All of it that can be read, in an order that two exports share."""
        for table, form, names, row in self._everything():
            with suppress(*SPOILT):
                yield self._record(table, form, names, row)

    def spoilt(self) -> tuple[str, ...]:
        """Of what something cannot be read any more, as a disk can leave it: the kinds of records. Readers
        pass over it; it stays where it is.
        """
        found: dict[str, None] = {}
        for table, form, names, row in self._everything():
            try:
                self._record(table, form, names, row)
            except SPOILT:
                found[form.kind] = None
        return tuple(found)

    def _everything(self) -> Iterator[tuple[str, Form, list[str], Row]]:
        """Every row that is taken along, with its table, form and the names of what stands in it."""
        for table, form in FORMS.items():
            names = [column.name for column in self._columns(table, form)]
            wanted = ", ".join((*names, *(form.key if table == "marks" else ())))
            for row in self._db.rows(f"SELECT {wanted} FROM {table} ORDER BY {', '.join(form.key)}"):  # noqa: S608
                yield table, form, names, row

    def _record(self, table: str, form: Form, names: list[str], row: Row) -> Record:
        record: Record = {WHAT: form.kind}
        record.update(_said(form, names, row))
        if table == "marks":
            record["posts"] = self._posts_of(row[-1])
        return record

    def bring_back(self, record: Record) -> bool:
        """Take a record in; false where it, or something newer, is here already.

        Raises:
            UnfitRecordError: it is none that `records` gives.
        """
        what = record.get(WHAT)
        table = _TABLES.get(what) if isinstance(what, str) else None
        if table is None:
            raise UnfitRecordError(f"“{clean.line(str(what), _SHOWN)}” is nothing that is known here")
        if table == "marks":
            return self._bring_mark(record)
        values = self._values(table, record)
        if table == "drafts" and values["state"] in _ON_THEIR_WAY:
            values["state"], values["problem"] = DraftState.UNSURE.value, UNSURE
        return self._insert(table, values)

    def _bring_mark(self, record: Record) -> bool:
        values = self._values("marks", {name: value for name, value in record.items() if name != "posts"})
        posts = _posts(record.get("posts"))
        if self._has_mark(values, posts):
            return False
        ((number,),) = self._db.rows(
            "INSERT INTO marks (kind, made, until) VALUES (?, ?, ?) RETURNING id",
            values["kind"], values["made"], values["until"],
        )  # fmt: skip
        self._db.run_many(
            "INSERT INTO mark_posts (uri, mark, addressed) VALUES (?, ?, ?)",
            ((uri, number, addressed) for uri, addressed in posts.items()),
        )
        return True

    def _has_mark(self, values: Mapping[str, Stored], posts: Mapping[str, bool]) -> bool:
        same = self._db.rows(
            "SELECT id FROM marks WHERE kind = ? AND made = ? AND until IS ?",
            values["kind"], values["made"], values["until"],
        )  # fmt: skip
        return any(_posts(self._posts_of(number)) == posts for (number,) in same)

    def _posts_of(self, number: int) -> list[Record]:
        rows = self._db.rows("SELECT uri, addressed FROM mark_posts WHERE mark = ? ORDER BY uri", number)
        return [{"uri": uri, _ADDRESSED: bool(addressed)} for uri, addressed in rows]

    def _insert(self, table: str, values: Mapping[str, Stored]) -> bool:
        form = FORMS[table]
        names = list(values)
        sets = ", ".join(f"{name} = excluded.{name}" for name in names if name not in form.key)
        newer = f"excluded.{form.newest} > coalesce({table}.{form.newest}, 0) AND {form.only}"
        on_conflict = f"UPDATE SET {sets} WHERE {newer}" if form.newest else "NOTHING"
        sql = (
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' for _ in names)}) "  # noqa: S608
            f"ON CONFLICT ({', '.join(form.key)}) DO {on_conflict}"
        )
        return bool(self._db.run(sql, *values.values()))

    def _values(self, table: str, record: Record) -> dict[str, Stored]:
        """The columns that a record fills."""
        form = FORMS[table]
        columns = {column.name: column for column in self._columns(table, form)}
        for name in record:
            if name != WHAT and name not in columns:
                raise UnfitRecordError(f"it has “{clean.line(name, _SHOWN)}”, which nothing here has")
        values: dict[str, Stored] = {}
        for name, column in columns.items():
            if name in record:
                values[name] = _stored(form, column, record[name])
            elif column.needed:
                raise UnfitRecordError(f"“{name}” is missing")
        return values

    def _columns(self, table: str, form: Form) -> list[_Column]:
        return [
            _Column(name, bool(strict) and default is None, not strict)
            for _, name, _, strict, default, _ in self._db.rows(f"PRAGMA table_info({table})")
            if name not in form.unsaid
        ]


def _said(form: Form, names: Iterable[str], row: Row) -> Iterator[tuple[str, object]]:
    for name, value in zip(names, row, strict=False):
        if value is None:
            yield name, None
        elif name in form.moments:
            yield name, from_micros(value).isoformat().replace("+00:00", "Z")
        elif name in form.flags:
            yield name, bool(value)
        elif name in form.data:
            yield name, json.loads(value)
        elif isinstance(value, str):
            form.checks.get(name, str)(value)
            yield name, value
        else:
            raise TypeError(name)


def _stored(form: Form, column: _Column, value: object) -> Stored:
    """A field as its column holds it."""
    name = column.name
    if value is None and column.nullable:
        return None
    if name in form.flags:
        if not isinstance(value, bool):
            raise UnfitRecordError(f"“{name}” has to be true or false")
        return int(value)
    if name in form.data:
        written = _json(name, value)
    elif isinstance(value, str):
        written = value
    else:
        raise UnfitRecordError(f"“{name}” has to be a text")
    if name in form.moments:
        return _moment(name, written)
    try:
        encoded = written.encode()
        form.checks.get(name, str)(written)
    except (ValueError, RecursionError):
        raise UnfitRecordError(f"“{name}” cannot be what it says") from None
    return encoded if name in form.data and column.nullable else written


def _json(name: str, value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        raise UnfitRecordError(f"“{name}” cannot be what it says") from None


def _moment(name: str, written: str) -> int:
    try:
        moment = datetime.fromisoformat(written)
        value = to_micros(moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC))
        from_micros(value)  # its zone may have moved it out of what can be said
        return value
    except (ValueError, OverflowError):
        raise UnfitRecordError(f"“{name}” has to be a time, such as 2026-03-01T18:00:00Z") from None


def _posts(said: object) -> dict[str, bool]:
    """The posts of a mark, and whether each is addressed to me."""
    found: dict[str, bool] = {}
    for post in cast("list[object]", said) if isinstance(said, list) else [None]:
        uri = post.get("uri") if isinstance(post, dict) else None
        addressed = post.get(_ADDRESSED) if isinstance(post, dict) else None
        if not isinstance(uri, str) or not isinstance(addressed, bool) or not _is_text(uri):
            raise UnfitRecordError("“posts” has to be a list of addresses, each with “addressed”")
        found[uri] = addressed
    return found


def _is_text(value: str) -> bool:
    return value.isprintable()
