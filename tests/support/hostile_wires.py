"""Each network's wire, with something planted in every text of it, and in every number that counts something.

    wire = WIRES["mastodon"](texts=[...], number=7919)
    with WireServer(wire) as server:
        provider = wire.provider(server.url)

A wire answers every address with as many posts as there are texts; each holds its text wherever the network
lets somebody write one. A number stands in every field that is named like a count, in known ones and others.
"""

import json
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formatdate
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, ClassVar, Protocol, Self
from urllib.parse import parse_qs, urlsplit

from connect_tui import plugins
from connect_tui.provider import Credential, Provider, ProviderConfig

Json = Any
DATE = "2026-03-01T12:00:00.000Z"
TOKEN = "a-token-that-nobody-may-see"
MASTODON_COUNTS = (
    "replies_count", "reblogs_count", "favourites_count", "quotes_count", "emoji_reactions_count",
    "followers_count", "following_count", "statuses_count", "subscribing_count", "votes_count", "voters_count",
    "count", "unread_count", "follow_requests_count", "uses", "accounts", "history_count", "views",
    "reply_count", "dislikes_count", "reacts_count", "posts_count", "items_count", "others_count", "mau", "karma",
    "favouritesCount", "reblogsCount", "renoteCount", "notesCount", "reactionCount", "clippedCount", "unread_conversation_count",
    "unread_notifications_count", "emoji_reactions_total", "notifications_count", "familiar_followers_count",
)  # fmt: skip
BLUESKY_COUNTS = (
    "replyCount", "repostCount", "likeCount", "quoteCount", "bookmarkCount", "followersCount", "followsCount",
    "postsCount", "listItemCount", "joinedWeekCount", "joinedAllTimeCount", "hitsTotal", "postCount",
    "moreReplies", "opThreadPostCount", "unreadCount", "count", "seenCount", "feedgens", "starterPacks", "labelCount",
    "joinedCount", "saves", "shareCount", "viewCount", "hits", "followerCount", "blockedCount", "likedCount", "total",
)  # fmt: skip

COUNTED_LINES = (
    "{0} points | {0} comments", "Points: {0}", "# Comments: {0}", "{0} posts - {0} participants", "Comments ({0})",
    "{0} Beiträge - {0} Teilnehmer", "{0} Kommentare", "{0} commentaires", "{0} comentarios", "❤ {0} 💬 {0}", "👍 {0}",
    "{0} people like this", "{0} retweets, {0} reblogs", "{0} plays", "{0} claps",
)  # fmt: skip
"""Lines by which Lemmy, Discourse and their like count in an entry's own text."""


def wrapped(text: str) -> str:
    """The text between words that must stay legible."""
    return f"before {text} after"


def address_with(text: str) -> str:
    """What may stand as a link: the text itself where it looks like one."""
    return text if ":" in text[:15] else f"https://far.example/{text}"


class Wire(Protocol):
    """One network."""

    kind: ClassVar[str]

    def answer(self, path: str, query: dict[str, list[str]], url: str) -> tuple[str, bytes]:
        """The type and the bytes for an address."""
        ...

    def provider(self, url: str) -> Provider:
        """The provider that speaks with the server at this address."""
        ...

    def table(self, url: str) -> str:
        """The same account as a configuration names it."""
        ...


