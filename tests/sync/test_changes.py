"""What happens on the network shows in the inbox."""

from datetime import timedelta

from fake_network import START
from world import World

from connect_tui.domain.entry import Section
from connect_tui.domain.post import Visibility
from connect_tui.sync.events import InboxChanged


async def test_an_answer_from_another_program_closes(world: World) -> None:
    asked = world.network.post("ben", "@me are you there?", names=("me",))
    await world.refresh()
    assert world.waiting() == [asked]
    world.clock.forward(minutes=1)
    world.network.post("me", "@ben yes", asked, ("ben",))
    await world.refresh()
    assert world.waiting() == []


async def test_what_i_answered_elsewhere_never_seems_to_wait(world: World) -> None:
    await world.refresh()
    asked = world.network.post("ben", "@me are you there?", names=("me",))
    world.clock.forward(seconds=20)
    world.network.post("me", "@ben yes", asked, ("ben",))
    seen: list[list[str]] = []
    world.engine = type(world.engine)(
        world.store, world.providers, world.settings, lambda _: seen.append(world.waiting()), world.clock
    )
    await world.refresh()
    assert seen
    assert not any(seen)


async def test_a_deleted_mention_goes(world: World) -> None:
    gone = world.network.post("ben", "@me never mind?", names=("me",))
    kept = world.network.post("ana", "@me hello", names=("me",))
    await world.refresh()
    world.network.delete(gone)
    await world.refresh()
    assert world.waiting() == [kept]
    assert world.section_of(gone) is None


async def test_a_deleted_answer_opens_again(world: World) -> None:
    asked = world.network.post("ben", "@me are you there?", names=("me",))
    world.clock.forward(minutes=1)
    world.network.post("me", "first", home=None)
    answer = world.network.post("me", "@ben yes", asked, ("ben",))
    world.network.post("me", "something else", home=None)
    await world.refresh()
    assert world.waiting() == []
    world.network.delete(answer)
    await world.refresh()
    assert world.waiting() == [asked]


async def test_a_deleted_post_costs_one_question_and_no_more(world: World) -> None:
    keys = [world.network.post("ana", f"post {number}") for number in range(5)]
    await world.refresh()
    world.network.delete(keys[2])
    world.provider.calls.clear()
    await world.refresh()
    await world.refresh()
    assert world.provider.counted["post"] == 1
    post = world.store.cache.post(world.network.uri(keys[2]))
    assert post is not None
    assert post.deleted


async def test_what_only_left_the_feed_is_asked_for_once(world: World) -> None:
    keys = [world.network.post("ana", f"post {number}") for number in range(5)]
    await world.refresh()
    world.network.home.remove(keys[2])
    world.provider.calls.clear()
    for _ in range(3):
        await world.refresh()
    assert world.provider.counted["post"] == 1
    assert world.section_of(keys[2]) is Section.BROADCAST


async def test_an_edit_is_judged_as_it_stands(world: World) -> None:
    key = world.network.post("ben", "@me hello", names=("me",))
    world.network.post("ana", "thanks")
    await world.refresh()
    world.clock.forward(minutes=1)
    world.network.edit(key, "@me are you coming?")
    await world.refresh()
    entry = world.reader.entry(world.network.uri(key))
    assert entry is not None
    assert entry.reason == "asked"


async def test_an_old_mention_that_was_edited_or_deleted_shows_on_request(world: World) -> None:
    edited = world.network.post("ben", "@me hello", names=("me",))
    deleted = world.network.post("cat", "@me hello", names=("me",))
    for number in range(90):
        world.clock.forward(minutes=1)
        later = world.network.post("ana", f"@me note {number}", names=("me",))
        world.network.post("me", "@ana yes", later, ("ana",))
    await world.refresh()
    await world.until_complete()
    assert set(world.waiting()) == {edited, deleted}
    world.clock.forward(minutes=1)
    world.network.edit(edited, "@me hello, will you come?")
    world.network.delete(deleted)
    await world.refresh(explicit=True)
    assert world.waiting() == [edited]
    entry = world.reader.entry(world.network.uri(edited))
    assert entry is not None
    assert entry.asks


