"""The wire: JSON of the Mastodon API into typed records, leniently.

A field that is missing, null or of another type becomes its default; a status without an id or an author is
left out. What counts something is not decoded at all, so nothing behind this module can show it; the two
exceptions leave as a share in tenths (polls) and as a yes or no (replies).

Documentation: https://docs.joinmastodon.org/entities/
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from msgspec import Struct

from connect_tui.domain import clean
from connect_tui.providers.web.reader import Json

MAX_MEDIA = 32
"""Files read of one post, and answers of one poll; Mastodon has at most sixteen of the ones, others twenty of
the others.
"""
MAX_FILTERS = 500
"""Filters read: each is looked for in each post."""
MAX_MATCHES = 50
"""Filters read that match one post."""
MAX_ACCT = 320
"""Characters of a name with its host, which has 253 at most."""


class WireAccount(Struct, frozen=True):
    """https://docs.joinmastodon.org/entities/Account/"""

    id: str
    acct: str
    """`user` for a local account, `user@host` for another; cleaned."""
    name: str
    """The display name, cleaned; empty where none was chosen."""
    url: str
    bot: bool
    group: bool
    mute_ends: datetime | None
    """`mute_expires_at`, in the list of mutes alone."""

    @classmethod
    def read(cls, json: Json) -> "WireAccount | None":
        """`None` where it has no id or no name."""
        key = json.id("id")
        acct = _acct(json.text("acct")) or _acct(json.text("username"))
        if not key or not acct:
            return None
        return cls(
            id=key,
            acct=acct,
            name=json.line("display_name"),
            url=json.link("url", "uri"),
            bot=json.flag("bot") or json.text("actor_type") in ("Service", "Application"),
            group=json.flag("group") or json.text("actor_type") == "Group",
            mute_ends=json.moment("mute_expires_at"),
        )


def _acct(written: str) -> str:
    """A handle without the leading `@`; white space and controls have no place in one."""
    return "".join(clean.line(written).split()).lstrip("@") if len(written) <= MAX_ACCT else ""


class WireMention(Struct, frozen=True):
    """https://docs.joinmastodon.org/entities/Status/#Mention"""

    id: str
    acct: str
    username: str
    url: str

    @classmethod
    def read_all(cls, json: Json) -> "tuple[WireMention, ...]":
        """Those that name somebody."""
        return tuple(
            cls(item.id("id"), acct, _acct(item.text("username")) or acct.split("@", 1)[0], item.link("url"))
            for item in json
            if (acct := _acct(item.text("acct")) or _acct(item.text("username")))
        )


class WireMedia(Struct, frozen=True):
    """https://docs.joinmastodon.org/entities/MediaAttachment/"""

    id: str
    kind: str
    url: str
    alt: str

    @classmethod
    def read_all(cls, json: Json) -> "tuple[WireMedia, ...]":
        """All attachments, also those that cannot be opened: their description can be read."""
        files = [item for item in islice(json, MAX_MEDIA) if item.is_object]
        return tuple(
            cls(
                id=item.id("id"),
                kind=item.text("type"),
                url=item.link("url", "remote_url", "text_url", "preview_url"),
                alt=item.alt("description", len(files)),
            )
            for item in files
        )


class WireOption(Struct, frozen=True):
    """One option of a poll; `tenths` is its share, `None` while there are no results."""

    title: str
    tenths: int | None
    mine: bool


class WirePoll(Struct, frozen=True):
    """https://docs.joinmastodon.org/entities/Poll/"""

    id: str
    options: tuple[WireOption, ...]
    multiple: bool
    closes: datetime | None
    closed: bool
    voted: bool

    @classmethod
    def read(cls, json: Json) -> "WirePoll | None":
        """`None` where there is nothing to choose."""
        shares = _tenths(json)
        mine = json.numbers("own_votes")
        options = tuple(
            WireOption(option.line("title"), share, place in mine)
            for place, (option, share) in enumerate(
                zip(islice(json.get("options"), MAX_MEDIA), shares, strict=True)
            )
        )
        if not options:
            return None
        return cls(
            id=json.id("id"),
            options=options,
            multiple=json.flag("multiple"),
            closes=json.moment("expires_at"),
            closed=json.flag("expired"),
            voted=json.flag("voted"),
        )


