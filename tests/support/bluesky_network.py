"""The AT Protocol's own servers on loopback: started by `tests/networks/bluesky/run.sh`, and people on them."""

import json
import os
import secrets
import select
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import pytest

FOLDER = Path(__file__).parents[1] / "networks" / "bluesky"
REQUIRED = "CONNECT_TUI_BLUESKY_REQUIRED"
"""Set where a network that is not installed is a failure: in CI."""
_OUTSIDE = dict(os.environ)
"""The environment before a test is sealed: the network is installed in the real home."""
_PATIENCE = 120.0

Json = dict[str, Any]


class BlueskyNetwork:
    """A running network. Use it as `with BlueskyNetwork.start() as network`."""

    def __init__(self, process: "subprocess.Popen[str]", state: Json) -> None:
        self.pds: str = state["pds"]
        self.plc: str = state["plc"]
        self.secret: str = state["secret"]
        """What the network signs its tokens with."""
        self._control: str = state["control"]
        self._process = process
        self._http = httpx.Client(trust_env=False, timeout=60)

    @classmethod
    def start(cls) -> "BlueskyNetwork":
        """Start it; skips the test, or fails it in CI, where it is not installed."""
        process = subprocess.Popen(
            [FOLDER / "run.sh"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=_OUTSIDE,
        )
        assert process.stdout is not None
        assert process.stderr is not None
        ready, _, _ = select.select([process.stdout], [], [], _PATIENCE)
        line = process.stdout.readline().strip() if ready else ""
        if not line:
            process.kill()
            reason = process.stderr.read().strip() or "The network did not start in time"
            if _OUTSIDE.get(REQUIRED):
                pytest.fail(reason)
            pytest.skip(reason.splitlines()[-1])
        return cls(process, json.loads(Path(line).read_text()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()
        self._process.terminate()
        self._process.wait(timeout=30)

    def user(self, name: str, shown: str = "") -> "Someone":
        """A new account; its handle begins with this name, and nobody else has it. People are found here by
        their handles alone, so that is also what is shown for them unless something else is.
        """
        made = f"{name}{secrets.token_hex(4)}"
        password = secrets.token_hex(8)
        account = self.call(
            "com.atproto.server.createAccount",
            body={"handle": f"{made}.test", "email": f"{made}@example.test", "password": password},
        )
        someone = Someone(self, account["did"], account["handle"], account["accessJwt"])
        someone.put("app.bsky.actor.profile", "self", {"displayName": shown or made})
        return someone

    def flush(self) -> None:
        """Wait until everything that was written is also shown."""
        self._tell("flush", {})

    def label(self, uri: str, val: str, cid: str = "", *, negated: bool = False) -> None:
        """As the moderation of the network, label a post, or an account by its DID."""
        self._tell("label", {"uri": uri, "cid": cid, "val": val, "negated": negated})

    def call(
        self, method: str, *, token: str = "", params: Json | None = None, body: Json | None = None
    ) -> Json:
        """Ask the account's own server."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        kind = "GET" if body is None else "POST"
        answer = self._http.request(
            kind, f"{self.pds}/xrpc/{method}", params=params, json=body or None, headers=headers
        )
        assert answer.is_success, f"{method}: {answer.status_code} {answer.text}"
        found: Json = answer.json() if answer.content else {}
        return found

    def _tell(self, what: str, body: Json) -> None:
        answer = self._http.post(f"{self._control}/{what}", json=body)
        assert answer.is_success, answer.text


@dataclass(frozen=True)
class Record:
    """A record of somebody."""

    uri: str
    cid: str

    @property
    def ref(self) -> Json:
        return {"uri": self.uri, "cid": self.cid}


@dataclass
class Someone:
    """Somebody on the network, who uses another program than ours."""

    network: BlueskyNetwork
    did: str
    handle: str
    token: str

    def app_password(self) -> str:
        made = self.call("com.atproto.server.createAppPassword", body={"name": secrets.token_hex(4)})
        password: str = made["password"]
        return password

    def call(self, method: str, *, params: Json | None = None, body: Json | None = None) -> Json:
        return self.network.call(method, token=self.token, params=params, body=body)

    def put(self, collection: str, key: str, record: Json) -> Record:
        body = {"repo": self.did, "collection": collection, "rkey": key, "record": record}
        answer = self.call("com.atproto.repo.putRecord", body=body)
        return Record(answer["uri"], answer["cid"])

    def create(self, collection: str, record: Json, *, at: datetime | None = None) -> Record:
        stamped = {"createdAt": _stamp(at or datetime.now(UTC)), **record}
        body = {"repo": self.did, "collection": collection, "record": stamped}
        answer = self.call("com.atproto.repo.createRecord", body=body)
        self.network.flush()
        return Record(answer["uri"], answer["cid"])

    def follow(self, other: "Someone") -> Record:
        return self.create("app.bsky.graph.follow", {"subject": other.did})

    def delete(self, uri: str) -> None:
        did, collection, key = uri.removeprefix("at://").split("/")
        self.call("com.atproto.repo.deleteRecord", body={"repo": did, "collection": collection, "rkey": key})
        self.network.flush()

    def say(
        self,
        text: str,
        *,
        answers: str = "",
        names: "tuple[Someone, ...]" = (),
        ago: timedelta = timedelta(),
        **more: object,
    ) -> Record:
        """Post something; whoever is named stands in the text as `@handle`."""
        record: Json = {"text": text, "langs": ["en"], **more}
        if (facets := [*_mentions(text, names), *_links(text)]) and "facets" not in record:
            record["facets"] = facets
        if answers:
            parent, root = self._ref(answers)
            record["reply"] = {"root": root.ref, "parent": parent.ref}
        return self.create("app.bsky.feed.post", record, at=datetime.now(UTC) - ago)

    def _ref(self, uri: str) -> tuple[Record, Record]:
        """A post, and the first of its conversation."""
        (view,) = self.call("app.bsky.feed.getPosts", params={"uris": [uri]})["posts"]
        parent = Record(view["uri"], view["cid"])
        root = view["record"].get("reply", {}).get("root")
        return parent, Record(root["uri"], root["cid"]) if root else parent


def _mentions(text: str, names: tuple[Someone, ...]) -> list[Json]:
    return [
        _facet(text, f"@{someone.handle}", {"$type": "app.bsky.richtext.facet#mention", "did": someone.did})
        for someone in names
    ]


def _links(text: str) -> list[Json]:
    return [
        _facet(text, word, {"$type": "app.bsky.richtext.facet#link", "uri": word})
        for word in text.split()
        if word.startswith("http")
    ]


def _facet(text: str, words: str, feature: Json) -> Json:
    start = len(text[: text.index(words)].encode("utf-8", "surrogatepass"))
    end = start + len(words.encode("utf-8", "surrogatepass"))
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
