"""The command line: which command does what was typed. Commands are imported when they run."""

import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from connect_tui.commands.options import (
    FINE,
    INTERRUPTED,
    PROGRAM,
    SOME_FAILED,
    USAGE,
    AccountError,
    Options,
    UsageError,
)
from connect_tui.commands.terminal import Terminal
from connect_tui.config.locations import LocationError
from connect_tui.config.problems import ConfigError
from connect_tui.plugins import PluginError
from connect_tui.port.failures import ProviderError
from connect_tui.store.errors import StoreError


def main(argv: Sequence[str] | None = None) -> int:
    """Do what was typed; the exit status of the program."""
    _open_what_is_closed()
    options = _typed(argv)
    if options.command:
        gc.enable()  # the screen does so itself, after its first frame
    terminal = Terminal(os.environ)
    try:
        status = _run(options, terminal)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _print_no_more()  # whoever read has read enough
        return FINE
    except ConfigError as error:
        for problem in error.problems:
            terminal.err(f"{PROGRAM}: {problem}")
        return USAGE
    except (UsageError, LocationError, PluginError) as error:
        terminal.err(f"{PROGRAM}: {error}")
        return USAGE
    except (AccountError, StoreError, ProviderError) as error:
        terminal.err(f"{PROGRAM}: {error}")
        return SOME_FAILED
    except OSError as error:
        terminal.err(f"{PROGRAM}: {_lost_output() or _where(error)}{error.strerror or error}.")
        return SOME_FAILED
    return status


def _open_what_is_closed() -> None:
    """Streams that whoever started the program has closed: nothing is read there, and nothing is seen."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - to the end


def _lost_output() -> str:
    """The beginning of a sentence, where what was printed cannot be written."""
    try:
        sys.stdout.flush()
    except OSError:
        _print_no_more()
        return "what was printed could not all be written: "
    return ""


def _print_no_more() -> None:
    """What is still in the buffer must not be written at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _where(error: OSError) -> str:
    return f"{error.filename} cannot be used: " if error.filename else ""


def _run(options: Options, terminal: Terminal) -> int:
    if options.version:
        from importlib.metadata import version

        terminal.out(f"{PROGRAM} {version(PROGRAM)}")
        return FINE
    if options.demo:
        if options.command:
            raise UsageError(f"The demo stands for itself: {PROGRAM} --demo")
        return _demo(options, terminal)
    return _COMMANDS[options.command](options, terminal)


def _typed(argv: Sequence[str] | None) -> Options:
    """What was typed. Where nothing was, nothing has to be understood before the first frame."""
    words = sys.argv[1:] if argv is None else argv
    if not words:
        return Options()
    from connect_tui.commands.arguments import parser

    return parser().parse_args(words, namespace=Options())


def _screen(options: Options, terminal: Terminal) -> int:
    from connect_tui.commands.screen import run

    return run(options, terminal)


def _demo(options: Options, terminal: Terminal) -> int:
    from connect_tui.commands.demo import run

    return run(options, terminal)


def _login(options: Options, terminal: Terminal) -> int:
    from connect_tui.commands.login import login

    return login(options, terminal)


def _logout(options: Options, terminal: Terminal) -> int:
    from connect_tui.commands.login import logout

    return logout(options, terminal)


def _accounts(options: Options, terminal: Terminal) -> int:
    from connect_tui.commands.accounts import run

    return run(options, terminal)


def _inbox(options: Options, terminal: Terminal) -> int:
    from connect_tui.commands.inbox import run

    return run(options, terminal)


def _reply(options: Options, terminal: Terminal) -> int:
    from connect_tui.commands.writing import reply

    return reply(options, terminal)


def _post(options: Options, terminal: Terminal) -> int:
    from connect_tui.commands.writing import post

    return post(options, terminal)


def _outbox(options: Options, terminal: Terminal) -> int:
    from connect_tui.commands.outbox import run

    return run(options, terminal)


def _export(options: Options, terminal: Terminal) -> int:
    from connect_tui.commands.export import write_export

    return write_export(options, terminal)


def _import(options: Options, terminal: Terminal) -> int:
    from connect_tui.commands.export import read_import

    return read_import(options, terminal)


def _check(options: Options, terminal: Terminal) -> int:
    from connect_tui.commands.check import run

    return run(options, terminal)


_COMMANDS: dict[str | None, Callable[[Options, Terminal], int]] = {
    None: _screen,
    "": _screen,
    "login": _login,
    "logout": _logout,
    "accounts": _accounts,
    "inbox": _inbox,
    "reply": _reply,
    "post": _post,
    "outbox": _outbox,
    "export": _export,
    "import": _import,
    "check": _check,
}
