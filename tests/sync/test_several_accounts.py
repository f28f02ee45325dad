"""Several accounts and servers at once: I am one person, and one post is one post."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_network import Clock, FakeProvider, Network
from msgspec.structs import replace
from world import World

from connect_tui.domain.draft import DraftState
from connect_tui.domain.entry import Section
from connect_tui.domain.marks import MarkKind
from connect_tui.domain.post import Visibility
from connect_tui.domain.query import Query
from connect_tui.provider import Reaction
from connect_tui.sync.events import Refreshing


@pytest.fixture
def both(world: World) -> World:
    """Besides `home`, where I am `me`, there is `sky`, where I am `also`: both see the same network."""
    world.providers.append(FakeProvider(world.network, "sky", "also"))
    world.restart()
    return world


def sections(world: World) -> list[tuple[Section, str]]:
    return [(entry.section, entry.uri) for entry in world.reader.entries(limit=500)]


@pytest.mark.parametrize("first", ["home", "sky"])
async def test_what_both_see_is_one_post_and_one_entry(both: World, first: str) -> None:
    key = both.network.post("ben", "@me @also are you there?", names=("me", "also"))
    await both.engine.refresh([first])
    await both.refresh()
    assert sections(both) == [(Section.WAITING, both.network.uri(key))]
    entry = both.reader.entry(both.network.uri(key))
    assert entry is not None
    assert entry.post is not None
    assert {copy.id.account for copy in entry.post.copies} == {"home", "sky"}
    assert len(both.store.cache.search(Query(("there",)))) == 1


@pytest.mark.parametrize(
    ("names", "answered", "by", "account"),
    [
        (("me",), None, "", "home"),
        (("also",), None, "", "sky"),
        # Nobody is named: it is the account whose post is answered.
        ((), "me", "", "home"),
        ((), "also", "", "sky"),
    ],
)
async def test_the_entry_names_the_account_that_is_addressed(
    both: World, names: tuple[str, ...], answered: str | None, by: str, account: str
) -> None:
    top = both.network.post(answered, "what do you say?") if answered else None
    key = both.network.post("ben", "are you there?", top, names=names)
    await both.refresh()
    (entry,) = both.reader.entries(Section.WAITING)
    assert entry.post is not None
    assert entry.post.uri == both.network.uri(key)
    assert entry.account.name == account


@pytest.mark.parametrize("named", ["me", "also"])
@pytest.mark.parametrize("answers", ["me", "also"])
async def test_an_answer_from_any_account_closes(both: World, named: str, answers: str) -> None:
    key = both.network.post("ben", f"@{named} are you there?", names=(named,))
    await both.refresh()
    assert both.waiting() == [key]
    both.clock.forward(minutes=1)
    both.network.post(answers, "yes", key, ("ben",))
    await both.refresh()
    assert both.waiting() == []
    assert both.section_of(key) is Section.ACTIVE


@pytest.mark.parametrize("by", ["home", "sky"])
async def test_a_favourite_from_any_account_acknowledges(both: World, by: str) -> None:
    key = both.network.post("ben", "@me good to see you", names=("me",))
    await both.refresh()
    await both.engine.react(both.network.uri(key), Reaction.FAVOURITE, True, by)
    assert both.waiting() == []
    assert await both.engine.undo() == "No longer a favourite of yours."
    assert both.waiting() == [key]
    assert both.network.notes[key].favourited == set()


async def test_what_my_other_account_says_is_mine(both: World) -> None:
    top = both.network.post("me", "what do you say?")
    both.network.post("also", "@me I say yes", top, names=("me",))
    await both.refresh()
    assert both.waiting() == []
    assert {section for section, _ in sections(both)} <= {Section.SETTLED}


@pytest.mark.parametrize("gone", ["home", "sky"])
async def test_an_account_that_is_taken_away_leaves_everything_else(both: World, gone: str) -> None:
    user = {"home": "me", "sky": "also"}
    left = "sky" if gone == "home" else "home"
    shared = both.network.post("ben", "@me @also are you there?", names=("me", "also"))
    alone = both.network.post(
        "cat", f"@{user[gone]} psst", names=(user[gone],), visibility=Visibility.DIRECT, home=None
    )
    done = both.network.post("dan", f"@{user[left]} hm?", names=(user[left],))
    await both.refresh(explicit=True)
    await both.engine.mute(both.network.uri(alone))
    await both.engine.react(both.network.uri(shared), Reaction.BOOKMARK, True, gone)
    await both.engine.done(both.network.uri(done))
    both.draft("k", "never sent", alone)

    both.providers[:] = [provider for provider in both.providers if provider.name == left]
    both.end()
    both.start()
    both.store.cache.forget_account(gone)
    both.restart()
    await both.engine.settle()

    (entry,) = both.reader.entries(Section.WAITING)
    assert entry.uri == both.network.uri(shared)
    assert entry.account.name == left
    assert both.section_of(done) is Section.SETTLED
    assert both.index() == [(found.uri, found.place) for found in both.plain_inbox()]
    # What was marked there has no entry any more, and the mark can still be taken back.
    (row,) = both.reader.marked(MarkKind.MUTED)
    assert row.entry is None
    assert [draft.key for draft in both.reader.drafts()] == ["k"]
    assert await both.engine.undo() == "Dan is waiting again."
    assert await both.engine.undo() == f"{gone} is not among your accounts any more."
    assert await both.engine.undo() == "That is no longer muted."
    assert await both.engine.undo() is None
    await both.refresh(explicit=True)


async def test_two_posts_that_claim_one_id_on_one_server(world: World) -> None:
    """Two posts with one id: none of them is lost, and nothing hangs."""
    key = world.network.post("ben", "@me are you there?", names=("me",))
    await world.refresh()
    post = world.store.cache.post(world.network.uri(key))
    assert post is not None
    twin = replace(post, uri=f"{post.uri}/twin")
    await world.engine._standing.merge([twin])
    answer = world.network.post("ben", "@me hello?", key, names=("me",))
    await world.refresh()
    assert world.index() == [(entry.uri, entry.place) for entry in world.plain_inbox()]
    for uri in (post.uri, twin.uri, world.network.uri(answer)):
        assert await world.engine.done(uri)
    assert world.waiting() == []
    while await world.engine.undo() is not None:
        pass
    assert len(world.waiting()) > 0


async def test_two_networks_that_never_heard_of_each_other(tmp_path: Path) -> None:
    world = World(tmp_path)
    try:
        other = Network(Clock(), "far.example")
        world.providers.append(FakeProvider(other, "far", "me"))
        world.restart()
        world.network.post("ben", "@me are you there?", names=("me",))
        other.post("ben", "@me and here?", names=("me",))
        await world.refresh()
        found = [
            (entry.account.name, entry.people[0].handle) for entry in world.reader.entries(Section.WAITING)
        ]
        assert sorted(found) == [("far", "@ben@far.example"), ("home", "@ben@net.example")]
        assert await world.engine.set_circle_member("friends", "@ben@far.example", True)
        assert [entry.account.name for entry in world.reader.page(circle="friends").entries] == ["far"]
    finally:
        world.end()


async def soon(true: Callable[[], bool]) -> None:
    """Let the others go on until this holds."""
    for _ in range(500):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("still not so")


@pytest.fixture
async def stalled(both: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Nothing that is asked of `sky` is ever answered."""

    async def never(*_: object, **__: object) -> None:
        await asyncio.sleep(3600)

    await both.refresh()
    for method in ("verify", "mine", "addressed", "timeline", "facts", "publish", "marker", "conversation"):
        monkeypatch.setattr(both.providers[1], method, never)
    return both


async def test_an_account_that_stalls_holds_up_no_other_in_reading(stalled: World) -> None:
    world = stalled
    key = world.network.post("ben", "@me are you there?", names=("me",))
    refreshing = asyncio.create_task(world.engine.refresh())
    await soon(lambda: world.waiting() == [key])
    assert not refreshing.done()
    assert Refreshing("home", False) in world.events
    assert await asyncio.wait_for(world.engine.done(world.network.uri(key)), 5)
    assert world.waiting() == []
    refreshing.cancel()
    await asyncio.gather(refreshing, return_exceptions=True)
    await world.engine._accounts.stop()


async def test_an_account_that_stalls_holds_up_no_other_in_sending(stalled: World) -> None:
    world = stalled
    sky = replace(world.draft("one", "held up"), account="sky")
    assert world.engine.save_draft(sky)
    assert await world.engine.send("one")
    sending = asyncio.create_task(world.engine._outbox.run())
    await soon(lambda: world.sent("one").state is DraftState.SENDING)
    # Only now something is written with the account that answers.
    world.draft("two", "not held up")
    assert await world.engine.send("two")
    await soon(lambda: world.sent("two").state is DraftState.SENT)
    assert world.sent("one").state is DraftState.SENDING
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
