"""`connect-tui export` and `import`: everything of mine as JSON lines, and back.

The first line says what it is, the last that it is whole; between them stands one record a line
(`store.portable`).
"""

import codecs
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from connect_tui.commands.inbox_json import moment
from connect_tui.commands.options import FINE, USAGE, Options, UsageError
from connect_tui.commands.session import Session, utcnow
from connect_tui.commands.terminal import Terminal
from connect_tui.config.write import write_private
from connect_tui.store.mine import KIND
from connect_tui.store.portable import WHAT, Record, UnfitRecordError
from connect_tui.store.store import Store

_BEGINNING, _END = "connect-tui", "end"
_TOLD = 20
"""So many things that are wrong with a file are said."""
_NAMES = {
    "draft": "drafts",
    "mark": "marks",
    "written-to": "whom you have written to",
    "circle": "circles",
    "read": "how far you have read",
    "preference": "what you have chosen on the screen",
    "same-person": "who is one person",
}
Problem = tuple[int, str]
"""A line, counted from one, and what is wrong with it as a clause."""


class BadImportError(Exception):
    """A file is not what an export wrote."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems)
        self.problems = problems


def write_export(options: Options, terminal: Terminal) -> int:
    """Print everything of mine, or write it into a new file that only its owner can read."""
    session = Session.open(terminal.environ, options.config)
    with session.store() as store:
        for notice in store.notices:
            terminal.err(notice)
        store.mine.drafts()  # of a draft that a disk has spoilt the words can be taken along once it was read
        text = "".join(f"{line}\n" for line in _lines(store))
        spoilt = store.mine.portable.spoilt()
    if spoilt:
        terminal.err(f"Part of this cannot be read any more, and is left out: {said_of(spoilt)}.")
    if options.file is None:
        sys.stdout.write(text)
        return FINE
    if options.file.exists():
        raise UsageError(f"{options.file} is there already. Name another file, or move it away.")
    if not options.file.absolute().parent.is_dir():
        raise UsageError(f"There is no folder {options.file.parent}. Make it first, or name another file.")
    write_private(options.file.absolute(), text)
    terminal.say(f"Everything of yours is in {options.file}: your words, but no password and no token.")
    return FINE


def read_import(options: Options, terminal: Terminal) -> int:
    """Take back what an export wrote; all of it, or nothing where a line is wrong."""
    session = Session.open(terminal.environ, options.config)
    data = sys.stdin.buffer.read() if options.file is None else _content(options.file)
    with session.store() as store:
        for notice in store.notices:
            terminal.err(notice)
        try:
            with store.mine.transaction():
                new = _bring(store, data.removeprefix(codecs.BOM_UTF8))  # some editors put it there
        except BadImportError as error:
            name = options.file or "standard input"
            for line, clause in error.problems[:_TOLD]:
                terminal.err(f"{name}, line {line}: {clause}.")
            terminal.err("Nothing was imported. Mend the lines, or take another export.")
            return USAGE
        store.cache.set_stale(True)
    terminal.say(f"Imported: {said_of(new)}." if new else "All of it is here already.")
    return FINE


def said_of(kinds: Iterable[str]) -> str:
    """Kinds of records in words."""
    return ", ".join(_NAMES.get(kind, kind) for kind in kinds)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(f"{file} cannot be read: {why}. Name a file that an export wrote.") from error


def _lines(store: Store) -> Iterator[str]:
    yield _line({WHAT: _BEGINNING, "schema": KIND.newest, "made": moment(utcnow())})
    yield from map(_line, store.mine.portable.records())
    yield _line({WHAT: _END})


def _line(record: Record) -> str:
    # ASCII: what stands in a draft cannot steer a terminal that the export is looked at in.
    return json.dumps(record)


def _bring(store: Store, data: bytes) -> tuple[str, ...]:
    """Bring back every record; the kinds of which something was new.

    Raises:
        BadImportError: there is something wrong with any line.
    """
    lines = [(number, line) for number, line in enumerate(data.splitlines(), 1) if line.strip()]
    _check_frame(lines)
    problems: list[Problem] = []
    new: dict[str, None] = {}
    for number, line in lines[1:-1]:
        try:
            record = _record(line)
            if store.mine.portable.bring_back(record):
                new[str(record[WHAT])] = None
        except UnfitRecordError as error:
            problems.append((number, str(error)))
    if problems:
        raise BadImportError(*problems)
    return tuple(new)


def _check_frame(lines: Sequence[tuple[int, bytes]]) -> None:
    """Whether the file is an export, whole, and not from a newer program."""
    if not lines:
        raise BadImportError((1, "it is empty"))
    first, last = lines[0], lines[-1]
    try:
        beginning = _record(first[1])
    except UnfitRecordError:
        beginning = {}
    schema = beginning.get("schema")
    if beginning.get(WHAT) != _BEGINNING or not isinstance(schema, int):
        raise BadImportError((first[0], "it does not begin as an export of connect-tui does"))
    if schema > KIND.newest:
        raise BadImportError((first[0], "a newer connect-tui wrote it. Use the newer version"))
    try:
        end = _record(last[1])
    except UnfitRecordError:
        end = {}
    if end.get(WHAT) != _END:
        raise BadImportError((last[0], "it ends too early: its last line is missing"))


def _record(line: bytes) -> Record:
    try:
        found: object = json.loads(line.decode())
    except (ValueError, RecursionError):
        raise UnfitRecordError("it is no line of JSON in UTF-8") from None
    if not isinstance(found, dict):
        raise UnfitRecordError("it is no JSON object")
    return found