@dataclass(frozen=True)
class Mastodon:
    texts: Sequence[str]
    number: object = 0
    words: str = ""
    """What link cards and such are described with."""

    kind: ClassVar[str] = "mastodon"

    def provider(self, url: str) -> Provider:
        return _open("mastodon", {"server": url}, Credential(TOKEN))

    def table(self, url: str) -> str:
        return f'[providers.home]\nkind = "mastodon"\nserver = "{url}"\ntoken_env = "MY_TOKEN"\n'

    def answer(self, path: str, query: dict[str, list[str]], url: str) -> tuple[str, bytes]:
        return "application/json", _json(self._answer(path, query, url))

    def _answer(self, path: str, query: dict[str, list[str]], url: str) -> Json:
        first = self.texts[0] if self.texts else ""
        if query.get("max_id") or query.get("min_id") or query.get("since_id"):
            return []
        match path.strip("/").split("/")[1:]:
            case ["v2" | "v1", "instance"]:
                return self._instance(first)
            case ["v1", "accounts", "verify_credentials"]:
                return {
                    **self._account("me", "me", first),
                    "source": {"privacy": "public", "language": first},
                }
            case ["v1", "timelines", *_] | ["v1", "bookmarks" | "favourites"]:
                return self._statuses(url)
            case ["v1", "accounts", _, "statuses"]:
                return self._statuses(url, "m")
            case ["v1", "accounts", "relationships"]:
                keys = query.get("id[]", [])
                return [
                    {"id": key, "following": True, "note": wrapped(first), **self._counts()} for key in keys
                ]
            case ["v1" | "v2", "notifications"]:
                return [
                    {"id": f"n{place}", "type": "mention", "created_at": DATE, "account": status["account"],
                     "status": status, **self._counts()}
                    for place, status in enumerate(self._statuses(url, "n"))
                ]  # fmt: skip
            case ["v1", "conversations"]:
                return [
                    {"id": f"c{place}", "unread": True, "accounts": [status["account"]],
                     "last_status": {**status, "visibility": "direct"}, **self._counts()}
                    for place, status in enumerate(self._statuses(url, "d"))
                ]  # fmt: skip
            case ["v1", "statuses", key, "context"]:
                return {"ancestors": [], "descendants": self._replies(url, key)}
            case ["v1", "statuses", key, "history"]:
                return [
                    {"content": wrapped(text), "spoiler_text": wrapped(text), "created_at": DATE,
                     "account": self._account("a0", "a0", text), **self._counts()}
                    for text in self.texts
                ]  # fmt: skip
            case ["v1", "statuses", key, "source"]:
                return {"id": key, "text": wrapped(first), "spoiler_text": wrapped(first)}
            case ["v1", "statuses", key]:
                return self._status(url, key, first)
            case ["v1", "statuses"]:
                return self._statuses(url)
            case ["v1", "accounts", "search"] | ["v1", "mutes" | "blocks" | "follow_requests"]:
                return self._accounts()
            case ["v1", "accounts", _, "following"] | ["v1", "lists", _, "accounts"]:
                return self._accounts()
            case ["v1", "lists"]:
                return [
                    {"id": f"l{i}", "title": wrapped(text), **self._counts()}
                    for i, text in enumerate(self.texts)
                ]
            case ["v2", "filters"]:
                return [
                    {"id": f"f{i}", "title": wrapped(text), "context": ["home"], "filter_action": "warn",
                     "keywords": [{"keyword": wrapped(text)}], **self._counts()}
                    for i, text in enumerate(self.texts)
                ]  # fmt: skip
            case ["v1", "filters"]:
                return [
                    {"id": f"f{i}", "phrase": wrapped(text), "context": ["home"], **self._counts()}
                    for i, text in enumerate(self.texts)
                ]
            case ["v1", "custom_emojis"]:
                return [
                    {"shortcode": text, "url": address_with(text), "category": text} for text in self.texts
                ]
            case ["v1" | "v2", "search"]:
                return {
                    "accounts": self._accounts(),
                    "statuses": self._statuses(url),
                    "hashtags": [
                        {"name": text, "url": address_with(text), **self._counts()} for text in self.texts
                    ],
                }
            case ["v1", "accounts", _, "featured_tags"] | ["v1", "trends", *_] | ["v1", "followed_tags"]:
                return [{"name": text, "history": [self._counts()], **self._counts()} for text in self.texts]
            case ["v1", "accounts", "familiar_followers"]:
                return [{"id": "a0", "accounts": self._accounts(), **self._counts()}]
            case ["v1", "markers"]:
                marker = {"last_read_id": "s0", "updated_at": DATE, "version": self.number, **self._counts()}
                return {"home": marker, "notifications": marker}
            case ["v1", "accounts", _]:
                return self._account("a0", "a0", first)
            case ["v1", "apps", "verify_credentials"]:
                return {"name": first, "website": first, "scopes": ["read", "write", first]}
            case _:
                return {"error": wrapped(first), "error_description": wrapped(first), **self._counts()}

    def _counts(self) -> dict[str, object]:
        return dict.fromkeys(MASTODON_COUNTS, self.number) if self.number else {}

    def _dialects(self, text: str) -> Json:
        """What stands beside a post on servers that are not quite Mastodon's."""
        reactions = [
            {"name": text, "count": self.number, "me": True, "account_ids": [self.number], "accounts": []}
        ]
        if not self.number:  # a page of hundreds with all of it would be too large to be taken
            return {"pleroma": {"emoji_reactions": reactions}, "reactions": reactions}
        inside = {"emoji_reactions": reactions, "conversation_id": 1, "context": text, **self._counts()}
        return {
            "pleroma": inside, "akkoma": {**inside, "source": {"content": text}}, "misskey": {"reactions": {text: self.number}},
            "friendica": {"title": "", "likes": self.number, "dislikes": self.number, **self._counts()},
            "reactions": reactions, "emoji_reactions": reactions, "interaction_counts": self._counts(),
            "liked_by": {"username": text, "others": True, "total_count": self.number, "total_count_text": self.words},
            "edit_history": [{"version": self.number, **self._counts()}],
        }  # fmt: skip

    def _instance(self, text: str) -> Json:
        return {
            "domain": "far.example", "uri": "far.example", "title": wrapped(text), "version": "4.5.1",
            "description": wrapped(text), "source_url": "https://github.com/mastodon/mastodon",
            "usage": {"users": {"active_month": self.number}}, "languages": [text],
            "stats": {"user_count": self.number, "status_count": self.number, "domain_count": self.number},
            "configuration": {"statuses": {"max_characters": 500}, "polls": {"max_options": 4},
                              "media_attachments": {"supported_mime_types": [f"image/{text}"]}},
            "rules": [{"id": "1", "text": wrapped(text)}], "contact": {"email": text}, **self._counts(),
            "pleroma": {"stats": self._counts(), "metadata": {"post_formats": [], **self._counts()}},
            "statistics": self._counts(), "approval_required": False,
        }  # fmt: skip

    def _account(self, key: str, name: str, text: str) -> Json:
        return {
            "id": key, "username": name, "acct": f"{name}@far.example", "display_name": wrapped(text),
            "url": f"https://far.example/@{name}", "uri": f"https://far.example/users/{name}",
            "note": f"<p>{wrapped(text)}</p>", "avatar": address_with(text), "created_at": DATE,
            "fields": [{"name": wrapped(text), "value": f"<a href='{escape(address_with(text))}'>{text}</a>"}],
            "emojis": [{"shortcode": text, "url": address_with(text)}], "roles": [{"name": text}], **self._counts(),
            "pleroma": {"relationship": {"note": ""}, **self._counts()}, "akkoma": self._counts(), "last_status_at": DATE,
            "featured_tags": [{"name": text[:100], **self._counts()}], "familiar_followers": [{"id": "x", **self._counts()}],
        }  # fmt: skip

    def _accounts(self) -> list[Json]:
        found = [self._account(f"a{i}", f"a{i}", text) for i, text in enumerate(self.texts)]
        # Where a server checks nothing, the name itself is hostile too.
        named = [{**self._account(f"x{i}", "x", text), "acct": text} for i, text in enumerate(self.texts)]
        return found + named

    def _statuses(self, url: str, prefix: str = "s") -> list[Json]:
        return [self._status(url, f"{prefix}{place}", text) for place, text in enumerate(self.texts)]

    def _replies(self, url: str, key: str) -> list[Json]:
        replies = self._statuses(url, f"{key}r")[:3]
        return [{**reply, "in_reply_to_id": key} for reply in replies]

    def _status(self, url: str, key: str, text: str) -> Json:
        name = f"a{key}"
        status = {
            "id": key, "uri": f"https://far.example/{key}", "url": f"https://far.example/@{name}/{key}",
            "account": self._account(name, name, text), "created_at": DATE, "edited_at": None,
            "content": f"<p>{wrapped(text)}</p><p>{escape(wrapped(text))}"
            f" <a href=\"{escape(address_with(text))}\">{escape(text)}</a></p>",
            "visibility": "public", "spoiler_text": wrapped(text), "sensitive": False, "language": text,
            "mentions": [
                {"id": "me", "username": "me", "acct": "me@far.example", "url": f"{url}/@me"},
                {"id": "z", "username": text, "acct": text, "url": address_with(text)},
            ],
            "tags": [{"name": text, "url": address_with(text), "history": [{"uses": self.number}]}],
            "emojis": [{"shortcode": text, "url": address_with(text)}],
            "media_attachments": [
                {"id": "1", "type": "image", "url": address_with(text), "description": wrapped(text),
                 "preview_url": address_with(text), **self._counts()}
            ],
            "poll": {
                "id": "p", "expires_at": DATE, "expired": True, "multiple": False, "voted": False,
                "options": [{"title": wrapped(text), "votes_count": self.number}, {"title": "other", "votes_count": 0}],
                "votes_count": self.number, "voters_count": self.number,
            },
            "card": {"url": address_with(text), "title": wrapped(text), "description": self.words or wrapped(text),
                     "author_name": wrapped(text), "provider_name": wrapped(text), "html": text, **self._counts()},
            "filtered": [{"filter": {"title": wrapped(text), "filter_action": "warn", "context": ["home"]},
                          "keyword_matches": [text], **self._counts()}],
            "application": {"name": wrapped(text), "website": address_with(text)},
            **self._dialects(text),
            **self._counts(),
        }  # fmt: skip
        quoted = {**status, "id": f"{key}q", "uri": f"https://far.example/{key}q", "spoiler_text": ""}
        return {**status, "quote": {"state": "accepted", "quoted_status": quoted}}


