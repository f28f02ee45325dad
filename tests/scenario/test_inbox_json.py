"""`inbox --json` over more than two dozen exchanges, entry by entry; then the world changes, and again."""

from datetime import timedelta

from exchanges import Scene, change
from expecting import Row, check, moment
from program import Json, Program

# Known people, then newcomers, then what is old. Within: direct, asked, replied, mentioned; circles;
# who has waited longest.
WAITING = [
    Row("waiting", "direct", "bread-3", "ben", "Ben wrote to you privately, 3 hours ago", top="bread-1"),
    Row("waiting", "direct", "scarf", "ana", "Ana wrote to you privately, 2 hours ago"),
    Row("waiting", "asked", "spade", "fay", "Fay asked you, an hour ago"),
    Row("waiting", "asked", "path-2", "dev", "Dev asked you, {day}", top="path-1", since="path-1"),
    Row("waiting", "asked", "boat-2", "gus", "Gus asked you, 5 hours ago", top="boat-1", since="boat-1"),
    Row("waiting", "asked", "garden-2", "chloe", "Chloe asked you, 4 hours ago", top="garden-1"),
    Row("waiting", "asked", "oven", "ben", "Ben asked you, 3 hours ago"),
    Row("waiting", "asked", "recipe-3", "emil", "Emil asked you, 2 hours ago", top="recipe-1"),
    Row("waiting", "replied", "seeds-2", "emil", "Emil answered you, 3 hours ago", top="seeds-1"),
    Row("waiting", "replied", "beans-4", "ben ana", "Ben answered you, 2 hours ago", top="beans-1"),
    Row("waiting", "maybe-answered", "lake-2", "ben ana",
        "Ben asked you, 4 hours ago; you may have answered this", top="lake-1"),
    Row("waiting", "mentioned", "heron", "chloe", "Chloe mentioned you, an hour ago"),
    Row("waiting", "direct", "hello", "pia", "Pia wrote to you privately, an hour ago", newcomer=True),
    Row("waiting", "asked", "bulbs", "nia", "Nia asked you, {day}", newcomer=True),
    Row("waiting", "asked", "plan", "uma", "Uma asked you, 2 hours ago", newcomer=True),
    Row("waiting", "replied", "shed-2", "omar", "Omar answered you, an hour ago", top="shed-1",
        newcomer=True),
    Row("waiting", "mentioned", "far", "ravi", "Ravi mentioned you, 3 hours ago", newcomer=True, gap=True),
    Row("waiting", "earlier", "kiln", "quinn", "Quinn wrote a while ago, {day}", newcomer=True),
    Row("waiting", "earlier", "photo", "emil", "Emil wrote a while ago, {day}"),
]  # fmt: skip
ACTIVE = [
    Row("active", "took-part", "train-2", "dev", "Dev and you, 4 hours ago", top="train-1"),
    Row("active", "took-part", "choir-2", "emil", "Emil and you, {day}", top="choir-1"),
    Row("active", "among-people", "cake-3", "ana ben", "Ana and Ben are talking", top="cake-1"),
    Row("active", "among-people", "chess-3", "vic wes", "Vic and Wes are talking", top="chess-1"),
]
ASIDE = [
    Row("aside", "cc", "notes", "tom", "Tom included you, 3 hours ago", newcomer=True),
    Row("aside", "bot", "build", "robo", "Robo, an automated account, mentioned you, 4 hours ago",
        newcomer=True),
    Row("aside", "quoted", "gate-quoted", "chloe", "Chloe quoted you, 5 hours ago"),
    Row("aside", "closing", "key-3", "ben", "Ben thanked you, {day}", top="key-1"),
    Row("aside", "maybe-answered", "tent-2", "chloe ana",
        "Chloe wrote to you, {day}; you may have answered this", top="tent-1"),
    Row("aside", "cc", "view-3", "ben ana", "Ben included you, {day}", top="view-1"),
]  # fmt: skip
AROUND = [
    Row("broadcast", "boosted", "moon", "xena dev ben ana",
        "Xena, boosted by Dev, Ben and others, an hour ago", since="moon-dev"),
    Row("broadcast", "self-thread", "trip-1", "chloe", "A thread by Chloe, 2 hours ago", since="trip-3"),
    Row("broadcast", "posted", "film", "dev", "Dev posted, 3 hours ago"),
    Row("broadcast", "posted", "vote", "emil", "Emil posted, 4 hours ago"),
    Row("broadcast", "posted", "rain-2", "ben ana", "Ben posted, 4 hours ago", top="rain-1"),
    Row("broadcast", "posted", "foreign", "dev stranger", "Dev posted, 5 hours ago", top="foreign-0"),
]  # fmt: skip
SETTLED = [
    Row("settled", "settled", "alone", "me", "You wrote, and nothing is owed"),
    Row("settled", "settled", "gate", "me", "You wrote, and nothing is owed"),
    Row("settled", "settled", "bus-2", "chloe", "You and Chloe: nothing is owed here", top="bus-1"),
    Row("settled", "settled", "soup", "ben", "You and Ben: nothing is owed here"),
    Row("settled", "settled", "sail-3", "chloe dev", "You, Chloe and Dev: nothing is owed here",
        top="sail-1"),
    Row("settled", "settled", "old-3", "dev emil", "Dev and Emil: nothing is owed here", top="old-1"),
]  # fmt: skip

