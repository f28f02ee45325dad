"""Writing, wherever the composer stands: what was asked for beside the text is done here, or passed on."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future

from msgspec.structs import replace
from textual.app import SuspendNotSupported

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.draft import Draft, DraftMedia, DraftPoll, DraftState
from connect_tui.domain.people import Account, handle_key
from connect_tui.domain.post import Mention, Post
from connect_tui.domain.text import SpanKind
from connect_tui.port.capabilities import Capabilities
from connect_tui.store.errors import StoreError
from connect_tui.sync import composing
from connect_tui.sync.attaching import file_faults
from connect_tui.sync.checking import faults
from connect_tui.sync.composing import Recipient
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import Kept
from connect_tui.tui.outside import EditorFailed, edit
from connect_tui.tui.render.pieces import safe, safe_line
from connect_tui.tui.screens.attaching import MediaForm
from connect_tui.tui.screens.audience import Audience
from connect_tui.tui.screens.choice import Choice
from connect_tui.tui.screens.keeping import Keeping
from connect_tui.tui.screens.languages import LanguageChoice
from connect_tui.tui.screens.polling import PollForm
from connect_tui.tui.screens.sending import Sending
from connect_tui.tui.screens.suggesting import Suggester
from connect_tui.tui.widgets.composer import Composer
from connect_tui.tui.widgets.recipients import Letter
from connect_tui.tui.worth import worth_keeping


class Writing:
    """Begins and ends a draft in a composer. `done` is called when writing ended, with what was sent, the
    first part first; with nothing where it was left. `say` says something in passing.
    """

    def __init__(
        self,
        desk: Desk,
        composer: Composer,
        done: Callable[[Sequence[Draft]], None],
        say: Callable[[str], None],
    ) -> None:
        self._desk = desk
        self._composer = composer
        self._done = done
        self._say = say
        self._parent: Post | None = None
        self._begun: Draft | None = None
        self._recipients: tuple[Recipient, ...] = ()
        self._suggester = Suggester(desk, lambda: composer.pad)
        self._audience = Audience(desk, composer, self._put)
        self._keeping = Keeping(desk)
        self._kept: Future[None] | None = None
        self._sending = Sending(desk, composer, self._hand_over, say, self._media)

    def begin(self, draft: Draft, parent: Post | None, conversation: Conversation | None = None) -> None:
        """Write this, under what it answers and in the conversation that holds that."""
        self._parent = parent
        posts = conversation.posts if conversation else (parent,) if parent else ()
        names = self._names(posts, parent)
        # What was sent names whom it names: that stands in its text.
        addressed = None if draft.edits else parent
        self._recipients = self._with_names(addressed, conversation, names) if addressed else ()
        draft = replace(draft, state=DraftState.WRITING, problem="")
        self._begun = draft
        self._keeping.begin(draft)
        self._kept = None
        self._composer.begin(self._letter(draft))
        self._suggester.begin(draft.account, _people(posts), _tags(posts))

    def hear(self, message: Composer.Wanted) -> None:
        """Do what the composer wants done."""
        match message:
            case Composer.Asked(draft, action):
                self._do(action, draft)
            case Composer.Sought(draft, begun):
                self._suggester.sought(begun, draft)
            case _:
                self._save(message.draft)

    def _do(self, action: str, draft: Draft) -> None:
        {
            "send": lambda draft: self._sending.send(draft, self._parent, self._recipients),
            "split": lambda draft: self._sending.split(draft, self._parent, self._recipients),
            "leave": self._leave,
            "editor": self._edit,
            "visibility": self._visibility,
            "language": self._choose_language,
            "account": self._next_account,
            "poll": self._poll,
            "media": self._media,
            "discard": self._discard,
        }[action](draft)

    def _save(self, draft: Draft, said: str = "") -> None:
        """Keep it as it is now, and say this when it is kept."""
        before = self._keeping.known_as(draft)
        kept = self._keeping.as_it_is(draft)
        if kept is None:
            # It was kept, or not, when it became so.
            return self._hear_of(self._kept, Kept(said))
        if kept.key != before.key:
            said = "This was written on, or sent, in another window. Yours is a draft of its own now."
            if self._composer.writing:
                self._composer.remember(self._keeping.known_as(self._composer.draft()))
        self._kept = self._desk.save(kept)
        return self._hear_of(self._kept, Kept(said))

    def _with_names(
        self, parent: Post, conversation: Conversation | None, names: Mapping[str, str]
    ) -> tuple[Recipient, ...]:
        """Who may be named, by name where any is known."""
        above = conversation.parent(parent.uri) if conversation else None
        return tuple(
            person
            if person.kept
            else replace(person, name=names.get(handle_key(person.handle)) or person.name)
            for person in composing.recipients_of(parent, self._desk.me, above)
        )

    def _names(self, posts: Sequence[Post], parent: Post | None) -> dict[str, str]:
        """What those are called whom the parent names: as they stand here, or as the store knows them."""
        known = {post.author.key: post.author.name for post in posts}
        wanted = [mention.key for mention in parent.mentions if mention.key not in known] if parent else []
        return {**self._desk.reader.names(wanted), **known}

    def _put(self, draft: Draft) -> None:
        """The draft is otherwise now; its words stay as they stand in the composer."""
        if self._composer.writing:
            now = self._composer.draft()
            self._composer.change(self._letter(replace(draft, text=now.text, warning=now.warning)))

    def _hand_over(self, drafts: Sequence[Draft]) -> None:
        """To the outbox."""
        sent = [replace(draft, changed=self._desk.clock()) for draft in self._keeping.all_apart(drafts)]
        self._composer.end()
        job = self._desk.send(sent)
        self._done([replace(draft, state=DraftState.QUEUED) for draft in sent])
        self._hear_of(job, Kept(unsent=frozenset(draft.key for draft in sent)))

    def _hear_of(self, job: Future[None] | None, kept: Kept) -> None:
        """Have the app say whether the store took it; the composer may be gone by then. `None`: it did long
        ago.
        """
        app = self._composer.app

        def over(job: Future[None]) -> None:
            error = None if job.cancelled() else job.exception()
            if isinstance(error, StoreError):
                what = "Not sent, and still here. " if kept.unsent else ""
                app.post_message(Kept(f"{what}{error}", kept.unsent))
            elif kept.said:
                app.post_message(Kept(kept.said))

        if job is not None:
            job.add_done_callback(over)
        elif kept.said:
            app.post_message(kept)

    def _leave(self, draft: Draft) -> None:
        self._composer.end()
        if draft.edits and draft == self._begun:
            # Nothing was changed: the post stands as it is, and nobody has to think of it again.
            self._keeping.drop(draft)
        else:
            self._save(draft, "The draft is kept." if worth_keeping(draft) else "")
        self._done(())

    def _discard(self, draft: Draft) -> None:
        if not worth_keeping(draft):
            return self._leave(draft)
        answers = [("no", "No, write on"), ("yes", "Yes, throw it away")]

        def answered(answer: str | None) -> None:
            if answer == "yes":
                self._composer.end()
                self._keeping.drop(draft)
                self._say("The draft is gone.")
                self._done(())

        self._composer.app.push_screen(Choice(self._desk, "Throw this draft away?", answers), answered)
        return None

    def _edit(self, draft: Draft) -> None:
        self._save(draft)
        text, why = draft.text, ""
        try:
            with self._composer.app.suspend():
                # Textual takes the terminal back only where nothing is raised in here.
                try:
                    text = edit(draft.text, self._desk.settings.editor)
                except EditorFailed as failed:
                    text, why = failed.text, f"{failed}. What was saved before is still here."
                except (OSError, ValueError) as error:
                    said = getattr(error, "strerror", None) or str(error)
                    why = f"did not start: {said}. Nothing is lost."
        except SuspendNotSupported:
            return self._say("This terminal cannot be lent to an editor.")
        if text != draft.text:
            self._composer.rewrite(safe(text))
        if why:
            self._say(f"Your editor {why}")
        return None

    def _visibility(self, draft: Draft) -> None:
        if said := self._audience.change(draft, self._parent):
            self._say(said)

    def _choose_language(self, draft: Draft) -> None:
        def chosen(code: str | None) -> None:
            if code:
                self._put(replace(self._composer.draft(), language=code))

        self._composer.app.push_screen(LanguageChoice(self._desk, draft.language), chosen)

    def _next_account(self, draft: Draft) -> None:
        """The next account that could write this: any for something new, for an answer one that sees it."""
        if draft.edits:
            return self._say("A post is changed by the account that wrote it.")
        usable = [pair for pair in self._desk.accounts() if self._may_write(*pair)]
        names = [account.name for account, _ in usable]
        if draft.account not in names or len(names) < 2:
            return self._say("No other account can write this.")
        account, can = usable[(names.index(draft.account) + 1) % len(names)]
        return self._audience.speak_as(draft, account, can)

    def _poll(self, draft: Draft) -> None:
        if (account := self._known(draft)) is None:
            return
        can = account[1]

        def changed(poll: DraftPoll | None) -> None:
            self._put(replace(self._composer.draft(), poll=poll))

        def fault(poll: DraftPoll) -> str:
            return next(iter(faults(replace(draft, text="?", poll=poll, media=()), can)), "")

        form = PollForm(self._desk, draft.poll, can.poll_limits, changed, fault)
        self._composer.app.push_screen(form, lambda _: self._composer.flush())

    def _media(self, draft: Draft, at: int | None = None) -> None:
        if (account := self._known(draft)) is None:
            return

        def changed(media: tuple[DraftMedia, ...]) -> None:
            self._put(replace(self._composer.draft(), media=media))

        can = account[1]

        def fault(media: DraftMedia) -> str:
            return next(iter(file_faults(replace(draft, media=(media,)), can)), "")

        form = MediaForm(self._desk, draft.media, can.media_limits, changed, fault, at)
        self._composer.app.push_screen(form, lambda _: self._composer.flush())

    def _known(self, draft: Draft) -> tuple[Account, Capabilities] | None:
        """The account that speaks and what its network takes; where nothing is known of it, that is said."""
        account = self._desk.account(draft.account)
        if account is None:
            self._say(f"{safe_line(draft.account)} is not among your accounts: choose another.")
        return account

    def _may_write(self, account: Account, can: Capabilities) -> bool:
        return can.publish and (self._parent is None or self._parent.copy_of(account.name) is not None)

    def _letter(self, draft: Draft) -> Letter:
        account = self._desk.account(draft.account)
        handle = account[0].handle if account else draft.account
        return Letter(draft, self._recipients, handle, account[1] if account else None)


def _people(posts: Sequence[Post]) -> list[Mention]:
    """Those who spoke in a conversation, the last first, then those who were named."""
    spoke = [Mention(post.author.handle, post.author.name) for post in reversed(posts)]
    return [*spoke, *(mention for post in reversed(posts) for mention in post.mentions)]


def _tags(posts: Sequence[Post]) -> list[str]:
    return [span.target for post in reversed(posts) for span in post.text.of_kind(SpanKind.HASHTAG)]
