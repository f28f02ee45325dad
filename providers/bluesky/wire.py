"""The wire: views of the AppView into typed records, leniently.

A field that is missing or of another type becomes its default; a post without a name or an author is left
out. What counts something is not decoded at all, so nothing behind this module can show it; whether a post
has replies leaves as a yes or no.

Documentation: https://docs.bsky.app/docs/api/app-bsky-feed-get-posts and its neighbours; the lexicons are
named beside the records.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from connect_tui.domain import clean
from connect_tui.domain.post import MediaKind
from connect_tui.providers.bluesky.facets import Facet
from connect_tui.providers.bluesky.names import NO_HANDLE, POST, WEB, AtUri, is_did, is_handle
from connect_tui.providers.web.reader import Json

MAX_LABELS = 50
"""Labels read of one post or person."""
MAX_RULES = 20
"""Rules read of who may answer; the lexicon has five at most."""


class WireLabel(Struct, frozen=True):
    """`com.atproto.label.defs#label`: what `src` says of something."""

    src: str
    val: str
    uri: str

    @classmethod
    def read_all(cls, json: Json) -> "tuple[WireLabel, ...]":
        """Those that hold; one that takes another back is none."""
        return tuple(
            cls(item.text("src"), value, item.text("uri"))
            for item in islice(json, MAX_LABELS)
            if not item.flag("neg") and (value := clean.line(item.text("val"), 128))
        )


class WirePerson(Struct, frozen=True):
    """`app.bsky.actor.defs#profileViewBasic` and what is larger."""

    did: str
    handle: str
    """Without `@`, in lower case; the DID where there is none that leads back."""
    name: str
    """The display name, cleaned; empty where none was chosen."""
    labels: tuple[WireLabel, ...] = ()
    muted: bool = False
    muting_list: str = ""
    """The name of the list of mine through which I mute them."""
    block_record: str = ""
    """The record by which I block them; also where a list does."""
    blocking_list: bool = False
    follow_record: str = ""
    """The record by which I follow them."""

    @classmethod
    def read(cls, json: Json) -> "WirePerson | None":
        """`None` where it has no DID."""
        did, handle = json.text("did"), json.text("handle").lower()
        if not is_did(did):
            return None
        viewer = json.get("viewer")
        by_list = viewer.get("mutedByList")
        return cls(
            did=did,
            handle=handle if is_handle(handle) and handle != NO_HANDLE else did,
            name=json.line("displayName"),
            labels=WireLabel.read_all(json.get("labels")),
            muted=viewer.flag("muted"),
            muting_list=(by_list.line("name") or "a list") if by_list.is_object else "",
            block_record=viewer.text("blocking"),
            blocking_list=viewer.get("blockingByList").is_object,
            follow_record=viewer.text("following"),
        )


class WireMedia(Struct, frozen=True):
    """One picture, film or sound."""

    kind: MediaKind
    url: str
    alt: str


class WireQuote(Struct, frozen=True):
    """`app.bsky.embed.record#view`: the quoted post, `None` where it may not be read."""

    uri: str
    post: "WirePost | None"


class WireEmbed(Struct, frozen=True):
    """What hangs on a post: `app.bsky.embed.*#view`."""

    media: tuple[WireMedia, ...] = ()
    link: str = ""
    title: str = ""
    quote: WireQuote | None = None

    @classmethod
    def read(cls, json: Json, *, quotes: bool = True) -> "WireEmbed":
        """Nothing where it is of a kind that is not known. `quotes`: whether to read a quoted post."""
        match json.text("$type").removesuffix("#view"):
            case "app.bsky.embed.images":
                return cls(media=_images(json.get("images")))
            case "app.bsky.embed.gallery":
                return cls(media=_images(json.get("items")))
            case "app.bsky.embed.video":
                link = json.link("playlist", "thumbnail")
                return cls(media=(WireMedia(MediaKind.VIDEO, link, json.alt("alt")),))
            case "app.bsky.embed.external":
                external = json.get("external")
                return cls(link=external.link("uri"), title=external.line("title"))
            case "app.bsky.embed.record":
                return _of_record(json.get("record")) if quotes else cls()
            case "app.bsky.embed.recordWithMedia":
                media = cls.read(json.get("media"), quotes=False)
                quoted = _of_record(json.get("record").get("record")) if quotes else cls()
                return cls(media.media, media.link or quoted.link, media.title or quoted.title, quoted.quote)
        return cls()


def _images(json: Json) -> tuple[WireMedia, ...]:
    images = [image for image in islice(json, 20) if image.is_object]
    return tuple(
        WireMedia(
            MediaKind.IMAGE,
            image.link("fullsize", "thumb", "thumbnail"),
            image.alt("alt", len(images)),
        )
        for image in images
    )


def _of_record(json: Json) -> WireEmbed:
    """An embedded record: a post is a quote; a feed, a list or the like is a link."""
    uri = AtUri.read(json.text("uri"))
    if uri is None:
        return WireEmbed()
    if uri.collection == POST:
        return WireEmbed(quote=WireQuote(str(uri), WirePost.read_quoted(json)))
    page = {"app.bsky.feed.generator": "feed", "app.bsky.graph.list": "lists"}.get(uri.collection, "")
    address = f"{WEB}/profile/{uri.did}/{page}/{uri.key}" if page else f"{WEB}/profile/{uri.did}"
    title = json.line("displayName") or json.line("name") or json.get("record").line("name")
    return WireEmbed(link=address, title=title)


class WireGate(Struct, frozen=True):
    """`app.bsky.feed.threadgate`: who may answer; without `allow` nobody is kept out."""

    keeper: str
    """The DID of whoever set it: the author of the first post."""
    allow: tuple[str, ...] | None
    lists: tuple[str, ...]

    @classmethod
    def read(cls, json: Json) -> "WireGate | None":
        """`None` where the post has none."""
        record = json.get("record")
        if not record.is_object:
            return None
        rules = record.get("allow")
        kinds = (rule.text("$type").rpartition("#")[2] for rule in islice(rules, MAX_RULES))
        allow = tuple(kinds) if rules.is_list else None
        uri = AtUri.read(json.text("uri"))
        lists = tuple(name for item in islice(json.get("lists"), MAX_RULES) if (name := item.line("name")))
        return cls(uri.did if uri else "", allow, lists)


class WirePost(Struct, frozen=True):
    """`app.bsky.feed.defs#postView`, its record `app.bsky.feed.post` among it."""

    uri: AtUri
    cid: str
    author: WirePerson
    text: str
    """Not cleaned yet: the facets count its bytes."""
    facets: tuple[Facet, ...]
    created: datetime | None
    parent: AtUri | None
    root: AtUri | None
    root_cid: str
    language: str
    embed: WireEmbed
    labels: tuple[WireLabel, ...]
    liked: str
    """The record by which I like it."""
    reposted: str
    """The record by which I repost it."""
    bookmarked: bool
    thread_muted: bool
    closed: bool
    """I may not answer."""
    quotable: bool
    """I may quote it."""
    gate: WireGate | None
    has_replies: bool

    @classmethod
    def read(cls, json: Json) -> "WirePost | None":
        """`None` where it is no post, or has no author."""
        return _post(json, json.get("record"), json.get("embed"), quotes=True)

    @classmethod
    def read_quoted(cls, json: Json) -> "WirePost | None":
        """`app.bsky.embed.record#viewRecord`; what it quotes in turn is not read. `None` where the post is
        gone, detached, or by somebody with whom there is a block.
        """
        if not json.get("value").is_object:
            return None
        first = next(iter(json.get("embeds")), Json(None))
        return _post(json, json.get("value"), first, quotes=False)


def _post(json: Json, record: Json, embed: Json, *, quotes: bool) -> WirePost | None:
    uri, author = AtUri.read(json.text("uri")), WirePerson.read(json.get("author"))
    if uri is None or uri.collection != POST or author is None or author.did != uri.did:
        return None
    viewer, reply = json.get("viewer"), record.get("reply")
    parent = _post_uri(reply.get("parent"))
    return WirePost(
        uri=uri,
        cid=json.text("cid"),
        author=author,
        text=record.text("text"),
        facets=Facet.read_all(record.get("facets")),
        created=_earlier(record.moment("createdAt"), json.moment("indexedAt")),
        parent=parent,
        root=_post_uri(reply.get("root")) if parent is not None else None,
        root_cid=reply.get("root").text("cid"),
        language=clean.language(next(iter(record.texts("langs")), "")),
        embed=WireEmbed.read(embed, quotes=quotes),
        labels=WireLabel.read_all(json.get("labels")),
        liked=viewer.text("like"),
        reposted=viewer.text("repost"),
        bookmarked=viewer.flag("bookmarked"),
        thread_muted=viewer.flag("threadMuted"),
        closed=viewer.flag("replyDisabled"),
        quotable=not viewer.flag("embeddingDisabled"),
        gate=WireGate.read(json.get("threadgate")),
        has_replies=bool(json.number("replyCount")),
    )


def _post_uri(json: Json) -> AtUri | None:
    uri = AtUri.read(json.text("uri"))
    return uri if uri is not None and uri.collection == POST else None


def _earlier(created: datetime | None, indexed: datetime | None) -> datetime | None:
    """The date on a post, but none later than when the network first saw it: it sorts by that as well."""
    known = [moment for moment in (created, indexed) if moment is not None]
    return min(known, default=None)


class WireItem(Struct, frozen=True):
    """`app.bsky.feed.defs#feedViewPost`: a post in a timeline, or a repost of it."""

    post: WirePost
    by: WirePerson | None
    """Who reposted it."""
    name: str
    """What names the repost."""
    at: datetime | None

    @classmethod
    def read(cls, json: Json) -> "WireItem | None":
        """`None` where it holds no post."""
        post = WirePost.read(json.get("post"))
        if post is None:
            return None
        if post.closed and post.gate is None:
            post = replace(post, gate=WireGate.read(json.get("reply").get("root").get("threadgate")))
        reason = json.get("reason")
        if reason.text("$type") != "app.bsky.feed.defs#reasonRepost":
            return cls(post, None, "", None)
        by = WirePerson.read(reason.get("by"))
        name = AtUri.read(reason.text("uri"))
        return cls(post, by, name.key if name else "", reason.moment("indexedAt")) if by else None


def read_posts(json: Iterable[Json]) -> tuple[WirePost, ...]:
    """The readable posts of a list, in its order."""
    return tuple(post for item in json if (post := WirePost.read(item)) is not None)


def read_people(json: Iterable[Json]) -> tuple[WirePerson, ...]:
    """The readable people of a list, in its order."""
    return tuple(person for item in json if (person := WirePerson.read(item)) is not None)