FOLLOW_REQUEST = {
    "section": "aside",
    "reason": "follow-request",
    "sentence": "Kim asks to follow you",
    "newcomer": True,
    "provider": "home",
    "account": "@me@mock.local",
    "conversation": None,
    "post": None,
    "people": [{"handle": "@kim@mock.local", "name": "Kim"}],
    "text": "",
    "why": [
        "Kim asks to follow @me@mock.local.",
        "Follow requests stand aside, as people: nothing is owed. It leaves when you accept or decline.",
    ],
}

# Two and a half hours earlier: what came later is not there, neither are my later answers.
EARLIER_THAT_DAY = [
    Row("waiting", "direct", "bread-3", "ben", "Ben wrote to you privately, 30 minutes ago", top="bread-1"),
    Row("waiting", "asked", "path-2", "dev", "Dev asked you, {day}", top="path-1", since="path-1"),
    Row("waiting", "asked", "boat-2", "gus", "Gus asked you, 2 hours ago", top="boat-1", since="boat-1"),
    Row("waiting", "asked", "garden-2", "chloe", "Chloe asked you, an hour ago", top="garden-1"),
    Row("waiting", "asked", "oven", "ben", "Ben asked you, 30 minutes ago"),
    Row("waiting", "replied", "seeds-2", "emil", "Emil answered you, 30 minutes ago", top="seeds-1"),
    Row("waiting", "maybe-answered", "lake-2", "ben ana",
        "Ben asked you, 2 hours ago; you may have answered this", top="lake-1"),
    Row("waiting", "asked", "bulbs", "nia", "Nia asked you, {day}", newcomer=True),
    Row("waiting", "mentioned", "far", "ravi", "Ravi mentioned you, 30 minutes ago", newcomer=True,
        gap=True),
    Row("waiting", "earlier", "kiln", "quinn", "Quinn wrote a while ago, {day}", newcomer=True),
    Row("waiting", "earlier", "photo", "emil", "Emil wrote a while ago, {day}"),
]  # fmt: skip

