"""What a row has to know about the screen to be drawn."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct, field

from connect_tui.tui.render.pieces import safe_line


class View(Struct, frozen=True):
    """How wide, when, and for whom. `me` holds the handle keys of my accounts.

    `tall` is the height of the pane in lines. `focused`: keys go
    to this list. `opened` names the posts whose warning I have opened, by
    URI. `circles` maps handle keys to the circle of mine that they are in, the first one where there
    are several. `keys` maps the names of actions to their keys. `networks` maps the names of my accounts to
    the networks they are on, where I am on several. In `plain`
    everything that a sign says is said in a word as well.
    """

    width: int
    now: datetime
    tall: int = 24
    selected: bool = False
    focused: bool = True
    plain: bool = False
    me: frozenset[str] = field(default_factory=frozenset)
    opened: frozenset[str] = field(default_factory=frozenset)
    circles: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    networks: Mapping[str, str] = field(default_factory=dict)

    def account(self, name: str) -> str:
        """An account of mine by its name, and by its network where that says more."""
        network = self.networks.get(name, "")
        return safe_line(f"{name} · {network}" if network else name)

    def key(self, action: str) -> str:
        """The key that does this, as a person presses it; the action's name where it has none."""
        return self.keys.get(action, action)
