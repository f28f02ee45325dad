"""Feeds as text."""

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Pond</title><link>https://pond.example/</link>
<item><guid>one</guid><title>One</title><pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate></item></channel></rss>"""


def rss(items: str, spaces: str = "", channel: str = "") -> str:
    """An RSS feed with these items."""
    return (
        f'<rss version="2.0" {spaces}><channel><title>Pond</title><link>https://pond.example/</link>{channel}{items}'
        "</channel></rss>"
    )


def atom(entries: str, feed: str = "") -> str:
    """An Atom feed with these entries."""
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Pond</title><id>urn:pond</id>{feed}{entries}</feed>'
