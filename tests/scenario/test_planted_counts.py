"""Every count that the server sends is a number that nobody else would write; then it is looked for everywhere."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from exchanges import Scene
from program import Program
from stage import press, text_of, until

from connect_tui.commands.screen import compose
from connect_tui.commands.session import Session
from connect_tui.commands.terminal import Terminal

PLANTED = 79191379
FORMS = ("79191379", "79,191,379", "79.191.379", "79 191 379", "79\u202f191\u202f379", "79.2M", "79.1M")
WORDS = "79191379 likes, 79,191,379 comments, 79.2M boosts"
"""What link cards are described with."""
IN_BYTES = (
    *(form.encode() for form in FORMS),
    PLANTED.to_bytes(4, "big"),
    PLANTED.to_bytes(4, "little"),
)


@pytest.fixture
def planted(scene: Scene) -> Iterator[Scene]:
    scene.say("read", "ana", "Read this: https://garden.example/beans", scene.ago(1))
    scene.say("asked-poll", "ben", "@me The lake or the park?", scene.ago(1), poll=("The lake", "The park"))
    scene.people["ana"].vote(scene.posts["asked-poll"], 0)
    scene.people["ana"].boost(scene.posts["heron"])
    scene.server.planted, scene.server.planted_words = PLANTED, WORDS
    yield scene
    scene.server.recover()


def found_in(text: str) -> list[str]:
    return [form for form in FORMS if form in text]


def kept_in(home: Path) -> dict[str, list[bytes]]:
    """The files of the program in which it stands, as it would be written or stored."""
    files = {file: file.read_bytes() for file in home.rglob("*") if file.is_file()}
    assert any(file.name == "cache.db" for file in files)
    found = {str(file): [form for form in IN_BYTES if form in data] for file, data in files.items()}
    return {file: forms for file, forms in found.items() if forms}


def test_the_server_really_sends_them(planted: Scene) -> None:
    status = planted.me.call("GET", f"/api/v1/statuses/{planted.posts['asked-poll'].id}")
    author, poll = status["account"], status["poll"]
    assert isinstance(author, dict)
    assert isinstance(poll, dict)
    for holder, keys in (
        (status, ("reblogs_count", "favourites_count", "replies_count")),
        (author, ("followers_count", "following_count", "statuses_count")),
        (poll, ("votes_count", "voters_count")),
        (poll["options"][0], ("votes_count",)),
    ):
        assert [holder[key] for key in keys] == [PLANTED] * len(keys)


def test_no_command_says_a_count_and_no_file_keeps_one(planted: Scene, town: Program, sealed: Path) -> None:
    said = [
        town("inbox", "--refresh"),
        town("inbox", "--json", "--refresh"),
        town("inbox", "--json", "--section", "settled"),
        town("accounts"),
        town("check"),
        town("reply", planted.posts["oven"].uri, "It is."),
        town("post", "Good evening."),
    ]
    assert [ended.status for ended in said] == [0] * len(said)
    assert [found_in(ended.out + ended.err) for ended in said] == [[]] * len(said)
    assert "https://garden.example/beans" in said[1].out
    assert kept_in(sealed) == {}


async def test_no_frame_shows_a_count(
    planted: Scene, town: Program, sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_TOKEN", town.token)
    session = Session.open(os.environ, None)
    with session.store() as store:
        app = compose(session, store, Terminal(os.environ))
        async with app.run_test(size=(140, 60)) as pilot:
            await until(
                pilot, lambda: "Around you" in text_of(app) or len(store.cache.all_groups()) > 30, 20.0
            )
            frames = [text_of(app)]
            for _ in range(12):
                await press(pilot, "ctrl+d")
                frames.append(text_of(app))
            await press(pilot, "g", "g", "enter")
            await until(pilot, lambda: app.room.talk.has_focus_within)
            frames += [text_of(app), app.export_screenshot()]
            await press(pilot, "q", "?")
            frames.append(text_of(app))
    seen = "\n".join(frames)
    for words in ("The lake", "garden.example", "Xena", "Waiting for you"):
        assert words in seen
    assert found_in(seen) == []
    assert kept_in(sealed) == {}
