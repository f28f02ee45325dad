"""Records of mine: what I write stands on my own server, under keys that are chosen here."""

from collections.abc import Mapping
from datetime import datetime

from connect_tui.provider import BadResponse, NotAllowed
from connect_tui.providers.bluesky.client import Client
from connect_tui.providers.bluesky.errors import Swapped
from connect_tui.providers.bluesky.names import AtUri
from connect_tui.providers.web.reader import Json


class Records:
    """Reads, writes and deletes records of mine."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def put(self, collection: str, key: str, record: Mapping[str, object]) -> Json:
        """Write a record, or find the one that stands under this key already; its `uri`, `cid` and `value`.

        https://docs.bsky.app/docs/api/com-atproto-repo-put-record: `swapRecord` null is for what is new.
        """
        uri = AtUri(await self._client.me(), collection, key)
        whole = {"$type": collection, **record}
        body = {"repo": uri.did, "collection": collection, "rkey": key, "record": whole, "swapRecord": None}
        try:
            answer = await self._client.send("com.atproto.repo.putRecord", body)
        except Swapped:
            return await self.get(uri)
        if answer.text("uri") != str(uri):
            raise BadResponse("kept it under another name")
        return Json({"uri": str(uri), "cid": answer.text("cid"), "value": whole})

    async def get(self, uri: AtUri) -> Json:
        """https://docs.bsky.app/docs/api/com-atproto-repo-get-record

        Raises:
            NotFound: it is not there.
        """
        asked = {"repo": uri.did, "collection": uri.collection, "rkey": uri.key}
        return await self._client.get("com.atproto.repo.getRecord", asked)

    async def delete(self, uri: AtUri) -> None:
        """https://docs.bsky.app/docs/api/com-atproto-repo-delete-record; what is gone already is no error.

        Raises:
            NotAllowed: it is not mine.
        """
        if uri.did != await self._client.me():
            raise NotAllowed("lets nobody delete what is not their own")
        body = {"repo": uri.did, "collection": uri.collection, "rkey": uri.key}
        await self._client.send("com.atproto.repo.deleteRecord", body)


def stamp(moment: datetime) -> str:
    """A moment as records hold it: https://atproto.com/specs/lexicon#datetime"""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
