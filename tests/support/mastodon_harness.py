"""A server with the Mastodon API for the contract suite: everything goes over real HTTP on loopback."""

from mock_mastodon import MockMastodon, Sent

from connect_tui.domain.people import PersonId
from connect_tui.domain.post import PostId, Visibility
from connect_tui.provider import Credential, Provider, ProviderConfig
from connect_tui.providers.mastodon import PLUGIN

NAME = "there"


class MastodonHarness:
    """Me, Ana whom I follow, and Bo who asks to follow me, on a server that was emptied before."""

    def __init__(self, server: MockMastodon) -> None:
        self.server = server
        self.me = server.user("me", locked=True)
        self.ana = server.user("ana", display_name="Ana")
        self.bo = server.user("bo", display_name="Bo")
        self.me.follow(self.ana)
        self.provider = self.again()

    def again(self) -> Provider:
        return PLUGIN.open(
            ProviderConfig(
                name=NAME, values={"server": self.server.url}, credential=lambda: Credential(self.me.token)
            )
        )

    async def say(
        self,
        text: str,
        *,
        to_me: bool = False,
        parent: PostId | None = None,
        visibility: Visibility = Visibility.PUBLIC,
        warning: str = "",
    ) -> PostId:
        sent = self.ana.post(
            f"@me {text}" if to_me else text,
            answers=parent.key if parent is not None else None,
            visibility={Visibility.FOLLOWERS: "private"}.get(visibility, visibility.value),
            warning=warning,
        )
        return PostId(NAME, sent.id)

    async def remove(self, post: PostId) -> None:
        self.ana.delete(Sent(post.key, ""))

    async def someone(self) -> PersonId:
        return PersonId(NAME, self.ana.id)

    async def ask_to_follow(self) -> PersonId:
        self.bo.follow(self.me)
        return PersonId(NAME, self.bo.id)
