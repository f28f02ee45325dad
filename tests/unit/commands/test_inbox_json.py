"""The JSON of the inbox, as it is written down in the design."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from town import ME, NOW

from connect_tui.commands.inbox_json import inbox_json, moment
from connect_tui.domain.conversation import assemble
from connect_tui.domain.entry import Entry, Reason, Section
from connect_tui.domain.people import Person, PersonId
from connect_tui.domain.post import Copy, Post, PostId
from connect_tui.domain.text import Text

KEYS = [
    "section", "reason", "sentence", "newcomer", "provider", "account", "conversation",
    "post", "url", "people", "since", "text", "why",
]  # fmt: skip
WHY = ("Because it is so.", "It stays.")


def person(name: str) -> Person:
    return Person(
        f"@{name.casefold()}@home.example", name, PersonId("home", name), url=f"https://home.example/@{name}"
    )


def post(*, parent: str = "") -> Post:
    since = NOW - timedelta(days=1)
    return Post(
        uri="https://home.example/1",
        url="https://home.example/@ben/1",
        author=person("Ben"),
        created=since,
        seen=since,
        copies=(Copy(PostId("home", "1"), parent=PostId("home", parent) if parent else None),),
        text=Text("Which “tomatoes”\nwould you plant?"),
    )


def entry(written: Post | None, **changes: Any) -> Entry:
    conversation = assemble([written])[0] if written is not None else None
    known: dict[str, Any] = {
        "section": Section.WAITING,
        "reason": Reason.ASKED,
        "account": ME,
        "conversation": conversation,
        "post": written,
        "people": (person("Ben"),),
        "since": NOW - timedelta(days=1),
        "place": (0, 0, 0, 0, 0.0, ""),
    }
    return Entry(**{**known, **changes})


def printed(*entries: Entry) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = json.loads(inbox_json([(entry, WHY) for entry in entries], NOW))[
        "entries"
    ]
    return found


def test_an_entry_has_these_keys_in_this_order() -> None:
    (found,) = printed(entry(post()))
    assert list(found) == KEYS
    assert found == {
        "section": "waiting",
        "reason": "asked",
        "sentence": "Ben asked you, yesterday",
        "newcomer": False,
        "provider": "home",
        "account": "@me@home.example",
        "conversation": "https://home.example/1",
        "post": "https://home.example/1",
        "url": "https://home.example/@ben/1",
        "people": [{"handle": "@ben@home.example", "name": "Ben"}],
        "since": "2026-03-17T12:00:00Z",
        "text": "Which “tomatoes”\nwould you plant?",
        "why": ["Because it is so.", "It stays."],
    }


def test_a_missing_parent_is_said_behind_the_conversation() -> None:
    (found,) = printed(entry(post(parent="0")))
    assert found["gap"] is True
    assert list(found) == [*KEYS[:7], "gap", *KEYS[7:]]


def test_a_follow_request_has_no_post() -> None:
    (found,) = printed(entry(None, section=Section.ASIDE, reason=Reason.FOLLOW_REQUEST, newcomer=True))
    assert (found["conversation"], found["post"], found["text"]) == (None, None, "")
    assert found["url"] == "https://home.example/@Ben"
    assert found["newcomer"] is True


def test_people_come_first_then_the_others_and_nobody_twice() -> None:
    (found,) = printed(entry(post(), others=(person("Ana"), person("Ben"), person("Dev"))))
    assert [person["name"] for person in found["people"]] == ["Ben", "Ana", "Dev"]


def test_problems_name_their_account() -> None:
    found = json.loads(inbox_json([], NOW, [("home", "home does not answer."), ("", "Something else.")]))
    assert found == {
        "as_of": "2026-03-18T12:00:00Z",
        "entries": [],
        "problems": [
            {"account": "home", "sentence": "home does not answer."},
            {"account": None, "sentence": "Something else."},
        ],
    }


@pytest.mark.parametrize(
    ("time", "written"),
    [
        (NOW, "2026-03-18T12:00:00Z"),
        (NOW.astimezone(timezone(timedelta(hours=5, minutes=30))), "2026-03-18T12:00:00Z"),
        (NOW + timedelta(milliseconds=250), "2026-03-18T12:00:00.250Z"),
    ],
)
def test_times_are_utc(time: datetime, written: str) -> None:
    assert moment(time) == written


def test_there_is_no_number_in_it() -> None:
    def numbers(value: object) -> list[object]:
        match value:
            case bool() | str() | None:
                return []
            case dict():
                return [found for item in value.values() for found in numbers(item)]
            case list():
                return [found for item in value for found in numbers(item)]
            case _:
                return [value]

    assert numbers(json.loads(inbox_json([(entry(post()), WHY)], NOW))) == []
    assert "place" in Entry.__struct_fields__, "an entry has numbers that stay inside"
