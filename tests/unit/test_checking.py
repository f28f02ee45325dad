"""What stands in the way of sending: each says what, and what to do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connect_tui.domain.draft import Draft, DraftMedia, DraftPoll
from connect_tui.provider import Capabilities, MediaLimits
from connect_tui.sync.checking import obstacle

CAN = Capabilities(
    polls=True,
    media=True,
    languages=True,
    media_limits=MediaLimits(kinds=("image/png", "image/jpeg", "video/mp4"), image_bytes=2000, alt_length=20),
)
DRAFT = Draft(key="k", account="home", text="Look.", changed=datetime(2026, 3, 1, tzinfo=UTC))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bed.png").write_bytes(b"x" * 1000)
    (tmp_path / "large.png").write_bytes(b"x" * 2001)
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "notes.txt").write_bytes(b"words")
    (tmp_path / "folder.png").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Look.", ""),
        ("", "nothing to send"),
        (" \n ", "nothing to send"),
        ("@ben@home.example, @chloe", "nothing stands here but names"),
        ("@ben hi", ""),
        ("…", ""),
    ],
)
def test_words(text: str, said: str) -> None:
    found = obstacle(replace(DRAFT, text=text), CAN)
    assert said in found.casefold() if said else not found


@pytest.mark.parametrize(
    ("poll", "said"),
    [
        (DraftPoll(("Yes", "No")), ""),
        (DraftPoll(("Yes",)), "at least two answers"),
        (DraftPoll(("Yes", " ")), "at least two answers"),
        (DraftPoll(("Yes", "yes ")), "are the same"),
        (DraftPoll(tuple("abcde")), "more answers than the network takes"),
        (DraftPoll(("Yes", "x" * 51)), "is too long for an answer"),
        (DraftPoll(("Yes", "No"), duration=timedelta(seconds=1)), "choose another time"),
    ],
)
def test_polls(poll: DraftPoll, said: str) -> None:
    found = obstacle(replace(DRAFT, poll=poll), CAN)
    assert said in found if said else not found


def test_a_poll_needs_a_question_and_no_media(folder: Path) -> None:
    poll = DraftPoll(("Yes", "No"))
    assert "needs a question" in obstacle(replace(DRAFT, text="", poll=poll), CAN)
    both = replace(DRAFT, poll=poll, media=(DraftMedia(str(folder / "bed.png")),))
    assert "not both" in obstacle(both, CAN)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("bed.png", ""),
        ("large.png", "larger than the network takes (2 kB at most)"),
        ("empty.png", "is empty"),
        ("notes.txt", "It takes PNG, JPEG, MP4."),
        ("folder.png", "is no file"),
        ("gone.png", "is not there any more"),
    ],
)
def test_media(folder: Path, file: str, said: str) -> None:
    found = obstacle(replace(DRAFT, media=(DraftMedia(str(folder / file)),)), CAN)
    assert said in found if said else not found
    assert file in found or not said


def test_a_picture_says_enough_without_words(folder: Path) -> None:
    assert not obstacle(replace(DRAFT, text="", media=(DraftMedia(str(folder / "bed.png")),)), CAN)


def test_too_much_is_attached(folder: Path) -> None:
    media = (DraftMedia(str(folder / "bed.png")),) * 5
    assert "take something away" in obstacle(replace(DRAFT, media=media), CAN)


def test_a_description_that_is_too_long(folder: Path) -> None:
    media = (DraftMedia(str(folder / "bed.png"), alt="x" * 21),)
    assert "description of bed.png is longer" in obstacle(replace(DRAFT, media=media), CAN)


def test_what_stands_on_the_server_already_is_not_looked_for_here() -> None:
    assert not obstacle(replace(DRAFT, media=(DraftMedia(key="7"),)), CAN)


@pytest.mark.parametrize(
    ("language", "fine"), [("en", True), ("pt-BR", True), ("", True), ("xx", False), ("english", False)]
)
def test_languages(language: str, fine: bool) -> None:
    found = obstacle(replace(DRAFT, language=language), CAN)
    assert not found if fine else "no language that is known here" in found


def test_what_a_network_cannot_do_is_said(folder: Path) -> None:
    poor = Capabilities()
    assert "knows no polls" in obstacle(replace(DRAFT, poll=DraftPoll(("Yes", "No"))), poor)
    assert "takes no media" in obstacle(replace(DRAFT, media=(DraftMedia(str(folder / "bed.png")),)), poor)
