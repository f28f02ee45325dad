"""Files, polls, threads, and what becomes of a post after it was sent."""

from datetime import timedelta
from pathlib import Path

import pytest
from fake_network import START
from msgspec.structs import replace
from world import World

from connect_tui.contract.words import picture_in
from connect_tui.domain.draft import Draft, DraftMedia, DraftPoll, DraftState, Outgoing
from connect_tui.domain.post import Post, PostId, Visibility
from connect_tui.provider import (
    Capabilities,
    MediaLimits,
    NotAllowed,
    Offline,
    ProviderError,
    Rejected,
    ServerFault,
    Unreachable,
)
from connect_tui.sync.attaching import file_faults
from connect_tui.sync.composing import follow_up
from connect_tui.sync.events import Said, Uploading

ALL = Capabilities(
    direct_messages=True,
    visibilities=tuple(Visibility),
    content_warnings=True,
    edit=True,
    polls=True,
    media=True,
    history=True,
    voting=True,
    idempotent_publish=True,
)


@pytest.fixture(autouse=True)
async def able(world: World) -> None:
    world.provider._capabilities = ALL
    await world.refresh()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    return picture_in(tmp_path)


def bytes_of(path: Path) -> bytes:
    return path.read_bytes()


def remove(path: Path) -> None:
    path.unlink()


def mine(world: World) -> list[str]:
    """The keys of what I have posted, the oldest first."""
    return world.network.written_by("me")[::-1]


def said(world: World) -> str:
    return next(event.sentence for event in reversed(world.events) if isinstance(event, Said))


async def sent(world: World, draft: Draft) -> Draft:
    assert world.engine.save_draft(draft)
    assert await world.engine.send(draft.key)
    await world.engine.deliver()
    return world.sent(draft.key)


async def post(world: World, text: str = "hello", key: str = "first") -> str:
    """Something that I have posted; its key."""
    await world.send(key, text)
    return mine(world)[-1]


# ---- files --------------------------------------------------------------------------------------------------


async def test_a_file_goes_up_before_the_post(world: World, picture: Path) -> None:
    draft = replace(world.draft("k", "look"), media=(DraftMedia(str(picture), "a red square"),))
    done = await sent(world, draft)
    assert done.state is DraftState.SENT
    note = world.network.notes[mine(world)[0]]
    assert [world.network.files[key] for key in note.media] == [
        ("red.png", bytes_of(picture), "a red square")
    ]
    assert [event for event in world.events if isinstance(event, Uploading)][-1] == Uploading("k", 1.0)


async def test_what_is_there_already_does_not_go_up_again(world: World, picture: Path) -> None:
    media = (DraftMedia(str(picture)), DraftMedia(str(picture), "the same"))
    world.provider.fail("publish", Unreachable("does not answer"), times=2)
    await sent(world, replace(world.draft("k", "look"), media=media))
    world.restart()
    draft = await world.deliver_until_settled("k")
    assert draft.state is DraftState.SENT
    assert world.provider.counted["upload"] == 2
    assert len(world.network.notes[mine(world)[0]].media) == 2


async def test_a_composer_that_knows_nothing_of_it_loses_no_upload(world: World, picture: Path) -> None:
    draft = replace(world.draft("k", "look"), media=(DraftMedia(str(picture), "red"),))
    world.provider.fail("publish", Unreachable("does not answer"))
    await sent(world, draft)
    assert world.engine.take_back("k")
    assert world.engine.save_draft(replace(draft, text="look here"))
    assert world.sent("k").media[0].key
    assert world.engine.save_draft(replace(draft, media=(DraftMedia(str(picture), "a red square"),)))
    assert not world.sent("k").media[0].key
    assert await world.engine.send("k")
    await world.engine.deliver()
    (key,) = world.network.notes[mine(world)[0]].media
    assert world.network.files[key][2] == "a red square"


