"""Somebody who holds a key down: it is answered when the cursor is on something else, and not before."""

import time

from looks import Glass
from terminal import NothingSaid, Terminal

BEAT = 0.033
"""Seconds from one key to the next: as fast as a key repeats that is held down."""
AHEAD = 20
"""Steps down before anything is measured: a few up and down from there, every key leads somewhere."""
_STEPS = "jjjjjjkkkkk"
_PATIENCE = 5.0
_SLICE = 0.005
"""Seconds between two looks, where the answer is late."""


class Typist:
    """Goes up and down in the list, far enough from its ends that every key leads somewhere."""

    def __init__(self, terminal: Terminal, glass: Glass, ahead: int = AHEAD) -> None:
        self._terminal, self._glass = terminal, glass
        self._pressed = 0
        for _ in range(ahead):
            self._press("j")

    def key(self, taken: list[float]) -> None:
        """Press the next key, and note the seconds until the cursor has gone where it leads.

        Raises:
            NothingSaid: it stays where it is.
        """
        step = _STEPS[self._pressed % len(_STEPS)]
        self._pressed += 1
        taken.append(self._press(step))

    def _press(self, step: str) -> float:
        self._terminal.quiet(0)
        before = self._glass.under_cursor()
        start = time.perf_counter()
        self._terminal.write(step)
        heard = self._terminal.listen(start + BEAT)
        while True:
            # It is looked at behind the beat: drawing the screen here takes longer than the answer.
            for moment in heard:
                if set(self._glass.under_cursor(moment.bytes)) - set(before):
                    return moment.at - start
            if time.perf_counter() > start + _PATIENCE:
                raise NothingSaid(f"{step!r} led nowhere in {_PATIENCE} s")
            heard = self._terminal.listen(time.perf_counter() + _SLICE)
