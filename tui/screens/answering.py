"""Answering one after another: one who waits on the screen, with what is needed to answer, then the next."""

from collections.abc import Sequence
from itertools import islice

from textual.app import ComposeResult

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.draft import Draft
from connect_tui.domain.entry import Entry, Section
from connect_tui.domain.sentences import names
from connect_tui.tui.actions import Hint, Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import Say
from connect_tui.tui.render.answering import FOLDED, Heading, excerpt, heading
from connect_tui.tui.render.names import listed
from connect_tui.tui.render.pieces import NOTHING, safe_line
from connect_tui.tui.render.quiet import NobodyRow
from connect_tui.tui.render.rows import LineRow, Row
from connect_tui.tui.round import Round
from connect_tui.tui.screens.conversation import ConversationPart
from connect_tui.tui.sight import Sight
from connect_tui.tui.widgets.linebar import LineBar
from connect_tui.tui.widgets.part import Deeds

_ELSEWHERE = frozenset({"answer", "shelf", "drafts", "read", "search", "jump", "hit_next", "hit_before"})
"""What leads out of a conversation leads nowhere from here."""
_NAMED = 3
"""So many of those who still wait are named at the end."""
_NOBODY = Heading(NOTHING, NOTHING, NOTHING, NOTHING)


class AnsweringPart(ConversationPart):
    """A conversation at a time, of those who wait. It goes on after an answer, done or later."""

    where = Where.ANSWERING

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, id="answering")
        self.entry: Entry | None = None
        self._round = Round(desk.reader)
        self._dealt_with: list[str] = []
        self._whole = False

    def compose(self) -> ComposeResult:
        """Who, why, and who is in it, over the conversation."""
        yield LineBar(id="who")
        yield LineBar(id="reason")
        yield LineBar(id="within")
        yield from super().compose()

    def begin(self, sight: Sight) -> bool:
        """Begin with the one who comes first of those in sight; false where nobody waits."""
        self._round.sight = sight
        self._round.again()
        self._dealt_with.clear()
        first = self._round.next()
        if first is None:
            return False
        self._meet(first)
        return True

    def next(self) -> None:
        """On to the next one, or to the end."""
        self._meet(self._round.next())

    def leave(self, uri: str) -> None:
        """Dealt with: on to the next."""
        self._dealt_with.insert(0, uri)
        if self.entry is not None and self.entry.uri == uri:
            self.next()

    def back_again(self) -> None:
        """Something was taken back: whoever waits again because of it stands here again."""
        self._return_to(self._dealt_with)

    def take_up(self, draft: Draft) -> None:
        """Go on with an answer that was taken back."""
        entry = self._desk.reader.entry(draft.answers)
        if entry is not None and not self._return_to([entry.uri]):
            self._meet(entry)
        self.write(draft)

    def _return_to(self, uris: Sequence[str]) -> bool:
        """To the first of these that was here and waits; the way on and back goes from there."""
        found = self._round.back_to(uris)
        if found is None:
            return False
        self._dealt_with = [uri for uri in self._dealt_with if uri != found.uri]
        self._meet(found)
        return True

    def changed(self, uris: frozenset[str]) -> None:
        """Something was said, here or elsewhere."""
        if self.entry is None:
            self._meet(self._round.next())
        elif self.holds(uris):
            entry = self._desk.reader.entry(self.uri)
            if entry is not None and entry.section is Section.WAITING:
                self.entry = entry
            self.reload()

    def reload(self, cursor: str = "") -> None:
        """Read it anew; with nobody left, say so."""
        self._head()
        if self.entry is None:
            self._conversation = None
            self.stream.show_rows(self._end())
        else:
            super().reload(cursor)

    def hints(self) -> Sequence[Hint]:
        """With nobody left there is nothing to mark."""
        return super().hints() if self.entry is not None else (("next", "begin again"), "undo", "back")

    def tick(self) -> None:
        """Time went on."""
        super().tick()
        self._head()

    def deeds(self) -> Deeds:
        """As in a conversation, and on to the next."""
        deeds = {name: deed for name, deed in super().deeds().items() if name not in _ELSEWHERE}
        return {**deeds, "next": self._pass, "before": self._before}

    def _meet(self, entry: Entry | None) -> None:
        """Show this one; with `None`, that nobody is left."""
        self.entry, self._whole = entry, False
        post = None if entry is None else entry.reply_to or entry.post
        if entry is None or post is None:
            self.end_reading()
            self.lay_down()
            self.uri = ""
            self.reload()
        else:
            self.show(post.uri, entry.account.name)
            self.begin_reading()
        self.stream.focus()

    def _pass(self) -> None:
        """On to the next without a mark; from the end, once more from the beginning."""
        if self.entry is None:
            self._round.again()
        self.next()

    def _before(self) -> None:
        entry = self._round.before()
        if entry is None:
            self.post_message(Say("Nobody stands before this one."))
        else:
            self._meet(entry)

    def _rows(self, conversation: Conversation) -> Sequence[Row]:
        """As much of the conversation as it takes to answer."""
        rows = super()._rows(conversation)
        if self.entry is None or self._whole:
            return rows
        draft = None if self.composer.writing else self._desk.draft_for(self.uri)
        return excerpt(rows, conversation, self.entry, draft.text if draft else "")

    def _open(self) -> None:
        row = self.stream.row
        if row is not None and row.key.startswith(FOLDED):
            self._whole = True
            self.reload()
        else:
            super()._open()

    def _written(self, sent: Sequence[Draft]) -> None:
        entry = self.entry
        super()._written(sent)
        if not sent or entry is None:
            return
        what = f"Your answer to {safe_line(names(entry.people))} is on its way."
        self.post_message(Say(what + self._desk.way_back()))
        self.leave(entry.uri)

    def _head(self) -> None:
        now = self._desk.clock()
        said = heading(self.entry, self._desk.me, now) if self.entry else _NOBODY
        self.query_one("#who", LineBar).show(said.who, said.account)
        self.query_one("#reason", LineBar).show(said.why)
        self.query_one("#within", LineBar).show(said.within)

    def _end(self) -> list[Row]:
        """What stands where nobody is left."""
        passed = [safe_line(names(entry.people)) for entry in islice(self._round.waiting(), _NAMED + 1)]
        if not passed:
            return [NobodyRow()]
        verb = "is" if len(set(passed)) == 1 and " and " not in passed[0] else "are"
        key = self._desk.keymap.first("next")
        hint = f"{key} begins again" if key else ""
        return [
            LineRow("end", f"That was everybody. {listed(passed, _NAMED)} {verb} still waiting.", False, hint)
        ]