@dataclass(frozen=True)
class Bluesky:
    texts: Sequence[str]
    number: object = 0
    words: str = ""

    kind: ClassVar[str] = "bluesky"

    def provider(self, url: str) -> Provider:
        kept = {"account": "me.far.example", "did": _did("me"), "pds": url, "access": _JWT, "refresh": _JWT}
        values = {"handle": "me.far.example", "service": url, "plc": url}
        return _open("bluesky", values, Credential(TOKEN, tuple(kept.items())))

    def table(self, url: str) -> str:
        where = f'service = "{url}"\nplc = "{url}"\npassword_env = "MY_TOKEN"\n'
        return f'[providers.home]\nkind = "bluesky"\nhandle = "{_did("me")}"\n{where}'

    def answer(self, path: str, query: dict[str, list[str]], url: str) -> tuple[str, bytes]:
        return "application/json", _json(self._answer(path.rsplit("/", 1)[-1], query, url))

    def _answer(self, method: str, query: dict[str, list[str]], url: str) -> Json:
        first = self.texts[0] if self.texts else ""
        if query.get("cursor"):
            return {}
        posts = [self._post(f"p{place}", text) for place, text in enumerate(self.texts)]
        people = [self._person(f"p{place}", text) for place, text in enumerate(self.texts)]
        if method.startswith("did:"):
            service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": url}
            return {"id": method, "alsoKnownAs": [f"at://{first}"], "service": [service]}
        shared: Json = {
            "did": _did("me"), "handle": "me.far.example", "displayName": wrapped(first), "accessJwt": _JWT,
            "refreshJwt": _JWT, "description": wrapped(first), "active": True, "email": first,
            "labels": [{"src": _did("l"), "uri": _did("me"), "val": first, "cts": DATE}],
            "feed": [self._item(post) for post in posts], "posts": posts, "actors": people, "profiles": people,
            "mutes": people, "blocks": people, "follows": people, "followers": people, "likes": people,
            "notifications": [
                {"uri": post["uri"], "cid": "c", "author": post["author"], "reason": "mention",
                 "record": post["record"], "isRead": False, "indexedAt": DATE, **self._counts()}
                for post in posts
            ],
            "thread": {
                "$type": "app.bsky.feed.defs#threadViewPost", "post": posts[0] if posts else {},
                "replies": [
                    {"$type": "app.bsky.feed.defs#threadViewPost", "post": post} for post in posts[1:]
                ],
            },
            "lists": [
                {"uri": f"at://{_did('me')}/app.bsky.graph.list/l{i}", "name": wrapped(text), "creator": people[0],
                 "purpose": "app.bsky.graph.defs#curatelist", "description": wrapped(text), **self._counts()}
                for i, text in enumerate(self.texts[:3])
            ],
            "list": {"uri": f"at://{_did('me')}/app.bsky.graph.list/l", "name": wrapped(first), **self._counts()},
            "items": [{"uri": "x", "subject": person} for person in people],
            "preferences": [
                {"$type": "app.bsky.actor.defs#mutedWordsPref", "items": [{"value": text, "targets": ["content"]} for text in self.texts]},
                {"$type": "app.bsky.actor.defs#savedFeedsPref", "saved": [first], "pinned": [first]},
            ],
            "views": [{"creator": self._person("l", first), "policies": {"labelValueDefinitions": [
                {"identifier": first, "severity": "alert", "blurs": "content",
                 "locales": [{"lang": "en", "name": wrapped(first), "description": wrapped(first)}]}]}, **self._counts()}],
            **self._counts(),
        }  # fmt: skip
        kept = _BLUESKY_KEYS.get(method.rpartition(".")[2], ())
        shared = {key: value for key, value in shared.items() if key not in _BLUESKY_LISTS or key in kept}
        if method == "app.bsky.feed.getPosts":
            uris = query.get("uris", [])
            shared["posts"] = [post for post in posts if post["uri"] in uris]
        if method == "app.bsky.actor.getProfile":
            return {**shared, **self._person("p0", first), "description": wrapped(first)}
        return shared

    def _counts(self) -> dict[str, object]:
        counts = dict.fromkeys(BLUESKY_COUNTS, self.number)
        associated = {"lists": self.number, "feedgens": self.number, "starterPacks": self.number}
        return {**counts, "associated": associated, "knownFollowers": {"count": self.number, "followers": []}}

    def _person(self, key: str, text: str) -> Json:
        return {
            "did": _did(key), "handle": f"{key}.far.example", "displayName": wrapped(text),
            "description": wrapped(text), "avatar": address_with(text), "createdAt": DATE,
            "labels": [{"src": _did("l"), "uri": _did(key), "val": text, "cts": DATE}],
            "pronouns": text, "viewer": {"mutedByList": {"name": wrapped(text), "uri": text}}, **self._counts(),
        }  # fmt: skip

    def _item(self, post: Json) -> Json:
        return {"post": post, "reply": {}, "feedContext": "x", "reqId": "y"}

    def _post(self, key: str, text: str) -> Json:
        author = {**self._person(key, text), "viewer": {}}
        plain = wrapped(_encodable(text))
        end = len(plain.encode())
        facets = [
            {"index": {"byteStart": 0, "byteEnd": 6}, "features": [{"$type": "app.bsky.richtext.facet#link", "uri": address_with(text)}]},
            {"index": {"byteStart": 7, "byteEnd": max(8, end - 6)}, "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": text}]},
            {"index": {"byteStart": end - 3, "byteEnd": end}, "features": [{"$type": "app.bsky.richtext.facet#mention", "did": _did("me")}]},
        ]  # fmt: skip
        record = {
            "$type": "app.bsky.feed.post", "text": plain, "createdAt": DATE, "langs": [text], "facets": facets,
            "tags": [text], "labels": {"values": [{"val": text}]},
        }  # fmt: skip
        uri = f"at://{_did(key)}/app.bsky.feed.post/{key}"
        quoted: Json = {
            "$type": "app.bsky.embed.record#viewRecord", "uri": uri + "q", "cid": "c", "author": author,
            "value": record, "indexedAt": DATE, **self._counts(),
        }  # fmt: skip
        picture = {"thumb": address_with(text), "fullsize": address_with(text), "alt": wrapped(text)}
        card = {"uri": address_with(text), "title": wrapped(text), "description": self.words or wrapped(text)}
        media: Json = {"$type": "app.bsky.embed.images#view", "images": [picture]}
        if key.endswith("1"):
            media = {"$type": "app.bsky.embed.external#view", "external": card}
        return {
            "uri": uri, "cid": "c", "author": author, "record": record, "indexedAt": DATE,
            "embed": {"$type": "app.bsky.embed.recordWithMedia#view", "media": media, "record": {"record": quoted}},
            "labels": [{"src": _did("l"), "uri": uri, "val": text, "cts": DATE}],
            "threadgate": {"uri": uri.replace("post", "threadgate"), "record": {"allow": [{"$type": text}]},
                           "lists": [{"name": wrapped(text), "uri": text, **self._counts()}]},
            "viewer": {"replyDisabled": key.endswith("2")}, **self._counts(),
        }  # fmt: skip