# After `exchanges.change`: each row says in its comment what made it so.
WAITING_AFTER = [
    WAITING[0],
    # a new message
    Row("waiting", "direct", "secret", "dev", "Dev wrote to you privately, an hour ago"),
    Row("waiting", "asked", "spade", "fay", "Fay asked you, an hour ago"),
    # my answer is deleted
    Row("waiting", "asked", "bus-1", "chloe", "Chloe asked you, {day}"),
    Row("waiting", "asked", "path-2", "dev", "Dev asked you, {day}", top="path-1", since="path-1"),
    Row("waiting", "asked", "boat-2", "gus", "Gus asked you, 5 hours ago", top="boat-1", since="boat-1"),
    Row("waiting", "asked", "recipe-3", "emil", "Emil asked you, 2 hours ago", top="recipe-1"),
    # edited into a question
    Row("waiting", "asked", "heron", "chloe", "Chloe asked you, an hour ago"),
    Row("waiting", "maybe-answered", "lake-2", "ben ana",
        "Ben asked you, 4 hours ago; you may have answered this", top="lake-1"),
    Row("waiting", "direct", "hello", "pia", "Pia wrote to you privately, an hour ago", newcomer=True),
    # no longer muted
    Row("waiting", "asked", "muted", "yuri", "Yuri asked you, 2 hours ago", newcomer=True),
    Row("waiting", "earlier", "photo", "emil", "Emil wrote a while ago, {day}"),
]  # fmt: skip
ACTIVE_AFTER = [
    # answered from elsewhere
    Row("active", "took-part", "garden-3", "chloe", "Chloe and you, an hour ago", top="garden-1"),
    Row("active", "took-part", "kiln-2", "quinn", "Quinn and you, an hour ago", top="kiln"),
    # favourited from elsewhere
    Row("active", "took-part", "beans-4", "ben ana", "Ben, Ana and you, 2 hours ago", top="beans-1"),
    *ACTIVE[:3],
]
AROUND_AFTER = [
    AROUND[0],
    # a new post
    Row("broadcast", "posted", "loaf", "ana", "Ana posted, an hour ago"),
    AROUND[1],
    # the mention of me was edited out
    Row("broadcast", "posted", "far", "ravi", "Ravi posted, 3 hours ago", gap=True),
    *AROUND[2:],
]
SETTLED_AFTER = [
    SETTLED[0],
    # nobody who talks there is known to me any more
    Row("settled", "settled", "chess-3", "vic wes", "Vic and Wes: nothing is owed here", top="chess-1"),
    # what was said there is deleted, who spoke there is muted
    Row("settled", "settled", "seeds-1", "me", "You wrote, and nothing is owed"),
    Row("settled", "settled", "shed-1", "me", "You wrote, and nothing is owed"),
    SETTLED[1],
    *SETTLED[3:],
]


def without_kim(found: Json) -> Json:
    """The inbox without the follow request, which stands first among what is aside."""
    requests = [entry for entry in found["entries"] if entry["reason"] == "follow-request"]
    assert len(requests) == 1
    place = found["entries"].index(requests[0])
    assert [entry["section"] for entry in found["entries"]].index("aside") == place
    (kim,) = requests
    assert moment(found["as_of"]) - moment(kim.pop("since")) < timedelta(minutes=1)
    assert kim.pop("url").endswith("@kim")
    assert kim == FOLLOW_REQUEST
    return {**found, "entries": [entry for entry in found["entries"] if entry is not kim]}


def test_every_exchange_stands_where_the_rules_put_it(town: Program, scene: Scene) -> None:
    found = town.inbox("--refresh")
    check(without_kim(found), scene, [*WAITING, *ACTIVE, *ASIDE, *AROUND])
    for section, rows in (
        ("waiting", WAITING),
        ("active", ACTIVE),
        ("broadcast", AROUND),
        ("settled", SETTLED),
    ):
        check(town.inbox("--section", section), scene, rows)
    check(without_kim(town.inbox("--section", "aside")), scene, ASIDE)

    then = scene.now - timedelta(hours=2, minutes=30)
    before = town.inbox("--as-of", then.isoformat(), "--section", "waiting")
    assert moment(before["as_of"]) == then
    check(before, scene, EARLIER_THAT_DAY)


def test_a_second_look_changes_nothing(town: Program, scene: Scene) -> None:
    once, again = (without_kim(town.inbox("--refresh")) for _ in range(2))
    assert again["entries"] == once["entries"]


def test_what_changes_on_the_server_changes_here(town: Program, scene: Scene) -> None:
    town.inbox("--refresh")
    change(scene)
    check(town.inbox("--refresh"), scene, [*WAITING_AFTER, *ACTIVE_AFTER, *ASIDE, *AROUND_AFTER])
    check(town.inbox("--section", "settled"), scene, SETTLED_AFTER)
