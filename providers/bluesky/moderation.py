"""Labels, and what I want to see: https://docs.bsky.app/docs/advanced-guides/moderation

A label is what a service, or the author, says of a post or a person. What it does to a post is my choice;
that and the words I muted stand in the preferences of my account.
"""

import re
from datetime import datetime
from itertools import islice

from msgspec import Struct, field

from connect_tui.domain import clean
from connect_tui.domain.post import Filter, FilterContext
from connect_tui.providers.bluesky.wire import WireLabel, WirePost
from connect_tui.providers.web.reader import MAX_ITEMS, Json

EVERYWHERE = frozenset(FilterContext)
MAX_WORDS = 1000
"""Muted words that are read."""
_UNSPACED = frozenset({"ja", "zh", "ko", "th", "vi"})
"""Languages that do not part words by spaces, or not as others do."""


class Label(Struct, frozen=True):
    """What a label means. `setting` is what it does by itself: `ignore`, `warn` or `hide`."""

    name: str
    setting: str = "ignore"
    adult: bool = False
    """Hidden while my account does not allow what is for adults."""
    covers: bool = True
    """Whether a warning covers the post; otherwise it is only remarked."""
    only_media: bool = False
    """It is about pictures; without any, nothing is covered."""


KNOWN = {
    "porn": Label("adult content", "hide", adult=True, only_media=True),
    "sexual": Label("sexually suggestive", "warn", adult=True, only_media=True),
    "graphic-media": Label("graphic media", "warn", adult=True, only_media=True),
    "gore": Label("graphic media", "warn", adult=True, only_media=True),
    "nudity": Label("nudity", "ignore", only_media=True),
}
"""https://docs.bsky.app/docs/advanced-guides/moderation#label-values"""
OWN = ("porn", "sexual", "nudity", "graphic-media")
"""Those that authors give to their own posts."""
WARNINGS = tuple(KNOWN[value].name.capitalize() for value in OWN)
"""The same in words, as content warnings."""
_COMMANDS = {"!hide": Label("hidden by moderation", "hide"), "!warn": Label("marked by moderation", "warn")}
"""What moderation services say, and I cannot choose otherwise."""


class MutedWord(Struct, frozen=True):
    """`app.bsky.actor.defs#mutedWord`"""

    word: str
    in_text: bool
    in_tags: bool
    spares_followed: bool
    expires: datetime | None

    @classmethod
    def read_all(cls, json: Json) -> "tuple[MutedWord, ...]":
        """Those that hold a word."""
        return tuple(
            cls(
                word,
                "content" in item.texts("targets"),
                "tag" in item.texts("targets"),
                item.text("actorTarget") == "exclude-following",
                item.moment("expiresAt"),
            )
            for item in islice(json.many(), MAX_WORDS)
            if (word := item.line("value").strip().lstrip("#"))
        )

    def mutes(self, post: WirePost, tags: frozenset[str], texts: str, now: datetime) -> bool:
        """Whether this post holds the word where it is not wanted."""
        if (self.expires is not None and self.expires <= now) or (
            self.spares_followed and post.author.follow_record
        ):
            return False
        word = self.word.casefold()
        return (self.in_tags and word in tags) or (self.in_text and _stands_in(word, texts, post.language))


def _stands_in(word: str, text: str, language: str) -> bool:
    if len(word) == 1 or language.partition("-")[0] in _UNSPACED:
        return word in text
    start = r"(?<!\w)" if word[0].isalnum() else ""
    end = r"(?!\w)" if word[-1].isalnum() else ""
    return re.search(f"{start}{re.escape(word)}{end}", text) is not None


class Preferences(Struct, frozen=True):
    """What I want to see: https://docs.bsky.app/docs/api/app-bsky-actor-get-preferences

    `settings` holds my choice for a label, by the service that gives it (empty for those that all know) and
    its value; `labels` what the services that I subscribed to mean by theirs.
    """

    adult: bool = False
    settings: dict[tuple[str, str], str] = field(default_factory=dict)
    words: tuple[MutedWord, ...] = ()
    hidden: frozenset[str] = frozenset()
    labelers: tuple[str, ...] = ()
    labels: dict[tuple[str, str], Label] = field(default_factory=dict)

    @classmethod
    def read(cls, preferences: Json, services: Json) -> "Preferences":
        """Of the same kind of preference the last one holds."""
        by_kind: dict[str, list[Json]] = {}
        for item in preferences.many():
            by_kind.setdefault(item.text("$type").rpartition("#")[2], []).append(item)
        last = {kind: items[-1] for kind, items in by_kind.items()}
        nothing = Json(None)
        words = last.get("mutedWordsPref", nothing).get("items")
        return cls(
            adult=last.get("adultContentPref", nothing).flag("enabled"),
            settings={
                (item.text("labelerDid"), item.text("label")): item.text("visibility")
                for item in by_kind.get("contentLabelPref", ())
            },
            words=MutedWord.read_all(words),
            hidden=frozenset(last.get("hiddenPostsPref", nothing).texts("items", MAX_ITEMS)),
            labelers=labelers_in(preferences),
            labels=_custom(services),
        )

    def of_label(self, label: WireLabel, author: str) -> tuple[Label, str] | None:
        """What this label means, and what it does here; `None` where it does nothing."""
        if label.val in _COMMANDS:
            command = _COMMANDS[label.val]
            return None if label.src == author else (command, command.setting)
        own = self.labels.get((label.src, label.val))
        known = own or KNOWN.get(label.val)
        if known is None:
            return None
        wanted = self.settings.get((label.src if own else "", label.val), known.setting)
        if known.adult and not self.adult:
            wanted = "hide"
        return (known, wanted) if wanted in ("hide", "warn") else None


