"""The demo for the contract suite, with a clock that is turned by hand."""

from hand_clock import HandClock

from connect_tui.domain.people import PersonId
from connect_tui.domain.post import PostId, Visibility
from connect_tui.provider import Provider
from connect_tui.providers.demo.network import Network
from connect_tui.providers.demo.parts import PARTS
from connect_tui.providers.demo.provider import DemoProvider
from connect_tui.providers.demo.records import Note
from connect_tui.providers.demo.view import View


class DemoHarness:
    """One part of a fresh community. Chloe, whom I follow in both parts, is the somebody else."""

    def __init__(self, part: str, seed: str = "") -> None:
        self.clock = HandClock()
        self.network = Network(seed, self.clock)
        self.part = PARTS[part]
        self.view = View(self.network, self.part, part)
        self.provider: Provider = self.again()

    def again(self) -> Provider:
        return DemoProvider(self.part.name, self.network, self.part)

    async def say(
        self,
        text: str,
        *,
        to_me: bool = False,
        parent: PostId | None = None,
        visibility: Visibility = Visibility.PUBLIC,
        warning: str = "",
        by: str = "chloe",
    ) -> PostId:
        self.clock.turn(1)
        note = self.network.say(
            Note(
                name="",
                author=by,
                parts=(self.part.name,),
                created=self.network.now(),
                text=f"@you {text}" if to_me else text,
                parent=self.view.number(parent) if parent is not None else None,
                visibility=visibility,
                warning=warning,
                mentioned=(self.part.me,) if to_me else (),
                rich=False,
            )
        )
        return self.view.key(note.number)

    async def remove(self, post: PostId) -> None:
        self.network.remove(self.network.any_note(self.view.number(post)))

    async def someone(self) -> PersonId:
        return PersonId(self.part.name, "chloe")

    async def ask_to_follow(self) -> PersonId:
        self.network.standing[self.part.name].requests["farid"] = self.network.now()
        return PersonId(self.part.name, "farid")
