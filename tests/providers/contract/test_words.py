"""The words that the suite is written in notice what they are there for."""

from msgspec import Struct

from connect_tui.contract.words import counts
from connect_tui.domain.post import PollOption
from connect_tui.provider import Page


class Counted(Struct, frozen=True):
    """What no domain class may look like."""

    liked: bool
    replies: int


def test_a_count_would_be_noticed() -> None:
    assert counts((Page(), {"a": (Counted(True, 3),)})) == ["Counted.replies"]
    assert counts(PollOption("Soup", 41)) == ["PollOption.tenths"]