def labelers_in(preferences: Json) -> tuple[str, ...]:
    """The services whose labels I subscribed to."""
    found = (item for item in preferences.many() if item.text("$type") == "app.bsky.actor.defs#labelersPref")
    return tuple(did for item in found for labeler in item.get("labelers") if (did := labeler.text("did")))


def _custom(services: Json) -> dict[tuple[str, str], Label]:
    """`app.bsky.labeler.defs#labelerViewDetailed`: what services mean by their labels."""
    labels: dict[tuple[str, str], Label] = {}
    for service in services:
        did = service.get("creator").text("did")
        for item in service.get("policies").get("labelValueDefinitions"):
            names = {name.text("lang"): name for name in item.get("locales") if name.text("name")}
            named = names.get("en") or next(iter(names.values()), Json(None))
            name = named.line("name") or item.line("identifier")
            labels[did, item.text("identifier")] = Label(
                name,
                item.text("defaultSetting") or "warn",
                adult=item.flag("adultOnly"),
                covers=item.text("blurs") != "none",
                only_media=item.text("blurs") == "media",
            )
    return labels


class Verdict(Struct, frozen=True):
    """What a post is shown with: a content warning by its author, and filters of mine."""

    warning: str = ""
    sensitive: bool = False
    filters: tuple[Filter, ...] = ()


def judge(
    post: WirePost, me: str, wanted: Preferences, texts: str, tags: frozenset[str], now: datetime
) -> Verdict:
    """How to show a post. `texts` is everything in it that can be read, `tags` its tags, both in lower case.

    Nothing of mine is hidden from me.
    """
    warnings: dict[str, None] = {}
    filters: dict[Filter, None] = {}
    author = post.author.did
    of_author = (label for label in post.author.labels if label.uri == author and label.src != author)
    for label in (*post.labels, *of_author):
        if author == me and label.src == me and label.val in KNOWN:
            warnings[KNOWN[label.val].name] = None
        found = None if author == me else wanted.of_label(label, author)
        if found is None:
            continue
        meaning, does = found
        if does == "hide":
            filters[Filter(meaning.name, True, EVERYWHERE)] = None
        elif label.src == author:
            warnings[meaning.name] = None
        elif meaning.covers and not (meaning.only_media and not post.embed.media):
            filters[Filter(meaning.name, False, EVERYWHERE)] = None
    if author != me:
        filters.update(
            (Filter(name, True, EVERYWHERE), None) for name in _reasons(post, wanted, texts, tags, now)
        )
    return Verdict(
        clean.line(", ".join(warnings)).capitalize(),
        any(label.src == author and label.val in KNOWN for label in post.labels),
        tuple(filters),
    )


def _reasons(
    post: WirePost, wanted: Preferences, texts: str, tags: frozenset[str], now: datetime
) -> list[str]:
    """Why I do not want to see a post at all."""
    reasons = [word.word for word in wanted.words if word.mutes(post, tags, texts, now)]
    if str(post.uri) in wanted.hidden:
        reasons.append("hidden by you")
    if post.author.muting_list:
        reasons.append(f"muted list: {post.author.muting_list}")
    return reasons


def labels_for(warning: str, sensitive: bool) -> tuple[str, ...]:
    """The labels that say a content warning of mine; a picture to be covered needs one in any case.

    Raises:
        ValueError: there is no label for it.
    """
    known = {KNOWN[value].name: value for value in OWN}
    parts = [part.strip().casefold() for part in warning.split(",")] if warning.strip() else []
    if not known.keys() >= set(parts):
        raise ValueError(warning)
    return tuple(known[part] for part in dict.fromkeys(parts)) or (("graphic-media",) if sensitive else ())
