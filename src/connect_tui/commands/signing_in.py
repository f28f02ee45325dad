"""From what somebody types to an account that is written down; on the command line and in the welcome."""

import asyncio
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from msgspec.structs import replace

from connect_tui import plugins
from connect_tui.commands.options import AccountError, UsageError
from connect_tui.commands.recognising import recognise
from connect_tui.commands.session import Session
from connect_tui.config import addresses
from connect_tui.config.accounts import NAME
from connect_tui.config.model import ProviderTable, Source
from connect_tui.config.write import login_file, write_login
from connect_tui.domain.people import handle_key
from connect_tui.port.failures import ProviderError
from connect_tui.port.login import Login, LoginAsk, break_off
from connect_tui.port.plugin import ProviderConfig, ProviderPlugin
from connect_tui.sync.trouble import ended

QUESTION = "Where is your account? Type a handle, a server, or the address of a feed:"

Values = Mapping[str, str | tuple[str, ...]]


async def sign_in(session: Session, where: str, ask: LoginAsk, name: str = "") -> str:
    """Find out what `where` is (an account's name logs in again), log in where that is needed, and write the
    account's own file. Answers with the account's name.

    Raises:
        UsageError: what was typed cannot be done.
        AccountError: the network refused, or could not be asked.
    """
    _check_name(session, where, name)
    again = session.config.provider(where)
    if again is not None:
        kind, plugin, values = again.kind, plugins.load(again.kind), again.values
    elif where.strip() in plugins.kinds():
        kind = where.strip()
        plugin = plugins.load(kind)
        values = await _asked(plugin, ask)
    else:
        candidate = await recognise(where, ask)
        kind, plugin, values = candidate.kind, candidate.plugin, candidate.found.values
        ask.say(f"That is {candidate.found.words}.")
    if plugin.login is None:
        if again is not None or not values:
            raise UsageError(f"{again.name if again is not None else plugin.title} needs no login.")
        grows = all(setting.many for setting in plugin.settings if setting.key in values)
        return await asyncio.to_thread(_add, session, kind, values, name, ask, grows=grows)
    try:
        found = await plugin.login(_texts(values), ask)
    except ProviderError as error:
        raise AccountError(ended(f"{_texts(values).get('server', kind)} {error}")) from error
    fresh = ProviderTable(
        name=again.name if again is not None else name,
        kind=kind,
        file=session.locations.logins,
        values={**_texts(values), **found.values},
    )
    try:
        name, told = await _keep(session, fresh, found)
    except BaseException:
        # Nobody has it any more, so nobody could ever log it out.
        if plugin.logout is not None:
            credential = found.credential
            config = ProviderConfig(name="login", values=fresh.values, credential=lambda: credential)
            await break_off(plugin.logout(config), ask)
        raise
    for sentence in told:
        ask.say(sentence)
    return name


async def _asked(plugin: ProviderPlugin, ask: LoginAsk) -> Values:
    """What a network has to be told where only its kind was typed."""
    answers: dict[str, str | tuple[str, ...]] = {}
    for setting in plugin.settings:
        if not setting.required or setting.key in answers:
            continue
        example = setting.example if isinstance(setting.example, str) else setting.example[0]
        answer = await ask.ask(f"{setting.doc.rstrip('.')}, such as {example}:")
        answers[setting.key] = (answer,) if setting.many else answer
        if plugin.recognise is not None:
            try:
                found = await plugin.recognise(answer)
            except ProviderError as error:
                raise AccountError(ended(str(error))) from error
            answers.update(found.values if found is not None else {})
    return answers


def _check_name(session: Session, where: str, wished: str) -> None:
    """A name that cannot be had is said before anybody logs in."""
    if not wished:
        return
    if not NAME.fullmatch(wished):
        raise UsageError("An account's name is made of letters, digits, “-” and “_”, forty at most.")
    if session.config.provider(where) is not None:
        raise UsageError(f"“{where}” is an account already: log in again without --name.")
    if session.config.provider(wished) is not None:
        raise UsageError(
            f"There is an account “{wished}” already. To log in again: connect-tui login {wished}"
        )


