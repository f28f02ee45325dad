"""What I write arrives once, or stays in sight."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from fake_network import START
from msgspec.structs import replace
from world import World

from connect_tui.domain.draft import DraftState, Outgoing
from connect_tui.domain.entry import Section
from connect_tui.domain.marks import Delivery
from connect_tui.domain.post import Post, Visibility
from connect_tui.domain.text import Span, SpanKind, Text
from connect_tui.provider import (
    AuthExpired,
    BadResponse,
    Capabilities,
    NoSecret,
    NotAllowed,
    NotFound,
    Offline,
    ProviderError,
    RateLimited,
    Rejected,
    ServerFault,
)
from connect_tui.sync.composing import follow_up
from connect_tui.sync.events import DraftChanged
from connect_tui.sync.settings import SyncSettings


def texts(world: World) -> list[str]:
    """What I have written on the network, the oldest first."""
    return [world.network.notes[key].text for key in reversed(world.network.written_by("me"))]


async def asked(world: World) -> str:
    key = world.network.post("ben", "@me are you there?", names=("me",))
    await world.refresh()
    return key


def delivery(world: World, key: str) -> Delivery:
    entry = world.reader.entry(world.network.uri(key))
    assert entry is not None
    return entry.delivery


async def test_an_answer_is_sent_and_the_entry_leaves(world: World) -> None:
    key = await asked(world)
    draft = await world.send("k", "yes, here", key, ("ben",))
    assert draft.state is DraftState.SENT
    assert texts(world) == ["@ben yes, here"]
    assert draft.sent_uri == world.network.uri(world.network.written_by("me")[0])
    assert world.network.notes[world.network.written_by("me")[0]].parent == key
    assert world.waiting() == []
    assert delivery(world, key) is Delivery.NONE
    assert "@ben@net.example" in world.store.mine.written_to()
    assert DraftChanged("k") in world.events


async def test_a_new_post_names_nobody(world: World) -> None:
    await world.refresh()
    await world.send("k", "  good morning ")
    assert texts(world) == ["good morning"]


async def test_until_it_is_gone_it_can_be_taken_back(world: World) -> None:
    world.settings = SyncSettings(undo_send=timedelta(seconds=5))
    world.restart()
    key = await asked(world)
    world.draft("k", "hasty", key)
    assert await world.engine.send("k")
    assert delivery(world, key) is Delivery.SENDING
    await world.engine.deliver()
    assert texts(world) == []
    assert world.engine.take_back("k")
    assert delivery(world, key) is Delivery.NONE
    world.clock.forward(seconds=10)
    await world.engine.deliver()
    assert texts(world) == []
    assert world.sent("k").state is DraftState.WRITING
    assert await world.engine.send("k")
    world.clock.forward(seconds=6)
    await world.engine.deliver()
    assert texts(world) == ["hasty"]
    assert not world.engine.take_back("k")


async def test_who_waits_for_delivery_waits_for_the_time_to_take_back(world: World) -> None:
    world.settings = SyncSettings(undo_send=timedelta(milliseconds=200))
    world.restart()
    await world.refresh()
    world.draft("k", "patience")
    assert await world.engine.send("k")
    delivering = asyncio.create_task(world.engine.deliver(wait=True))
    await asyncio.sleep(0.05)
    assert texts(world) == []
    world.clock.forward(seconds=1)
    (draft,) = await delivering
    assert draft.state is DraftState.SENT


async def test_a_composer_that_is_behind_changes_nothing_that_is_on_its_way(world: World) -> None:
    await world.refresh()
    draft = world.draft("k", "as it was sent")
    world.provider.down = True
    assert await world.engine.send("k")
    assert not world.engine.save_draft(draft)
    await world.engine.deliver()
    world.provider.down = False
    await world.deliver_until_settled("k")
    assert texts(world) == ["as it was sent"]


@pytest.mark.parametrize(
    ("error", "state", "says"),
    [
        (AuthExpired("wants you to log in"), DraftState.FAILED, "connect-tui login home"),
        (NoSecret("has no secret: pass ended"), DraftState.FAILED, "home has no secret: pass ended."),
        (NotAllowed("refuses"), DraftState.FAILED, "it refuses"),
        (NotFound("cannot find it"), DraftState.FAILED, "cannot find the post that you answer"),
        (Rejected("it is too long"), DraftState.FAILED, "it is too long"),
        (Offline("does not answer"), DraftState.QUEUED, "does not answer"),
        (ServerFault("failed"), DraftState.QUEUED, "failed"),
        (BadResponse("said something odd"), DraftState.QUEUED, "said something odd"),
        (
            RateLimited("wants a pause", START + timedelta(minutes=7)),
            DraftState.QUEUED,
            "until 12:07. It will be tried again then.",
        ),
    ],
)
async def test_a_failure_stays_in_sight_with_its_reason(
    world: World, error: ProviderError, state: DraftState, says: str
) -> None:
    key = await asked(world)
    world.provider.fail("publish", error)
    draft = await world.send("k", "yes", key, ("ben",))
    assert draft.state is state
    assert says in draft.problem
    assert world.waiting() == [key]
    assert delivery(world, key) is (Delivery.NOT_SENT if state is DraftState.FAILED else Delivery.SENDING)
    world.restart()
    assert world.reader.drafts() == (draft,)
    if state is DraftState.FAILED:
        assert await world.engine.send("k")
    draft = await world.deliver_until_settled("k")
    assert draft.state is DraftState.SENT
    assert texts(world) == ["@ben yes"]


async def test_a_server_that_asks_for_a_pause_gets_it(world: World) -> None:
    await world.refresh()
    world.provider.fail("publish", RateLimited("wants a pause", START + timedelta(minutes=7)))
    await world.send("k", "yes")
    world.clock.forward(minutes=6)
    await world.engine.deliver()
    assert world.provider.counted["publish"] == 1
    world.clock.forward(minutes=2)
    await world.engine.deliver()
    assert texts(world) == ["yes"]


async def test_what_cannot_be_sent_does_not_hold_up_the_rest(world: World) -> None:
    await world.refresh()
    world.provider.fail("publish", Rejected("it is too long"))
    world.draft("a", "too long")
    world.draft("b", "short")
    await world.engine.send("a")
    await world.engine.send("b")
    await world.engine.deliver()
    assert world.sent("a").state is DraftState.FAILED
    assert world.sent("b").state is DraftState.SENT


async def test_a_parent_that_is_gone_is_said(world: World) -> None:
    await world.refresh()
    key = world.network.post("ben", "soon gone", home=None)
    world.network.delete(key)
    draft = await world.send("k", "wait", key)
    assert draft.state is DraftState.FAILED
    assert "may be gone" in draft.problem
    assert draft.text == "wait"


@pytest.mark.parametrize("told_of_it", [True, False])
@pytest.mark.parametrize("keeps_parents", [True, False])
async def test_what_arrived_is_found_although_its_parent_has_gone_since(
    keeps_parents: bool, told_of_it: bool, world: World
) -> None:
    key = await asked(world)
    world.provider.fail("publish", Offline("does not answer"), after=True)
    await world.send("k", "yes", key, ("ben",))
    world.network.delete(key)
    (mine,) = world.network.written_by("me")
    if not keeps_parents:
        world.network.notes[mine].parent = None
    if told_of_it:
        await world.engine.refresh(explicit=True)
    draft = await world.deliver_until_settled("k")
    assert draft.state is DraftState.SENT
    assert texts(world) == ["@ben yes"]


async def test_where_keys_last_what_is_not_shown_yet_is_found_by_its_key(world: World) -> None:
    world.provider._capabilities = replace(world.provider.capabilities, keys_last=True)
    key = await asked(world)
    world.provider.fail("publish", Offline("does not answer"), after=True)
    await world.send("k", "yes", key, ("ben",))
    world.network.delete(key)
    world.provider.mine = world.provider.addressed  # type: ignore[method-assign] # where nothing of mine is
    draft = await world.deliver_until_settled("k")
    assert draft.state is DraftState.SENT
    assert texts(world) == ["@ben yes"]


async def test_a_parent_that_goes_in_the_moment_of_sending_is_said(world: World) -> None:
    key = await asked(world)
    world.provider.fail("publish", NotFound("does not have that (any more)"))
    draft = await world.send("k", "wait", key)
    assert (draft.state, draft.first_tried) == (DraftState.FAILED, None)
    assert draft.problem == "home cannot find the post that you answer; it may be gone."


async def test_a_post_not_seen_yet_is_looked_up_to_answer_it(world: World) -> None:
    await world.refresh()
    key = world.network.post("ben", "far away", home=None)
    await world.send("k", "hello from here", key, ("ben",))
    assert world.network.notes[world.network.written_by("me")[0]].parent == key


def no_keys(world: World) -> None:
    """The network ignores the key, and says so."""
    world.provider.ignores_key = True
    world.provider._capabilities = Capabilities(direct_messages=True)


@pytest.mark.parametrize("honours_key", [True, False])
@pytest.mark.parametrize("error", [Offline("does not answer"), ServerFault("failed"), BadResponse("odd")])
@pytest.mark.parametrize("pause", [timedelta(minutes=1), timedelta(hours=3)])
async def test_a_lost_answer_doubles_nothing(
    world: World, honours_key: bool, error: ProviderError, pause: timedelta
) -> None:
    if not honours_key:
        no_keys(world)
    key = await asked(world)
    world.provider.fail("publish", error, after=True)
    await world.send("k", "yes", key, ("ben",))
    world.network.published.clear()
    world.clock.now += pause
    draft = await world.deliver_until_settled("k")
    assert draft.state is DraftState.SENT
    assert texts(world) == ["@ben yes"]
    assert world.waiting() == []


@pytest.mark.parametrize("passed", [0, -60])
async def test_where_a_look_is_refused_no_key_is_relied_on(passed: int, world: World) -> None:
    key = await asked(world)
    world.provider.fail("publish", Offline("does not answer"), after=True)
    await world.send("k", "yes", key, ("ben",))
    world.clock.forward(minutes=passed)
    world.provider.ignores_key = True
    world.provider.fail("mine", Rejected("does not like the question"))
    draft = await world.deliver_until_settled("k")
    assert draft.state is DraftState.UNSURE
    assert "may be posted already" in draft.problem
    assert len(texts(world)) == 1
    assert await world.engine.send("k")
    draft = await world.deliver_until_settled("k", minutes=1)
    assert draft.state is DraftState.SENT
    assert len(texts(world)) == 1


@pytest.mark.parametrize("error", [ServerFault("failed"), BadResponse("is a web page")])
async def test_a_server_that_forgets_keys_silently_is_looked_at_until_that_works(
    error: ProviderError, world: World
) -> None:
    world.provider.ignores_key = True
    key = await asked(world)
    world.provider.fail("publish", Offline("does not answer"), after=True)
    await world.send("k", "yes", key, ("ben",))
    world.provider.fail("mine", error)
    draft = await world.deliver_until_settled("k")
    assert draft.state is DraftState.SENT
    assert len(texts(world)) == 1


async def test_without_a_key_a_look_that_fails_is_tried_again(world: World) -> None:
    no_keys(world)
    key = await asked(world)
    world.provider.fail("publish", Offline("does not answer"), after=True)
    await world.send("k", "yes", key, ("ben",))
    world.provider.fail("mine", ServerFault("failed"), times=3)
    draft = await world.deliver_until_settled("k")
    assert draft.state is DraftState.SENT
    assert len(texts(world)) == 1


async def test_where_nobody_can_know_somebody_is_asked(world: World) -> None:
    no_keys(world)
    await world.refresh()
    world.provider.fail("publish", Offline("does not answer"))
    await world.send("k", "yes")
    world.provider.fail("mine", NotAllowed("you may not look"))
    draft = await world.deliver_until_settled("k")
    assert draft.state is DraftState.UNSURE
    assert "may be posted already" in draft.problem
    assert texts(world) == []


def shortened(text: str) -> Text:
    """As Mastodon shows addresses."""
    start = text.index("https://")
    shown = text[start + 8 : start + 20] + "\u2026"
    return Text(text[:start] + shown, (Span(SpanKind.LINK, start, start + len(shown), text[start:]),))


def styled(text: str) -> Text:
    """As GoToSocial shows what is written in Markdown."""
    return Text(text.replace("*", "").replace("_", ""))


@pytest.mark.parametrize(
    ("text", "shows"),
    [("look: https://far.example/a/long/way/to/go?x=1", shortened), ("that is *not* _so_", styled)],
)
async def test_what_a_server_shows_otherwise_is_found(
    world: World, text: str, shows: Callable[[str], Text]
) -> None:
    world.provider.ignores_key = True
    world.provider._capabilities = replace(world.provider.capabilities, edit=True)
    await world.refresh()
    world.network.shows = shows
    world.provider.fail("publish", Offline("does not answer"), after=True)
    await world.send("k", text)
    draft = await world.deliver_until_settled("k")
    assert draft.state is DraftState.SENT
    assert texts(world) == [text]


async def test_what_a_server_has_made_of_it_is_not_guessed(world: World) -> None:
    no_keys(world)
    await world.refresh()
    world.network.shows = lambda text: Text(f"{text} #hello")
    world.provider.fail("publish", Offline("does not answer"), after=True)
    await world.send("k", "good morning everybody")
    draft = await world.deliver_until_settled("k")
    assert draft.state is DraftState.UNSURE
    assert "much like it stands there" in draft.problem
    assert texts(world) == ["good morning everybody"]


async def test_where_two_that_say_the_same_are_one_the_second_does_not_go_round(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.refresh()
    first = await world.send("a", "good morning")
    publish = world.provider.publish

    async def one_of_both(outgoing: Outgoing) -> Post:
        return await publish(replace(outgoing, key="a"))

    monkeypatch.setattr(world.provider, "publish", one_of_both)
    world.draft("b", "good morning")
    await world.engine.send("b")
    for _ in range(5):
        await world.engine.deliver()
        world.clock.forward(seconds=11)
    assert {world.sent("a").state, world.sent("b").state} == {DraftState.SENT, DraftState.FAILED}
    failed = next(d for d in (world.sent("a"), world.sent("b")) if d.state is DraftState.FAILED)
    assert "Change a word" in failed.problem
    assert texts(world) == ["good morning"]
    assert first.state is DraftState.SENT


async def test_what_a_killed_process_has_just_sent_may_still_be_at_work(world: World) -> None:
    no_keys(world)
    await world.refresh()
    world.draft("k", "good morning")
    await world.engine.send("k")
    assert world.store.mine.claim("k", world.clock()) is not None
    world.clock.forward(seconds=1)
    world.restart()
    await world.engine.deliver()
    assert texts(world) == []
    world.network.post("me", "good morning")
    world.clock.forward(seconds=9)
    await world.engine.deliver()
    assert world.sent("k").state is DraftState.SENT
    assert texts(world) == ["good morning"]


@pytest.mark.parametrize("lost", [True, False])
async def test_of_many_that_were_sent_from_here_each_is_told_apart_without_a_look_at_all(
    world: World, lost: bool
) -> None:
    """As by the command line alone: nothing of mine was ever asked for."""
    no_keys(world)
    world.store.cache.set_account(world.provider.account(), world.provider.capabilities, world.clock())
    for number in range(220):
        world.network.post("me", f"today {number}", at=world.clock())
        world.clock.forward(seconds=1)
    await world.send("a", "the last one that is known here")
    world.provider.fail("publish", Offline("does not answer"), after=lost)
    await world.send("k", "yes")
    draft = await world.deliver_until_settled("k")
    assert (draft.state, draft.problem) == (DraftState.SENT, "")
    assert texts(world)[-2:] == ["the last one that is known here", "yes"]
    assert world.provider.counted["mine"] == 1


async def test_of_many_that_it_may_be_none_is_guessed(world: World) -> None:
    world.provider.ignores_key = True
    world.provider._capabilities = replace(world.provider.capabilities, edit=True)
    await world.refresh()
    world.provider.fail("publish", Offline("does not answer"))
    await world.send("k", "*one* of many")
    for number in range(30):
        world.network.post("me", f"something else, {number}")
    draft = await world.deliver_until_settled("k")
    assert draft.state is DraftState.UNSURE
    assert "too much was posted since" in draft.problem


@pytest.mark.parametrize("honours_key", [True, False])
async def test_saying_the_same_twice_on_purpose_is_two_posts(world: World, honours_key: bool) -> None:
    if not honours_key:
        no_keys(world)
    await world.refresh()
    await world.send("a", "good morning")
    world.provider.fail("publish", Offline("does not answer"))
    await world.send("b", "good morning")
    draft = await world.deliver_until_settled("b")
    assert draft.state is DraftState.SENT
    assert texts(world) == ["good morning", "good morning"]
    assert draft.sent_uri != world.sent("a").sent_uri


async def test_an_older_post_of_the_same_words_is_not_taken_for_it(world: World) -> None:
    no_keys(world)
    world.network.post("me", "good morning")
    await world.refresh()
    world.provider.fail("publish", Offline("does not answer"))
    await world.send("k", "good morning")
    draft = await world.deliver_until_settled("k")
    assert draft.state is DraftState.SENT
    assert texts(world) == ["good morning", "good morning"]


async def test_of_two_processes_one_sends(world: World) -> None:
    await world.refresh()
    world.draft("k", "once")
    await world.engine.send("k")
    with world.reader._store.mine.sending_lock() as theirs:
        assert theirs
        await world.engine.deliver()
        assert texts(world) == []
    await world.engine.deliver()
    assert texts(world) == ["once"]


async def test_a_direct_answer_stays_direct(world: World) -> None:
    key = world.network.post("ben", "@me psst", names=("me",), visibility=Visibility.DIRECT)
    await world.refresh()
    draft = world.draft("k", "yes", key, ("ben",))
    world.engine.save_draft(replace(draft, visibility=Visibility.DIRECT))
    await world.engine.send("k")
    await world.engine.deliver()
    assert world.network.notes[world.network.written_by("me")[0]].visibility is Visibility.DIRECT
    assert world.section_of(key) is not Section.WAITING


@pytest.mark.parametrize("explicit", [False, True])
@pytest.mark.parametrize("noticed", [False, True])
async def test_an_account_that_answers_again_gets_what_waits_at_once(
    world: World, noticed: bool, explicit: bool
) -> None:
    await world.refresh()
    world.provider.down = True
    draft = await world.send("k", "from the train")
    assert (draft.state, draft.first_tried) == (DraftState.QUEUED, None)
    if noticed:
        assert await world.engine.refresh()
    world.provider.down = False
    await world.engine.deliver()
    assert texts(world) == []
    await world.refresh(explicit)
    await world.engine.deliver()
    assert texts(world) == (["from the train"] if noticed or explicit else [])


async def test_what_may_have_arrived_waits_for_the_server_to_be_done_with_it(world: World) -> None:
    await world.refresh()
    world.provider.fail("publish", Offline("did not answer in time"), after=True)
    await world.send("k", "once")
    for _ in range(9):
        await world.refresh(explicit=True)
        await world.engine.deliver()
        assert world.provider.counted["publish"] == 1
        world.clock.forward(seconds=1)
    world.clock.forward(seconds=1)
    await world.engine.deliver()
    assert world.sent("k").state is DraftState.SENT
    assert texts(world) == ["once"]


async def test_what_may_have_arrived_waits_for_the_server_after_a_clock_was_put_back_too(
    world: World,
) -> None:
    await world.refresh()
    right = world.clock.now
    world.clock.now = right + timedelta(days=400)
    world.provider.fail("publish", Offline("did not answer in time"), after=True)
    await world.send("k", "once")
    world.clock.now = right
    await world.engine.deliver()
    waiting = world.sent("k")
    assert (waiting.state, waiting.not_before) == (DraftState.QUEUED, right + timedelta(seconds=10))
    assert world.provider.counted["publish"] == 1
    world.clock.forward(seconds=10)
    await world.engine.deliver()
    assert world.sent("k").state is DraftState.SENT
    assert texts(world) == ["once"]


async def test_a_pause_that_the_server_asked_for_is_kept_whoever_asks(world: World) -> None:
    await world.refresh()
    world.provider.fail("publish", RateLimited("wants a pause", START + timedelta(minutes=7)))
    await world.send("k", "patience")
    world.provider.calls.clear()
    await world.refresh(explicit=True)
    await world.engine.deliver()
    assert world.provider.counted["publish"] == 0
    world.clock.forward(minutes=8)
    await world.engine.deliver()
    assert texts(world) == ["patience"]


async def test_the_longer_nobody_answers_the_longer_until_the_next_try(world: World) -> None:
    await world.refresh()
    world.provider.down = True
    world.provider.calls.clear()
    await world.send("k", "hello")
    for _ in range(600):
        world.clock.forward(seconds=1)
        await world.engine.deliver()
    assert 3 < world.provider.counted["publish"] < 10


async def test_who_has_just_written_can_still_take_it_back(world: World) -> None:
    world.settings = SyncSettings(undo_send=timedelta(seconds=5))
    world.restart()
    world.draft("k", "hasty")
    assert await world.engine.send("k")
    await world.refresh(explicit=True)
    await world.engine.deliver()
    assert texts(world) == []
    assert world.engine.take_back("k")


async def test_sent_drafts_are_kept_for_a_day(world: World) -> None:
    await world.refresh()
    await world.send("k", "good morning")
    assert world.reader.drafts() == ()
    world.clock.forward(days=2)
    await world.engine.deliver()
    assert world.reader.draft("k") is None


@pytest.mark.parametrize("honours_key", [True, False])
async def test_who_has_looked_is_believed_where_nothing_can_be_looked_up(
    world: World, honours_key: bool
) -> None:
    world.provider.ignores_key = not honours_key
    await world.refresh()
    world.provider.fail("publish", Offline("does not answer"))
    await world.send("k", "yes")
    world.provider.fail("mine", NotAllowed("you may not look"), times=99)
    assert (await world.deliver_until_settled("k")).state is DraftState.UNSURE
    assert await world.engine.send("k")
    assert (await world.deliver_until_settled("k")).state is DraftState.UNSURE
    assert await world.engine.send_all([world.sent("k")])
    assert (await world.deliver_until_settled("k")).state is DraftState.SENT
    assert texts(world) == ["yes"]


async def test_who_has_looked_badly_doubles_nothing_where_it_can_be_looked_up(world: World) -> None:
    no_keys(world)
    await world.refresh()
    world.provider.fail("publish", Offline("does not answer"), after=True)
    await world.send("k", "yes")
    world.provider.fail("mine", NotAllowed("you may not look"))
    assert (await world.deliver_until_settled("k")).state is DraftState.UNSURE
    assert await world.engine.send_again("k", looked=True)
    assert (await world.deliver_until_settled("k")).state is DraftState.SENT
    assert texts(world) == ["yes"]


async def test_other_words_than_those_that_arrived_are_sent_once_when_that_is_wanted(world: World) -> None:
    await world.refresh()
    world.provider.fail("publish", Offline("does not answer"), after=True)
    await world.send("k", "good mornin")
    after = follow_up(world.sent("k"), "and good night", world.clock())
    assert world.engine.save_draft(after)
    assert world.engine.take_back("k")
    world.clock.forward(minutes=1)
    assert world.engine.save_draft(replace(world.sent("k"), text="good morning", changed=world.clock()))
    assert await world.engine.send("k")
    draft = await world.deliver_until_settled("k")
    assert (draft.state, "earlier version" in draft.problem) == (DraftState.UNSURE, True)
    assert await world.engine.send_all([draft])
    assert (await world.deliver_until_settled("k")).state is DraftState.SENT
    assert sorted(texts(world)) == ["good mornin", "good morning"]
    assert await world.engine.send(after.key)
    await world.deliver_until_settled(after.key)
    notes = world.network.notes
    (night,) = (note for note in notes.values() if note.text == "and good night")
    assert notes[night.parent or ""].text == "good morning"


@pytest.mark.parametrize("lost", [False, True])
async def test_what_waits_for_its_next_try_goes_when_somebody_wants_it_to(world: World, lost: bool) -> None:
    await world.refresh()
    world.provider.fail("publish", ServerFault("has a fault"), after=lost)
    await world.send("k", "once")
    world.provider.down = True
    for _ in range(4):
        world.clock.forward(minutes=5)
        await world.engine.deliver()
    world.restart()
    waiting = world.sent("k")
    assert waiting.not_before is not None
    assert waiting.not_before > world.clock() + timedelta(minutes=4)
    world.provider.down = False
    assert await world.engine.send_again("k")
    world.clock.forward(seconds=10)
    await world.engine.deliver()
    assert world.sent("k").state is DraftState.SENT
    assert texts(world) == ["once"]
    assert not await world.engine.send_again("k")


async def test_a_pause_that_the_server_asked_for_holds_for_all_that_is_sent_there(world: World) -> None:
    await world.refresh()
    world.provider.fail("publish", RateLimited("wants a pause", START + timedelta(minutes=7)))
    await world.send("k", "patience")
    other = await world.send("l", "and more of it")
    assert (other.state, other.first_tried) == (DraftState.QUEUED, None)
    assert other.problem.startswith("home asks for a pause until")
    assert world.provider.counted["publish"] == 1
    world.clock.forward(minutes=8)
    await world.engine.deliver()
    assert sorted(texts(world)) == ["and more of it", "patience"]


async def test_a_pause_that_the_server_asked_for_is_kept_in_another_process_too(world: World) -> None:
    await world.refresh()
    world.provider.fail("publish", RateLimited("wants a pause", START + timedelta(minutes=7)))
    await world.send("k", "patience")
    world.restart()
    world.provider.calls.clear()
    assert await world.engine.send_again("k")
    await world.engine.deliver()
    assert world.provider.counted["publish"] == 0
    world.clock.forward(minutes=8)
    await world.engine.deliver()
    assert texts(world) == ["patience"]


@pytest.mark.parametrize(
    "reason", ["Text has already been posted", "Duplicate status", "A post like this already exists"]
)
async def test_who_is_refused_for_saying_the_same_twice_hears_what_to_do(world: World, reason: str) -> None:
    await world.refresh()
    world.provider.fail("publish", Rejected(reason))
    draft = await world.send("k", "good morning")
    assert draft.state is DraftState.FAILED
    assert draft.problem == f"home would not post it: {reason}. Change a word to say it twice."


async def test_a_server_that_says_it_has_what_may_have_arrived_is_not_contradicted(world: World) -> None:
    no_keys(world)
    await world.refresh()
    world.provider.fail("publish", Offline("does not answer"), after=True)
    await world.send("k", "good morning")
    # What was posted is not shown yet.
    world.provider.mine = world.provider.addressed  # type: ignore[method-assign] # where nothing of mine is
    world.provider.fail("publish", Rejected("Text has already been posted"))
    draft = await world.deliver_until_settled("k")
    assert draft.state is DraftState.UNSURE
    assert draft.problem == "home says that it is posted already. Look at it before you send again."
    assert texts(world) == ["good morning"]
