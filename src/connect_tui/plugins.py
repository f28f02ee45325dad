"""The networks that are installed: found by entry point, and loaded one by one when they are needed."""

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING

from connect_tui.port.plugin import PORT_VERSION, ProviderConfig, ProviderPlugin

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from connect_tui.port.provider import Provider

GROUP = "connect_tui.providers"
"""The entry point group under which a provider is registered; the name is its `kind`."""
OWN = ("bluesky", "demo", "feed", "mastodon")
"""The kinds that come with connect-tui itself. No other package takes their place: they are given secrets."""

# Whatever a package can do wrong while it is imported, short of ending the program.
_IMPORT_FAULTS = (
    ArithmeticError,
    AttributeError,
    ImportError,
    LookupError,
    NameError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)


class PluginError(Exception):
    """A provider cannot be had. `str()` is a sentence that names the package and what to do."""


class UnknownKind(PluginError):
    """No package offers this kind."""


def kinds() -> tuple[str, ...]:
    """The kinds of providers that are installed, by name; none of them is imported."""
    return tuple(sorted({*OWN, *(point.name for point in _registered())}))


def load(kind: str) -> ProviderPlugin:
    """Import the provider of this kind.

    Raises:
        PluginError: it is not installed, cannot be imported, or was written for another port.
    """
    if kind in OWN:  # looking through everything that is installed takes its time
        own: ProviderPlugin = import_module(f"{GROUP}.{kind}").PLUGIN
        return own
    points = [point for point in _registered() if point.name == kind]
    if not points:
        raise UnknownKind(_unknown(kind))
    if len(points) > 1:
        packages = " and ".join(sorted(_package(point) for point in points))
        raise PluginError(f"“{kind}” is offered by {packages}: uninstall one of them")
    return _checked(points[0])


def package(kind: str) -> str:
    """The package that a kind comes with."""
    return next((_package(point) for point in _registered() if point.name == kind), kind)


def open_provider(kind: str, config: ProviderConfig) -> "Provider":
    """The provider of an account.

    Raises:
        PluginError: its package cannot be loaded, or fails to make it.
        ValueError, ProviderError: its settings do not do; `str()` is a sentence.
    """
    from connect_tui.port.provider import Provider  # not before the first frame

    plugin = load(kind)
    try:
        provider: object = plugin.open(config)
    except ValueError:
        raise
    except _IMPORT_FAULTS as fault:
        reason = f"{type(fault).__name__}: {fault}"
        raise PluginError(
            f"“{kind}” cannot be used: the package {package(kind)} fails to open an account ({reason}). "
            f"Ask its authors"
        ) from fault
    if not isinstance(provider, Provider):
        missing = sorted(name for name in vars(Provider) if name[0] != "_" and not hasattr(provider, name))
        raise PluginError(
            f"“{kind}” cannot be used: what the package {package(kind)} opens is no Provider; it lacks "
            f"{', '.join(missing)}. Ask its authors"
        )
    return provider


def _registered() -> "Iterable[EntryPoint]":
    from importlib.metadata import entry_points

    return entry_points(group=GROUP)


def _checked(point: "EntryPoint") -> ProviderPlugin:
    package = _package(point)
    try:
        plugin: object = point.load()
    except _IMPORT_FAULTS as fault:
        reason = f"{type(fault).__name__}: {fault}"
        raise PluginError(
            f"“{point.name}” cannot be loaded: the package {package} fails to import ({reason}). "
            f"Reinstall it, or ask its authors"
        ) from fault
    if not isinstance(plugin, ProviderPlugin):
        raise PluginError(
            f"“{point.name}” cannot be used: {point.value} in the package {package} is no ProviderPlugin"
        )
    if plugin.port != PORT_VERSION:
        side = "connect-tui" if plugin.port > PORT_VERSION else package
        raise PluginError(
            f"“{point.name}” cannot be used: the package {package} was written for port {plugin.port}, "
            f"this connect-tui has port {PORT_VERSION}. Update {side}"
        )
    return plugin


def _package(point: "EntryPoint") -> str:
    return point.dist.name if point.dist is not None else point.module.partition(".")[0]


def _unknown(kind: str) -> str:
    from difflib import get_close_matches
    from importlib.resources import files

    if kind.isidentifier() and files(GROUP).joinpath(kind, "__init__.py").is_file():
        return (
            f"“{kind}” is in the source tree but not registered: reinstall with “pip install -e .”, "
            f"so that its entry point is known"
        )
    like = get_close_matches(kind, kinds(), n=1)
    hint = f" Did you mean “{like[0]}”?" if like else ""
    return f"“{kind}” is no kind of provider that is installed.{hint} Installed: {', '.join(kinds())}"
