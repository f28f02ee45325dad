"""What I write with more than words: files, polls, votes, earlier versions, and what the server allows."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from mock_mastodon import MockMastodon, User
from odd_server import OddServer, Raw, reply

from connect_tui.contract.words import picture_in
from connect_tui.domain.draft import DraftPoll, Outgoing
from connect_tui.domain.post import PostId, Visibility
from connect_tui.provider import BadResponse, MediaLimits, PollLimits, Provider, Rejected
from connect_tui.providers.mastodon import uploading
from connect_tui.providers.mastodon.instance import read_instance
from connect_tui.providers.web.reader import Json

Connect = Callable[[User], Provider]
Open = Callable[[], Provider]


@pytest.fixture(autouse=True)
def in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "FIRST_LOOK", 0.01)


def status(**more: object) -> dict[str, object]:
    account = {"id": "7", "acct": "me", "url": "https://home.example/@me"}
    return {"id": "9", "uri": "https://home.example/s/9", "account": account, "content": "<p>hi</p>", **more}


async def test_a_file_is_sent_whole_with_its_name_its_kind_and_its_description(
    odd: OddServer, connect_odd: Open, tmp_path: Path
) -> None:
    odd.answers["/api/v2/media"] = reply({"id": "31"})
    picture, heard = picture_in(tmp_path), list[float]()
    assert await connect_odd().upload(picture, "a “red” square", heard.append) == "31"
    asked = odd.requests[-1]
    assert asked.method == "POST"
    assert asked.headers["content-type"].startswith("multipart/form-data")
    assert picture.read_bytes() in asked.body
    assert b'filename="red.png"' in asked.body
    assert b"image/png" in asked.body
    assert "a “red” square".encode() in asked.body
    assert heard[-1] == 1.0


async def test_a_server_that_is_not_done_with_a_file_is_waited_for(
    odd: OddServer, connect_odd: Open, tmp_path: Path
) -> None:
    odd.answers["/api/v2/media"] = reply({"id": "31", "url": None}, 202)
    looks = iter([reply({"id": "31"}, 206), reply({"id": "31"}, 206), reply({"id": "31"})])
    odd.answers["/api/v1/media/31"] = lambda asked: next(looks)
    assert await connect_odd().upload(picture_in(tmp_path), "", list[float]().append) == "31"
    assert len(odd.asked("/api/v1/media/31")) == 3


@pytest.mark.parametrize("empty", [reply({}), reply(b"")])
async def test_an_answer_that_names_no_file_does_not_say_that_it_is_done(
    odd: OddServer, connect_odd: Open, tmp_path: Path, empty: Raw
) -> None:
    odd.answers["/api/v2/media"] = reply({"id": "31", "url": None}, 202)
    looks = iter([empty, reply({"id": "31"})])
    odd.answers["/api/v1/media/31"] = lambda asked: next(looks)
    assert await connect_odd().upload(picture_in(tmp_path), "", list[float]().append) == "31"
    assert len(odd.asked("/api/v1/media/31")) == 2


async def test_a_server_of_the_first_version(odd: OddServer, connect_odd: Open, tmp_path: Path) -> None:
    odd.answers["/api/v1/media"] = reply({"id": "31"})
    assert await connect_odd().upload(picture_in(tmp_path), "", list[float]().append) == "31"


@pytest.mark.parametrize(
    ("answer", "error", "says"),
    [
        (reply({"error": "Validation failed: File too big"}, 422), Rejected, "File too big"),
        (reply({}, 413), Rejected, "gave no reason"),
        (reply({"url": "https://home.example/1.png"}), BadResponse, "how it calls the file"),
    ],
)
async def test_a_file_that_is_not_taken(
    odd: OddServer,
    connect_odd: Open,
    tmp_path: Path,
    answer: Raw,
    error: type[Exception],
    says: str,
) -> None:
    odd.answers["/api/v2/media"] = answer
    with pytest.raises(error, match=says):
        await connect_odd().upload(picture_in(tmp_path), "", list[float]().append)


async def test_a_file_that_cannot_be_processed(odd: OddServer, connect_odd: Open, tmp_path: Path) -> None:
    odd.answers["/api/v2/media"] = reply({"id": "31"}, 202)
    odd.answers["/api/v1/media/31"] = reply({"error": "Error processing thumbnail"}, 422)
    with pytest.raises(Rejected, match="Error processing thumbnail"):
        await connect_odd().upload(picture_in(tmp_path), "", list[float]().append)


async def test_what_a_post_with_everything_says(odd: OddServer, connect_odd: Open) -> None:
    odd.answers["/api/v1/statuses"] = reply(status())
    odd.answers["/api/v1/media/30"] = reply({"id": "30"})
    poll = DraftPoll(("Tea", "Coffee"), multiple=True, duration=timedelta(hours=2))
    await connect_odd().publish(
        Outgoing(key="k", text="", media=("30", "31"), alts=(("30", "a heron"),), poll=poll, sensitive=True)
    )
    described, asked = odd.requests[-2:]
    assert (described.method, described.json) == ("PUT", {"description": "a heron"})
    assert asked.headers["idempotency-key"] == "k"
    assert asked.json == {
        "status": "",
        "visibility": "public",
        "sensitive": True,
        "media_ids": ["30", "31"],
        "poll": {"options": ["Tea", "Coffee"], "multiple": True, "expires_in": 7200},
    }


def polled(left: timedelta, *, closed: bool = False) -> dict[str, object]:
    closes = datetime.now(UTC) + left
    options = [{"title": "Tea", "votes_count": 2}, {"title": "Coffee", "votes_count": 1}]
    return {"id": "5", "options": options, "expires_at": closes.isoformat(), "expired": closed}


async def test_a_poll_that_asks_the_same_keeps_its_end(odd: OddServer, connect_odd: Open) -> None:
    odd.answers["/api/v1/statuses/9"] = reply(status(poll=polled(timedelta(hours=3))))
    outgoing = Outgoing(key="k", text="new", poll=DraftPoll(("Tea", "Coffee"), duration=timedelta(days=7)))
    await connect_odd().edit(PostId("me", "9"), outgoing)
    sent = odd.requests[-1].json
    assert isinstance(sent, dict)
    assert 10_700 < sent["poll"]["expires_in"] <= 10_800


async def test_a_poll_that_is_over_is_not_opened_again(odd: OddServer, connect_odd: Open) -> None:
    odd.answers["/api/v1/statuses/9"] = reply(status(poll=polled(timedelta(hours=-3), closed=True)))
    with pytest.raises(Rejected, match="poll is over"):
        await connect_odd().edit(
            PostId("me", "9"), Outgoing(key="k", text="n", poll=DraftPoll(("Tea", "Coffee")))
        )
    assert [asked.method for asked in odd.requests if asked.method != "GET"] == []


async def test_voting(server: MockMastodon, connect: Connect) -> None:
    me, ana = server.user("me"), server.user("ana")
    asked = ana.post("what to drink?", poll=("Tea", "Coffee"))
    provider = connect(me)
    voted = await provider.vote(PostId(provider.name, asked.id), (1,))
    assert voted.poll is not None
    assert voted.poll.voted
    assert [option.mine for option in voted.poll.options] == [False, True]
    with pytest.raises(Rejected, match="no poll"):
        await provider.vote(PostId(provider.name, ana.post("nothing to choose").id), (0,))


async def test_what_i_chose_for_new_posts(odd: OddServer, connect_odd: Open) -> None:
    account = {"id": "7", "acct": "me", "url": "https://home.example/@me"}
    chosen = {"privacy": "private", "language": "de", "sensitive": True}
    odd.answers["/api/v1/accounts/verify_credentials"] = reply({**account, "source": chosen})
    me = await connect_odd().verify()
    assert (me.visibility, me.language, me.sensitive) == (Visibility.FOLLOWERS, "de", True)
    odd.answers["/api/v1/accounts/verify_credentials"] = reply({**account, "source": {"privacy": None}})
    me = await connect_odd().verify()
    assert (me.visibility, me.language, me.sensitive) == (None, "", False)


async def test_emoji_that_nobody_is_to_pick_are_left_out(odd: OddServer, connect_odd: Open) -> None:
    listed = [{"shortcode": "heron"}, {"shortcode": "old", "visible_in_picker": False}, {"shortcode": "a b"}]
    odd.answers["/api/v1/custom_emojis"] = reply(listed)
    assert [emoji.shortcode for emoji in await connect_odd().emoji()] == ["heron"]
    del odd.answers["/api/v1/custom_emojis"]
    assert await connect_odd().emoji() == ()


NEW = {
    "configuration": {
        "statuses": {"max_characters": 700, "max_media_attachments": 6, "characters_reserved_per_url": 30},
        "media_attachments": {
            "supported_mime_types": ["image/png", "video/mp4"],
            "image_size_limit": 16_000_000,
            "image_matrix_limit": 33_000_000,
            "video_size_limit": 90_000_000,
            "description_limit": 420,
        },
        "polls": {
            "max_options": 8,
            "max_characters_per_option": 80,
            "min_expiration": 60,
            "max_expiration": 86_400,
        },
    }
}
PLEROMA = {
    "upload_limit": 16_000_000,
    "description_limit": 5000,
    "poll_limits": {"max_options": 20, "max_option_chars": 200, "min_expiration": 0, "max_expiration": 3600},
}


@pytest.mark.parametrize(
    ("said", "media", "polls", "link"),
    [
        (
            NEW,
            MediaLimits(
                kinds=("image/png", "video/mp4"),
                at_once=6,
                image_bytes=16_000_000,
                video_bytes=90_000_000,
                image_pixels=33_000_000,
                alt_length=420,
            ),
            PollLimits(
                options=8,
                option_length=80,
                shortest=timedelta(minutes=1),
                longest=timedelta(days=1),
            ),
            30,
        ),
        (
            PLEROMA,
            MediaLimits(image_bytes=16_000_000, video_bytes=16_000_000, alt_length=5000),
            PollLimits(options=20, option_length=200, longest=timedelta(hours=1)),
            23,
        ),
        ({"configuration": {"media_attachments": "no", "polls": []}}, MediaLimits(), PollLimits(), 23),
    ],
)
def test_limits(said: dict[str, object], media: MediaLimits, polls: PollLimits, link: int) -> None:
    can = read_instance(Json(json.loads(json.dumps(said)))).capabilities
    assert (can.media_limits, can.poll_limits, can.link_length) == (media, polls, link)
