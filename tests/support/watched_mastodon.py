"""The mock server with somebody standing beside it: what is asked is written down, and answers can be changed.

    with WatchedMastodon() as server:
        with server.listening() as asked: ...      # asked: ["GET /api/v1/timelines/home", …]
        server.planted = 7919                      # every count that the server sends is this number
        server.page = True                         # every answer is a web page

`orphan` and `unmention` do what no API of the mock can.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mastodon_mock.db.models import Status, StatusMention
from mock_mastodon import MockMastodon, Sent, User
from sqlalchemy import delete
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE = b"<!doctype html><html><body><h1>Back soon</h1></body></html>"
_NOBODY = 7
"""The id of a post that there never was."""


class WatchedMastodon(MockMastodon):
    """A server that can be watched."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.planted: int | None = None
        self.planted_words = ""
        """What stands in the description of every link."""
        self.page = False
        self.cut = False
        """Whether every answer breaks off in the middle."""
        self._app.add_middleware(_Watch, server=self)

    @contextmanager
    def listening(self) -> Iterator[list[str]]:
        """The requests that come in meanwhile, of whomever."""
        self.asked = []
        yield self.asked

    def recover(self) -> None:
        """Misbehave no longer."""
        super().recover()
        self.planted, self.planted_words, self.page, self.cut = None, "", False, False

    def reset(self) -> None:
        """Empty the server."""
        super().reset()
        self.recover()

    def orphan(self, post: Sent) -> None:
        """The post answers one that this server cannot show."""
        with self._session() as session:
            found = session.get(Status, int(post.id))
            assert found is not None
            found.in_reply_to_id = _NOBODY
            session.commit()

    def unmention(self, post: Sent, user: User) -> None:
        """Take a mention out, as an edit on a real server does."""
        with self._session() as session:
            session.execute(
                delete(StatusMention).where(
                    StatusMention.status_id == int(post.id), StatusMention.account_id == int(user.id)
                )
            )
            session.commit()

    def changed(self, body: bytes) -> bytes:
        """An answer with what is planted in it."""
        if self.planted is None:
            return body
        try:
            found: object = json.loads(body)
        except ValueError:
            return body
        return json.dumps(self._with_counts(found)).encode()

    def _with_counts(self, value: object) -> object:
        if isinstance(value, list):
            return [self._with_counts(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {key: self._count(key, item) for key, item in value.items()}

    def _count(self, key: str, value: Any) -> object:
        if key.endswith("_count") or key in ("unread", "active_month", "total", "localPosts"):
            return self.planted
        if key == "card" and isinstance(value, dict):
            return {**value, "description": self.planted_words, "author_name": self.planted_words}
        return self._with_counts(value)


class _Watch:
    """Stands between the server and the network."""

    def __init__(self, app: ASGIApp, server: WatchedMastodon) -> None:
        self._app = app
        self._server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        server = self._server
        server.asked.append(f"{scope['method']} {scope['path']}")
        if server.planted is None and not server.page and not server.cut:
            await self._app(scope, receive, send)
            return
        begun: list[Message] = []
        parts: list[bytes] = []

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                begun.append(message)
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    await self._finish(begun[0], b"".join(parts), send)

        await self._app(scope, receive, collect)

    async def _finish(self, start: Message, body: bytes, send: Send) -> None:
        headers = MutableHeaders(raw=start["headers"])
        body = self._server.changed(body)
        if self._server.page:
            body = PAGE
            headers["content-type"] = "text/html; charset=utf-8"
        if self._server.cut:
            body = body[: len(body) // 2]
        headers["content-length"] = str(len(body))
        await send({**start, "headers": headers.raw})
        await send({"type": "http.response.body", "body": body})
