"""Reads `community.toml`: relative times become moments, names of posts become numbers."""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypedDict, cast

from connect_tui.domain.post import MediaKind, Visibility
from connect_tui.providers.demo.parts import HOME, PARTS, SKY
from connect_tui.providers.demo.records import Ballot, Note, Pass, Picture, Resident

Lines = dict[str, dict[str, dict[str, list[str]]]]
"""What people say, by person, language and occasion: see `voices.toml`."""

_TIME = re.compile(r"([+-])(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")


class _PersonRow(TypedDict, total=False):
    id: str
    name: str
    host: str
    languages: list[str]
    bot: bool
    about: str
    fields: dict[str, str]
    followed: list[str]
    asks_to_follow: dict[str, str]


class _PollRow(TypedDict):
    options: list[str]
    tenths: list[int]
    closes: str


class _PictureRow(TypedDict):
    kind: str
    url: str
    alt: str


class _LinkRow(TypedDict):
    url: str
    title: str


class _PostRow(TypedDict, total=False):
    name: str
    by: str
    on: str
    at: str
    to: str
    quote: str
    text: str
    edited: str
    visibility: str
    warning: str
    language: str
    recipients: list[str]
    favourited: bool
    filter: str
    then: list[str]
    poll: _PollRow
    attachments: list[_PictureRow]
    link: _LinkRow


class _BoostRow(TypedDict):
    post: str
    by: str
    on: str
    at: str


class _ListRow(TypedDict):
    name: str
    on: str
    members: list[str]


class _File(TypedDict):
    people: list[_PersonRow]
    posts: list[_PostRow]
    boosts: list[_BoostRow]
    lists: list[_ListRow]


@dataclass(frozen=True, slots=True)
class Community:
    """Everybody and everything at the start. Notes and boosts stand in the order of their numbers.

    `followed`, `requests` and `lists` are by part; `favourited` are numbers of notes.
    """

    people: tuple[Resident, ...]
    notes: tuple[Note, ...]
    passes: tuple[Pass, ...]
    followed: dict[str, frozenset[str]]
    requests: dict[str, dict[str, datetime]]
    lists: dict[str, dict[str, tuple[str, ...]]]
    favourited: frozenset[int]
    lines: Lines = field(repr=False)


def settle(start: datetime) -> Community:
    """The community as it is at `start`."""
    table = cast("_File", tomllib.loads(_read("community.toml")))
    names = _numbers(table, start)
    notes = [_note(row, start, names) for row in table["posts"]]
    passes = [_pass(row, start, names) for row in table["boosts"]]
    return Community(
        people=_people(table),
        notes=tuple(sorted(notes, key=lambda note: note.number)),
        passes=tuple(sorted(passes, key=lambda passed: passed.number)),
        followed={
            part: frozenset(row["id"] for row in table["people"] if part in row.get("followed", ()))
            for part in PARTS
        },
        requests={part: _requests(table, part, start) for part in PARTS},
        lists={
            part: {row["name"]: tuple(row["members"]) for row in table["lists"] if row["on"] == part}
            for part in PARTS
        },
        favourited=frozenset(names[row["name"]] for row in table["posts"] if row.get("favourited")),
        lines=tomllib.loads(_read("voices.toml")),
    )


def moment(start: datetime, relative: str) -> datetime:
    """The moment that "-1d2h" or "+90s" means, seen from `start`.

    Raises:
        ValueError: it is written in another way.
    """
    found = _TIME.fullmatch(relative)
    if found is None:
        raise ValueError(f"no relative time: {relative}")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    away = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return start - away if found[1] == "-" else start + away


def _read(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")


def _numbers(table: _File, start: datetime) -> dict[str, int]:
    """The number of every post and, as "post by", of every boost: they count up with time."""
    rows = [(moment(start, row["at"]), row["name"]) for row in table["posts"]]
    rows += [(moment(start, row["at"]), f"{row['post']} {row['by']}") for row in table["boosts"]]
    return {name: number for number, (_, name) in enumerate(sorted(rows), 1)}


def _people(table: _File) -> tuple[Resident, ...]:
    mine = [Resident(part.me, "you", part.host, "You") for part in (HOME, SKY)]
    others = [
        Resident(
            id=row["id"],
            user=row["id"],
            host=row["host"],
            name=row["name"],
            languages=tuple(row.get("languages", ("en",))),
            bot=row.get("bot", False),
            about=row.get("about", ""),
            fields=tuple(row.get("fields", {}).items()),
        )
        for row in table["people"]
    ]
    return (*mine, *others)


def _requests(table: _File, part: str, start: datetime) -> dict[str, datetime]:
    return {
        row["id"]: moment(start, row["asks_to_follow"][part])
        for row in table["people"]
        if part in row.get("asks_to_follow", {})
    }


def _note(row: _PostRow, start: datetime, names: dict[str, int]) -> Note:
    parts = ("home", "sky") if row["on"] == "both" else (row["on"],)
    me = PARTS[parts[0]].me
    poll, link = row.get("poll"), row.get("link")
    return Note(
        name=row["name"],
        number=names[row["name"]],
        author=me if row["by"] == "you" else row["by"],
        parts=parts,
        created=moment(start, row["at"]),
        text=row["text"].strip("\n"),
        parent=names[row["to"]] if "to" in row else None,
        edited=moment(start, row["edited"]) if "edited" in row else None,
        visibility=Visibility(row.get("visibility", "public")),
        warning=row.get("warning", ""),
        language=row.get("language", "en"),
        mentioned=tuple(me if name == "you" else name for name in row.get("recipients", ())),
        quote=names[row["quote"]] if "quote" in row else None,
        ballot=Ballot(tuple(poll["options"]), tuple(poll["tenths"]), moment(start, poll["closes"]))
        if poll
        else None,
        pictures=tuple(
            Picture(picture["url"], picture["alt"], MediaKind(picture["kind"]))
            for picture in row.get("attachments", ())
        ),
        link=(link["url"], link["title"]) if link else None,
        filter=row.get("filter", ""),
        then=tuple(row.get("then", ())),
    )


def _pass(row: _BoostRow, start: datetime, names: dict[str, int]) -> Pass:
    return Pass(
        number=names[f"{row['post']} {row['by']}"],
        note=names[row["post"]],
        by=row["by"],
        part=row["on"],
        created=moment(start, row["at"]),
    )