async def test_an_upload_that_is_old_is_made_anew(world: World, picture: Path) -> None:
    world.provider.fail("publish", Unreachable("does not answer"))
    await sent(world, replace(world.draft("k", "look"), media=(DraftMedia(str(picture)),)))
    world.clock.forward(days=2)
    await world.engine.deliver()
    assert world.sent("k").state is DraftState.SENT
    assert world.provider.counted["upload"] == 2


async def test_a_server_that_lost_the_file_gets_it_again(world: World, picture: Path) -> None:
    world.provider.fail("publish", Unreachable("does not answer"))
    await sent(world, replace(world.draft("k", "look"), media=(DraftMedia(str(picture)),)))
    world.network.files.clear()
    failed = await world.deliver_until_settled("k")
    assert failed.state is DraftState.FAILED
    assert "cannot be attached" in failed.problem
    assert await world.engine.send("k")
    await world.engine.deliver()
    assert world.sent("k").state is DraftState.SENT


@pytest.mark.parametrize(
    "error", [Offline("does not answer"), ServerFault("has a fault"), Rejected("too big")]
)
async def test_an_upload_that_fails_posts_nothing_and_loses_nothing(
    world: World, picture: Path, error: ProviderError
) -> None:
    world.provider.fail("upload", error)
    draft = await sent(world, replace(world.draft("k", "look"), media=(DraftMedia(str(picture)),)))
    assert draft.first_tried is None
    assert mine(world) == []
    assert draft.state is (DraftState.FAILED if isinstance(error, Rejected) else DraftState.QUEUED)
    if isinstance(error, Rejected):
        assert "too big" in draft.problem
        assert await world.engine.send("k")
    assert (await world.deliver_until_settled("k")).state is DraftState.SENT
    assert len(mine(world)) == 1


async def test_a_file_that_went_missing_meanwhile_is_said(world: World, picture: Path) -> None:
    draft = replace(world.draft("k", "look"), media=(DraftMedia(str(picture)),))
    remove(picture)
    failed = await sent(world, draft)
    assert failed.state is DraftState.FAILED
    assert f"There is no file red.png in {picture.parent}" in failed.problem
    assert (failed.text, failed.media) == ("look", (DraftMedia(str(picture)),))
    assert world.provider.counted["upload"] == 0


