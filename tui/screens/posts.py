"""What can be done with a post, wherever it stands."""

from collections.abc import Callable, Iterable, Set

from msgspec.structs import replace
from textual.widget import Widget

from connect_tui.domain import clean
from connect_tui.domain.post import Post, Visibility
from connect_tui.port.capabilities import Capabilities, Reaction
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import OtherKeys, TakeBack
from connect_tui.tui.outside import address_of, browse, links_of
from connect_tui.tui.render.post import cover_of
from connect_tui.tui.widgets.part import Deeds, Reasons
from connect_tui.tui.widgets.stream import Stream

_WORDS = {
    Reaction.FAVOURITE: ("Favourited.", "No longer a favourite of yours.", "favourites"),
    Reaction.BOOST: ("Boosted.", "No longer boosted.", "boosts"),
    Reaction.BOOKMARK: ("Bookmarked.", "No longer bookmarked.", "bookmarks"),
}


class PostDeeds:
    """React, open and copy links, open warnings. `post` answers the post under the cursor of `stream`,
    `say` says something in passing.
    """

    def __init__(
        self, desk: Desk, stream: Stream, post: Callable[[], Post | None], say: Callable[[str], None]
    ) -> None:
        self._desk = desk
        self._stream = stream
        self._post = post
        self._say = say

    def deeds(self) -> Deeds:
        """By the names of actions."""
        return {
            "favourite": lambda: self._react(Reaction.FAVOURITE),
            "boost": lambda: self._react(Reaction.BOOST),
            "bookmark": lambda: self._react(Reaction.BOOKMARK),
            "link": self._open_link,
            "copy": self._copy,
            "warning": self._uncover,
            "undo": lambda: self._stream.screen.post_message(TakeBack()),
        }

    def reasons(self) -> Reasons:
        """Why some of it cannot be done now."""
        return {
            "favourite": lambda: self._why_no_reaction(Reaction.FAVOURITE),
            "boost": lambda: self._why_no_reaction(Reaction.BOOST),
            "bookmark": lambda: self._why_no_reaction(Reaction.BOOKMARK),
            "link": lambda: "" if self._links() else "There is no link in it.",
            "copy": lambda: "" if self._address() else "It has no link to copy.",
            "warning": self._why_no_warning,
        }

    def uncover(self, covered: Set[str]) -> None:
        """Open the warnings of these posts, named by their URIs; close them where all are open."""
        opened = self._stream.view.opened
        opened = opened - covered if covered <= opened else opened | covered
        self._stream.view = replace(self._stream.view, opened=opened)
        self._stream.screen.post_message(OtherKeys())

    def _uncover(self) -> None:
        if (post := self._post()) is not None:
            self.uncover(covered([post]))

    def _why_no_warning(self) -> str:
        post = self._post()
        return "" if post is not None and cover_of(post) else "There is no warning on it."

    def _why_no_reaction(self, reaction: Reaction) -> str:
        post = self._post()
        if post is None or post.deleted:
            return "There is no post under the cursor."
        account = self._desk.account(post.id.account)
        if account is not None and not _can(account[1], reaction):
            return f"{account[0].name} knows no {_WORDS[reaction][2]}."
        if reaction is Reaction.BOOST and not post.boosted and not _for_everybody(post, self._desk.me):
            return "This was not said to everybody, and is not passed on."
        return ""

    def _react(self, reaction: Reaction) -> None:
        if (post := self._post()) is not None:
            on = not _done(post, reaction)
            done, undone, _ = _WORDS[reaction]
            self._desk.react(post.uri, reaction, on)
            self._say((done if on else undone) + self._desk.way_back("that"))

    def _copy(self) -> None:
        self._stream.app.copy_to_clipboard(self._address())
        self._say("The link is copied.")

    def _address(self) -> str:
        post = self._post()
        return address_of(post) if post is not None else ""

    def _links(self) -> tuple[str, ...]:
        post = self._post()
        return tuple(links_of(post)) if post is not None else ()

    def _open_link(self) -> None:
        from connect_tui.tui.screens.choice import Choice

        links = self._links()
        if len(links) == 1:
            self._browse(links[0])
        else:
            answers = [(link, f"{clean.host(link)}  {link}") for link in links]
            self._stream.app.push_screen(
                Choice(self._desk, "Which link?", answers), lambda link: self._browse(link or "")
            )

    def _browse(self, link: str) -> None:
        if link:
            browser = self._desk.settings.browser
            _in_thread(self._stream, lambda: browse(link, browser))
            self._say(f"Opening {clean.host(link) or link}.")


def covered(posts: Iterable[Post]) -> frozenset[str]:
    """Those of these posts, by URI, that are shown only when asked for."""
    return frozenset(post.uri for post in posts if cover_of(post))


def _in_thread(widget: Widget, job: Callable[[], object]) -> None:
    widget.run_worker(job, thread=True, exit_on_error=True)


def _can(can: Capabilities, reaction: Reaction) -> bool:
    return {
        Reaction.FAVOURITE: can.favourite,
        Reaction.BOOST: can.boost,
        Reaction.BOOKMARK: can.bookmark,
    }[reaction]


def _for_everybody(post: Post, me: frozenset[str]) -> bool:
    """Whether a post may be passed on: one for followers by its author alone, a private one by nobody."""
    if post.visibility is Visibility.FOLLOWERS:
        return post.author.key in me
    return post.visibility is not Visibility.DIRECT


def _done(post: Post, reaction: Reaction) -> bool:
    return {
        Reaction.FAVOURITE: post.favourited,
        Reaction.BOOST: post.boosted,
        Reaction.BOOKMARK: post.bookmarked,
    }[reaction]
