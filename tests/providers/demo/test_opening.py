import subprocess
import sys

import pytest

from connect_tui.domain.draft import Outgoing
from connect_tui.provider import Offline, Provider, ProviderConfig
from connect_tui.providers.demo import PLUGIN


def opened(name: str, **values: str) -> Provider:
    return PLUGIN.open(ProviderConfig(name=name, values=values, credential=lambda: None))


@pytest.mark.parametrize(
    ("name", "values", "handle"),
    [
        ("home", {}, "@you@home.example"),
        ("sky", {}, "@you@sky.example"),
        ("play", {}, "@you@home.example"),
        ("play", {"account": "sky"}, "@you@sky.example"),
        ("sky", {"account": "home"}, "@you@home.example"),
    ],
)
async def test_a_name_or_a_setting_chooses_the_part(name: str, values: dict[str, str], handle: str) -> None:
    provider = opened(name, **values)
    account = await provider.verify()
    assert (account.name, account.handle, account.network) == (name, handle, "demo")
    assert (await provider.addressed()).posts[0].id.account == name
    await provider.close()


async def test_the_parts_differ_in_what_they_can_do() -> None:
    home, sky = opened("home"), opened("sky")
    assert home.capabilities.content_warnings
    assert home.capabilities.edit
    assert not sky.capabilities.content_warnings
    assert (sky.capabilities.length, sky.capabilities.length_rule) == (300, "graphemes")
    await home.close()
    await sky.close()


async def test_accounts_opened_together_share_one_community_of_their_seed() -> None:
    one, same, other = opened("home", seed="a"), opened("home", seed="a"), opened("home", seed="b")
    post = await one.publish(Outgoing(key="k", text="Is anybody here?"))
    assert (await same.post(post.id)).uri == post.uri
    assert post.uri not in {found.uri for found in (await other.mine()).posts}
    for provider in (one, same, other):
        await provider.close()


async def test_when_all_have_left_it_begins_anew() -> None:
    first = opened("home", seed="leave")
    post = await first.publish(Outgoing(key="k", text="Goodbye."))
    await first.close()
    again = opened("home", seed="leave")
    assert post.text not in [found.text for found in (await again.mine()).posts]
    await again.close()


async def test_after_closing_it_is_away() -> None:
    provider = opened("home")
    await provider.close()
    with pytest.raises(Offline):
        await provider.timeline()


def test_looking_at_the_plugin_loads_no_community() -> None:
    code = "import sys, connect_tui.providers.demo as d; print(sorted(m for m in sys.modules if m.startswith(d.__name__)))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "['connect_tui.providers.demo']"


def test_the_plugin_says_what_may_be_set() -> None:
    assert {setting.key for setting in PLUGIN.settings} == {"seed", "account"}
    assert not any(setting.required for setting in PLUGIN.settings)
    assert PLUGIN.login is None
