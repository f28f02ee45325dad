"""The words of a post: where they come from, and where they are, whatever happens then."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from msgspec.structs import replace

from connect_tui.commands.options import Options, UsageError
from connect_tui.commands.sending import name_of
from connect_tui.commands.terminal import Terminal
from connect_tui.domain.draft import Draft
from connect_tui.store.store import Store
from connect_tui.tui import outside


class Words:
    """What somebody wrote; `text` is `None` where it is still to be written."""

    def __init__(self, text: str | None) -> None:
        self.text = text
        self._key = uuid4().hex
        self._kept: Draft | None = None

    @property
    def whereabouts(self) -> str:
        """Where they are now, for whoever would not write them again; empty where there are none."""
        if self._kept is not None:
            return f"Your words are kept, {name_of(self._kept)}: connect-tui outbox."
        return f"What you wrote could not be kept. Here it is again:\n{self.text}" if self.text else ""

    def edit(self, editor: str) -> None:
        """Have them written in the user's editor.

        Raises:
            UsageError: it cannot be started, or did not end well; there may be words all the same.
        """
        try:
            self.text = outside.edit("", editor).strip()
        except outside.EditorFailed as failed:
            self.text = failed.text.strip()
            raise UsageError(f"Your editor {failed}, so nothing is sent.") from failed
        except (OSError, ValueError) as error:
            raise UsageError(f"Your editor cannot be started: {error}") from error

    def keep(self, draft: Draft, store: Store) -> Draft:
        """Keep them as this draft, in the place of what was kept of them before; answers it as it is kept.

        Raises:
            StoreError: that cannot be done.
        """
        draft = replace(draft, key=self._key)
        store.mine.save_draft(draft)
        self._kept = draft
        return draft


@contextmanager
def taken(options: Options, terminal: Terminal) -> Iterator[Words]:
    """What was typed as an argument or comes on standard input, or is still to be written. Where something
    goes wrong with it, the first thing that is said is where it is.

    Raises:
        UsageError: it is no text.
    """
    text = None
    if options.text not in (None, "-"):
        text = options.text
    elif options.text == "-" or not terminal.typed:
        text = terminal.read()
    words = Words(text if text is None else text.strip())
    try:
        yield words
    except BaseException:
        if words.whereabouts:
            terminal.err(words.whereabouts)
        raise
