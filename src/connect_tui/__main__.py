"""`python -m connect_tui`, and what the installed command calls."""

import gc
import os
import resource
import sys
import threading
from types import TracebackType

HANDOVER = 0.0005
"""Seconds after which a thread that waits for its turn gets it. A key needs three turns, to be read, to be
answered and to have the answer written; the first frame needs one. Python's own five milliseconds before each
of them are felt.
"""


def main() -> None:
    """Run the program and end it with its exit status."""
    # Nothing that is imported is ever garbage: looking for it before the first frame only takes time.
    gc.disable()
    sys.setswitchinterval(HANDOVER)
    _leave_no_core()
    sys.excepthook = _caught
    threading.excepthook = _caught_in_thread
    # Left alone, Textual draws sixty times a second at most, and what a key changes waits for its turn.
    os.environ.setdefault("TEXTUAL_FPS", "240")
    from connect_tui import cli

    sys.exit(cli.main())


def _leave_no_core() -> None:
    """What the system keeps of a program that it had to end would hold secrets."""
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))


def _caught(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
    """A fault of the program ends it; what Python would print could quote what nobody should read."""
    if issubclass(kind, KeyboardInterrupt):
        return
    from connect_tui.commands import crash

    sys.stderr.write(crash.told(error, crash.faults_folder(sys.argv)) + "\n")


def _caught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        _caught(args.exc_type, args.exc_value, None)


if __name__ == "__main__":
    main()
