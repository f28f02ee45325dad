"""The AT Protocol's own servers for the contract suite."""

from bluesky_network import BlueskyNetwork, Someone

from connect_tui.domain.people import PersonId
from connect_tui.domain.post import PostId, Visibility
from connect_tui.provider import Credential, Provider, ProviderConfig
from connect_tui.providers.bluesky import PLUGIN

NAME = "sky"


class BlueskyHarness:
    """Me and Ana, whom I follow; both were made a moment ago."""

    def __init__(self, network: BlueskyNetwork) -> None:
        self.network = network
        self.me = network.user("me")
        self.ana = network.user("ana")
        self.me.follow(self.ana)
        self.secrets = [Credential(self.me.app_password())]
        self.provider = self.again()

    def again(self) -> Provider:
        return open_account(self.network, self.me, self.secrets)

    async def say(
        self,
        text: str,
        *,
        to_me: bool = False,
        parent: PostId | None = None,
        visibility: Visibility = Visibility.PUBLIC,
        warning: str = "",
    ) -> PostId:
        assert visibility is Visibility.PUBLIC
        assert not warning
        if parent is not None:
            self.network.flush()
        # The network's own database takes no NUL: such a post is shown to nobody.
        text = text.replace("\x00", "")
        words = f"@{self.me.handle} {text}" if to_me else text
        names = (self.me,) if to_me else ()
        said = self.ana.say(words, answers=parent.key if parent else "", names=names)
        return PostId(NAME, said.uri)

    async def remove(self, post: PostId) -> None:
        self.ana.delete(post.key)

    async def someone(self) -> PersonId:
        return PersonId(NAME, self.ana.did)

    async def ask_to_follow(self) -> PersonId:
        raise NotImplementedError("nobody asks on this network")


def open_account(network: BlueskyNetwork, someone: Someone, secrets: list[Credential]) -> Provider:
    """The account of somebody; what is kept of its secrets goes to the end of the list."""
    return PLUGIN.open(config_of(network, someone, secrets))


def config_of(network: BlueskyNetwork, someone: Someone, secrets: list[Credential]) -> ProviderConfig:
    """The settings of somebody's account."""
    return ProviderConfig(
        name=NAME,
        values={"handle": someone.handle, "service": network.pds, "plc": network.plc},
        credential=lambda: secrets[-1],
        keep=secrets.append,
    )
