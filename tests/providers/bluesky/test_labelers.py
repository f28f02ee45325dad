"""Services that I subscribed to: whose labels are asked for, and what they mean by them."""

from collections.abc import AsyncIterator

import pytest
from odd_atproto import HANDLE, OddNetwork
from odd_server import OddServer, reply

from connect_tui.domain.post import PostId

LABELER, GIVEN = "did:plc:llllllllllllllllllllllll", "did:plc:gggggggggggggggggggggggg;redact"
ANA = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
URI = f"at://{ANA}/app.bsky.feed.post/3jzfcijpj2z2a"


def label(val: str, src: str = LABELER, **more: object) -> dict[str, object]:
    return {"src": src, "uri": URI, "val": val, **more}


def definition(name: str, **more: object) -> dict[str, object]:
    return {
        "identifier": name,
        "locales": [{"lang": "en", "name": name.title()}],
        "severity": "inform",
        **more,
    }


@pytest.fixture
async def odd() -> AsyncIterator[OddNetwork]:
    async with OddServer() as server:
        found = OddNetwork(server)
        defs = "app.bsky.actor.defs#"
        preferences = [
            {"$type": f"{defs}labelersPref", "labelers": [{"did": LABELER}]},
            {
                "$type": f"{defs}contentLabelPref",
                "labelerDid": LABELER,
                "label": "chosen",
                "visibility": "hide",
            },
            {"$type": f"{defs}contentLabelPref", "label": "loud", "visibility": "hide"},
        ]
        definitions = [
            definition("chosen", blurs="content", defaultSetting="ignore"),
            definition("loud", blurs="content", defaultSetting="warn"),
            definition("picture", blurs="media", defaultSetting="warn"),
            definition("remark", blurs="none", defaultSetting="warn"),
            definition("grown", blurs="content", defaultSetting="ignore", adultOnly=True),
        ]
        view = {
            "creator": {"did": LABELER},
            "likeCount": 7919,
            "policies": {"labelValueDefinitions": definitions},
        }
        server.answers["/xrpc/app.bsky.actor.getPreferences"] = found.with_token({"preferences": preferences})
        server.answers["/xrpc/app.bsky.labeler.getServices"] = reply(
            {"views": [view]}, atproto_content_labelers=GIVEN
        )
        yield found


async def test_whose_labels_are_wanted_is_said_beside_those_that_come_anyway(odd: OddNetwork) -> None:
    provider = odd.open()
    await provider.verify()
    await provider.timeline()
    (asked,) = odd.server.asked("/xrpc/app.bsky.feed.getTimeline")
    assert asked.headers["atproto-accept-labelers"] == f"{GIVEN}, {LABELER}"
    (services,) = odd.server.asked("/xrpc/app.bsky.labeler.getServices")
    assert services.query == {"dids": [LABELER], "detailed": ["true"]}
    assert b"7919" not in provider.memory
    await provider.close()


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ([label("chosen")], {"Chosen": True}),
        ([label("loud")], {"Loud": False}),
        ([label("picture")], {}),
        ([label("remark")], {}),
        ([label("grown")], {"Grown": True}),
        ([label("chosen", src=ANA)], {}),
        ([label("chosen", neg=True)], {}),
        ([label("loud"), label("chosen")], {"Loud": False, "Chosen": True}),
    ],
)
async def test_a_label_means_what_its_service_says(
    odd: OddNetwork, given: list[dict[str, object]], found: dict[str, bool]
) -> None:
    view = {
        "uri": URI,
        "cid": "bafy",
        "author": {"did": ANA, "handle": "ana.test"},
        "record": {"text": "x"},
        "labels": given,
    }
    odd.server.answers["/xrpc/app.bsky.feed.getPosts"] = reply({"posts": [view]})
    provider = odd.open()
    post = await provider.post(PostId("sky", URI))
    assert {one.title: one.hides for one in post.copies[0].filters} == found
    await provider.close()


async def test_a_server_that_keeps_no_preferences_is_read_all_the_same(odd: OddNetwork) -> None:
    odd.server.answers["/xrpc/app.bsky.actor.getPreferences"] = reply({}, 404)
    provider = odd.open()
    assert (await provider.verify()).handle == f"@{HANDLE}"
    assert (await provider.timeline()).posts == ()
    await provider.close()
