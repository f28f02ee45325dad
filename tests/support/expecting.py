"""What `inbox --json` should say of an exchange, written down by hand."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from exchanges import Scene

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One entry. `post`, `top` and `since` are names of posts; `people` are names, who waits first.

    `said` is the sentence; `{day}` in it stands for the day of `since`, for posts made at noon of a day.
    """

    section: str
    reason: str
    post: str
    people: str
    said: str
    top: str = ""
    since: str = ""
    newcomer: bool = False
    gap: bool = False
    text: str = ""

    def entry(self, scene: Scene, as_of: datetime) -> dict[str, Any]:
        """The whole entry as it should be printed."""
        since = scene.times[self.since or self.post]
        return {
            "section": self.section,
            "reason": self.reason,
            "sentence": self.said.format(day=day(since, as_of)),
            "newcomer": self.newcomer,
            "provider": "home",
            "account": "@me@mock.local",
            "conversation": scene.posts[self.top or self.post].uri,
            **({"gap": True} if self.gap else {}),
            "post": scene.posts[self.post].uri,
            "url": scene.posts[self.post].uri,
            "people": [who(scene, name) for name in self.people.split()],
            "since": since.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "text": self.text or scene.words[self.post],
        }


def who(scene: Scene, name: str) -> dict[str, str]:
    """Somebody as the JSON names them."""
    user = scene.me if name == "me" else scene.people[name]
    return {"handle": user.handle, "name": name.title()}


def day(moment: datetime, now: datetime) -> str:
    """The day of something that was said at noon; where that is today, how many hours ago."""
    days = (now.date() - moment.date()).days
    if days == 0:
        return f"{(now - moment) // timedelta(hours=1)} hours ago"
    if days == 1:
        return "yesterday"
    if days < 7:
        return f"on {DAYS[moment.weekday()]}"
    year = "" if moment.year == now.year else f" {moment.year}"
    return f"on {moment.day} {MONTHS[moment.month - 1]}{year}"


def moment(written: str) -> datetime:
    """A time of the JSON."""
    return datetime.fromisoformat(written).astimezone(UTC)


def check(found: dict[str, Any], scene: Scene, rows: list[Row]) -> None:
    """Hold the printed entries to the rows, one by one, then in their order."""
    as_of = moment(found["as_of"])
    names = {post.uri: key for key, post in scene.posts.items()}
    entries = {entry["conversation"]: entry for entry in found["entries"]}
    wrong = []
    for row in rows:
        expected = row.entry(scene, as_of)
        entry = entries.pop(expected["conversation"], None)
        if entry is None:
            wrong.append(f"{row.top or row.post}: there is no entry")
            continue
        why = entry.pop("why")
        if len(why) < 2 or not all(line.endswith(".") for line in why):
            wrong.append(f"{row.top or row.post}: {why!r} does not say why")
        wrong += [
            f"{row.top or row.post}: {key} is {entry.get(key)!r}, not {expected.get(key)!r}"
            for key in sorted(expected.keys() | entry.keys())
            if entry.get(key) != expected.get(key)
        ]
    wrong += [f"{names[uri]}: {entry['sentence']!r} should not be there" for uri, entry in entries.items()]
    assert not wrong, "\n".join(wrong)
    in_order = [scene.posts[row.top or row.post].uri for row in rows]
    assert [names[entry["conversation"]] for entry in found["entries"]] == [names[uri] for uri in in_order]