@dataclass(frozen=True)
class Feed:
    texts: Sequence[str]
    number: object = 0
    words: str = ""

    kind: ClassVar[str] = "feed"
    form: ClassVar[str] = "rss"

    def provider(self, url: str) -> Provider:
        return _open("feed", {"urls": (f"{url}/feed",)}, None)

    def table(self, url: str) -> str:
        return f'[providers.home]\nkind = "feed"\nurls = ["{url}/feed"]\n'

    def answer(self, path: str, query: dict[str, list[str]], url: str) -> tuple[str, bytes]:
        return "application/rss+xml", self._rss().encode("utf-8", "replace")

    def _rss(self) -> str:
        items = "".join(self._item(place, text) for place, text in enumerate(self.texts))
        first = _xml(wrapped(self.texts[0] if self.texts else ""))
        return (
            '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"'
            ' xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
            ' xmlns:thr="http://purl.org/syndication/thread/1.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
            ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
            ' xmlns:wfw="http://wellformedweb.org/CommentAPI/">'
            f"<channel><title>{first}</title><link>https://far.example/</link><description>{first}</description>"
            f"<managingEditor>{first}</managingEditor><generator>{first}</generator>{items}</channel></rss>"
        )

    def _lines(self) -> tuple[str, ...]:
        """What programs that write feeds add to an entry."""
        return tuple(line.format(self.number) for line in COUNTED_LINES) if self.words else ()

    def _item(self, place: int, text: str) -> str:
        words, link = _xml(wrapped(text)), _xml(address_with(text))
        added = "".join(f"<p>{_xml(line)}</p>" for line in self._lines())
        html = _xml(
            f"{added}<p>{wrapped(text)}</p><img src='{address_with(text)}' alt='{text}'><a href='{address_with(text)}'>{text}</a>"
        )
        counts = f"<slash:comments>{self.number}</slash:comments><thr:total>{self.number}</thr:total>"
        counts += f"<link rel='replies' href='{link}' thr:count='{self.number}'/>"
        counts += f"<media:community><media:starRating count='{self.number}' average='1'/>"
        counts += f"<media:statistics views='{self.number}' favorites='{self.number}'/></media:community>"
        counts += f"<itunes:episode>{self.number}</itunes:episode><itunes:order>{self.number}</itunes:order>"
        counts += (
            f"<commentCount>{self.number}</commentCount><wfw:commentCount>{self.number}</wfw:commentCount>"
        )
        return (
            f"<item><title>{words}</title><guid isPermaLink='false'>g{place}</guid><link>{link}</link>"
            f"<author>{words}</author><dc:creator>{words}</dc:creator><category>{words}</category>"
            f"<pubDate>Sun, 01 Mar 2026 12:{place % 60:02d}:00 GMT</pubDate><comments>{link}</comments>{counts}"
            f"<description>{html}</description><content:encoded>{html}</content:encoded>"
            f"<enclosure url='{link}' type='audio/mpeg' length='{self.number}'/></item>"
        )


