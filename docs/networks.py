"""`docs/providers.md`: what each network can do, from the capabilities of its provider."""

from collections.abc import Callable
from dataclasses import dataclass

from connect_tui import plugins
from connect_tui.provider import Capabilities, LengthRule, ProviderConfig, ProviderPlugin

HEAD = """\
# Networks

What each network can do, and what not. Made from what the providers say of themselves, which is also what the
program goes by: what a network cannot do is not offered there. “Some” means that it depends on the server.

`connect-tui login` takes a handle, a server, or an address, and finds out on which of these it is. How to add
another one: [Writing a provider](writing-a-provider.md).
"""
_LENGTH = {
    LengthRule.MASTODON: "characters; a link counts the same however long",
    LengthRule.GRAPHEMES: "characters as one sees them",
}
_APART = {"warnings", "length_rule", "link_length", "media_limits", "poll_limits", "pace"}
"""Fields that another row tells of, or that say how and not what."""


@dataclass(frozen=True)
class Row:
    """One question, and how the capabilities answer it."""

    title: str
    field: str
    words: Callable[[Capabilities], str] | None = None

    def cell(self, can: Capabilities, most: Capabilities) -> str:
        """The answer for a network: `can` is what all its servers can do, `most` what the best can."""
        if self.words is not None:
            return self.words(most)
        always, ever = bool(getattr(can, self.field)), bool(getattr(most, self.field))
        return "yes" if always else "some" if ever else "no"


def _visibilities(can: Capabilities) -> str:
    return ", ".join(can.visibilities) or "nobody: it is only read"


def _length(can: Capabilities) -> str:
    return f"{can.length} {_LENGTH[can.length_rule]}" if can.publish else "nothing is written"


def _stances(can: Capabilities) -> str:
    return ", ".join(can.stances) or "no"


def _warnings(can: Capabilities) -> str:
    if not can.content_warnings:
        return "no"
    return f"only {', '.join(can.warnings).lower()}" if can.warnings else "in any words"


def _media(can: Capabilities) -> str:
    if not can.media:
        return "no"
    kinds = sorted({kind.partition("/")[0] for kind in can.media_limits.kinds}) or ["yes"]
    return f"{', '.join(kinds)}; {can.media_limits.at_once} at once"


ROWS = (
    Row("You are somebody there", "anonymous", lambda can: "no" if can.anonymous else "yes"),
    Row("Writing and answering", "publish"),
    Row("How long a post may be, at first", "length", _length),
    Row("An answer arrives without naming whom it answers", "reaches_author"),
    Row("Who can read what you write", "visibilities", _visibilities),
    Row("Private messages", "direct_messages"),
    Row("Content warnings", "content_warnings", _warnings),
    Row("The language of a post", "languages"),
    Row("Pictures and other files", "media", _media),
    Row("Polls of yours", "polls"),
    Row("Voting in polls", "voting"),
    Row("Changing a post", "edit"),
    Row("Earlier versions of a post", "history"),
    Row("Sending twice by accident is harmless", "idempotent_publish"),
    Row("What was sent is found also where what it answers is gone", "keys_last"),
    Row("Favourites", "favourite"),
    Row("Boosts", "boost"),
    Row("Bookmarks", "bookmark"),
    Row("What you can do about people", "stances", _stances),
    Row("Follow requests", "follow_requests"),
    Row("Muting a conversation there too", "thread_mutes"),
    Row("Where you stopped reading, shared with other programs", "read_markers"),
    Row("News while it happens", "streaming"),
    Row("Whole conversations, not only what passes by", "complete_threads"),
    Row("What is gone from a timeline is gone", "complete_timelines"),
    Row("Several posts in one request", "many_posts"),
    Row("Searching for posts there", "search"),
    Row("Completing hashtags", "tags"),
    Row("Emoji of its own", "emoji"),
)  # fmt: skip


def networks_page() -> str:
    """The whole page.

    Raises:
        SystemExit: there are capabilities that it says nothing about.
    """
    missing = set(Capabilities.__struct_fields__) - {row.field for row in ROWS} - _APART
    if missing:
        raise SystemExit(f"docs/networks.py says nothing about the capabilities {', '.join(sorted(missing))}")
    # The demo is no network that anybody has an account on.
    found = {kind: plugins.load(kind) for kind in plugins.OWN}
    own = {kind: plugin for kind, plugin in found.items() if plugin.recognise is not None}
    answers = {kind: _capabilities(plugin) for kind, plugin in own.items()}
    lines = [HEAD, f"| | {' | '.join(own)} |", f"|---|{'---|' * len(own)}"]
    for row in ROWS:
        cells = (row.cell(*answers[kind]) for kind in own)
        lines.append(f"| {row.title} | {' | '.join(cells)} |")
    lines += ["", *(line for kind, plugin in own.items() for line in _about(kind, plugin))]
    return "\n".join(lines)


def _capabilities(plugin: ProviderPlugin) -> tuple[Capabilities, Capabilities]:
    values = {setting.key: setting.example for setting in plugin.settings if setting.example}
    provider = plugin.open(ProviderConfig(name="example", values=values, credential=lambda: None))
    return provider.capabilities, plugin.most() if plugin.most is not None else provider.capabilities


def _about(kind: str, plugin: ProviderPlugin) -> list[str]:
    """What its table in the configuration holds."""
    secret = (
        ["A login keeps its secret; or name where you keep it."] if plugin.login else ["It needs no login."]
    )
    settings = [
        f"- `{setting.key}`{'' if setting.required else ', which may be left out'}: {setting.doc}"
        for setting in plugin.settings
    ]
    return [f"## {plugin.title}", "", f'`kind = "{kind}"`. {secret[0]}', "", *settings, ""]