async def test_a_mute_and_a_block_hide_and_their_end_shows_again(world: World) -> None:
    muted = world.network.post("ben", "@me hello", names=("me",))
    blocked = world.network.post("cat", "@me hello", names=("me",))
    await world.refresh()
    assert set(world.waiting()) == {muted, blocked}
    world.network.muted["ben"] = None
    world.network.blocked.add("cat")
    await world.refresh(explicit=True)
    assert world.waiting() == []
    world.network.muted.clear()
    world.network.blocked.clear()
    await world.refresh(explicit=True)
    assert set(world.waiting()) == {muted, blocked}


async def test_a_timed_mute_ends_by_time_alone(world: World) -> None:
    muted = world.network.post("ben", "@me hello", names=("me",))
    world.network.muted["ben"] = START + timedelta(hours=2)
    await world.refresh()
    assert world.waiting() == []
    world.clock.forward(hours=3)
    await world.engine.settle()
    assert world.waiting() == [muted]


async def test_whom_i_follow_stands_before_newcomers(world: World) -> None:
    newcomer = world.network.post("ben", "@me hello", names=("me",))
    world.clock.forward(minutes=1)
    followed = world.network.post("ana", "@me hello", names=("me",))
    world.network.followed.add("ana")
    await world.refresh()
    assert world.waiting() == [followed, newcomer]


async def test_whom_i_wrote_to_is_known(world: World) -> None:
    stranger = world.network.post("ben", "@me hello", names=("me",))
    world.clock.forward(minutes=1)
    known = world.network.post("ana", "@me hello", names=("me",))
    await world.refresh()
    assert world.waiting() == [stranger, known]
    world.network.post("me", "@ana in another matter", names=("ana",))
    await world.refresh()
    assert world.waiting() == [known, stranger]
    assert "@ana@net.example" in world.store.mine.written_to()


async def test_a_post_that_comes_late_in_the_middle_is_taken_in(world: World) -> None:
    for number in range(60):
        world.network.post("ana", f"post {number}")
    await world.refresh()
    late = world.network.post("ben", "late", home=30)
    await world.refresh()
    assert world.section_of(late) is Section.BROADCAST


async def test_a_reply_that_no_notice_told_of_is_found(world: World) -> None:
    mine = world.network.post("me", "what do you think?")
    await world.refresh()
    world.clock.forward(minutes=5)
    reply = world.network.post("ben", "a lot", mine, noticed=False, home=None)
    await world.refresh()
    assert world.waiting() == [reply]


async def test_a_second_reply_that_no_notice_told_of_is_found(world: World) -> None:
    mine = world.network.post("me", "what do you think?")
    first = world.network.post("ben", "a lot", mine, noticed=False, home=None)
    await world.refresh()
    await world.until_complete()
    assert world.waiting() == [first]
    second = world.network.post("cat", "not much", mine, noticed=False, home=None)
    world.clock.forward(hours=2)
    await world.until_complete()
    assert key_set(world, mine) >= {first, second}


def key_set(world: World, key: str) -> set[str]:
    conversation = world.reader.conversation(world.network.uri(key))
    assert conversation is not None
    return {post.id.key for post in conversation.posts}


async def test_an_unknown_parent_is_fetched_and_judged(world: World) -> None:
    start = world.network.post("ana", "@me @ben shall we?", names=("me", "ben"), home=None, noticed=False)
    carried = world.network.post("ben", "@ana @me sure", start, ("ana", "me"), home=None)
    await world.refresh()
    assert key_set(world, carried) == {start, carried}
    conversation = world.reader.conversation(world.network.uri(carried))
    assert conversation is not None
    assert not conversation.gap


