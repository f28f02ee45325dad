"""The whole way with an account on the AT Protocol's own servers: log in, look, answer, and what others do."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bluesky_network import BlueskyNetwork, Someone
from command_line import CommandLine, Ended

HOUR = timedelta(hours=1)


@pytest.fixture
def me(bluesky: BlueskyNetwork) -> Someone:
    return bluesky.user("me", "Me")


@pytest.fixture
def ana(bluesky: BlueskyNetwork, me: Someone) -> Someone:
    someone = bluesky.user("ana", "Ana")
    me.follow(someone)
    return someone


@pytest.fixture
def ben(bluesky: BlueskyNetwork) -> Someone:
    return bluesky.user("ben", "Ben")


@pytest.fixture
def run(config: Path, tmp_path: Path, bluesky: BlueskyNetwork, me: Someone) -> CommandLine:
    """The program, logged in."""
    config.write_text(
        f'[providers.sky]\nkind = "bluesky"\nhandle = "{me.handle}"\nservice = "{bluesky.pds}"\nplc = "{bluesky.plc}"\n',
        encoding="utf-8",
    )
    run = CommandLine(tmp_path)
    ended = run("login", "sky", typed=f"{me.app_password()}\n")
    assert (ended.status, ended.err) == (0, ""), ended
    assert f"You are @{me.handle}. The account is called “sky”" in ended.out
    return run


def inbox(run: CommandLine, *arguments: str) -> dict[str, tuple[str, str]]:
    """Where each entry stands and why, by the post that is to be answered."""
    ended = run("inbox", "--json", "--refresh", *arguments)
    assert (ended.status, ended.err) == (0, "")
    found: dict[str, Any] = json.loads(ended.out)
    assert found["problems"] == []
    assert "7919" not in ended.out
    return {entry["post"]: (entry["section"], entry["reason"]) for entry in found["entries"]}


def settled(run: CommandLine) -> dict[str, tuple[str, str]]:
    """The inbox once everything was asked for: slow facts come in turn, one a refresh."""
    return [inbox(run) for _ in range(8)][-1]


def fine(ended: Ended) -> str:
    assert (ended.status, ended.err) == (0, "")
    return ended.out.strip()


def test_the_whole_way(
    bluesky: BlueskyNetwork, run: CommandLine, me: Someone, ana: Someone, ben: Someone, sealed: Path
) -> None:
    mine = me.say("The museum opens at nine.", ago=5 * HOUR)
    asked = ana.say("Is there a cloakroom?", answers=mine.uri, ago=4 * HOUR)
    named = ben.say(f"@{me.handle} what about tea? 👋🏽", names=(me,), ago=3 * HOUR)
    thanked = ana.say(f"Thank you @{me.handle}!", names=(me,), ago=2 * HOUR)
    quoting = ana.say(
        "Worth a visit.", embed={"$type": "app.bsky.embed.record", "record": mine.ref}, ago=HOUR
    )
    shouted = ana.say("It rains.", ago=HOUR)
    assert inbox(run) == {
        asked.uri: ("waiting", "asked"),
        thanked.uri: ("waiting", "mentioned"),
        named.uri: ("waiting", "asked"),
        quoting.uri: ("aside", "quoted"),
        shouted.uri: ("broadcast", "posted"),
    }

    uri = fine(run("reply", asked.uri, "There is, by the east door."))
    bluesky.flush()
    thread = ana.call("app.bsky.feed.getPostThread", params={"uri": asked.uri})["thread"]
    (answer,) = thread["replies"]
    assert (answer["post"]["uri"], answer["post"]["author"]["did"]) == (uri, me.did)
    assert answer["post"]["record"]["text"] == "There is, by the east door."
    reply = answer["post"]["record"]["reply"]
    assert (reply["root"]["uri"], reply["parent"]["uri"]) == (mine.uri, asked.uri)
    notices = ana.call("app.bsky.notification.listNotifications")["notifications"]
    assert (uri, "reply") in {(notice["uri"], notice["reason"]) for notice in notices}

    # From another program: one is answered, one is liked, and somebody asks on.
    me.say("Tea at four.", answers=named.uri)
    me.create("app.bsky.feed.like", {"subject": thanked.ref})
    once_more = ana.say("Until when?", answers=uri)
    found = inbox(run)
    assert found[once_more.uri] == ("waiting", "asked")
    assert {where for where, _ in found.values()} == {"waiting", "active", "aside", "broadcast"}
    assert {post for post, (where, _) in found.items() if where == "waiting"} == {once_more.uri}

    # What I post stands under a key that is made from the draft, with what its words hold.
    posted = fine(run("post", f"Hello @{ana.handle}, see https://paths.example/ #walks"))
    bluesky.flush()
    (view,) = ana.call("app.bsky.feed.getPosts", params={"uris": [posted]})["posts"]
    features = [facet["features"][0] for facet in view["record"]["facets"]]
    assert [feature.get("did") or feature.get("uri") or feature.get("tag") for feature in features] == [
        ana.did,
        "https://paths.example/",
        "walks",
    ]

    assert run("logout", "sky").status == 0
    left = b"".join(file.read_bytes() for file in sealed.rglob("*") if file.is_file())
    assert b"accessJwt" not in left
    assert run("inbox", "--refresh").status != 0


def test_who_is_muted_or_blocked_elsewhere_and_what_is_labelled_is_not_shown(
    bluesky: BlueskyNetwork, run: CommandLine, me: Someone, ana: Someone, ben: Someone
) -> None:
    by_ben = ben.say(f"@{me.handle} do you hear me?", names=(me,))
    by_ana = ana.say(f"@{me.handle} what is this?", names=(me,))
    aside = ana.say("A picture.")
    assert inbox(run).keys() == {by_ben.uri, by_ana.uri, aside.uri}
    bluesky.label(aside.uri, "!hide", aside.cid)
    me.call("app.bsky.graph.muteActor", body={"actor": ben.did})
    bluesky.flush()
    me.create("app.bsky.graph.block", {"subject": ana.did})
    assert settled(run) == {}
    me.call("app.bsky.graph.unmuteActor", body={"actor": ben.did})
    bluesky.flush()
    assert settled(run) == {by_ben.uri: ("waiting", "asked")}


def test_a_conversation_that_is_closed_to_me_is_not_written_to(
    run: CommandLine, me: Someone, ana: Someone
) -> None:
    top = ana.say(f"Only for some, not for @{me.handle}.", names=(me,))
    gate = {
        "$type": "app.bsky.feed.threadgate",
        "post": top.uri,
        "allow": [],
        "createdAt": "2026-01-01T00:00:00Z",
    }
    ana.put("app.bsky.feed.threadgate", top.uri.rsplit("/")[-1], gate)
    ana.network.flush()
    assert top.uri in inbox(run)
    ended = run("reply", top.uri, "All the same")
    assert ended.status != 0
    assert "Nobody can answer" in ended.err
