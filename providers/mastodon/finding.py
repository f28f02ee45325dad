"""What is found where somebody types a word or pastes an address: https://docs.joinmastodon.org/methods/search/"""

from urllib.parse import urlsplit

from connect_tui.domain.people import Person
from connect_tui.domain.post import Post, PostId
from connect_tui.provider import BadResponse, Emoji, NotFound, ServerFault
from connect_tui.providers.mastodon.api import MISSING, PAGE, Api
from connect_tui.providers.mastodon.wire import read_accounts, read_emoji

_SEARCH = "/api/v2/search"


async def post_at(api: Api, uri: str, *own_hosts: str) -> Post:
    """The post at an address, which the server may have to fetch; one of its own is looked up by its id.

    Raises:
        NotFound: the server does not find it.
    """
    if key := _own_key(uri, *own_hosts):
        try:
            found = await api.fetch(PostId(api.mapper.account, key))
        except (*MISSING, ServerFault, BadResponse):
            # It has another form of id, or is gone; the search will tell.
            found = None
        if found is not None and uri in (found.uri, found.url):
            return found
    wanted = {"q": uri, "type": "statuses", "resolve": "true", "limit": "5"}
    answer = await api.client.get(_SEARCH, wanted)
    for post in (await api.pages(answer.json.get("statuses"))).posts:
        if uri in (post.uri, post.url):
            return post
    raise NotFound("does not find that post")


async def people(api: Api, query: str) -> tuple[Person, ...]:
    """People whose name or handle fits; the server looks beyond itself for a full handle only."""
    whole = "true" if query.strip().lstrip("@").count("@") == 1 else "false"
    wanted = {"q": query, "limit": "20", "resolve": whole}
    answer = await api.first_that_knows(
        (_SEARCH, {**wanted, "type": "accounts"}), ("/api/v1/accounts/search", wanted)
    )
    found = answer.json if answer.json.is_list else answer.json.get("accounts")
    return tuple(api.person(account) for account in read_accounts(found))


async def posts(api: Api, query: str) -> tuple[Post, ...]:
    """Posts that the server finds."""
    answer = await api.client.get(_SEARCH, {"q": query, "type": "statuses", "limit": str(PAGE)})
    return (await api.pages(answer.json.get("statuses"))).posts


async def tags(api: Api, query: str) -> tuple[str, ...]:
    """Hashtags that begin like this, without their sign."""
    wanted = {"q": query.strip().lstrip("#＃"), "type": "hashtags", "limit": "10"}
    answer = await api.client.get(_SEARCH, wanted)
    return tuple(name for item in answer.json.get("hashtags") if (name := item.line("name").lstrip("#")))


async def emoji(api: Api) -> tuple[Emoji, ...]:
    """https://docs.joinmastodon.org/methods/custom_emojis/"""
    try:
        answer = await api.client.get("/api/v1/custom_emojis")
    except MISSING:
        return ()
    return tuple(Emoji(code) for item in answer.json.many() if (code := read_emoji(item)))


def _own_key(uri: str, *hosts: str) -> str:
    """The id that the address of a post on one of these hosts most likely ends with."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return ""
    key = parts.path.rstrip("/").rsplit("/", 1)[-1]
    return key if parts.netloc in hosts and key not in (".", "..") else ""