@dataclass(frozen=True)
class JsonFeed(Feed):
    form: ClassVar[str] = "json"

    def answer(self, path: str, query: dict[str, list[str]], url: str) -> tuple[str, bytes]:
        first = wrapped(self.texts[0] if self.texts else "")
        items = [
            {"id": f"g{place}", "url": address_with(text), "external_url": address_with(text), "title": wrapped(text),
             "content_html": f"<p>{wrapped(text)}</p>", "summary": wrapped(text), "date_published": DATE,
             "authors": [{"name": wrapped(text), "url": address_with(text), "avatar": address_with(text)}],
             "_likes": self.number, "_discourse": {"posts_count": self.number}, "_reactions": [{"count": self.number}],
             "tags": [text], "language": text, "image": address_with(text), "_comments": {"count": self.number},
             "attachments": [{"url": address_with(text), "mime_type": "image/png", "title": wrapped(text), "size_in_bytes": self.number}]}
            for place, text in enumerate(self.texts)
        ]  # fmt: skip
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": first, "description": first, "items": items,
                "home_page_url": "https://far.example/", "authors": [{"name": first}]}  # fmt: skip
        return "application/feed+json", _json(feed)


WIRES: dict[str, Callable[..., Wire]] = {
    "mastodon": Mastodon,
    "bluesky": Bluesky,
    "feed-rss": Feed,
    "feed-json": JsonFeed,
}
"""Every network that comes with the program and speaks with servers."""


