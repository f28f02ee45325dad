"""What the newest server can do is the most that any can: the page about networks says so."""

from mock_mastodon import MockMastodon

from connect_tui.provider import Capabilities, Credential, ProviderConfig
from connect_tui.providers.mastodon import PLUGIN


async def test_no_server_can_do_more_than_the_newest(server: MockMastodon) -> None:
    assert PLUGIN.most is not None
    me = server.user("me")
    config = ProviderConfig(
        name="home", values={"server": server.url}, credential=lambda: Credential(me.token)
    )
    provider = PLUGIN.open(config)
    cautious = provider.capabilities
    await provider.verify()
    flags = [name for name in Capabilities.__struct_fields__ if isinstance(getattr(cautious, name), bool)]
    for can in (cautious, provider.capabilities):
        assert [name for name in flags if getattr(can, name) and not getattr(PLUGIN.most(), name)] == []
    await provider.close()