LIMITS = MediaLimits(kinds=("image/png", "image/jpeg"), image_bytes=200, image_pixels=100)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.png", b"", "a.png is empty"),
        ("a.png", b"x" * 300, "a.png has 300 bytes, and home takes 200 bytes at most"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + b"\0\0\0\x0b\0\0\0\x0a", "more pixels than home takes"),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x0b\x00\x0a", "more pixels"),
        ("a.gif", b"GIF89a\x0b\0\x0a\0", "It takes: png, jpeg."),
        ("a.txt", b"hello", "a.txt is of a kind that home does not take. It takes: png, jpeg."),
        ("a.mp4", b"hello", "of a kind that home does not take"),
    ],
)
def test_what_is_wrong_with_a_file(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(data)
    draft = Draft(key="k", account="home", text="", changed=START, media=(DraftMedia(str(tmp_path / name)),))
    (found,) = file_faults(draft, replace(ALL, media_limits=LIMITS))
    assert says in found


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    draft = Draft(key="k", account="home", text="", changed=START, media=(DraftMedia(str(tmp_path)),))
    (found,) = file_faults(draft, ALL)
    assert "is no file" in found


def test_a_file_that_fits(picture: Path) -> None:
    draft = Draft(key="k", account="home", text="", changed=START, media=(DraftMedia(str(picture)),))
    assert file_faults(draft, replace(ALL, media_limits=LIMITS)) == ()


# ---- polls --------------------------------------------------------------------------------------------------


async def test_a_poll_is_posted_and_voted_in(world: World) -> None:
    await sent(world, replace(world.draft("k", "tea?"), poll=DraftPoll(("yes", "no"))))
    key = mine(world)[0]
    assert world.network.notes[key].poll == DraftPoll(("yes", "no"))
    assert await world.engine.vote(world.network.uri(key), (1,))
    assert world.network.notes[key].votes == {"me": (1,)}
    assert not await world.engine.vote(world.network.uri(key), (0,))
    assert said(world) == "home would not take the vote: You have already voted in this poll."
    poll = voted(world, key)
    assert poll == [False, True]


def voted(world: World, key: str) -> list[bool]:
    post = world.store.cache.post(world.network.uri(key))
    assert post is not None
    assert post.poll is not None
    return [option.mine for option in post.poll.options]


async def test_a_vote_shows_at_once_and_is_put_back(world: World) -> None:
    await sent(world, replace(world.draft("k", "tea?"), poll=DraftPoll(("yes", "no"))))
    key = mine(world)[0]
    seen: list[list[bool]] = []

    async def refused(post: PostId, choices: tuple[int, ...]) -> Post:
        seen.append(voted(world, key))
        raise NotAllowed("refuses")

    world.provider.vote = refused  # type: ignore[method-assign] # looks at the screen while it refuses
    assert not await world.engine.vote(world.network.uri(key), (1,))
    assert seen == [[False, True]]
    assert voted(world, key) == [False, False]


# ---- threads ------------------------------------------------------------------------------------------------


def thread(world: World, *texts: str) -> list[Draft]:
    parts = [Draft(key="p0", account="home", text=texts[0], changed=world.clock())]
    for place, text in enumerate(texts[1:], 1):
        parts.append(replace(follow_up(parts[-1], text, world.clock()), key=f"p{place}"))
    return parts


def chain(world: World) -> list[tuple[str, str | None]]:
    """What I have posted, each with the text that it answers."""
    notes = world.network.notes
    return [
        (notes[key].text, notes[notes[key].parent or ""].text if notes[key].parent else None)
        for key in mine(world)
    ]


async def test_the_parts_of_a_thread_answer_one_another(world: World) -> None:
    assert await world.engine.send_all(thread(world, "one", "two", "three"))
    await world.engine.deliver()
    assert chain(world) == [("one", None), ("two", "one"), ("three", "two")]


@pytest.mark.parametrize("lost", [False, True])
async def test_a_thread_waits_with_its_part_that_cannot_go_yet(world: World, lost: bool) -> None:
    assert await world.engine.send_all(thread(world, "one", "two", "three"))
    world.provider.fail("publish", Offline("does not answer"), after=lost)
    await world.engine.deliver()
    assert len(mine(world)) == lost
    await world.deliver_until_settled("p2")
    assert chain(world) == [("one", None), ("two", "one"), ("three", "two")]


async def test_a_part_that_fails_stops_those_after_it(world: World) -> None:
    assert await world.engine.send_all(thread(world, "one", "two", "three"))
    publish = world.provider.publish
    refused: list[str] = []

    async def second_refused(outgoing: Outgoing) -> Post:
        if outgoing.text == "two" and not refused:
            refused.append(outgoing.key)
            raise Rejected("Text is odd")
        return await publish(outgoing)

    world.provider.publish = second_refused  # type: ignore[method-assign] # the second part, once
    await world.engine.deliver()
    assert [text for text, _ in chain(world)] == ["one"]
    assert [world.sent(key).state for key in ("p1", "p2")] == [DraftState.FAILED, DraftState.FAILED]
    assert "Text is odd" in world.sent("p1").problem
    assert world.sent("p2").problem == "The part before it was not sent. Send that one, and this follows."
    world.clock.forward(days=3)
    await world.engine.deliver()
    assert await world.engine.send("p1")
    await world.engine.deliver()
    assert chain(world) == [("one", None), ("two", "one"), ("three", "two")]


async def test_a_thread_is_taken_back_as_one(world: World) -> None:
    world.settings = replace(world.settings, undo_send=timedelta(seconds=5))
    world.restart()
    world.provider._capabilities = ALL
    parts = thread(world, "one", "two", "three")
    assert await world.engine.send_all(parts)
    assert not await world.engine.send_all(parts)
    assert await world.engine.undo() == "Taken back: you can write on."
    assert {world.sent(part.key).state for part in parts} == {DraftState.WRITING}
    world.clock.forward(seconds=10)
    await world.engine.deliver()
    assert mine(world) == []
    assert await world.engine.undo() is None


async def test_a_part_whose_first_part_was_thrown_away_says_so(world: World) -> None:
    parts = thread(world, "one", "two")
    for part in parts:
        world.engine.save_draft(part)
    assert world.engine.drop_draft("p0")
    assert await world.engine.send("p1")
    await world.engine.deliver()
    failed = world.sent("p1")
    assert failed.problem == "The part before it is not there. Sent again, it stands for itself."
    assert await world.engine.send("p1")
    await world.engine.deliver()
    assert chain(world) == [("two", None)]


async def test_sending_a_part_again_brings_those_after_it(world: World) -> None:
    parts = thread(world, "one", "two", "three")
    assert await world.engine.send_all(parts)
    world.provider.fail("publish", Rejected("Text is odd"))
    await world.engine.deliver()
    assert mine(world) == []
    # As the screen does, with the words as they are then.
    assert await world.engine.send_all([replace(world.sent("p0"), text="one, better")])
    await world.engine.deliver()
    assert chain(world) == [("one, better", None), ("two", "one, better"), ("three", "two")]


async def test_what_follows_a_part_that_is_split_once_more_follows_the_last_of_it(world: World) -> None:
    assert await world.engine.send_all(thread(world, "one", "two", "three"))
    world.provider.fail("publish", Rejected("Text is odd"))
    await world.engine.deliver()
    first = replace(world.sent("p0"), text="one")
    more = [first, follow_up(first, "and a half", world.clock())]
    more.append(follow_up(more[-1], "nearly two", world.clock()))
    assert await world.engine.send_all(more)
    await world.engine.deliver()
    assert chain(world) == [
        ("one", None),
        ("and a half", "one"),
        ("nearly two", "and a half"),
        ("two", "nearly two"),
        ("three", "two"),
    ]


async def test_what_follows_a_post_that_is_written_anew_follows_that(world: World) -> None:
    parts = thread(world, "one", "two", "three")
    assert await world.engine.send_all(parts)
    publish = world.provider.publish

    async def only_the_first(outgoing: Outgoing) -> Post:
        if outgoing.text == "two":
            raise Rejected("Text is odd")
        return await publish(outgoing)

    world.provider.publish = only_the_first  # type: ignore[method-assign] # for a while
    await world.engine.deliver()
    assert chain(world) == [("one", None)]
    anew = await world.engine.redraft(world.sent("p0").sent_uri)
    assert anew is not None
    world.provider.publish = publish  # type: ignore[method-assign] # as before
    assert await world.engine.send_all([replace(anew, text="one, better")])
    await world.engine.deliver()
    assert chain(world) == [("one, better", None), ("two", "one, better"), ("three", "two")]


async def test_what_follows_a_post_that_is_not_deleted_follows_it_still(world: World) -> None:
    assert await world.engine.send_all(thread(world, "one"))
    await world.engine.deliver()
    after = replace(follow_up(world.sent("p0"), "two", world.clock()), key="p1")
    assert world.engine.save_draft(after)
    world.provider.fail("delete", NotAllowed("refuses"))
    assert await world.engine.redraft(world.sent("p0").sent_uri) is None
    assert world.sent("p1").follows == "p0"


async def test_what_follows_a_part_that_somebody_has_seen_goes_under_it(world: World) -> None:
    parts = thread(world, "one", "two", "three")
    key = world.network.post("me", "one", at=world.clock())
    for part in parts:
        state = DraftState.UNSURE if part.key == "p0" else DraftState.FAILED
        world.store.mine.save_draft(replace(part, state=state, first_tried=world.clock()))
    assert await world.engine.arrived("p0")
    assert world.sent("p0").sent_uri == world.network.uri(key)
    await world.engine.deliver()
    assert chain(world) == [("one", None), ("two", "one"), ("three", "two")]


async def test_what_follows_a_part_that_is_not_to_be_found_is_kept(world: World) -> None:
    for part in thread(world, "one", "two"):
        state = DraftState.UNSURE if part.key == "p0" else DraftState.FAILED
        world.store.mine.save_draft(replace(part, state=state, first_tried=world.clock()))
    assert not await world.engine.arrived("p0")
    assert [world.sent(key).state for key in ("p0", "p1")] == [DraftState.UNSURE, DraftState.FAILED]


# ---- afterwards ---------------------------------------------------------------------------------------------


async def test_a_post_is_changed_through_the_outbox(world: World) -> None:
    key = await post(world, "teh cat")
    draft = await world.engine.edit(world.network.uri(key))
    assert draft is not None
    assert (draft.text, draft.edits, draft.answers) == ("teh cat", world.network.uri(key), "")
    again = await world.engine.edit(world.network.uri(key))
    assert again is not None
    assert again.key == draft.key
    done = await sent(world, replace(draft, text="the cat"))
    assert (done.state, done.sent_uri) == (DraftState.SENT, world.network.uri(key))
    assert world.network.notes[key].text == "the cat"
    assert mine(world) == [key]
    assert world.sent("first").state is DraftState.SENT
    cached = world.store.cache.post(world.network.uri(key))
    assert cached is not None
    assert cached.text.plain == "the cat"
    versions = await world.engine.history(world.network.uri(key))
    assert [version.text.plain for version in versions] == ["teh cat", "the cat"]


@pytest.mark.parametrize("after", [False, True])
async def test_a_change_whose_answer_is_lost_is_made_once(world: World, after: bool) -> None:
    key = await post(world, "teh cat")
    draft = await world.engine.edit(world.network.uri(key))
    assert draft is not None
    world.provider.fail("edit", Offline("does not answer"), after=after)
    await sent(world, replace(draft, text="the cat"))
    done = await world.deliver_until_settled(draft.key)
    assert done.state is DraftState.SENT
    assert [text for text, _, _ in world.network.notes[key].versions] == ["teh cat"]


async def test_a_change_from_elsewhere_is_not_overwritten_without_a_word(world: World) -> None:
    key = await post(world, "teh cat")
    draft = await world.engine.edit(world.network.uri(key))
    assert draft is not None
    world.network.edit(key, "the cat, from my phone")
    failed = await sent(world, replace(draft, text="the cat"))
    assert (failed.state, failed.text) == (DraftState.FAILED, "the cat")
    assert failed.problem == "It was changed elsewhere since. Look at it: sent again, yours takes its place."
    assert world.network.notes[key].text == "the cat, from my phone"
    assert await world.engine.send(draft.key)
    await world.engine.deliver()
    assert world.network.notes[key].text == "the cat"


async def test_a_change_of_something_gone_keeps_the_words(world: World) -> None:
    key = await post(world)
    draft = await world.engine.edit(world.network.uri(key))
    assert draft is not None
    world.network.delete(key)
    failed = await sent(world, replace(draft, text="better"))
    assert (failed.state, failed.text) == (DraftState.FAILED, "better")
    assert failed.problem == "home cannot find the post that you change; it may be gone."


async def test_changing_keeps_pictures_and_their_order(world: World, picture: Path) -> None:
    media = (DraftMedia(str(picture), "one"), DraftMedia(str(picture), "two"))
    await sent(world, replace(world.draft("k", "look"), media=media))
    key = mine(world)[0]
    before = world.network.notes[key].media
    draft = await world.engine.edit(world.network.uri(key))
    assert draft is not None
    assert [(medium.path, medium.alt, medium.key) for medium in draft.media] == [
        ("", "one", before[0]),
        ("", "two", before[1]),
    ]
    changed = (replace(draft.media[0], alt="the first"), draft.media[1], DraftMedia(str(picture), "three"))
    assert (await sent(world, replace(draft, media=changed))).state is DraftState.SENT
    note = world.network.notes[key]
    assert note.media[:2] == before
    assert [world.network.files[file][2] for file in note.media] == ["the first", "two", "three"]


async def test_a_network_without_edits_says_what_to_do(world: World) -> None:
    key = await post(world)
    world.provider._capabilities = replace(ALL, edit=False)
    assert await world.engine.edit(world.network.uri(key)) is None
    assert said(world) == "home lets nobody change a post. Delete it and write it anew."


async def test_what_others_wrote_is_not_changed(world: World) -> None:
    key = world.network.post("ben", "@me hello", names=("me",))
    await world.refresh()
    for work in (world.engine.edit, world.engine.redraft, world.engine.delete):
        assert not await work(world.network.uri(key))
        assert said(world) == "That is no post of yours that is still here."
    assert world.network.stands(key)


async def test_a_post_is_written_anew(world: World, picture: Path) -> None:
    asked = world.network.post("ben", "@me tea?", names=("me",))
    await world.refresh()
    answer = replace(
        world.draft("k", "yse", asked, ("ben",)),
        media=(DraftMedia(str(picture), "a cup"),),
        warning="tea",
        visibility=Visibility.FOLLOWERS,
    )
    await sent(world, answer)
    key = mine(world)[0]
    draft = await world.engine.redraft(world.network.uri(key))
    assert draft is not None
    assert not world.network.stands(key)
    assert world.waiting() == [asked]
    assert (draft.text, draft.recipients, draft.answers, draft.warning, draft.visibility) == (
        "yse",
        answer.recipients,
        world.network.uri(asked),
        "tea",
        Visibility.FOLLOWERS,
    )
    done = await sent(world, replace(draft, text="yes"))
    assert done.state is DraftState.SENT
    note = world.network.notes[mine(world)[-1]]
    assert (note.text, note.parent) == ("@ben yes", asked)
    assert [world.network.files[file][2] for file in note.media] == ["a cup"]
    assert world.waiting() == []


@pytest.mark.parametrize("error", [NotAllowed("refuses"), Unreachable("does not answer")])
async def test_a_post_that_is_not_deleted_leaves_no_second_one(world: World, error: ProviderError) -> None:
    key = await post(world)
    world.provider.fail("delete", error)
    assert await world.engine.redraft(world.network.uri(key)) is None
    assert "would not delete it" in said(world) or "could not delete it" in said(world)
    assert world.reader.drafts() == ()
    cached = world.store.cache.post(world.network.uri(key))
    assert cached is not None
    assert not cached.deleted


@pytest.mark.parametrize("after", [False, True])
async def test_words_are_kept_where_nobody_knows_whether_it_was_deleted(world: World, after: bool) -> None:
    key = await post(world)
    world.provider.fail("delete", Offline("does not answer"), after=after)
    assert await world.engine.redraft(world.network.uri(key)) is None
    assert said(world).endswith("What it said is kept among the drafts.")
    assert [draft.text for draft in world.reader.drafts()] == ["hello"]


async def test_a_deleted_post_is_gone_at_once_and_put_back_if_refused(world: World) -> None:
    key = await post(world)
    world.provider.fail("delete", NotAllowed("refuses"))
    assert not await world.engine.delete(world.network.uri(key))
    assert said(world) == "home would not delete it: it refuses."
    assert await world.engine.delete(world.network.uri(key))
    assert not world.network.stands(key)
    cached = world.store.cache.post(world.network.uri(key))
    assert cached is None or cached.deleted


async def test_a_history_that_nobody_keeps(world: World) -> None:
    key = await post(world)
    world.provider._capabilities = replace(ALL, history=False)
    assert await world.engine.history(world.network.uri(key)) == ()
    assert said(world) == "Nobody keeps what this post said before."
