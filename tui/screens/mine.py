"""After it was sent: change it, delete it, write it anew; see what a post said before; vote in its poll."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.message import Message
from textual.widget import Widget

from connect_tui.domain.post import Poll, Post
from connect_tui.port.answers import Version
from connect_tui.port.capabilities import Capabilities
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import Say, Write
from connect_tui.tui.render.leaf import PassageRow
from connect_tui.tui.render.names import name_of
from connect_tui.tui.render.pieces import short
from connect_tui.tui.render.times import said_at
from connect_tui.tui.screens.ballot import Ballot
from connect_tui.tui.screens.choice import Choice
from connect_tui.tui.screens.leaf import Leaf
from connect_tui.tui.screens.marks import report
from connect_tui.tui.widgets.part import Deeds, Reasons

_SHOWN = 40


@dataclass
class Told(Message):
    """What a post has said; posted from the engine's thread."""

    post: Post
    versions: Sequence[Version]


class OwnDeeds:
    """Works on the post under the cursor of `widget`: `post` answers it; `say` says something in passing."""

    def __init__(
        self, desk: Desk, widget: Widget, post: Callable[[], Post | None], say: Callable[[str], None]
    ) -> None:
        self._desk = desk
        self._widget = widget
        self._post = post
        self._say = say

    def deeds(self) -> Deeds:
        """By the names of actions."""
        return {
            "edit": self._edit,
            "delete": lambda: self._delete(anew=False),
            "redraft": lambda: self._delete(anew=True),
            "history": self._history,
            "vote": self._vote,
        }

    def reasons(self) -> Reasons:
        """Why some of it cannot be done now."""
        mine = dict.fromkeys(("edit", "delete", "redraft"), self._why_not_mine)
        return {**mine, "history": self._why_no_history, "vote": self._why_no_vote}

    def show_history(self, message: Told) -> None:
        """What it said, the oldest first."""
        now = self._desk.clock()
        rows = [
            PassageRow(
                str(place),
                f"{'first' if place == 0 else 'then'} · {said_at(version.written, now)}",
                version.text.plain,
                (f"Warning: {version.warning}" if version.warning else "",),
            )
            for place, version in enumerate(message.versions)
        ]
        title = f"What {name_of(message.post.author, self._desk.me)} wrote here"
        self._widget.app.push_screen(Leaf(self._desk, title, rows, (("cancel", "back"),)))

    def _why_not_mine(self) -> str:
        """Empty where a post of mine is under the cursor."""
        post = self._post()
        if post is None or post.deleted:
            return "There is no post under the cursor."
        return "" if post.author.key in self._desk.me else "That is not yours to change."

    def _edit(self) -> None:
        if (post := self._post()) is not None:
            self._say("Fetching what you wrote …")
            report(self._desk.edit(post.uri), self._widget, lambda draft: Write(draft) if draft else None)

    def _delete(self, *, anew: bool) -> None:
        post = self._post()
        if post is None:
            return
        words = short(post.text.plain, _SHOWN)
        question = f"Delete “{words}” for everybody?" if words else "Delete this post for everybody?"
        if post.has_replies:
            question += " What others answered stays, without it."
        answers = [("no", "No, keep it"), ("yes", "Yes, delete it"), ("anew", "Delete it and write it anew")]
        if anew:
            answers = [answers[0], answers[2]]
        self._widget.app.push_screen(
            Choice(self._desk, question, answers), lambda answer: self._deleted(post, answer)
        )

    def _deleted(self, post: Post, answer: str | None) -> None:
        if answer == "yes":
            said = Say("It is deleted.")
            report(self._desk.delete(post.uri), self._widget, lambda gone: said if gone else None)
        elif answer == "anew":
            job = self._desk.redraft(post.uri)
            report(job, self._widget, lambda draft: Write(draft) if draft else None)

    def _history(self) -> None:
        if (post := self._post()) is not None:
            job = self._desk.history(post.uri)
            report(job, self._widget, lambda versions: Told(post, versions) if versions else None)

    def _why_no_history(self) -> str:
        post = self._post()
        if post is None or post.deleted:
            return "There is no post under the cursor."
        return "" if post.edited is not None else "This was never changed."

    def _vote(self) -> None:
        post = self._post()
        if post is None or post.poll is None:
            return

        def chosen(places: tuple[int, ...] | None) -> None:
            if places:
                said = Say("Your answer is given.")
                job = self._desk.vote(post.uri, places)
                report(job, self._widget, lambda taken: said if taken else None)

        self._widget.app.push_screen(Ballot(self._desk, post.poll), chosen)

    def _why_no_vote(self) -> str:
        post = self._post()
        if post is None or post.poll is None:
            return "There is no poll here."
        if post.author.key in self._desk.me:
            return "It is your own poll: you asked, others answer."
        if post.poll.voted:
            return "You have answered this poll."
        if _is_over(post.poll, self._desk):
            return "This poll is closed."
        if not any(_can_vote(self._desk.account(copy.id.account)) for copy in post.copies):
            return "Your network does not let you answer polls."
        return ""


def _is_over(poll: Poll, desk: Desk) -> bool:
    return poll.closed or (poll.closes is not None and poll.closes <= desk.clock())


def _can_vote(known: tuple[object, Capabilities] | None) -> bool:
    return known is not None and known[1].voting
