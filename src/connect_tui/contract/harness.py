"""What the contract suite needs besides a provider: a way to act as somebody else on its network."""

from typing import Protocol

from connect_tui.domain.people import PersonId
from connect_tui.domain.post import PostId, Visibility
from connect_tui.provider import Provider


class Harness(Protocol):
    """One network with me on it, through `provider`, and somebody else whom I follow.

    Ids are always those that `provider` uses.
    """

    provider: Provider

    def again(self) -> Provider:
        """A second provider for the same account, on which nothing has been called."""
        ...

    async def say(
        self,
        text: str,
        *,
        to_me: bool = False,
        parent: PostId | None = None,
        visibility: Visibility = Visibility.PUBLIC,
        warning: str = "",
    ) -> PostId:
        """Somebody else says this; the text names me where it is said `to_me`."""
        ...

    async def remove(self, post: PostId) -> None:
        """They delete what they said."""
        ...

    async def someone(self) -> PersonId:
        """Who they are."""
        ...

    async def ask_to_follow(self) -> PersonId:
        """Somebody, perhaps another one, asks to follow me."""
        ...
