"""A real server with the Mastodon API for tests: `mastodon-mock` on a free loopback port, in a thread.

    with MockMastodon() as server:
        me, ana = server.user("me"), server.user("ana", display_name="Ana")
        asked = ana.post("@me are you coming?", at=NOW - timedelta(hours=2))
        me.post("@ana yes", answers=asked)
        ... connect to server.url with the token me.token; me.handle is "@me@mock.local" ...

`users` act over HTTP, as other clients would. `at=` moves a post's date, which no API can. `user(…, domain=…)`
makes somebody from another server; they act all the same. `fail(…)` makes the server misbehave for
some requests, `authorize(…)` is the person in the browser. `reset()` empties the server.

What it does otherwise than Mastodon: mentions stay bare text in `content`, an edit changes no mentions, search
looks for words and does not resolve addresses, the list of mutes names no end, follow requests are made to accounts that
are `locked`, PKCE is passed over, and boosting makes no post of one's own in `mine`.
"""

import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

import httpx
import uvicorn
from mastodon_mock.app import create_app
from mastodon_mock.config import DatabaseConfig, MastodonMockConfig, SeedConfig, StreamingConfig
from mastodon_mock.db.base import Base
from mastodon_mock.db.models import Account, OAuthToken, Status
from sqlalchemy import delete
from sqlalchemy.orm import Session

DOMAIN = "mock.local"
SCOPES = ["read", "write", "follow", "push"]


@dataclass(frozen=True)
class Sent:
    """A post as its author's server knows it."""

    id: str
    uri: str


@dataclass(frozen=True)
class User:
    """Somebody on the server, who can do whatever a client can do."""

    server: "MockMastodon"
    name: str
    domain: str
    id: str
    token: str

    @property
    def handle(self) -> str:
        """The full handle."""
        return f"@{self.name}@{self.domain}"

    def post(
        self,
        text: str,
        *,
        answers: Sent | str | None = None,
        visibility: str = "public",
        warning: str = "",
        language: str = "en",
        quotes: Sent | None = None,
        poll: tuple[str, ...] = (),
        at: datetime | None = None,
    ) -> Sent:
        """Publish a post; mentions have to stand in the text."""
        body: dict[str, object] = {"status": text, "visibility": visibility, "language": language}
        if answers is not None:
            body["in_reply_to_id"] = answers if isinstance(answers, str) else answers.id
        if warning:
            body |= {"spoiler_text": warning, "sensitive": True}
        if quotes is not None:
            body["quoted_status_id"] = quotes.id
        if poll:
            body["poll"] = {"options": list(poll), "expires_in": 86400}
        sent = self.call("POST", "/api/v1/statuses", body)
        if at is not None:
            self.server.redate(str(sent["id"]), at)
        return Sent(str(sent["id"]), str(sent["uri"]))

    def edit(self, post: Sent, text: str) -> None:
        """Change a post. The mock leaves its mentions as they were."""
        self.call("PUT", f"/api/v1/statuses/{post.id}", {"status": text})

    def delete(self, post: Sent) -> None:
        """Delete a post."""
        self.call("DELETE", f"/api/v1/statuses/{post.id}")

    def favourite(self, post: Sent) -> None:
        """Favourite a post."""
        self.call("POST", f"/api/v1/statuses/{post.id}/favourite")

    def bookmark(self, post: Sent) -> None:
        """Bookmark a post."""
        self.call("POST", f"/api/v1/statuses/{post.id}/bookmark")

    def boost(self, post: Sent, *, at: datetime | None = None) -> Sent:
        """Boost a post; answers with the boost."""
        sent = self.call("POST", f"/api/v1/statuses/{post.id}/reblog")
        if at is not None:
            self.server.redate(str(sent["id"]), at)
        return Sent(str(sent["id"]), str(sent["uri"]))

    def vote(self, post: Sent, *choices: int) -> None:
        """Vote in the poll of a post."""
        poll = self.call("GET", f"/api/v1/statuses/{post.id}")["poll"]
        assert isinstance(poll, dict)
        self.call("POST", f"/api/v1/polls/{poll['id']}/votes", {"choices": list(choices)})

    def follow(self, other: "User") -> None:
        """Follow somebody, or ask to, where the account is locked."""
        self.call("POST", f"/api/v1/accounts/{other.id}/follow")

    def unfollow(self, other: "User") -> None:
        """Follow no longer."""
        self.call("POST", f"/api/v1/accounts/{other.id}/unfollow")

    def mute(self, other: "User") -> None:
        """Mute somebody."""
        self.call("POST", f"/api/v1/accounts/{other.id}/mute")

    def unmute(self, other: "User") -> None:
        """Mute no longer."""
        self.call("POST", f"/api/v1/accounts/{other.id}/unmute")

    def block(self, other: "User") -> None:
        """Block somebody."""
        self.call("POST", f"/api/v1/accounts/{other.id}/block")

    def mute_conversation(self, post: Sent) -> None:
        """Mute a conversation; the mock mutes this one post of it."""
        self.call("POST", f"/api/v1/statuses/{post.id}/mute")

    def make_list(self, title: str, *members: "User") -> None:
        """Make a list with people in it."""
        made = self.call("POST", "/api/v1/lists", {"title": title})
        self.call("POST", f"/api/v1/lists/{made['id']}/accounts", {"account_ids": [m.id for m in members]})

    def add_filter(self, title: str, word: str, *contexts: str, hide: bool = True) -> None:
        """Add a filter (version 2)."""
        body = {
            "title": title,
            "context": list(contexts or ("home",)),
            "filter_action": "hide" if hide else "warn",
            "keywords_attributes": [{"keyword": word, "whole_word": True}],
        }
        self.call("POST", "/api/v2/filters", body)

    def call(self, method: str, path: str, body: Mapping[str, object] | None = None) -> dict[str, object]:
        """Anything else that the API offers; raises where the server refuses."""
        return self.server.call(method, path, body, token=self.token)


