"""Read markers over real HTTP, and where servers differ."""

from collections.abc import Callable

import pytest
from mock_mastodon import MockMastodon
from odd_server import OddServer, reply

from connect_tui.domain.people import Account, PersonId
from connect_tui.domain.post import PostId
from connect_tui.provider import Capabilities, Marker, ServerFault, Timeline
from connect_tui.providers.mastodon.provider import MastodonProvider

Open = Callable[[], MastodonProvider]
MARKERS = "/api/v1/markers"
STATUS = {"id": "9", "account": {"id": "7", "acct": "ana"}, "created_at": "2026-03-18T10:00:00Z"}


def marker(key: str, timeline: str = "home") -> dict[str, object]:
    return {timeline: {"last_read_id": key, "version": 3, "updated_at": "2026-03-18T12:00:00Z"}}


async def test_a_marker_set_by_another_program_is_seen(
    server: MockMastodon, connect: Callable[..., MastodonProvider]
) -> None:
    me, ana = server.user("me"), server.user("ana")
    me.follow(ana)
    asked, other = ana.post("@me are you there?"), ana.post("A thing")
    provider = connect(me)
    await provider.verify()
    assert provider.capabilities.read_markers
    assert await provider.marker(Timeline.HOME) is None
    assert await provider.marker(Timeline.ADDRESSED) is None
    notice = me.call("GET", "/api/v1/notifications")["items"]
    assert isinstance(notice, list)
    me.call("POST", MARKERS, {"home": {"last_read_id": other.id}})
    me.call(
        "POST", MARKERS, {"notifications": {"last_read_id": next(n["id"] for n in notice if n["status"])}}
    )
    home, addressed = await provider.marker(Timeline.HOME), await provider.marker(Timeline.ADDRESSED)
    assert home is not None
    assert home.post == PostId("me", other.id)
    assert addressed is not None
    assert addressed.post == PostId("me", asked.id)


async def test_a_boost_that_was_read_last_counts_from_when_it_was_passed_on(
    odd: OddServer, connect_odd: Open
) -> None:
    odd.answers[MARKERS] = reply(marker("12"))
    boost = {**STATUS, "id": "12", "created_at": "2026-03-19T08:00:00Z", "reblog": STATUS}
    odd.answers["/api/v1/statuses/12"] = reply(boost)
    found = await connect_odd().marker(Timeline.HOME)
    assert found is not None
    assert found.post == PostId("me", "9")
    assert found.at.isoformat() == "2026-03-19T08:00:00+00:00"


async def test_what_was_read_last_is_looked_at_once(odd: OddServer, connect_odd: Open) -> None:
    odd.answers[MARKERS] = reply(marker("9"))
    odd.answers["/api/v1/statuses/9"] = reply(STATUS)
    provider = connect_odd()
    one, two = await provider.marker(Timeline.HOME), await provider.marker(Timeline.HOME)
    assert one is not None
    assert one == two
    assert [asked.path for asked in odd.requests] == [MARKERS, "/api/v1/statuses/9", MARKERS]


async def test_what_was_read_last_may_be_gone(odd: OddServer, connect_odd: Open) -> None:
    odd.answers[MARKERS] = reply(marker("9"))
    odd.answers["/api/v1/statuses/9"] = reply({"error": "Record not found"}, status=404)
    found = await connect_odd().marker(Timeline.HOME)
    assert found is not None
    assert (found.post, found.at.hour) == (None, 12)


@pytest.mark.parametrize("status", [404, 403, 501])
async def test_a_server_without_markers_says_so_once(odd: OddServer, connect_odd: Open, status: int) -> None:
    odd.answers[MARKERS] = reply({"error": "no"}, status=status)
    provider = connect_odd()
    provider.resume(
        Account("me", "@me@odd.example", "mastodon", PersonId("me", "1")), Capabilities(read_markers=True)
    )
    assert provider.capabilities.read_markers
    assert await provider.marker(Timeline.ADDRESSED) is None
    assert not provider.capabilities.read_markers


@pytest.mark.parametrize(
    "answer", [[], {}, "home", {"home": None}, {"home": {"last_read_id": ["9"]}}, marker("")]
)
async def test_nonsense_is_no_marker(odd: OddServer, connect_odd: Open, answer: object) -> None:
    odd.answers[MARKERS] = reply(answer)
    provider = connect_odd()
    assert [await provider.marker(timeline) for timeline in Timeline] == [None, None]


async def test_a_marker_that_two_set_at_once_is_set_again(odd: OddServer, connect_odd: Open) -> None:
    odd.answers[MARKERS] = reply({"error": "Conflict"}, status=409)
    odd.answers["/api/v1/statuses/9"] = reply(STATUS)
    provider = connect_odd()
    post = await provider.post(PostId("me", "9"))
    with pytest.raises(ServerFault):
        await provider.set_marker(Timeline.HOME, post)
    assert [asked.path for asked in odd.requests][1:] == [MARKERS, MARKERS]


async def test_a_notification_nobody_knows_sets_nothing(odd: OddServer, connect_odd: Open) -> None:
    odd.answers["/api/v1/statuses/9"] = reply(STATUS)
    odd.answers["/api/v1/notifications"] = reply([])
    provider = connect_odd()
    post = await provider.post(PostId("me", "9"))
    await provider.set_marker(Timeline.ADDRESSED, post)
    assert MARKERS not in [asked.path for asked in odd.requests]


async def test_the_latest_notification_about_a_post_is_the_one(odd: OddServer, connect_odd: Open) -> None:
    kinds = [("10", "mention"), ("9", "favourite")]
    notices = [
        {"id": key, "type": kind, "created_at": "2026-03-18T10:00:00Z", "status": STATUS}
        for key, kind in kinds
    ]
    odd.answers["/api/v1/notifications"] = reply(notices)
    odd.answers[MARKERS] = reply({})
    provider = connect_odd()
    (post,) = (await provider.addressed()).posts
    await provider.set_marker(Timeline.ADDRESSED, post)
    assert odd.requests[-1].form["notifications[last_read_id]"] == ["10"]
    odd.answers[MARKERS] = reply(marker("10", "notifications"))
    assert await provider.marker(Timeline.ADDRESSED) == Marker(post.created, post.id)
