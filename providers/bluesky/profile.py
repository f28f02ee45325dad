"""Who somebody is, in their own words: https://docs.bsky.app/docs/api/app-bsky-actor-get-profile"""

from connect_tui.domain import clean
from connect_tui.domain.people import Profile
from connect_tui.domain.text import Text
from connect_tui.provider import BadResponse
from connect_tui.providers.bluesky.facets import facets_in, read_text
from connect_tui.providers.bluesky.mapping import Mapper
from connect_tui.providers.bluesky.wire import WirePerson
from connect_tui.providers.web.reader import Json

_FIELDS = ("pronouns", "website")
"""What stands beside the description."""
MAX_NOTE = 5_000
"""Characters read of a description; the lexicon has 2,560 bytes."""


def read_profile(mapper: Mapper, answer: Json) -> Profile:
    """The description and what stands beside it. How many posts and followers there are is not decoded.

    Raises:
        BadResponse: it is nobody.
    """
    person = WirePerson.read(answer)
    if person is None:
        raise BadResponse("answered with something that is nobody")
    fields = ((name, _text(answer.line(name))) for name in _FIELDS)
    return Profile(
        mapper.person(person),
        _text(answer.text("description")),
        tuple((name.capitalize(), text) for name, text in fields if text),
    )


def _text(written: str) -> Text:
    """Plain text, in which addresses and mentions are recognised."""
    written = clean.text(written[:MAX_NOTE])
    return read_text(written, facets_in(written), lambda handle, _: f"@{handle}")