def _add(session: Session, kind: str, values: Values, wished: str, ask: LoginAsk, *, grows: bool) -> str:
    """Write an account that needs no login. Where one of its kind was written here before, and it `grows`,
    that one is added to.
    """
    tables = [table for table in session.config.providers if table.kind == kind]
    for table in tables:
        if all(set(_many(values, key)) <= set(_many(table.values, key)) for key in values):
            ask.say(f"That is in the account “{table.name}” already.")
            return table.name
    own = (table for table in tables if table.file == login_file(session.locations, table.name))
    grown = None if wished or not grows else next(own, None)
    if grown is None:
        name, whole = wished or _free_name(session, kind), values
    else:
        name = grown.name
        whole = {key: (*_many(grown.values, key), *_many(values, key)) for key in {**grown.values, **values}}
    file = write_login(session.locations, name, {"kind": kind, **whole})
    ask.say(f"It is in the account “{name}”, which is written in {file}.")
    return name


async def _keep(session: Session, fresh: ProviderTable, found: Login) -> tuple[str, list[str]]:
    """Keep the secret, then say in the account's own file where it is. Answers with the account's name, and
    with what there is to tell.
    """
    name = fresh.name or await asyncio.to_thread(_named, session, fresh, found.handle)
    table = replace(fresh, name=name, file=login_file(session.locations, name))
    by_hand = session.config.provider(table.name)
    kept = await asyncio.to_thread(session.secrets.keep, table, found.credential)
    secret = {Source.CREDENTIAL.value: kept}
    described = by_hand is not None and by_hand.file != table.file
    try:
        # Not beside the loop: an account is written, or its login was broken off, and never both.
        file = write_login(
            session.locations, name, secret if described else {"kind": table.kind, **table.values, **secret}
        )
    except OSError:
        session.secrets.forget(table)
        raise
    told = [f"You are {found.handle}. The account is called “{name}”, and is written in {file}."]
    if kept == "file":
        where = session.secrets.fallback(table)
        told.append(f"No keyring took its secret, so it is in a file that only you can read: {where}")
    if by_hand is not None and by_hand.source not in (None, Source.CREDENTIAL):
        told.append(f"{by_hand.file} names {by_hand.source}, which is still what is used. Remove it there.")
    return name, told


def _named(session: Session, fresh: ProviderTable, handle: str) -> str:
    """The name for an account: the one that it has, where somebody logs in once more, or a new one."""
    known = _known(session, fresh, handle)
    return known or _free_name(session, _called(fresh.kind, fresh.values))


def _known(session: Session, fresh: ProviderTable, handle: str) -> str:
    """The name of the account where it is one already, and somebody logs in once more."""
    with session.store() as store:
        handles = {stored.account.name: stored.account.key for stored in store.cache.accounts()}
    return next(
        (
            table.name
            for table in session.config.providers
            if (table.kind, table.address) == (fresh.kind, fresh.address)
            and handles.get(table.name) == handle_key(handle)
        ),
        "",
    )


def _called(kind: str, values: Values) -> str:
    """What an account would be called: after its server, or else its network."""
    hosts = (urlsplit(value).hostname for key, value in _texts(values).items() if key in addresses.KEYS)
    host = next((host for host in hosts if host), "")
    if not host:
        return kind
    name = re.sub(r"[^a-z0-9-]", "", host.removeprefix("www.").partition(".")[0])[:30]
    return name if NAME.fullmatch(name) and not name.isdigit() else "home"


def _free_name(session: Session, name: str) -> str:
    """The name, or one like it that no account has: none of those that were read, and none that was written
    since by another login.
    """
    taken = {table.name for table in session.config.providers}
    further, unique = 2, name
    while unique in taken or login_file(session.locations, unique).exists():
        unique, further = f"{name}-{further}", further + 1
    return unique


def _texts(values: Values) -> dict[str, str]:
    return {key: value for key, value in values.items() if isinstance(value, str)}


def _many(values: Values, key: str) -> tuple[str, ...]:
    value = values.get(key, ())
    return (value,) if isinstance(value, str) else value