class WireServer:
    """The wire, at a free loopback port. `asked` are the addresses with their headers."""

    def __init__(self, wire: Wire) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        visits = self.asked

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                self.rfile.read(length)
                parts = urlsplit(self.path)
                visits.append((self.path, dict(self.headers.items())))
                url = f"http://{self.headers['host']}"
                kind, body = wire.answer(parts.path, parse_qs(parts.query), url)
                self.send_response(200)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(body)))
                self.send_header("date", formatdate(usegmt=True))
                self.end_headers()
                with suppress(ConnectionError):  # whoever asked may have read enough
                    self.wfile.write(body)

            do_POST = do_GET  # noqa: N815 - http.server's names

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


_BLUESKY_KEYS: dict[str, tuple[str, ...]] = {
    "getTimeline": ("feed",), "getAuthorFeed": ("feed",), "getActorLikes": ("feed",), "getPosts": ("posts",),
    "searchPosts": ("posts",), "listNotifications": ("notifications",), "getPostThread": ("thread",),
    "searchActors": ("actors",), "getProfiles": ("profiles",), "getMutes": ("mutes",), "getBlocks": ("blocks",),
    "getFollows": ("follows",), "getLists": ("lists",), "getList": ("list", "items"),
    "getPreferences": ("preferences",), "getServices": ("views",),
}  # fmt: skip
_BLUESKY_LISTS = frozenset(key for keys in _BLUESKY_KEYS.values() for key in keys)
_JWT = "e30.e30.c2lnbmF0dXJl"


def _open(kind: str, values: dict[str, Any], credential: Credential | None) -> Provider:
    config = ProviderConfig(name="home", values=values, credential=lambda: credential)
    return plugins.load(kind).open(config)


def _did(name: str) -> str:
    return f"did:plc:{name.ljust(24, 'a')[:24].translate(_BASE32)}"


_BASE32 = str.maketrans("0189", "abcd")


def _json(value: Json) -> bytes:
    return json.dumps(value).encode()


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _xml(text: str) -> str:
    """Escaped; what XML forbids stays, as hostile servers send it."""
    return escape(_encodable(text))
