"""A record of mine as the AppView would show it, for as long as it does not."""

from collections.abc import Iterator

from connect_tui.providers.bluesky.mapping import Me
from connect_tui.providers.web.reader import Json


def view_of(record: Json, me: Me, pds: str) -> Json:
    """`app.bsky.feed.defs#postView` of what `com.atproto.repo.getRecord` answers; `pds` is my own server."""
    value = record.get("value")
    return Json(
        {
            "uri": record.text("uri"),
            "cid": record.text("cid"),
            "author": {"did": me.did, "handle": me.handle.removeprefix("@"), "displayName": me.name},
            "record": value.value,
            "embed": _embed(value.get("embed"), me, pds),
            "labels": [
                {"src": me.did, "uri": record.text("uri"), "val": label.text("val")}
                for label in value.get("labels").get("values")
            ],
        }
    )


def _embed(embed: Json, me: Me, pds: str) -> object:
    """`app.bsky.embed.*` as its view."""
    kind = embed.text("$type")
    match kind:
        case "app.bsky.embed.images":
            return {"$type": f"{kind}#view", "images": list(_images(embed, me, pds))}
        case "app.bsky.embed.external":
            return {"$type": f"{kind}#view", "external": embed.get("external").value}
        case "app.bsky.embed.record":
            return {"$type": f"{kind}#view", "record": embed.get("record").value}
        case "app.bsky.embed.recordWithMedia":
            media = _embed(embed.get("media"), me, pds)
            return {"$type": f"{kind}#view", "media": media, "record": embed.get("record").value}
    return None


def _images(embed: Json, me: Me, pds: str) -> Iterator[dict[str, str]]:
    for image in embed.get("images"):
        blob = image.get("image").get("ref").text("$link")
        address = f"{pds}/xrpc/com.atproto.sync.getBlob?did={me.did}&cid={blob}"
        yield {"fullsize": address, "alt": image.text("alt")}
