"""Under which handle somebody can be written to, and by which of my accounts."""

import pytest

from connect_tui.domain.people import Account, Person, PersonId
from connect_tui.provider import Capabilities
from connect_tui.read_only import READ_ONLY
from connect_tui.sync.composing import within_reach

HOME = (Account("home", "@me@home.example", "mastodon", PersonId("home", "1")), Capabilities())
WORK = (Account("work", "@me@work.example", "mastodon", PersonId("work", "1")), Capabilities())
SKY = (Account("sky", "@me.sky.example", "bluesky", PersonId("sky", "1")), Capabilities())
NEWS = (Account("news", "@news", "feed", PersonId("news", "")), READ_ONLY)
EVERYBODY = (NEWS, HOME, WORK, SKY)

ANA, DEV = "@ana@far.example", "@dev.example"
FEED = "@pond.example/notes.xml"


def somebody(handle: str, account: str = "news", elsewhere: str = "") -> Person:
    return Person(handle, "Somebody", PersonId(account, "x"), elsewhere=elsewhere)


@pytest.mark.parametrize(
    ("person", "handles", "mine", "handle", "names"),
    [
        (somebody(FEED, elsewhere=ANA), {FEED}, EVERYBODY, ANA, ["home", "work"]),
        (somebody(FEED, elsewhere=DEV), {FEED}, EVERYBODY, DEV, ["sky"]),
        (somebody(FEED), {FEED}, EVERYBODY, "", []),
        (somebody(FEED), {FEED, ANA}, EVERYBODY, ANA, ["home", "work"]),
        (somebody(FEED, elsewhere=DEV), {FEED, ANA}, (NEWS, WORK), ANA, ["work"]),
        (somebody(FEED, elsewhere=ANA), {FEED}, (NEWS, SKY), "", []),
        (somebody(ANA, "work"), {ANA}, EVERYBODY, ANA, ["work", "home"]),
        (somebody(DEV, "sky"), {DEV, ANA}, EVERYBODY, DEV, ["sky"]),
        (somebody(ANA, "work"), {ANA}, (), "", []),
    ],
)
def test_who_can_write_to_them(
    person: Person,
    handles: set[str],
    mine: tuple[tuple[Account, Capabilities], ...],
    handle: str,
    names: list[str],
) -> None:
    found, accounts = within_reach(person, frozenset(handles), mine)
    assert (found, [account.name for account, _ in accounts]) == (handle, names)