def _tenths(json: Json) -> list[int | None]:
    """Each option's share: of the people where several may be chosen, else of the votes."""
    votes = [option.number("votes_count") for option in islice(json.get("options"), MAX_MEDIA)]
    cast = sum(vote or 0 for vote in votes)
    people = json.number("voters_count") if json.flag("multiple") else None
    whole = max(people or cast, *(vote or 0 for vote in votes), 1) if votes else 1
    return [None if vote is None else (vote * 20 + whole) // (whole * 2) for vote in votes]


class WireFilter(Struct, frozen=True):
    """A filter that matched: https://docs.joinmastodon.org/entities/FilterResult/"""

    title: str
    action: str
    contexts: tuple[str, ...]

    @classmethod
    def read_all(cls, json: Json) -> "tuple[WireFilter, ...]":
        """Those that say what they are."""
        found = (item.get("filter") for item in islice(json, MAX_MATCHES))
        return tuple(
            cls(item.line("title") or item.line("phrase"), item.text("filter_action"), item.texts("context"))
            for item in found
            if item.is_object
        )


class WireQuote(Struct, frozen=True):
    """https://docs.joinmastodon.org/entities/Quote/, or what forks send in its place."""

    status: "WireStatus | None"
    """`None` where it may not be read, or only its id came."""


class WireStatus(Struct, frozen=True):
    """https://docs.joinmastodon.org/entities/Status/"""

    id: str
    uri: str
    """The canonical URI, checked for what may stand in a key; empty where none came."""
    url: str
    account: WireAccount
    parent: str
    content: str
    """HTML, not cleaned yet."""
    created: datetime | None
    edited: datetime | None
    visibility: str
    warning: str
    sensitive: bool
    language: str
    mentions: tuple[WireMention, ...]
    media: tuple[WireMedia, ...]
    poll: WirePoll | None
    card_url: str
    card_title: str
    quote: WireQuote | None
    boosted_post: "WireStatus | None"
    """`reblog`: this status passes that one on, and is nothing in itself."""
    favourited: bool
    boosted: bool
    bookmarked: bool
    muted: bool
    filtered: tuple[WireFilter, ...] | None
    """`None` where the server does not filter: it knows version 1 of the filters only."""
    has_replies: bool

    @classmethod
    def read(cls, json: Json, *, boosts: bool = True, quotes: bool = True) -> "WireStatus | None":
        """`None` where it has no id or no author. `boosts`, `quotes`: whether to read posts within it."""
        key, account = json.id("id"), WireAccount.read(json.get("account"))
        if not key or account is None:
            return None
        card = json.get("card")
        return cls(
            id=key,
            uri=_uri(json.text("uri")),
            url=json.link("url"),
            account=account,
            parent=json.id("in_reply_to_id"),
            content=json.text("content"),
            created=json.moment("created_at"),
            edited=json.moment("edited_at"),
            visibility=json.text("visibility"),
            warning=json.line("spoiler_text"),
            sensitive=json.flag("sensitive"),
            language=clean.language(json.text("language")),
            mentions=WireMention.read_all(json.get("mentions")),
            media=WireMedia.read_all(json.get("media_attachments")),
            poll=WirePoll.read(json.get("poll")),
            card_url=card.link("url"),
            card_title=card.line("title"),
            quote=_quote(json) if quotes else None,
            boosted_post=cls.read(json.get("reblog"), boosts=False) if boosts else None,
            favourited=json.flag("favourited"),
            boosted=json.flag("reblogged"),
            bookmarked=json.flag("bookmarked"),
            muted=_muted(json),
            filtered=WireFilter.read_all(json.get("filtered")) if json.has("filtered") else None,
            has_replies=bool(json.number("replies_count")),
        )


def _muted(json: Json) -> bool:
    """Whether its conversation is muted. Pleroma's `muted` is also true where the author is; what is meant
    here it says apart from that.
    """
    pleroma = json.get("pleroma")
    return pleroma.flag("thread_muted") if pleroma.has("thread_muted") else json.flag("muted")


def _uri(written: str) -> str:
    """A URI that can be a key: printable, without spaces, not endless."""
    if not 0 < len(written) <= 2048 or " " in written or not written.isprintable():
        return ""
    return written


def _quote(json: Json) -> WireQuote | None:
    """Mastodon sends `{state, quoted_status}`, forks the quoted status itself, or its id alone."""
    quote = json.get("quote")
    if not quote.is_object:
        return WireQuote(None) if json.id("quote_id") else None
    inner = quote.get("quoted_status") if quote.has("state") or quote.has("quoted_status") else quote
    if quote.has("state") and quote.text("state") != "accepted":
        return WireQuote(None)
    return WireQuote(WireStatus.read(inner, boosts=False, quotes=False))


def read_statuses(json: Iterable[Json]) -> tuple[WireStatus, ...]:
    """The readable statuses of a list, in its order."""
    return tuple(status for item in json if (status := WireStatus.read(item)) is not None)


def read_accounts(json: Iterable[Json]) -> tuple[WireAccount, ...]:
    """The readable accounts of a list, in its order."""
    return tuple(account for item in json if (account := WireAccount.read(item)) is not None)


class WireVersion(Struct, frozen=True):
    """https://docs.joinmastodon.org/entities/StatusEdit/"""

    content: str
    """HTML, not cleaned yet."""
    warning: str
    created: datetime | None

    @classmethod
    def read(cls, json: Json) -> "WireVersion":
        """One version of a post."""
        return cls(json.text("content"), json.line("spoiler_text"), json.moment("created_at"))


class WireDefaults(Struct, frozen=True):
    """What I chose for new posts: https://docs.joinmastodon.org/entities/Account/#CredentialAccount"""

    visibility: str
    language: str
    sensitive: bool

    @classmethod
    def read(cls, json: Json) -> "WireDefaults":
        """Empty where nothing was chosen."""
        source = json.get("source")
        return cls(source.text("privacy"), clean.language(source.text("language")), source.flag("sensitive"))


class WireOldFilter(Struct, frozen=True):
    """https://docs.joinmastodon.org/entities/V1_Filter/: the client itself looks for the phrase."""

    phrase: str
    contexts: tuple[str, ...]
    whole_word: bool
    hides: bool
    expires: datetime | None

    @classmethod
    def read_all(cls, json: Json) -> "tuple[WireOldFilter, ...]":
        """Those that have a phrase."""
        return tuple(
            cls(
                phrase,
                item.texts("context"),
                item.flag("whole_word"),
                item.flag("irreversible"),
                item.moment("expires_at"),
            )
            for item in islice(json, MAX_FILTERS)
            if (phrase := item.line("phrase"))
        )


def read_emoji(json: Json) -> str:
    """A custom emoji's shortcode; empty where people are not to pick it."""
    shown = not json.has("visible_in_picker") or json.flag("visible_in_picker")
    code = json.line("shortcode")
    return code if shown and code and all(c.isalnum() or c in "_-" for c in code) else ""
