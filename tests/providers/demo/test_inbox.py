"""The inbox that a visitor of the demo sees first: every section, every reason."""

from datetime import timedelta

import pytest
from demo_harness import DemoHarness
from gathering import Gathered, gather
from hand_clock import HandClock

from connect_tui.domain.entry import Reason, Section
from connect_tui.domain.sentences import sentence
from connect_tui.provider import Provider
from connect_tui.providers.demo.network import Network
from connect_tui.providers.demo.parts import HOME, SKY
from connect_tui.providers.demo.provider import DemoProvider


def both(clock: HandClock, seed: str = "") -> list[Provider]:
    network = Network(seed, clock)
    return [DemoProvider("home", network, HOME), DemoProvider("sky", network, SKY)]


@pytest.fixture
async def first() -> Gathered:
    clock = HandClock()
    return await gather(both(clock), clock())


EXPECTED = [
    ("waiting", "direct", "sky", "Chloe"),
    ("waiting", "asked", "sky", "はるか Haruka"),
    ("waiting", "asked", "home", "Ben"),
    ("waiting", "asked", "home", "نور Noor"),
    ("waiting", "replied", "home", "Samir"),
    ("waiting", "replied", "sky", "Olu"),
    ("waiting", "maybe-answered", "sky", "Tomas"),
    ("waiting", "mentioned", "home", "Wren 📻"),
    ("waiting", "asked", "home", "Farid"),
    ("waiting", "earlier", "home", "Mags"),
    ("active", "took-part", "home", "Chloe, Ben"),
    ("active", "among-people", "home", "Greta, Wren 📻, Dev"),
    ("active", "among-people", "sky", "Tomas, Olu"),
    ("aside", "bot", "home", "Linden Row notices"),
    ("aside", "cc", "home", "Samir"),
    ("aside", "follow-request", "home", "Kit"),
    ("aside", "quoted", "home", "Asha"),
    ("aside", "closing", "home", "Asha"),
    ("broadcast", "self-thread", "home", "Dev"),
    ("broadcast", "boosted", "home", "はるか Haruka"),
    ("broadcast", "posted", "home", "Samir"),
]


async def test_the_inbox_begins_as_it_should(first: Gathered) -> None:
    shown = [
        (entry.section, entry.reason, entry.account.name, ", ".join(person.name for person in entry.people))
        for entry in first.entries
    ]
    assert shown[: len(EXPECTED)] == EXPECTED


async def test_every_section_and_every_reason_is_there(first: Gathered) -> None:
    assert {entry.section for entry in first.entries} == set(Section)
    assert {entry.reason for entry in first.entries} == set(Reason)


async def test_the_newcomer_is_new_and_the_friends_are_not(first: Gathered) -> None:
    new = {
        entry.people[0].name for entry in first.entries if entry.newcomer and entry.section is Section.WAITING
    }
    assert new == {"Farid"}


async def test_everybody_is_said_in_a_sentence(first: Gathered) -> None:
    now = HandClock()()
    assert all(sentence(entry, now).strip() for entry in first.entries)


@pytest.mark.parametrize("seed", ["", "spring", "一"])
async def test_the_same_start_gives_the_same_inbox_whatever_the_seed(first: Gathered, seed: str) -> None:
    clock = HandClock()
    again = await gather(both(clock, seed), clock())
    assert again.entries == first.entries


async def test_another_start_moves_everything_with_it(first: Gathered) -> None:
    later = timedelta(days=100, hours=5)
    clock = HandClock(HandClock()() + later)
    again = await gather(both(clock), clock())
    assert [entry.reason for entry in again.entries] == [entry.reason for entry in first.entries]
    assert [entry.since - later for entry in again.entries] == [entry.since for entry in first.entries]


@pytest.mark.parametrize(
    ("part", "sections"), [("home", set(Section)), ("sky", set(Section) - {Section.ASIDE})]
)
async def test_one_part_alone_is_worth_a_visit(part: str, sections: set[Section]) -> None:
    harness = DemoHarness(part)
    alone = await gather([harness.provider], harness.clock())
    assert {entry.section for entry in alone.entries} == sections


async def test_what_was_seen_in_both_parts_is_one_post(first: Gathered) -> None:
    entry = first.entry("haruka/kiln-moon")
    assert entry.conversation is not None
    (post,) = entry.conversation.posts
    assert {copy.id.account for copy in post.copies} == {"home", "sky"}
    assert [person.name for person in entry.others] == ["Ana", "Dev", "Greta", "Mags"]


async def test_somebody_goes_on_talking_while_i_look() -> None:
    clock = HandClock()
    providers = both(clock)
    before = await gather(providers, clock())
    clock.turn(10 * 60)
    after = await gather(providers, clock())
    new = {post.uri for post in after.posts} - {post.uri for post in before.posts}
    assert sorted(uri.rpartition("/")[2] for uri in new) == ["kettle-9", "lift-moves"]
    assert after.entry("ben/lift-moves").section is Section.ACTIVE
