"""What is typed takes effect one after another, however fast it comes: a key that opens something, or moves
the cursor elsewhere, has done so before the next one arrives, and a word is whole before it is sent.
"""

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from textual import events
from textual.app import App
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget

from connect_tui.tui.screens.sheet import Sheet
from connect_tui.tui.widgets.stream import Stream

Typed = events.Key | events.Paste
_ROUNDS = 2
"""What a key does is often to post a message, which takes the same way as the key did."""
_PATIENCE = 0.25
"""Seconds after which it is looked whether whoever is waited for is still there."""
_LONGEST = 3.0
"""Seconds after which nothing is waited for any more. A machine that has much else to do may take long, and a
letter that comes too early does something else than what it was meant for.
"""


class Turns:
    """Keeps what is typed until what came before is done, and until the room, or what lies over it, can take
    it. `hand_on` gets it when its turn comes.
    """

    @dataclass
    class Passed(Message):
        """Goes the way that a key has gone, behind it and behind what it has caused."""

        number: int
        rounds: int
        start: Widget

    def __init__(self, app: App[None], hand_on: Callable[[Typed], Awaitable[None]]) -> None:
        self._app = app
        self._hand_on = hand_on
        self._kept: deque[Typed] = deque()
        self._begun = False
        self._number = 0
        self._timer: Timer | None = None
        self._letters: Widget | None = None
        """Where letters went of which may not everything have come yet."""

    async def take(self, event: Typed) -> None:
        """Hand it on when it is its turn, and not before."""
        self._kept.append(event)
        await self.go_on()

    async def begin(self) -> None:
        """The first frame is out, and something has the focus."""
        self._begun = True
        await self.go_on()

    async def go_on(self) -> None:
        """Hand on what was kept, as far as nothing has to be waited for."""
        while self._begun and self._kept and self._timer is None:
            screen, event = self._app.screen, self._kept[0]
            if isinstance(screen, Sheet) and not screen.ready:
                self._wait(screen)
            elif self._letters is not None and not types(event, self._app.focused):
                self._wait_for(self._letters)
            else:
                await self._hand(self._kept.popleft())

    async def passed(self, message: Passed) -> None:
        """It has come to the end of the way: once more, or on with what was kept."""
        if message.number != self._number:
            return
        if message.rounds > 1 and message.start.is_running:
            message.start.post_message(self.Passed(message.number, message.rounds - 1, message.start))
        else:
            # What the key led to may begin when it is drawn, and be given the focus in a turn of the app's.
            self._app.screen.call_after_refresh(self._app.call_later, self._drawn, message.number)

    async def _drawn(self, number: int) -> None:
        """What a key led to has been drawn; unless it took too long, and something else is waited for."""
        if number == self._number:
            await self.ready()

    async def ready(self) -> None:
        """There is nothing to wait for any more."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        await self.go_on()

    async def _hand(self, event: Typed) -> None:
        start = self._app.focused
        await self._hand_on(event)
        if start is not None and types(event, start):
            self._letters = start
        elif start is not None:
            self._wait_for(start)

    def _wait_for(self, start: Widget) -> None:
        self._letters = None
        self._number += 1
        self._wait(start)
        start.post_message(self.Passed(self._number, _ROUNDS, start))

    def _wait(self, somebody: Widget, longest: float = _LONGEST) -> None:
        """Until it is said that it is over, or whoever would say so is not there any more."""
        self._timer = self._app.set_timer(_PATIENCE, lambda: self._look(somebody, longest - _PATIENCE))

    async def _look(self, somebody: Widget, longest: float) -> None:
        if somebody.is_running and longest > 0:
            self._wait(somebody, longest)
        else:
            self._number += 1
            self._timer = None
            await self.go_on()


def types(event: Typed, where: Widget | None) -> bool:
    """Whether it only puts letters where letters are typed."""
    if where is None or isinstance(where, Stream):
        return False
    # Not before the first key is answered: what furnishes the room brings them in.
    from textual.widgets import Input, TextArea

    if not isinstance(where, Input | TextArea):
        return False
    # Many terminals hand on the letter of a key with alt as well.
    return isinstance(event, events.Paste) or (event.is_printable and not event.key.startswith("alt+"))
