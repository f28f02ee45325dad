"""What holds for every inbox, whatever was said."""

import dataclasses
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from strange_histories import TEXTS, histories, town
from town import NOW, Town, person, say

from connect_tui.domain.attention import inbox
from connect_tui.domain.conversation import assemble
from connect_tui.domain.entry import Entry, Reason, Section
from connect_tui.domain.explain import explain
from connect_tui.domain.judging import Context
from connect_tui.domain.marks import Marks
from connect_tui.domain.post import Post
from connect_tui.domain.sentences import phrase, sentence


@given(histories(), st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_the_order_of_arrival_does_not_matter(posts: list[Post], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(posts)
    random.shuffle(shuffled)
    assert town(shuffled).inbox() == town(posts).inbox()


@given(histories())
@settings(max_examples=300, deadline=None)
def test_every_post_that_is_not_gone_is_in_exactly_one_entry(posts: list[Post]) -> None:
    entries = town(posts).inbox()
    held = [post.uri for entry in entries if entry.conversation for post in entry.conversation.posts]
    assert len(held) == len(set(held))
    for post in posts:
        if not post.deleted and post.author.key != person("dev").key:
            assert post.uri in held


@given(histories(), st.data())
@settings(max_examples=300, deadline=None)
def test_an_answer_of_mine_never_moves_an_entry_into_waiting_nor_up_within_it(
    posts: list[Post], data: st.DataObject
) -> None:
    target = data.draw(st.sampled_from(posts))
    answer = replace(
        say("me", data.draw(st.sampled_from(TEXTS)), "answer", target.uri.rsplit("/", 1)[-1], account=target.id.account),
        created=NOW, seen=NOW, visibility=target.visibility,
    )  # fmt: skip
    before, after = place_of(posts, target), place_of([*posts, answer], target)
    if after is not None and after[0] == 0:
        assert before is not None
        assert before[0] == 0
        assert before[:-1] <= after[:-1]


@given(histories(), st.data())
@settings(max_examples=300, deadline=None)
def test_a_new_post_addressed_to_me_never_moves_an_entry_down_a_section(
    posts: list[Post], data: st.DataObject
) -> None:
    target = data.draw(st.sampled_from(posts))
    text = data.draw(st.sampled_from([text for text in TEXTS if "@me" in text]))
    author = data.draw(st.sampled_from(["ben", "chloe", "botty"]))
    new = replace(
        say(author, text, "new", target.uri.rsplit("/", 1)[-1], account=target.id.account),
        created=NOW, seen=NOW, visibility=target.visibility,
    )  # fmt: skip
    before, after = place_of(posts, target), place_of([*posts, new], target)
    if before is not None:
        assert after is not None
        # What was quiet can come to stand aside for the first time; what stood higher stays as high.
        assert after[0] <= max(before[0], list(Section).index(Section.ASIDE))


@given(histories(), st.integers(0, 60 * 24 * 30))
@settings(max_examples=300, deadline=None)
def test_time_alone_changes_nothing_before_due(posts: list[Post], minutes: int) -> None:
    now = dataclasses.replace(town(posts), now=NOW)
    later = dataclasses.replace(town(posts), now=NOW + timedelta(minutes=minutes))
    after = {entry.uri: entry for entry in later.inbox()}
    for entry in now.inbox():
        if entry.due is None or entry.due > later.now:
            assert after[entry.uri].place == entry.place
            assert after[entry.uri].reason == entry.reason


def place_of(posts: list[Post], post: Post) -> tuple[int, int, int, int, float, str] | None:
    there = town(posts)
    found = inbox(assemble(posts), there.me, Marks.of(), there.people(), there.settings, NOW)
    return next((entry.place for entry in found if holds(entry, post)), None)


def holds(entry: Entry, post: Post) -> bool:
    return entry.conversation is not None and post.uri in entry.conversation.by_uri


@given(histories())
@settings(max_examples=400, deadline=None)
def test_every_entry_has_people_and_can_be_said_and_explained(posts: list[Post]) -> None:
    there = town(posts)
    context = Context(there.me, Marks.of(), there.people(), there.settings, there.now)
    for entry in there.inbox():
        assert entry.people
        said = [sentence(entry, NOW), *explain(entry, context)]
        assert len(said) in (3, 4)
        assert all(line.strip() and not line.startswith((",", " ")) for line in said)
        assert not {word for line in said for word in line.split() if word in ("None", "()", "[]")}
        assert isinstance(phrase(entry), str)


def test_who_talks_where_i_answer_a_bot_and_nobody_answers_me() -> None:
    posts = [
        say("botty", "The news.", "b1", when="4h"),
        say("ben", "Sad news.", "b2", "b1", when="3h"),
        say("me", "Indeed.", "m1", "b1", when="2h"),
    ]
    entry = Town(posts).only()
    assert (entry.section, entry.reason) == (Section.ACTIVE, Reason.TOOK_PART)
    assert [known.name for known in entry.people] == ["Ben"]
    assert sentence(entry, NOW) == "Ben and you, 2 hours ago"
