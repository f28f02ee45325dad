"""What I have to do with whom: kept as the networks tell it, and only news is news."""

from datetime import datetime, timedelta

from connect_tui.domain.people import FollowRequest, Person, PersonId
from connect_tui.provider import Relation, Stance
from connect_tui.store.relations import Hidden
from connect_tui.store.store import Store


def request(name: str, seen: datetime, shown: str = "") -> FollowRequest:
    return FollowRequest("home", Person(f"@{name}@example", shown or name, PersonId("home", name)), seen)


def test_relations_one_by_one(store: Store) -> None:
    told = [Relation("@Ana@example", followed=True), Relation("@ben@example", followed=False)]
    assert store.cache.set_relations("home", told) == {"@ana@example"}
    assert store.cache.set_relations("home", told) == frozenset()
    assert set(store.cache.relations("home")) == {"@ana@example", "@ben@example"}
    assert store.cache.relations("work") == {}
    assert store.cache.people().followed == {"@ana@example"}
    news = [
        Relation("@ana@example", followed=False, muted=True),
        Relation("@ben@example", False, blocked=True),
    ]
    assert store.cache.set_relations("home", news) == {"@ana@example", "@ben@example"}
    people = store.cache.people()
    assert people.followed == frozenset()
    assert people.blocked == {"@ben@example"}
    assert people.muted == {"@ana@example": None}


def test_one_stance_towards_one_person(store: Store, noon: datetime) -> None:
    key = "@ana@example"
    nothing = Relation(key, followed=False)
    assert store.cache.relation("home", key, noon) == nothing
    for stance, held in (
        (Stance.FOLLOW, Relation(key, followed=True)),
        (Stance.MUTE, Relation(key, followed=False, muted=True)),
        (Stance.BLOCK, Relation(key, followed=False, blocked=True)),
    ):
        store.cache.set_stance("home", key, stance, True)
        assert store.cache.relation("home", key, noon) == held
        assert store.cache.relation("work", key, noon) == nothing
        store.cache.set_stance("home", key, stance, False)
        assert store.cache.relation("home", key, noon) == nothing


def test_a_mute_that_has_run_out_can_be_made_anew(store: Store, noon: datetime) -> None:
    key = "@ana@example"
    store.cache.set_stances("home", Stance.MUTE, {key: noon})
    assert store.cache.relation("home", key, noon - timedelta(1)).muted
    assert not store.cache.relation("home", key, noon).muted
    store.cache.set_stance("home", key, Stance.MUTE, True)
    assert store.cache.relation("home", key, noon).muted
    assert store.cache.people().hides(key, noon)


def test_who_is_not_shown(store: Store, noon: datetime) -> None:
    assert store.cache.hidden_people(noon) == []
    store.cache.set_stance("work", "@ben@example", Stance.BLOCK, True)
    store.cache.set_stance("home", "@ben@example", Stance.MUTE, True)
    store.cache.set_stance("home", "@cleo@example", Stance.FOLLOW, True)
    store.cache.set_stances("work", Stance.MUTE, {"@ana@example": noon, "@dan@example": None})
    ben, dan = (
        Person(f"@{name}@example", "", PersonId(where, ""))
        for name, where in (("ben", "home"), ("dan", "work"))
    )
    assert store.cache.hidden_people(noon) == [Hidden(ben, ("work",), ("home",)), Hidden(dan, (), ("work",))]


def test_nobody_who_is_not_shown_is_left_out(store: Store, noon: datetime) -> None:
    for account in ("home", "work"):
        store.cache.set_stances(account, Stance.BLOCK, {f"@u{number}@example": None for number in range(300)})
    assert len(store.cache.hidden_people(noon)) == 300


def test_whole_sets_replace_what_was_known(store: Store) -> None:
    assert store.cache.set_stances("home", Stance.FOLLOW, {"@Ana@example": None, "@ben@example": None}) == {
        "@ana@example",
        "@ben@example",
    }
    assert store.cache.set_stances("home", Stance.FOLLOW, {"@ben@example": None, "@cleo@example": None}) == {
        "@ana@example",
        "@cleo@example",
    }
    store.cache.set_stances("home", Stance.BLOCK, {"@ben@example": None})
    people = store.cache.people()
    assert people.followed == {"@ben@example", "@cleo@example"}
    assert people.blocked == {"@ben@example"}


def test_a_mute_keeps_its_end_and_the_longest_counts(store: Store, noon: datetime) -> None:
    later = noon + timedelta(hours=1)
    key = "@ana@example"
    assert store.cache.set_stances("home", Stance.MUTE, {key: noon}) == {key}
    assert store.cache.set_stances("home", Stance.MUTE, {key: noon}) == frozenset()
    assert store.cache.set_relations("home", [Relation(key, followed=False, muted=True)]) == frozenset()
    assert store.cache.set_relations("home", [Relation(key, followed=True, muted=True)]) == {key}
    assert store.cache.people().muted == {key: noon}
    assert store.cache.set_stances("home", Stance.MUTE, {key: later}) == {key}
    store.cache.set_stances("work", Stance.MUTE, {key: noon})
    assert store.cache.people().muted == {key: later}
    store.cache.set_stances("work", Stance.MUTE, {key: None})
    assert store.cache.people().muted == {key: None}
    assert store.cache.set_relations("home", [Relation(key, followed=True)]) == {key}
    store.cache.set_stances("work", Stance.MUTE, {})
    assert store.cache.people().muted == {}
    assert store.cache.people().followed == {key}


def test_follow_requests_keep_when_they_were_first_seen(store: Store, noon: datetime) -> None:
    later = noon + timedelta(days=1)
    assert store.cache.set_follow_requests("home", [request("ben", noon), request("ana", noon)])
    assert not store.cache.set_follow_requests("home", [request("ben", later), request("ana", later)])
    assert store.cache.set_follow_requests("home", [request("ben", later, "Benny"), request("cleo", later)])
    found = store.cache.people().follow_requests
    assert [(asked.person.name, asked.seen) for asked in found] == [("Benny", noon), ("cleo", later)]
    assert not store.cache.set_follow_requests("work", [])
    assert store.cache.set_follow_requests("home", [])
    assert store.cache.follow_requests() == ()
