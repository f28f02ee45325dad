"""Drafts: every field, every step, and none lost between two processes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.marks import Delivery, Mark, MarkKind
from connect_tui.domain.post import Visibility
from connect_tui.store.store import Store, StorePaths

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
S = DraftState


def draft(key: str = "k", state: DraftState = S.WRITING, **fields: object) -> Draft:
    return Draft(**{"key": key, "account": "home", "text": "hello", "changed": NOON, "state": state} | fields)  # type: ignore[arg-type]


moments = st.datetimes(timezones=st.just(UTC))
drafts = st.builds(
    Draft,
    changed=moments,
    not_before=st.none() | moments,
    first_tried=st.none() | moments,
    recipients=st.lists(st.text()).map(tuple),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=drafts)
def test_every_field_comes_back(store: Store, written: Draft) -> None:
    store.mine._db.run("PRAGMA synchronous = OFF")
    store.mine.drop_draft(written.key)
    assert store.mine.save_draft(written)
    assert store.mine.draft(written.key) == written


def test_half_a_character_does_not_lose_a_draft(store: Store) -> None:
    store.mine.save_draft(draft(text="caf\udce9"))
    assert store.mine.draft("k") == draft(text="caf?")


def test_saved_again_and_dropped(store: Store) -> None:
    store.mine.save_draft(draft())
    store.mine.save_draft(
        draft(text="hello there", visibility=Visibility.DIRECT, recipients=("@ana@example",))
    )
    assert [found.text for found in store.mine.drafts()] == ["hello there"]
    assert store.mine.drop_draft("k")
    assert not store.mine.drop_draft("k")
    assert store.mine.draft("k") is None


def test_by_state(store: Store) -> None:
    for number, state in enumerate(S):
        store.mine.save_draft(draft(state.value, state, changed=NOON + number * SECOND))
    assert [found.state for found in store.mine.drafts()] == [*reversed(S)]
    assert [found.key for found in store.mine.drafts({S.FAILED, S.UNSURE})] == ["failed", "unsure"]
    assert store.mine.drafts(()) == ()


STEPS = {
    "queue": {S.WRITING: S.QUEUED, S.FAILED: S.QUEUED, S.UNSURE: S.QUEUED},
    "take_back": {S.QUEUED: S.WRITING, S.FAILED: S.WRITING, S.UNSURE: S.WRITING},
    "claim": {S.QUEUED: S.SENDING},
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", S)
def test_steps_from_every_state(store: Store, step: str, state: DraftState) -> None:
    store.mine.save_draft(draft(state=state))
    moved = {
        "queue": lambda: store.mine.queue("k", NOON),
        "take_back": lambda: store.mine.take_back("k"),
        "claim": lambda: store.mine.claim("k", NOON),
    }[step]()
    expected = STEPS[step].get(state)
    assert (moved.state if moved else None) == expected
    found = store.mine.draft("k")
    assert found is not None
    assert found.state == (expected or state)
    if moved:
        assert moved == found


def test_what_is_not_there_cannot_be_moved(store: Store) -> None:
    assert store.mine.queue("k", NOON) is None
    assert store.mine.take_back("k") is None
    assert store.mine.claim("k", NOON) is None


@pytest.mark.parametrize("state", [S.SENDING, S.SENT])
def test_a_composer_that_is_behind_does_not_call_back_what_went_out(store: Store, state: DraftState) -> None:
    store.mine.save_draft(draft(state=state))
    assert not store.mine.save_draft(draft(text="typed later"))
    assert store.mine.draft("k") == draft(state=state)
    assert store.mine.save_draft(draft(state=S.FAILED, problem="the server does not answer"))


def test_ready_only_when_it_may_go_and_claimed_once(store: Store, paths: StorePaths) -> None:
    for key, wait in (("late", 5), ("soon", 1)):
        store.mine.save_draft(draft(key))
        store.mine.queue(key, NOON + wait * SECOND)
    assert store.mine.ready(NOON) == ()
    assert store.mine.claim("soon", NOON) is None
    assert [found.key for found in store.mine.ready(NOON + 9 * SECOND)] == ["soon", "late"]
    with Store.open(paths) as other:
        won = other.mine.claim("soon", NOON + SECOND)
        assert won is not None
        assert won.first_tried == NOON + SECOND
        assert store.mine.claim("soon", NOON + SECOND) is None
    store.mine.save_draft(won)
    store.mine.save_draft(draft("soon", S.QUEUED, first_tried=won.first_tried))
    again = store.mine.claim("soon", NOON + 60 * SECOND)
    assert again is not None
    assert again.first_tried == NOON + SECOND


def test_pending_answers_show_on_what_they_answer(store: Store) -> None:
    for state in S:
        store.mine.save_draft(draft(state.value, state, answers=f"https://example/{state}"))
    store.mine.save_draft(draft("new post", S.QUEUED))
    store.mine.save_draft(draft("second", S.SENDING, answers="https://example/failed"))
    expected = {
        "https://example/queued": Delivery.SENDING,
        "https://example/sending": Delivery.SENDING,
        "https://example/unsure": Delivery.NOT_SENT,
        "https://example/failed": Delivery.NOT_SENT,
    }
    assert store.mine.pending() == expected
    assert store.mine.marks_on([]).pending == expected


def test_one_sends_and_what_was_left_behind_is_found(store: Store, paths: StorePaths) -> None:
    store.mine.save_draft(draft(state=S.SENDING))
    with Store.open(paths) as other:
        with store.mine.sending_lock() as mine, other.mine.sending_lock() as theirs:
            assert (mine, theirs) == (True, False)
            assert other.mine.stranded() == ()
            assert [found.key for found in store.mine.stranded()] == ["k"]
            with store.mine.sending_lock() as twice:
                assert not twice
            with other.mine.sending_lock() as still_theirs:
                assert not still_theirs
        assert [found.key for found in other.mine.stranded()] == ["k"]
        with other.mine.sending_lock() as now_theirs:
            assert now_theirs


def mark(
    *names: str, kind: MarkKind = MarkKind.DONE, addressed: tuple[str, ...] = (), **fields: datetime
) -> Mark:
    return Mark(kind, NOON, frozenset(names), frozenset(addressed), **fields)


def test_marks_are_found_by_their_posts(store: Store) -> None:
    done = mark("a", "b", addressed=("b",))
    later = mark("b", kind=MarkKind.LATER, until=NOON + SECOND)
    muted = mark("c", kind=MarkKind.MUTED)
    numbers = [store.mine.add_mark(made) for made in (done, later, muted)]
    assert store.mine.all_marks() == tuple(zip(numbers, (done, later, muted), strict=True))
    assert store.mine.all_marks(MarkKind.LATER) == ((numbers[1], later),)
    on = store.mine.marks_on(["b", "z"])
    assert on.on("b") == (done, later)
    assert on.on("a") == (done,), "a mark is whole, whichever of its posts was asked for"
    assert on.on("c") == ()
    assert store.mine.numbered_marks_on(["c"]) == ((numbers[2], muted),)


def test_a_mark_that_is_taken_back_is_gone_and_its_number_too(store: Store) -> None:
    done = mark("a", addressed=("a",))
    number = store.mine.add_mark(done)
    assert store.mine.remove_mark(number) == done
    assert store.mine.remove_mark(number) is None
    assert store.mine.marks_on(["a"]).on("a") == ()
    assert store.mine.add_mark(done) > number


def test_a_mark_without_posts(store: Store) -> None:
    number = store.mine.add_mark(mark())
    assert store.mine.all_marks() == ((number, mark()),)


def test_whom_i_wrote_to(store: Store) -> None:
    assert store.mine.wrote_to(["@Ana@example", "@ben@example"])
    assert not store.mine.wrote_to(["@ana@example"])
    assert not store.mine.wrote_to([])
    assert store.mine.wrote_to(["@ana@example", "@cleo@example"])
    assert store.mine.written_to() == {"@ana@example", "@ben@example", "@cleo@example"}


def test_circles_as_they_were_changed(store: Store) -> None:
    store.mine.set_circle_member("friends", "@Ana@example", True)
    store.mine.set_circle_member("family", "@ana@example", True)
    store.mine.set_circle_member("friends", "@ana@example", False)
    changes = [(change.circle, change.handle, change.present) for change in store.mine.circle_changes()]
    assert changes == [("friends", "@ana@example", False), ("family", "@ana@example", True)]
