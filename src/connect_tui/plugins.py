"""The networks that are installed: found by entry point, and loaded one by one when they are needed."""

from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files

from connect_tui.provider import PORT_VERSION, Provider, ProviderConfig, ProviderPlugin

GROUP = "connect_tui.providers"
"""The entry point group under which a provider is registered; the name is its `kind`."""

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
    return tuple(sorted({point.name for point in entry_points(group=GROUP)}))


def own_kinds() -> tuple[str, ...]:
    """The kinds that come with connect-tui itself."""
    found = {point.name for point in entry_points(group=GROUP) if point.module.startswith(f"{GROUP}.")}
    return tuple(sorted(found))


def load(kind: str) -> ProviderPlugin:
    """Import the provider of this kind.

    Raises:
        PluginError: it is not installed, cannot be imported, or was written for another port.
    """
    points = list(entry_points(group=GROUP, name=kind))
    if not points:
        raise UnknownKind(_unknown(kind))
    if len(points) > 1:
        packages = " and ".join(sorted(_package(point) for point in points))
        raise PluginError(f"“{kind}” is offered by {packages}: uninstall one of them")
    return _checked(points[0])


def package(kind: str) -> str:
    """The package that a kind comes with."""
    return next((_package(point) for point in entry_points(group=GROUP, name=kind)), kind)


def open_provider(kind: str, config: ProviderConfig) -> Provider:
    """The provider of an account.

    Raises:
        PluginError: its package cannot be loaded, or fails to make it.
        ValueError, ProviderError: its settings do not do; `str()` is a sentence.
    """
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


def _checked(point: EntryPoint) -> ProviderPlugin:
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


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else point.module.partition(".")[0]


def _unknown(kind: str) -> str:
    if kind.isidentifier() and files(GROUP).joinpath(kind, "__init__.py").is_file():
        return (
            f"“{kind}” is in the source tree but not registered: reinstall with “pip install -e .”, "
            f"so that its entry point is known"
        )
    like = get_close_matches(kind, kinds(), n=1)
    hint = f" Did you mean “{like[0]}”?" if like else ""
    return f"“{kind}” is no kind of provider that is installed.{hint} Installed: {', '.join(kinds())}"
