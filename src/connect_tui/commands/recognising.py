"""What somebody pasted, and on which network it is: every plugin is asked, and none is known by name."""

import asyncio

from msgspec import Struct

from connect_tui import plugins
from connect_tui.commands.options import AccountError, UsageError
from connect_tui.config.addresses import holds_login
from connect_tui.domain import clean
from connect_tui.plugins import PluginError
from connect_tui.port.failures import Offline, ProviderError
from connect_tui.port.login import LoginAsk
from connect_tui.port.plugin import ProviderPlugin, Recognised
from connect_tui.sync.trouble import Fault, ended, guarded

PATIENCE = 30.0
"""Seconds that all plugins together get."""
_ADVICE = "Look whether it is spelt right, and whether this computer is connected."
SUCH_AS = "such as example.social, @me@example.social or https://example.org/feed.xml"


class Candidate(Struct, frozen=True):
    """What it is to one of them."""

    kind: str
    plugin: ProviderPlugin
    found: Recognised


class _Reason(Struct, frozen=True):
    """Why one of them cannot tell; `away`: it could not ask."""

    sentence: str
    away: bool = False


async def recognise(written: str, ask: LoginAsk) -> Candidate:
    """Find out what this is; where it can be several things, ask which.

    Raises:
        UsageError: it is nothing that is known here.
        AccountError: that cannot be found out now; `str()` says why.
    """
    if holds_login(written):
        # It is not repeated: there may be a password in it.
        raise UsageError("A name or password has no place before a server. Type the address without it.")
    asked = [(kind, plugin) for kind in plugins.kinds() if (plugin := _loaded(kind, ask)) is not None]
    answers = await asyncio.gather(*(_one(kind, plugin, written) for kind, plugin in asked))
    candidates = [answer for answer in answers if isinstance(answer, Candidate)]
    reasons = [answer for answer in answers if isinstance(answer, _Reason)]
    if not candidates:
        raise _unknown(written, reasons)
    return candidates[0] if len(candidates) == 1 else await _chosen(candidates, ask)


async def _one(kind: str, plugin: ProviderPlugin, written: str) -> "Candidate | _Reason | None":
    """What it is to this plugin; why that cannot be found out; `None` where it is nothing to it."""
    recognise = plugin.recognise
    if recognise is None:
        return None
    try:
        async with asyncio.timeout(PATIENCE):
            found = await guarded(lambda: recognise(written), TimeoutError)
    except Offline as error:
        return _Reason(ended(str(error)), away=True)
    except ProviderError as error:
        return _Reason(ended(str(error)))
    except TimeoutError:
        return _Reason(f"{plugin.title} took too long to look.", away=True)
    except Fault as fault:
        return _Reason(f"{plugin.title} failed to look: a fault of its package ({fault}).")
    return Candidate(kind, plugin, found) if found is not None else None


def _loaded(kind: str, ask: LoginAsk) -> ProviderPlugin | None:
    try:
        return plugins.load(kind)
    except PluginError as error:
        ask.say(ended(str(error)))
        return None


async def _chosen(candidates: list[Candidate], ask: LoginAsk) -> Candidate:
    ask.say("That can be several things:")
    for number, candidate in enumerate(candidates, 1):
        ask.say(f"  {number}  {candidate.found.words}")
    while True:
        answer = (await ask.ask("Which one is meant? Type its number:")).strip()
        if not answer:
            raise UsageError("Nothing was chosen, so nothing was done.")
        if answer.isdecimal() and 0 < int(answer) <= len(candidates):
            return candidates[int(answer) - 1]
        ask.say(f"“{answer}” is none of these.")


def _unknown(written: str, reasons: list[_Reason]) -> Exception:
    if reasons:
        advice = [_ADVICE] if any(reason.away for reason in reasons) else []
        return AccountError(" ".join(dict.fromkeys([*(reason.sentence for reason in reasons), *advice])))
    shown = clean.line(written, 80)
    return UsageError(f"“{shown}” is no account, server or feed that can be found. Type one, {SUCH_AS}.")