class MockMastodon:
    """The server. Use it as a context manager, or `start` and `stop` it."""

    def __init__(self) -> None:
        config = MastodonMockConfig(
            database=DatabaseConfig(path=":memory:"),
            seed=SeedConfig(),
            streaming=StreamingConfig(heartbeat_seconds=0.2),
            domain=DOMAIN,
        )
        self._app = create_app(config)
        # Websockets are left out: nothing here streams, and the library warns.
        settings = uvicorn.Config(
            self._app, host="127.0.0.1", port=0, log_level="critical", ws="websockets-sansio"
        )
        self._uvicorn = uvicorn.Server(settings)
        self._thread = threading.Thread(target=self._uvicorn.run, daemon=True)
        self._http = httpx.Client(trust_env=False, timeout=30)
        self.url = ""

    def start(self) -> Self:
        """Start it, and wait until it answers."""
        self._thread.start()
        deadline = time.monotonic() + 30
        while not self._uvicorn.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("mastodon-mock did not start")
            time.sleep(0.01)
        port = self._uvicorn.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        return self

    def stop(self) -> None:
        """Stop it."""
        self._http.close()
        # It listens for ever to streams whose other end has gone.
        self._uvicorn.should_exit = self._uvicorn.force_exit = True
        self._thread.join(timeout=10)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def user(
        self,
        name: str,
        *,
        display_name: str = "",
        domain: str = DOMAIN,
        locked: bool = False,
        bot: bool = False,
        group: bool = False,
    ) -> User:
        """Make somebody. `name` has letters, digits and underscores only."""
        token = f"token-of-{name}-{domain}"
        with self._session() as session:
            account = Account(
                username=name,
                domain=None if domain == DOMAIN else domain,
                display_name=display_name or name.title(),
                locked=locked,
                bot=bot,
                group=group,
                created_at=datetime(2020, 1, 1, tzinfo=UTC),
                fields=[],
            )
            session.add(account)
            session.flush()
            session.add(
                OAuthToken(
                    access_token=token, account_id=account.id, scopes=SCOPES, created_at=datetime.now(UTC)
                )
            )
            key = str(account.id)
            session.commit()
        return User(self, name, domain, key, token)

    def redate(self, status: str, moment: datetime) -> None:
        """Give a post or a boost another date."""
        with self._session() as session:
            found = session.get(Status, int(status))
            assert found is not None
            found.created_at = moment.astimezone(UTC)
            session.commit()

    def reset(self) -> None:
        """Empty the server: nobody, nothing, no failures."""
        with self._session() as session:
            for table in reversed(Base.metadata.sorted_tables):
                session.execute(delete(table))
            session.commit()
        self._app.state.fault_store.clear()

    def fail(
        self,
        path: str,
        *,
        status: int = 500,
        kind: str = "status",
        times: int | None = None,
        method: str | None = None,
        headers: dict[str, str] | None = None,
        delay: float = 0.0,
    ) -> None:
        """Misbehave wherever `path` (with `*`) fits: `kind` is "status", "ratelimit", "latency" or "malformed".

        For so many `times`, or until `recover`. `delay` is in seconds.
        """
        self._app.state.fault_store.add(
            {
                "match": {"path": path, "methods": [method] if method else None},
                "effect": {
                    "type": kind,
                    "status": status,
                    "headers": headers or {},
                    "delay_ms": int(delay * 1000),
                },
                "count": times,
            }
        )

    def recover(self) -> None:
        """Misbehave no longer."""
        self._app.state.fault_store.clear()

    def authorize(self, url: str, name: str) -> str:
        """Be the person in the browser: open `url`, log in as `name`, allow it.

        Goes on to the address that the server sends to, if any; answers with the code that the server shows
        instead, else with an empty string.
        """
        page = self._http.get(url)
        page.raise_for_status()
        query = {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}
        form = {key: query.get(key, "") for key in ("redirect_uri", "client_id", "scope", "state")}
        allowed = self._http.post(f"{self.url}/oauth/authorize", data={**form, "username": name})
        if allowed.is_redirect:
            self._http.get(allowed.headers["location"]).raise_for_status()
            return ""
        shown = re.search(r"Authorization code: (\S+?)<", allowed.text)
        return shown[1] if shown else ""

    def call(
        self, method: str, path: str, body: Mapping[str, object] | None = None, *, token: str = ""
    ) -> dict[str, object]:
        """One request with a JSON body; raises where the server refuses. A list comes back under "items"."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = self._http.request(method, self.url + path, json=body, headers=headers)
        answer.raise_for_status()
        found: object = answer.json()
        return found if isinstance(found, dict) else {"items": found}

    def _session(self) -> Session:
        session = self._app.state.session_factory()
        assert isinstance(session, Session)
        return session
