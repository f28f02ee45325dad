"""Who somebody is, in their own words: https://docs.joinmastodon.org/entities/Account/#note"""

from itertools import islice

from connect_tui.domain.people import Profile
from connect_tui.domain.text import Text
from connect_tui.provider import BadResponse
from connect_tui.providers.mastodon.mapping import Mapper
from connect_tui.providers.mastodon.wire import WireAccount
from connect_tui.providers.web.html import read_html
from connect_tui.providers.web.reader import Json

FIELDS = 16
"""Lines of a table that are read; Mastodon has four, others a few more."""


def read_profile(mapper: Mapper, answer: Json) -> Profile:
    """The text and the little table of an account. How many posts and followers it has is not decoded.

    Raises:
        BadResponse: it is no account.
    """
    account = WireAccount.read(answer)
    if account is None:
        raise BadResponse("answered with something that is no account")
    fields = ((field.line("name"), _text(field, "value")) for field in islice(answer.get("fields"), FIELDS))
    return Profile(
        mapper.person(account),
        _text(answer, "note"),
        tuple((name, value) for name, value in fields if name or value.plain),
    )


def _text(json: Json, key: str) -> Text:
    return read_html(json.text(key)).text
