"""What somebody pastes: a feed, a page that has one, or something else."""

import pytest
from feed_documents import rss
from feed_server import FeedServer

from connect_tui.provider import NotFound, ProviderConfig, Recognised, Unreachable
from connect_tui.providers.feed import PLUGIN
from connect_tui.providers.feed.names import read_url
from connect_tui.providers.feed.provider import FeedProvider

PAGE = (
    '<html><head><link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">'
    '<link rel="ALTERNATE home" type="Application/Atom+XML; charset=utf-8" href="notes.xml"></head><p>x</html>'
)


async def recognise(written: str) -> Recognised | None:
    assert PLUGIN.recognise is not None
    return await PLUGIN.recognise(written)


async def test_the_address_of_a_feed(server: FeedServer) -> None:
    url = server.put("/notes.xml", rss("<item><guid>1</guid></item>"))
    short = url.removeprefix("http://")
    for written in (url, short, f"  {url} ", f"feed:{url}"):
        assert await recognise(written) == Recognised(f"the feed “Pond” ({short})", {"urls": (url,)})


async def test_a_page_that_names_its_feed(server: FeedServer) -> None:
    feed = server.put("/blog/notes.xml", rss(""))
    server.put("/comments/feed", rss(""))
    found = await recognise(server.put("/blog/", PAGE, "text/html"))
    assert found is not None
    assert found.values == {"urls": (feed,)}


async def test_a_page_without_one_is_nothing_of_ours(server: FeedServer) -> None:
    assert await recognise(server.put("/", "<html><body>hello</body></html>", "text/html")) is None


@pytest.mark.parametrize(
    "written",
    ["", "@ana@example.social", "ana@example.social", "did:plc:abc", "at://did:plc:abc/app", "two words", "mailto:a@b.example",
     "file:///etc/passwd", "https://user:pw@pond.example/feed", "http://[", "ftp://pond.example/feed", "nodot"],
)  # fmt: skip
async def test_what_cannot_be_a_feed_is_not_asked_for(written: str) -> None:
    assert await recognise(written) is None


async def test_what_cannot_be_found_out_is_said_whole(server: FeedServer) -> None:
    with pytest.raises(NotFound) as missing:
        await recognise(f"{server.url}/nothing")
    assert str(missing.value) == f"{server.url.removeprefix('http://')}/nothing is not there"
    with FeedServer() as away:
        pass
    with pytest.raises(Unreachable) as gone:
        await recognise(f"{away.url}/feed")
    assert str(gone.value) == f"{away.url.removeprefix('http://')}/feed cannot be reached"


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("pond.example/feed", "https://pond.example/feed"),
        ("https://pond.example", "https://pond.example/"),
        ("feed://pond.example/feed#x", "https://pond.example/feed"),
        ("http://pond.example/feed?a=b", "http://pond.example/feed?a=b"),
        ("localhost:8080/feed", "http://localhost:8080/feed"),
    ],
)
def test_addresses_as_people_write_them(written: str, url: str) -> None:
    assert read_url(written) == url


@pytest.mark.parametrize(
    "written", ["", "x", "ftp://a.example/", "https://", "https://a b.example/", "javascript:alert(1)"]
)
def test_what_is_no_address_is_said(written: str) -> None:
    config = ProviderConfig(
        name="news", values={"urls": ("https://a.example/", written)}, credential=lambda: None
    )
    with pytest.raises(ValueError, match="is no address of a feed"):
        PLUGIN.open(config)


async def test_a_feed_that_is_named_twice_is_one(server: FeedServer) -> None:
    url = server.put("/notes.xml", rss("<item><guid>1</guid></item>"))
    values = {"urls": (url, url.removeprefix("http://"), url)}
    provider = PLUGIN.open(ProviderConfig(name="news", values=values, credential=lambda: None))
    assert isinstance(provider, FeedProvider)
    assert len((await provider.timeline()).posts) == 1
    assert server.paths() == ["/notes.xml"]
    await provider.close()
