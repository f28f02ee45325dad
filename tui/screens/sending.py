"""From the composer to the outbox: what has to be mended or asked before, and cutting into a thread."""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Sequence
from functools import partial

from msgspec.structs import replace

from connect_tui.domain.draft import Draft
from connect_tui.domain.people import Account
from connect_tui.domain.post import Post
from connect_tui.port.capabilities import Capabilities
from connect_tui.sync import composing
from connect_tui.sync.attaching import file_faults
from connect_tui.sync.checking import faults
from connect_tui.sync.composing import Recipient
from connect_tui.sync.measuring import excess
from connect_tui.tui.desk import Desk
from connect_tui.tui.paths import name_of
from connect_tui.tui.render.gauge import gauge
from connect_tui.tui.render.leaf import PassageRow
from connect_tui.tui.render.names import listed
from connect_tui.tui.render.pieces import safe_line
from connect_tui.tui.screens.choice import ask
from connect_tui.tui.screens.leaf import Leaf
from connect_tui.tui.splitting import parts as split_draft
from connect_tui.tui.widgets.composer import Composer

DESCRIBE = "describe"


class Sending:
    """Hands drafts over when nothing stands in the way any more; until then the text stays where it is.

    `hand_over` takes what is to be sent, `say` says something in passing, `describe` opens the description
    of the file at a place.
    """

    def __init__(
        self,
        desk: Desk,
        composer: Composer,
        hand_over: Callable[[Sequence[Draft]], None],
        say: Callable[[str], None],
        describe: Callable[[Draft, int], None],
    ) -> None:
        self._desk = desk
        self._composer = composer
        self._hand_over = hand_over
        self._say = say
        self._describe = describe

    def send(self, draft: Draft, parent: Post | None, recipients: Sequence[Recipient]) -> None:
        """Send it, or say or ask what is in the way."""
        self._begin(partial(self._send, draft, parent, recipients, thread=False))

    def split(self, draft: Draft, parent: Post | None, recipients: Sequence[Recipient]) -> None:
        """Show what the draft would be as a thread, and send it so."""
        self._begin(partial(self._send, draft, parent, recipients, thread=True))

    def _begin(self, job: Callable[[], Coroutine[object, object, None]]) -> None:
        self._composer.run_worker(job, exclusive=True, group="sending")

    async def _send(
        self, draft: Draft, parent: Post | None, recipients: Sequence[Recipient], *, thread: bool
    ) -> None:
        """A question after the other; each can end it, and leaves everything as it was."""
        known = self._desk.account(draft.account)
        if known is None:
            return self._say(f"{safe_line(draft.account)} is not among your accounts: choose another.")
        account, can = known
        if said := self._too_long(draft, account, can, thread=thread) or await _fault(draft, can):
            return self._say(safe_line(said))
        if parent is not None and parent.closed and draft.answers:
            return self._say(f"{safe_line(parent.closed)} Your text is kept.")
        if draft.answers and (parent is None or parent.deleted):
            if not await self._as_new():
                return None
            draft = replace(draft, answers="")
        if not await self._with_alt(draft) or not await self._to_strangers(draft, account, recipients):
            return None
        drafts = await self._thread(draft, account, can) if thread else (draft,)
        return self._hand_over(drafts) if drafts else None

    def _too_long(self, draft: Draft, account: Account, can: Capabilities, *, thread: bool) -> str:
        def room(words: str) -> int:
            return -excess(replace(draft, text=words), can)

        if thread or room(draft.text) >= 0:
            return ""
        if draft.edits:
            return f"That is {gauge(draft.text, room, can.length)} for {account.name}: shorten it."
        key = self._desk.keymap.first("split")
        how = f" {key} makes a thread of it." if key else ""
        return f"{account.name}: {gauge(draft.text, room, can.length)}.{how}"

    async def _as_new(self) -> bool:
        """What it answers was taken back, or cannot be seen any more."""
        question = "What this answers is not there any more. Send it as something new?"
        answers = [("no", "No, write on"), ("yes", "Yes, as something new")]
        return await ask(self._composer, self._desk, question, answers) == "yes"

    async def _with_alt(self, draft: Draft) -> bool:
        """Missing descriptions are asked for once, where that is wanted."""
        bare = [index for index, media in enumerate(draft.media) if not media.alt.strip()]
        if not bare or draft.asked_alt or not self._desk.settings.remind_alt:
            return True
        names = listed([safe_line(name_of(draft.media[index])) for index in bare])
        verb = "has" if len(bare) == 1 else "have"
        question = f"{names} {verb} no description. Who cannot see it would have nothing."
        answers = [(DESCRIBE, "Describe it"), ("send", "Send it as it is"), ("no", "Write on")]
        answer = await ask(self._composer, self._desk, question, answers)
        self._composer.remember(replace(draft, asked_alt=True))
        if answer == DESCRIBE:
            self._describe(self._composer.draft(), bare[0])
        return answer == "send"

    async def _to_strangers(self, draft: Draft, account: Account, recipients: Sequence[Recipient]) -> bool:
        """Naming somebody in a private message lets them read it."""
        strangers = composing.newly_named(draft, recipients, self._desk.me, account.handle)
        if not strangers:
            return True
        names = listed([safe_line(handle) for handle in strangers], 6)
        question = f"This is private, and {names} would read it too, who did not until now."
        answers = [("no", "No, write on"), ("yes", f"Yes, send it to {names} as well")]
        return await ask(self._composer, self._desk, question, answers) == "yes"

    async def _thread(self, draft: Draft, account: Account, can: Capabilities) -> Sequence[Draft]:
        """The parts, once they were looked at; nothing where one writes on."""
        if draft.edits:
            self._say("A post that is changed stays one post: shorten it.")
            return ()
        try:
            parts = split_draft(draft, can, account.handle, self._desk.clock())
        except ValueError:
            self._say("Those whom it names leave no room for words: untick somebody.")
            return ()
        if len(parts) < 2:
            self._say("It fits into one post as it is.")
            return ()
        people = listed([safe_line(handle) for handle in parts[0].recipients], 6)
        rows = [
            PassageRow(
                part.key,
                "first" if index == 0 else "then, under it",
                part.text,
                (f"to {people}" if people else "", f"Warning: {part.warning}" if part.warning else ""),
            )
            for index, part in enumerate(parts)
        ]
        hints = (("choose", "send it so"), ("cancel", "write on"))
        leaf = Leaf(self._desk, "As a thread it reads like this.", rows, hints)
        return parts if await self._composer.app.push_screen_wait(leaf) else ()


async def _fault(draft: Draft, can: Capabilities) -> str:
    """What has to be mended before it can be sent; its length is another matter."""
    whole = replace(can, length=sys.maxsize)
    if found := faults(draft, whole):
        return found[0]
    return next(iter(await asyncio.to_thread(file_faults, draft, can)), "") if draft.media else ""
