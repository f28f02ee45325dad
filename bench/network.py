"""A server of the Mastodon API in a process of its own, with as many posts as are asked for."""

import json
import ssl
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

from community import FOLLOWED, HOST, ME, PEOPLE, WORDS, paths

from connect_tui.domain.post import Post, PostId
from connect_tui.store.store import Store

FIRST = 10**12
"""The id of the first post: later than everything that is cached."""
REPLIES = 2 * FIRST
"""The id of the first reply: those stand in a conversation, and not in the timeline."""
ANSWERER = "Solveig"
"""Who answers first in the conversation that is told."""


class Network:
    """The server, seen from outside. With a certificate and its key, in one file, it speaks TLS as well. With
    a home, it has the posts that are cached there: whoever asks whether they are still there hears so.
    """

    def __init__(self, certificate: Path | None = None, home: Path | None = None) -> None:
        self._arguments = [str(certificate or ""), str(home or "")]
        self.said = 40
        """Posts that the server has, without replies that are told only with their conversation."""

    def __enter__(self) -> Self:
        command = [sys.executable, __file__, *self._arguments]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        plain, secured = self._process.stdout.readline().split()
        self.url = f"http://127.0.0.1:{plain}"
        self.host = f"localhost:{secured}"
        """Where it speaks TLS, if it does."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def say(self, posts: int, *, to: str = "", under: str = "") -> None:
        """Have so many new posts said; privately to somebody, or as replies to a post, if wanted."""
        self.said += posts
        self._ask(f"say?posts={posts}&to={to}&under={under}")

    def talk(self, replies: int) -> None:
        """Have a short post said, and so many replies to it: whoever opens it gets them."""
        self.said += 1
        self._ask(f"talk?replies={replies}")

    def all_read(self) -> bool:
        """Whether everything that was said is fetched."""
        return self._ask("read") == "all"

    def _ask(self, what: str) -> str:
        with urlopen(f"{self.url}/bench/{what}", timeout=10) as answer:
            return str(answer.read().decode())


class _Posts:
    """What is said, as the server's JSON has it."""

    def __init__(self, home: str) -> None:
        self._home = home
        self._of_this_thread = threading.local()
        self._chance = Random(7)
        self._said: list[dict[str, Any]] = []
        self._wanted = 0
        """How many of them the last `say` brought."""
        self._read: set[str] = set()
        self._talk: tuple[str, list[dict[str, Any]]] = "", []
        self.say(40)

    def say(self, posts: int, to: str = "", under: str = "") -> None:
        self._wanted = posts
        new = [self._post(FIRST + len(self._said) + place) for place in range(posts)]
        for post in new if to else ():
            # To them alone, no answer to anybody, from somebody they follow.
            post["account"] = _account(f"person{int(post['id']) % FOLLOWED}")
            post.update(visibility="direct", mentions=[_mention(to)], in_reply_to_id=None)
        for post in new if under else ():
            post["in_reply_to_id"] = under
        self._said += new

    def talk(self, replies: int) -> None:
        root = self._post(FIRST + len(self._said), short=True)
        root["in_reply_to_id"] = None
        self._said.append(root)
        told = [self._post(REPLIES + place, short=True) for place in range(replies)]
        for post in told:
            post["in_reply_to_id"] = root["id"]
        told[0]["account"] = _account(ANSWERER)
        self._talk = root["id"], told

    def context(self, of: str) -> dict[str, Any]:
        """What was said around a post."""
        root, told = self._talk
        return {"ancestors": [], "descendants": told if of == root else []}

    def one(self, identity: str) -> dict[str, Any] | None:
        """A post by its id."""
        said = next((post for post in self._said + self._talk[1] if post["id"] == identity), None)
        kept = self._store().cache.by_id(PostId(ME.name, identity)) if self._home and said is None else None
        return _status(kept) if kept is not None else said

    def _store(self) -> Store:
        """That of the home; every connection has a thread."""
        if not hasattr(self._of_this_thread, "store"):
            self._of_this_thread.store = Store.open(paths(Path(self._home)))
        return self._of_this_thread.store

    def all_read(self) -> bool:
        return all(post["id"] in self._read for post in self._said[-self._wanted :])

    def page(self, before: str, after: str, limit: int) -> list[dict[str, Any]]:
        """The newest ones that are older than one id and newer than another."""
        low, high = int(after or 0), int(before or 2 * REPLIES)
        found = [post for post in reversed(self._said) if low < int(post["id"]) < high][:limit]
        self._read.update(post["id"] for post in found)
        return found

    def _post(self, number: int, *, short: bool = False) -> dict[str, Any]:
        chance = self._chance
        author = _account(f"person{int(PEOPLE * chance.random() * chance.random())}")
        named = _account(f"person{chance.randrange(PEOPLE)}")
        most = 6 if short else 60
        words = escape(" ".join(chance.choices(WORDS, k=chance.randint(most // 3, most))))
        tag, page = chance.choice(WORDS), f"https://{HOST}/{chance.choice(WORDS)}/{number}"
        content = (
            f'<p>{word(number)} <span class="h-card"><a href="{named["url"]}" class="u-url mention">@'
            f"<span>{named['username']}</span></a></span> {words}</p><p>{words} "
            f'<a href="https://{HOST}/tags/{tag}" class="mention hashtag" rel="tag">#<span>{tag}</span></a>'
            f'<br /><a href="{page}"><span class="invisible">https://</span>'
            f'<span class="ellipsis">{page[8:30]}</span><span class="invisible">{page[30:]}</span></a></p>'
        )
        address, now = uri(number), datetime.now(UTC).isoformat()
        return {
            "id": str(number), "uri": address, "url": address, "created_at": now, "edited_at": None,
            "visibility": "public", "spoiler_text": "", "language": "en", "sensitive": False,
            "in_reply_to_id": str(number - 7) if number % 3 else None, "content": content,
            "account": author, "mentions": [_mention(named["id"])],
            "tags": [{"name": tag, "url": page}], "emojis": [],
            "media_attachments": [], "poll": None, "reblog": None, "filtered": [], "favourited": False,
            "reblogged": False, "bookmarked": False, "muted": False, "application": {"name": "Web"},
            "pinned": False, "in_reply_to_account_id": None,
            "reblogs_count": 0, "favourites_count": 0, "replies_count": 0,
            "card": {
                "url": page, "title": words[:80], "description": words, "type": "link", "html": "",
                "author_name": "", "author_url": "", "provider_name": "", "provider_url": "", "width": 0,
                "height": 0, "image": None, "embed_url": "",
            },
        }  # fmt: skip


def _status(post: Post) -> dict[str, Any]:
    """A post of the cache, as its server had it."""
    html = escape(post.text.plain)
    for mention in post.mentions:
        address = _account(mention.name)["url"]
        link = f'<a href="{address}" class="u-url mention">@<span>{mention.name}</span></a>'
        html = html.replace(f"@{mention.name} ", f'<span class="h-card">{link}</span> ', 1)
    copy, account = post.copies[0], _account(post.author.id.key)
    return {
        "id": copy.id.key, "uri": post.uri, "url": post.url, "created_at": post.created.isoformat(),
        "edited_at": None, "visibility": post.visibility.value, "spoiler_text": "", "sensitive": False,
        "language": post.language, "in_reply_to_id": copy.parent.key if copy.parent else None,
        "content": f"<p>{html}</p>", "account": account, "tags": [], "emojis": [], "media_attachments": [],
        "mentions": [_mention(mention.name) for mention in post.mentions], "poll": None, "reblog": None,
        "filtered": [], "favourited": copy.favourited, "reblogged": False, "bookmarked": False,
        "muted": False, "pinned": False, "in_reply_to_account_id": None, "card": None,
        "reblogs_count": 0, "favourites_count": 0, "replies_count": 0,
    }  # fmt: skip


def uri(number: int) -> str:
    """The address of a post by its id."""
    return f"https://{HOST}/posts/{number}"


def word(number: int) -> str:
    """The first word of a post by its id: no other post has it."""
    return f"letter-{number % FIRST}:"


def _account(name: str) -> dict[str, Any]:
    picture, wide = (f"https://{HOST}/pictures/{name}{kind}.png" for kind in ("", "-wide"))
    return {
        "id": name, "username": name, "acct": name, "display_name": name.title(),
        "bot": name.endswith("99"),
        "group": False, "url": f"https://{HOST}/@{name}", "note": "<p>Letters, rain.</p>" * 9, "fields": [],
        "avatar": picture, "avatar_static": picture, "header": wide, "header_static": wide, "emojis": [],
        "locked": False, "created_at": "2024-01-01T00:00:00.000Z", "last_status_at": None,
        "statuses_count": 0, "followers_count": 0, "following_count": 0,
    }  # fmt: skip


def _mention(name: str) -> dict[str, Any]:
    return {key: value for key, value in _account(name).items() if key in ("id", "username", "acct", "url")}


_POSTS = {"max_characters": 500, "max_media_attachments": 4, "characters_reserved_per_url": 23}
_MEDIA = {
    "supported_mime_types": ["image/png"], "image_size_limit": 10**7, "image_matrix_limit": 10**7,
    "video_size_limit": 10**7, "video_frame_rate_limit": 60, "video_matrix_limit": 10**7,
}  # fmt: skip
_POLLS = {
    "max_options": 4, "max_characters_per_option": 50, "min_expiration": 300, "max_expiration": 10**6,
}  # fmt: skip
_LIMITS = {"statuses": _POSTS, "media_attachments": _MEDIA, "polls": _POLLS}
_ABOUT: dict[str, Any] = {
    "title": "Example", "version": "4.5.0", "description": "", "languages": ["en"], "rules": [],
}  # fmt: skip
_INSTANCE: dict[str, Any] = _ABOUT | {
    "uri": HOST, "short_description": "", "email": "", "urls": {"streaming_api": ""}, "thumbnail": None,
    "stats": {"user_count": 0, "status_count": 0, "domain_count": 0}, "registrations": False,
    "approval_required": False, "invites_enabled": False, "configuration": _LIMITS,
}  # fmt: skip
_INSTANCE_V2: dict[str, Any] = _ABOUT | {
    "domain": HOST, "source_url": "", "usage": {"users": {"active_month": 0}}, "thumbnail": {"url": ""},
    "configuration": _LIMITS | {"urls": {"streaming": ""}}, "contact": {"email": ""},
    "registrations": {"enabled": False, "approval_required": False},
}  # fmt: skip


@dataclass(frozen=True)
class _Answer:
    body: object
    headers: Mapping[str, str] = field(default_factory=dict)


def _answer(posts: _Posts, target: str, origin: str) -> _Answer:
    parts = urlsplit(target)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    match parts.path.strip("/").split("/"):
        case ["bench", "say"]:
            posts.say(int(query["posts"]), query.get("to", ""), query.get("under", ""))
        case ["bench", "talk"]:
            posts.talk(int(query["replies"]))
        case ["bench", "read"]:
            return _Answer("all" if posts.all_read() else "not all")
        case ["api", "v1", "timelines", "home"]:
            limit = int(query.get("limit", "20"))
            after = query.get("since_id", query.get("min_id", ""))
            page = posts.page(query.get("max_id", ""), after, limit)
            older = f"{origin}{parts.path}?limit={limit}&max_id={page[-1]['id']}" if page else ""
            return _Answer(page, {"Link": f'<{older}>; rel="next"'} if page else {})
        case ["api", "v1", "statuses", of, "context"]:
            return _Answer(posts.context(of))
        case ["api", "v1", "statuses", identity]:
            return _Answer(posts.one(identity))
        case ["api", "v1", "instance"]:
            return _Answer(_INSTANCE)
        case ["api", "v2", "instance"]:
            return _Answer(_INSTANCE_V2)
        case ["api", "v1", "instance", "extended_description"]:
            return _Answer({"updated_at": None, "content": ""})
        case ["api", "v1", "accounts", "me", "following"]:
            # Those of the cache: were they others, everything would be judged anew.
            return _Answer([_account(f"person{number}") for number in range(FOLLOWED)])
        case ["api", "v1", "accounts", "verify_credentials"]:
            return _Answer(_account("me"))
        case ["api", "v1", "preferences"]:
            return _Answer({"posting:default:visibility": "public", "posting:default:language": "en"})
    return _Answer([])


def _serve(certificate: str, home: str) -> None:
    posts = _Posts(home)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # As servers have it. Without it the second packet of every answer waits 40 ms for word of the first.
        disable_nagle_algorithm = True
        scheme = "http"

        def do_GET(self) -> None:
            answer = _answer(posts, self.path, f"{self.scheme}://{self.headers['Host']}")
            said = answer.body
            body = said.encode() if isinstance(said, str) else json.dumps(said).encode()
            self.send_response(404 if said is None else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    class Secured(Handler):
        scheme = "https"

    plain = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    secured = ThreadingHTTPServer(("127.0.0.1", 0), Secured) if certificate else None
    print(plain.server_address[1], secured.server_address[1] if secured else 0, flush=True)
    if secured:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        secured.socket = context.wrap_socket(secured.socket, server_side=True)
        threading.Thread(target=secured.serve_forever, daemon=True).start()
    plain.serve_forever()


if __name__ == "__main__":
    _serve(*sys.argv[1:])
