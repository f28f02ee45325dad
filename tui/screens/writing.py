"""Writing, wherever the composer stands: what was asked for beside the text is done here."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from textual.app import SuspendNotSupported

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.people import Account
from connect_tui.domain.post import Post
from connect_tui.provider import Capabilities
from connect_tui.sync import composing
from connect_tui.sync.checking import faults
from connect_tui.sync.composing import Recipient
from connect_tui.tui.desk import Desk
from connect_tui.tui.outside import edit
from connect_tui.tui.render.names import VISIBILITIES, listed
from connect_tui.tui.render.pieces import safe_line
from connect_tui.tui.screens.choice import Choice
from connect_tui.tui.widgets.composer import Composer
from connect_tui.tui.widgets.recipients import Letter


class Writing:
    """Begins and ends a draft in a composer. `done` is called when writing ended, with the draft if it
    was sent, `None` if it was left; `say` says something in passing.
    """

    def __init__(
        self,
        desk: Desk,
        composer: Composer,
        done: Callable[[Draft | None], None],
        say: Callable[[str], None],
    ) -> None:
        self._desk = desk
        self._composer = composer
        self._done = done
        self._say = say
        self._parent: Post | None = None
        self._recipients: tuple[Recipient, ...] = ()

    def begin(self, draft: Draft, parent: Post | None) -> None:
        """Write this, under what it answers."""
        self._parent = parent
        above = self._desk.above(parent) if parent else None
        self._recipients = composing.recipients_of(parent, self._desk.me, above) if parent else ()
        draft = replace(draft, state=DraftState.WRITING, problem="")
        self._composer.begin(self._letter(draft))

    def asked(self, action: str, draft: Draft) -> None:
        """Do what was asked for."""
        {
            "send": self._send,
            "leave": self._leave,
            "editor": self._edit,
            "visibility": self._next_visibility,
            "language": self._next_language,
            "account": self._next_account,
        }[action](draft)

    def save(self, draft: Draft) -> None:
        """Keep it as it is now."""
        self._desk.save(replace(draft, changed=self._desk.clock()))

    def _send(self, draft: Draft) -> None:
        account = self._desk.account(draft.account)
        if account is not None and (wrong := faults(draft, account[1])):
            return self._say(wrong[0])
        handle = account[0].handle if account else draft.account
        if strangers := composing.newly_named(draft, self._recipients, self._desk.me, handle):
            return self._ask_about(strangers)
        return self._hand_over(draft)

    def _ask_about(self, strangers: Sequence[str]) -> None:
        """Naming somebody in a private message lets them read it."""
        names = listed([safe_line(handle) for handle in strangers])
        question = f"This is private, and {names} would read it too, who did not until now."
        answers = [("no", "No, write on"), ("yes", f"Yes, send it to {names} as well")]

        def answered(answer: str | None) -> None:
            if answer == "yes":
                self._hand_over(self._composer.draft())

        self._composer.app.push_screen(Choice(self._desk, question, answers), answered)

    def _hand_over(self, draft: Draft) -> None:
        """To the outbox."""
        sent = replace(draft, state=DraftState.QUEUED, changed=self._desk.clock())
        self._composer.end()
        self._desk.send(replace(sent, state=DraftState.WRITING))
        self._done(sent)

    def _leave(self, draft: Draft) -> None:
        self.save(draft)
        self._composer.end()
        if draft.text.strip():
            self._say("The draft is kept.")
        self._done(None)

    def _edit(self, draft: Draft) -> None:
        try:
            with self._composer.app.suspend():
                text = edit(draft.text, self._desk.settings.editor)
        except SuspendNotSupported:
            return self._say("This terminal cannot be lent to an editor.")
        except OSError as error:
            return self._say(f"The editor did not start: {error.strerror}.")
        self._composer.begin(self._letter(replace(draft, text=text)))
        self.save(self._composer.draft())
        return None

    def _next_visibility(self, draft: Draft) -> None:
        account = self._desk.account(draft.account)
        possible = account[1].visibilities if account else (draft.visibility,)
        wanted = composing.after(draft.visibility, possible)
        if self._parent is None or not wanted.wider_than(self._parent.visibility):
            return self._composer.change(self._letter(replace(draft, visibility=wanted)))
        question = f"What you answer is {VISIBILITIES[self._parent.visibility]}. Let more people read this?"
        narrow = composing.no_wider(self._parent.visibility, possible)
        answers = [("no", "No, stay with that"), ("yes", f"Yes, {VISIBILITIES[wanted]}")]

        def answered(answer: str | None) -> None:
            chosen = wanted if answer == "yes" else narrow
            self._composer.change(self._letter(replace(self._composer.draft(), visibility=chosen)))

        self._composer.app.push_screen(Choice(self._desk, question, answers), answered)
        return None

    def _next_language(self, draft: Draft) -> None:
        account = self._desk.account(draft.account)
        if account is not None and not account[1].languages:
            return self._say(f"{account[0].name} knows no languages.")
        known = list(dict.fromkeys((*self._desk.settings.languages, draft.language, "en")))
        known = [language for language in known if language]
        index = known.index(draft.language) if draft.language in known else -1
        language = known[(index + 1) % len(known)]
        return self._composer.change(self._letter(replace(draft, language=language)))

    def _next_account(self, draft: Draft) -> None:
        """The next account that could write this: any for something new, for an answer one that sees it."""
        usable = [pair for pair in self._desk.accounts() if self._may_write(*pair)]
        names = [account.name for account, _ in usable]
        if draft.account not in names or len(names) < 2:
            return self._say("No other account can write this.")
        account, can = usable[(names.index(draft.account) + 1) % len(names)]
        return self._composer.change(self._letter(composing.speak_as(draft, account, can)))

    def _may_write(self, account: Account, can: Capabilities) -> bool:
        return can.publish and (self._parent is None or self._parent.copy_of(account.name) is not None)

    def _letter(self, draft: Draft) -> Letter:
        account = self._desk.account(draft.account)
        return Letter(draft, self._recipients, account[0].handle if account else draft.account)
