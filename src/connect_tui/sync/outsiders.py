"""Providers that came with other packages: what they do against the port is said, and goes no further.

Our own are held to the port by the suite of tests; for theirs nobody can vouch.
"""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from functools import partial
from inspect import iscoroutinefunction
from typing import Any, cast, get_type_hints

import msgspec

from connect_tui.domain import clean
from connect_tui.domain.people import Account, Person, PersonId, Profile
from connect_tui.domain.post import Post, PostId
from connect_tui.port.answers import Page
from connect_tui.port.events import StreamEvent
from connect_tui.port.provider import Provider
from connect_tui.read_only import ReadOnly
from connect_tui.sync.trouble import Absent, Broken, Fault, guarded

_METHODS = frozenset(name for name, value in vars(Provider).items() if iscoroutinefunction(value))
_MINE = frozenset({"source", "upload", "marker"})
"""What answers with my own words, or with names of things."""
_OPAQUE = frozenset({"older", "key"})


def outsider(provider: Provider, package: str) -> Provider:
    """The provider, held to the port: everything it does raises `ProviderError` only."""
    return cast("Provider", _Outsider(provider, package))


class _Outsider:
    """Stands between the program and a provider. What it hands out is looked at, field by field: it will be
    kept, and read again on another day.
    """

    def __init__(self, provider: Provider, package: str) -> None:
        self._provider = provider
        self._package = package

    def __getattr__(self, name: str) -> object:
        if name in _METHODS:
            return partial(self._ask, name)
        return getattr(self._provider, name)

    async def stream(self) -> AsyncIterator[StreamEvent]:
        """What happens from now on."""
        events = self._provider.stream()
        while True:
            try:
                event = await guarded(lambda: anext(events), StopAsyncIteration)
            except StopAsyncIteration:
                return
            except Fault as fault:
                raise self._broken(f"failed ({fault} in stream)") from fault
            self._check("stream", event, StreamEvent)
            yield event

    async def _ask(self, name: str, *values: object, **named: object) -> object:
        try:
            answer: object = await guarded(lambda: getattr(self._provider, name)(*values, **named))
        except Fault as fault:
            raise self._broken(f"failed ({fault} in {name})") from fault
        self._check(name, answer, get_type_hints(getattr(Provider, name))["return"])
        return answer

    def _check(self, name: str, answer: object, kind: Any) -> None:  # any type there is
        try:
            plain = msgspec.to_builtins(answer, builtin_types=(datetime,))
            msgspec.convert(plain, kind)
        except (msgspec.MsgspecError, TypeError, ValueError) as error:
            raise self._broken(f"answered {name} with something else than the port says") from error
        if name in _MINE:
            return
        for text in _texts(plain):
            if clean.text(text) != text:
                raise self._broken(f"handed out text that is not clean ({name})")
        for account in _accounts(answer):
            if account != self._provider.name:
                raise self._broken(f"handed out what belongs to another account ({name})")

    def _broken(self, what: str) -> Broken:
        return Broken(f"the provider in the package {self._package} {what}. Tell its authors")


class Unusable(ReadOnly):
    """Stands in for a provider that cannot be had, so that the others go on and somebody hears of it."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self._reason = reason

    async def verify(self) -> Account:
        """Says why not."""
        raise Absent(self._reason)

    async def timeline(self, cursor: str | None = None, *, now: bool = False) -> Page:  # noqa: ARG002
        """Says why not."""
        raise Absent(self._reason)

    async def post(self, post: PostId) -> Post:  # noqa: ARG002
        """Says why not."""
        raise Absent(self._reason)

    async def post_at(self, uri: str) -> Post:  # noqa: ARG002
        """Says why not."""
        raise Absent(self._reason)

    async def profile(self, person: PersonId) -> Profile:  # noqa: ARG002
        """Says why not."""
        raise Absent(self._reason)

    async def posts_by(self, person: PersonId, cursor: str | None = None) -> Page:  # noqa: ARG002
        """Says why not."""
        raise Absent(self._reason)

    async def publish(self, outgoing: object) -> Post:  # noqa: ARG002
        """Says why not."""
        raise Absent(self._reason)

    async def close(self) -> None:
        """There is nothing to let go of."""


def _texts(value: object) -> Iterator[str]:
    """Every text in what was handed out, but for names that mean something to the provider alone."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in _OPAQUE:
                yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def _accounts(answer: object) -> Iterator[str]:
    """The accounts of the posts and people that were handed out."""
    if isinstance(answer, Post):
        yield from (copy.id.account for copy in answer.copies)
    elif isinstance(answer, Person):
        yield answer.id.account
    elif isinstance(answer, tuple):
        for item in answer:
            yield from _accounts(item)
    else:
        yield from _accounts(getattr(answer, "posts", ()))
