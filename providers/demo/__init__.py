"""The demo: a small network that lives in memory, believable and the same every time.

Two parts of one community are offered, `home` and `sky`; they can do slightly different things, and people
in both answer back. Nothing here touches a file of the user's or a network.
"""

from typing import TYPE_CHECKING

from connect_tui.port.plugin import PORT_VERSION, ProviderConfig, ProviderPlugin, Setting

if TYPE_CHECKING:
    from connect_tui.provider import Provider


def _open(config: ProviderConfig) -> "Provider":
    # Imported here: the plugin is looked at on every start, the community only when it is visited.
    from connect_tui.providers.demo.opening import open_demo

    return open_demo(config)


PLUGIN = ProviderPlugin(
    port=PORT_VERSION,
    title="Demo (a small community in memory)",
    settings=(
        Setting("seed", "Varies how people answer; the same seed gives the same answers.", "spring"),
        Setting("account", "The part of the community to live in: home or sky.", "home"),
    ),
    open=_open,
)
