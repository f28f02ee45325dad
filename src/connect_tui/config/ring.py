"""The system's keyring: other people's code, which may fail in any way, or wait for somebody for ever."""

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
SERVICE = "connect-tui"
"""The name under which the keyring knows this program."""
PATIENCE = 30.0
"""Seconds that it may take; somebody may have to type what unlocks it."""
_ONE_AT_A_TIME = threading.Lock()
_asking = threading.Thread()
"""Who asked it last; still there where it has not answered yet."""


class RingError(Exception):
    """It gave no answer. `str()` says so as a clause, without what it said itself: that may hold a secret."""


class NoRingError(RingError):
    """There is none."""


def get(label: str) -> str | None:
    """What it holds under this label, or nothing.

    Raises:
        RingError: it does not answer.
    """

    def look() -> str | None:
        # Looking for a keyring costs a tenth of a second: only who needs one pays for it.
        import keyring

        return keyring.get_password(SERVICE, label)

    return _asked(look)


def put(label: str, held: str) -> bool:
    """Have it hold this; false where it did not stay there, for some take everything and keep nothing.

    Raises:
        RingError: it does not answer.
    """

    def keep() -> bool:
        import keyring

        keyring.set_password(SERVICE, label, held)
        return keyring.get_password(SERVICE, label) == held

    return _asked(keep)


def drop(label: str) -> None:
    """Have it forget what it holds under this label.

    Raises:
        RingError: it does not answer.
    """

    def forget() -> None:
        import keyring

        if keyring.get_password(SERVICE, label) is not None:
            keyring.delete_password(SERVICE, label)

    _asked(forget)


def check() -> None:
    """See whether it answers.

    Raises:
        RingError: it does not, or there is none.
    """

    def look() -> str:
        import keyring

        keyring.get_password(SERVICE, "check")
        return f"{type(keyring.get_keyring()).__module__}."

    if ".null." in _asked(look):
        raise NoRingError("there is no keyring on this system")


def _asked(work: Callable[[], T]) -> T:
    """What the keyring answers. It is asked in a thread that nobody waits for when the program ends, and not
    again while it has not answered.
    """
    global _asking
    answers: list[T] = []
    faults: list[Exception] = []

    def ask() -> None:
        try:
            answers.append(work())
        except Exception as fault:  # noqa: BLE001 - backends raise whatever their libraries do
            faults.append(fault)

    with _ONE_AT_A_TIME:
        if not _asking.is_alive():
            _asking = threading.Thread(target=ask, name="keyring", daemon=True)
            _asking.start()
            _asking.join(PATIENCE)
    for fault in faults:
        raise _explained(fault) from None
    for answer in answers:
        return answer
    raise RingError("the keyring does not answer")


def _explained(fault: Exception) -> RingError:
    from keyring.errors import NoKeyringError

    if isinstance(fault, NoKeyringError):
        return NoRingError("there is no keyring on this system")
    return RingError(f"the keyring does not answer ({type(fault).__name__})")
