"""Where the words of a post come from: an argument, standard input, or an editor."""

from connect_tui.commands.options import Options, UsageError
from connect_tui.commands.terminal import Terminal
from connect_tui.tui import outside


def given(options: Options, terminal: Terminal) -> str | None:
    """What was typed as an argument or came on standard input; `None` where it is still to be written.

    Raises:
        UsageError: it is no text.
    """
    if options.text not in (None, "-"):
        return (options.text or "").strip()
    if options.text == "-" or not terminal.typed:
        return terminal.read().strip()
    return None


def edited(editor: str) -> str:
    """What was written in the user's editor; nothing where the editor was left without a word.

    Raises:
        UsageError: it cannot be started.
        EditorFailed: it did not end well.
    """
    try:
        return outside.edit("", editor).strip()
    except (OSError, ValueError) as error:
        raise UsageError(f"Your editor cannot be started: {error}") from error
