"""A server of the Mastodon API in a process of its own, with as many posts as are asked for."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

from community import HOST, PEOPLE, WORDS

FIRST = 10**12
"""The id of the first post: later than everything that is cached."""


class Network:
    """The server, seen from outside."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def say(self, posts: int) -> None:
        """Have so many new posts said."""
        self._ask(f"say?posts={posts}")

    def all_read(self) -> bool:
        """Whether everything that was said is fetched."""
        return self._ask("read") == "all"

    def _ask(self, what: str) -> str:
        with urlopen(f"{self.url}/bench/{what}", timeout=10) as answer:
            return str(answer.read().decode())


class _Posts:
    """What is said, as the server's JSON has it."""

    def __init__(self) -> None:
        self._chance = Random(7)
        self._said: list[dict[str, Any]] = []
        self._wanted = 0
        """How many of them the last `say` brought."""
        self._read: set[str] = set()
        self.say(40)

    def say(self, posts: int) -> None:
        self._wanted = posts
        self._said += [self._post(FIRST + len(self._said) + place) for place in range(posts)]

    def all_read(self) -> bool:
        return all(post["id"] in self._read for post in self._said[-self._wanted :])

    def page(self, before: str, limit: int) -> list[dict[str, Any]]:
        """The newest ones that are older than an id."""
        found = [post for post in reversed(self._said) if not before or int(post["id"]) < int(before)][:limit]
        self._read.update(post["id"] for post in found)
        return found

    def _post(self, number: int) -> dict[str, Any]:
        chance = self._chance
        author = _account(f"person{int(PEOPLE * chance.random() * chance.random())}")
        named = _account(f"person{chance.randrange(PEOPLE)}")
        words = escape(" ".join(chance.choices(WORDS, k=chance.randint(20, 60))))
        tag, page = chance.choice(WORDS), f"https://{HOST}/{chance.choice(WORDS)}/{number}"
        content = (
            f'<p><span class="h-card"><a href="{named["url"]}" class="u-url mention">@'
            f"<span>{named['username']}</span></a></span> {words}</p><p>{words} "
            f'<a href="https://{HOST}/tags/{tag}" class="mention hashtag" rel="tag">#<span>{tag}</span></a>'
            f'<br /><a href="{page}"><span class="invisible">https://</span>'
            f'<span class="ellipsis">{page[8:30]}</span><span class="invisible">{page[30:]}</span></a></p>'
        )
        uri, now = f"https://{HOST}/posts/{number}", datetime.now(UTC).isoformat()
        mention = {key: named[key] for key in ("id", "username", "acct", "url")}
        return {
            "id": str(number), "uri": uri, "url": uri, "created_at": now, "edited_at": None,
            "visibility": "public", "spoiler_text": "", "language": "en", "sensitive": False,
            "in_reply_to_id": str(number - 7) if number % 3 else None, "content": content,
            "account": author, "mentions": [mention], "tags": [{"name": tag, "url": page}], "emojis": [],
            "media_attachments": [], "poll": None, "reblog": None, "filtered": [], "favourited": False,
            "reblogged": False, "bookmarked": False, "muted": False, "application": {"name": "Web"},
            "card": {"url": page, "title": words[:80], "description": words, "type": "link", "html": ""},
        }  # fmt: skip


def _account(name: str) -> dict[str, Any]:
    return {
        "id": name, "username": name, "acct": name, "display_name": name.title(), "bot": False,
        "group": False, "url": f"https://{HOST}/@{name}", "note": "<p>Letters, rain.</p>" * 9, "fields": [],
        "avatar": f"https://{HOST}/pictures/{name}.png", "header": f"https://{HOST}/pictures/{name}-wide.png",
        "emojis": [], "created_at": "2024-01-01T00:00:00.000Z",
    }  # fmt: skip


def _answer(posts: _Posts, target: str) -> object:
    parts = urlsplit(target)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    match parts.path.strip("/").split("/"):
        case ["bench", "say"]:
            posts.say(int(query["posts"]))
        case ["bench", "read"]:
            return "all" if posts.all_read() else "not all"
        case ["api", "v1", "timelines", "home"]:
            return posts.page(query.get("max_id", ""), int(query["limit"]))
        case ["api", "v1", "statuses", _, "context"]:
            return {"ancestors": [], "descendants": []}
        case ["api", "v1", "statuses", _]:
            return None
        case ["api", _, "instance"]:
            return {"domain": HOST, "version": "4.5.0"}
        case ["api", "v1", "accounts", "verify_credentials"]:
            return _account("me")
    return []


def _serve() -> None:
    posts = _Posts()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = _answer(posts, self.path)
            body = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
            self.send_response(404 if answer is None else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    _serve()