async def test_a_parent_further_up_is_fetched(world: World) -> None:
    start = world.network.post("ana", "it began here", home=None)
    middle = world.network.post("ben", "and went on", start)
    world.network.post("cat", "@me what do you say?", middle, ("me",))
    await world.refresh()
    assert start in key_set(world, middle)


async def test_many_who_speak_to_me_in_one_conversation_cost_one_look(world: World) -> None:
    start = world.network.post("ana", "a question to all", home=None)
    for number in range(20):
        world.network.post(f"guest{number}", "@me and you?", start, ("me",), home=None)
    await world.refresh()
    assert world.provider.counted["conversation"] == 1
    await world.until_complete()
    assert len(key_set(world, start)) == 21


async def test_a_post_gone_from_a_fetched_conversation_is_noticed(world: World) -> None:
    start = world.network.post("ana", "@me look", names=("me",))
    below = world.network.post("ben", "@me nonsense", start, ("me",))
    await world.refresh()
    await world.until_complete()
    world.network.delete(below)
    world.network.notices["me"].remove(below)
    await world.engine.complete(world.network.uri(start))
    conversation = world.reader.conversation(world.network.uri(start))
    assert conversation is not None
    assert conversation.by_uri[world.network.uri(below)].deleted


async def test_direct_messages_come_without_a_notice(world: World) -> None:
    key = world.network.post("ben", "@me psst", names=("me",), visibility=Visibility.DIRECT, noticed=False)
    await world.refresh()
    assert world.waiting() == [key]


async def test_what_i_favourited_far_away_brings_no_row(world: World) -> None:
    far = world.network.post("ben", "far away", home=None)
    world.network.notes[far].favourited.add("me")
    await world.refresh(explicit=True)
    assert world.section_of(far) is None


async def test_a_favourite_given_elsewhere_acknowledges(world: World) -> None:
    key = world.network.post("ben", "@me I like it", names=("me",))
    for number in range(60):
        world.network.post("ana", f"@me {number}", names=("me",), noticed=False, home=None)
    await world.refresh()
    assert world.waiting() == [key]
    world.network.notes[key].favourited.add("me")
    await world.refresh(explicit=True)
    assert world.waiting() == []


async def test_follow_requests_are_people(world: World) -> None:
    world.network.requests.append("ben")
    await world.refresh()
    entries = world.reader.entries(Section.ASIDE)
    assert [entry.uri for entry in entries] == ["follow-request:@ben@net.example"]
    assert world.reader.entry("follow-request:@ben@net.example") == entries[0]
    assert InboxChanged(frozenset({"follow-request:@ben@net.example"})) in world.events


async def test_boosts_stand_once_with_their_names(world: World) -> None:
    key = world.network.post("ben", "look", home=None)
    world.network.boost("ana", key)
    world.network.boost("cat", key)
    await world.refresh()
    (entry,) = world.reader.entries(Section.BROADCAST)
    assert {person.name for person in entry.others} == {"Ana", "Cat"}


async def test_an_old_post_that_is_boosted_does_not_end_the_reading(world: World) -> None:
    old = world.network.post("ben", "old")
    await world.refresh()
    keys = [world.network.post("ana", f"post {number}") for number in range(60)]
    world.network.boost("cat", old)
    await world.refresh()
    assert all(world.store.cache.post(world.network.uri(key)) for key in keys)


async def test_what_was_looked_at_a_moment_ago_is_not_asked_for_again(world: World) -> None:
    top = world.network.post("ana", "@me look", names=("me",))
    await world.refresh()
    await world.refresh(explicit=True)
    world.provider.calls.clear()
    await world.refresh(explicit=True)
    assert "conversation" not in world.provider.counted
    world.clock.forward(minutes=5)
    world.network.edit(top, "@me look here")
    await world.refresh(explicit=True)
    assert world.provider.counted["conversation"] == 1
    found = world.store.cache.post(world.network.uri(top))
    assert found is not None
    assert found.text.plain == "@me look here"
