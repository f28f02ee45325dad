"""Which community is visited: accounts that are opened beside each other meet the same people."""

from weakref import WeakValueDictionary

from connect_tui.providers.demo.network import Clock, Network

_networks: WeakValueDictionary[str, Network] = WeakValueDictionary()
"""The communities that are visited, by their seed."""


def community(seed: str, clock: Clock) -> Network:
    """The community of this seed; another one where nobody visits it yet."""
    network = _networks.get(seed)
    if network is None:
        network = Network(seed, clock)
        _networks[seed] = network
    return network


def leave(network: Network, guest: object) -> None:
    """A guest goes. Nobody comes back to a community that all have left, even if something still holds it."""
    network.ring()
    network.guests.discard(guest)
    if not network.guests:
        for seed in [seed for seed, visited in _networks.items() if visited is network]:
            del _networks[seed]
