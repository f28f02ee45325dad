"""More than two dozen exchanges on a server, as people who know each other little or well have them.

`Scene.seed(server)` plays them; `scene.posts` has every post by a short name, `scene.times` its date,
`scene.words` its text. Dates are relative to `scene.now`: some hours ago, or noon of an earlier day.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self

from mock_mastodon import Sent, User
from watched_mastodon import WatchedMastodon

FOLLOWED = ("ana", "ben", "chloe", "dev", "emil", "vic", "wes")
OTHERS = ("fay", "gus", "nia", "omar", "pia", "quinn", "tom", "uma", "xena", "yuri", "zed", "kim", "stranger")


@dataclass
class Scene:
    """Who is there, and what they said."""

    server: WatchedMastodon
    me: User
    now: datetime
    people: dict[str, User] = field(default_factory=dict)
    posts: dict[str, Sent] = field(default_factory=dict)
    times: dict[str, datetime] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    @classmethod
    def seed(cls, server: WatchedMastodon) -> Self:
        """Play all of it on an empty server."""
        scene = cls(server, server.user("me", display_name="Me", locked=True), datetime.now(UTC))
        scene.now = scene.now.replace(microsecond=0)
        for name in (*FOLLOWED, *OTHERS):
            scene.people[name] = server.user(name)
        scene.people["robo"] = server.user("robo", bot=True)
        scene.people["ravi"] = server.user("ravi", domain="far.example")
        for name in FOLLOWED:
            scene.me.follow(scene.people[name])
        scene.me.add_filter("Sports", "football", "home")
        for play in (_waiting, _newcomers, _earlier, _active, _aside, _around, _settled, _gone):
            play(scene)
        return scene

    def say(
        self,
        key: str,
        who: str,
        text: str,
        at: datetime,
        *,
        to: str = "",
        private: bool = False,
        warning: str = "",
        quotes: str = "",
        poll: tuple[str, ...] = (),
    ) -> Sent:
        """Somebody says this; `to` and `quotes` are names of earlier posts."""
        author = self.me if who == "me" else self.people[who]
        self.posts[key] = author.post(
            text,
            answers=self.posts[to] if to else None,
            visibility="direct" if private else "public",
            warning=warning,
            quotes=self.posts[quotes] if quotes else None,
            poll=poll,
            at=at,
        )
        self.times[key], self.words[key] = at, text
        return self.posts[key]

    def ago(self, hours: int, minutes: int = 0) -> datetime:
        """So long before now."""
        return self.now - timedelta(hours=hours, minutes=minutes)

    def noon(self, days: int, hours: int = 0) -> datetime:
        """At noon, so many days before today, and some hours later."""
        today = self.now.replace(hour=0, minute=0, second=0)
        return today - timedelta(days=days) + timedelta(hours=12 + hours)


def _waiting(s: Scene) -> None:
    """Known people wait."""
    s.say("bread-1", "ben", "@me Are you free on Friday?", s.ago(5), private=True)
    s.say("bread-2", "me", "@ben Yes, all day.", s.ago(4), to="bread-1", private=True)
    s.say("bread-3", "ben", "@me Shall I bring bread?", s.ago(3), to="bread-2", private=True)
    s.say("scarf", "ana", "@me I found your scarf.", s.ago(2), private=True)
    s.say("spade", "fay", "@me Do you have a spade?", s.ago(1))
    s.say("path-1", "dev", "@me I walked the new path.", s.noon(1))
    s.say("path-2", "dev", "@me Did you see the heron there?", s.ago(5), to="path-1")
    s.say("path-3", "dev", "@me It was huge.", s.ago(4, 30), to="path-2")
    s.say("garden-1", "me", "Planning the garden.", s.ago(5))
    s.say("garden-2", "chloe", "@me Which tomatoes would you plant?", s.ago(4), to="garden-1")
    s.say("oven", "ben", "@me Is the oven still on?", s.ago(3))
    s.me.favourite(s.posts["oven"])
    s.say("recipe-1", "emil", "@me I lost the recipe.", s.ago(5))
    s.say("recipe-2", "me", "@emil Here it is.", s.ago(4), to="recipe-1")
    s.say("recipe-3", "emil", "@me Thanks! Could you send the other one too?", s.ago(2), to="recipe-2")
    s.say("boat-1", "gus", "@me The boat is ready.", s.ago(5, 10))
    s.say("boat-2", "gus", "@me Who steers?", s.ago(3), to="boat-1")
    s.say("boat-3", "me", "Good to hear.", s.ago(2), to="boat-1")
    s.say("seeds-1", "me", "Seeds have come.", s.ago(5))
    s.say("seeds-2", "emil", "I planted some last year.", s.ago(3), to="seeds-1")
    s.say("beans-1", "me", "Beans, beans.", s.ago(5))
    s.say("beans-2", "ana", "@me Mine are late.", s.ago(4), to="beans-1")
    s.say("beans-3", "me", "@ana So are mine.", s.ago(3), to="beans-2")
    s.say("beans-4", "ben", "@me Mine grow well.", s.ago(2), to="beans-1")
    s.say("lake-1", "ana", "To the lake on Sunday.", s.ago(5))
    s.say("lake-2", "ben", "@me are you bringing the kettle?", s.ago(4, 45), to="lake-1")
    s.say("lake-3", "me", "@ana I come. @ben wait for me.", s.ago(4), to="lake-1")
    s.say("heron", "chloe", "@me look, a heron on the football field", s.ago(1))


def _newcomers(s: Scene) -> None:
    """People wait to whom I never wrote."""
    s.say("hello", "pia", "@me We met at the market.", s.ago(1, 20), private=True)
    s.say("bulbs", "nia", "@me Where do you buy your bulbs?", s.noon(1))
    s.say("plan", "uma", "@ana @ben @chloe @dev The plan is set. What does @me say?", s.ago(2))
    s.say("shed-1", "me", "Painting the shed.", s.ago(5, 20))
    s.say("shed-2", "omar", "@me Blue suits it.", s.ago(1), to="shed-1")
    s.say("far-0", "stranger", "Herons everywhere.", s.ago(4))
    s.say("far", "ravi", "@me I read about your garden.", s.ago(3), to="far-0")
    s.server.orphan(s.posts["far"])


def _earlier(s: Scene) -> None:
    s.say("kiln", "quinn", "@me Is the kiln for sale?", s.noon(20))
    s.say("photo", "emil", "@me An old photo of us.", s.noon(30))


def _active(s: Scene) -> None:
    """Nothing is open, and people talk."""
    s.say("train-1", "dev", "The night train is back.", s.ago(5))
    s.say("train-2", "me", "@dev At last.", s.ago(4), to="train-1")
    s.say("choir-1", "emil", "@me Coming to choir?", s.noon(1, -1))
    s.say("choir-2", "me", "@emil Yes.", s.noon(1), to="choir-1")
    s.say("cake-1", "ana", "I baked a cake.", s.ago(5))
    s.say("cake-2", "ben", "@ana Which one?", s.ago(4), to="cake-1")
    s.say("cake-3", "ana", "@ben The one with plums.", s.ago(3), to="cake-2")
    s.say("chess-1", "vic", "Chess tonight.", s.ago(5))
    s.say("chess-2", "wes", "@vic I bring the clock.", s.ago(4, 20), to="chess-1")
    s.say("chess-3", "vic", "@wes Good.", s.ago(4, 10), to="chess-2")


def _aside(s: Scene) -> None:
    """Addressed to me, and nothing owed."""
    s.people["kim"].follow(s.me)
    s.say("notes", "tom", "@me @ana @ben @chloe @dev The notes are up. Any comments?", s.ago(3))
    s.say("build", "robo", "@me Your build is done. Restart?", s.ago(4))
    s.say("gate", "me", "The gate is mended.", s.ago(5, 30))
    s.say("gate-quoted", "chloe", "Worth reading.", s.ago(5), quotes="gate")
    s.say("key-1", "ben", "@me Where is the key?", s.noon(3, -2))
    s.say("key-2", "me", "@ben Under the stone.", s.noon(3, -1), to="key-1")
    s.say("key-3", "ben", "@me Thank you! 🙏", s.noon(3), to="key-2")
    s.say("tent-1", "ana", "The tent is dry.", s.noon(4, -2))
    s.say("tent-2", "chloe", "@me I have the pegs.", s.noon(4, -1), to="tent-1")
    s.say("tent-3", "me", "@ana Good. @chloe bring them.", s.noon(4), to="tent-1")
    s.say("view-1", "ana", "@me @ben Look at this view.", s.noon(5, -2))
    s.say("view-2", "me", "@ana Lovely.", s.noon(5, -1), to="view-1")
    s.say("view-3", "ben", "@ana @me Yes, lovely.", s.noon(5), to="view-1")


def _around(s: Scene) -> None:
    """What others say to everybody."""
    s.say("moon", "xena", "The moon tonight.", s.noon(5))
    for name, moment in (("ana", s.ago(3)), ("ben", s.ago(2)), ("dev", s.ago(1, 10))):
        s.people[name].boost(s.posts["moon"], at=moment)
        s.times[f"moon-{name}"] = moment
    s.say("trip-1", "chloe", "Notes from a trip.", s.ago(3))
    s.say("trip-2", "chloe", "The ferry was late.", s.ago(2, 30), to="trip-1")
    s.say("trip-3", "chloe", "The island was quiet.", s.ago(2, 10), to="trip-2")
    s.say("film", "dev", "The end surprised me.", s.ago(3, 30), warning="a film")
    s.say("vote", "emil", "Where do we meet?", s.ago(4, 5), poll=("The lake", "The park"))
    s.say("rain-1", "ana", "It rains.", s.ago(5))
    s.say("rain-2", "ben", "@ana Here too.", s.ago(4, 30), to="rain-1")
    s.say("foreign-0", "stranger", "Whoever reads this.", s.ago(5, 50))
    s.say("foreign", "dev", "@stranger I did.", s.ago(5, 40), to="foreign-0")


def _settled(s: Scene) -> None:
    """Answered, acknowledged, or mine alone."""
    s.say("bus-1", "chloe", "@me When does the bus leave?", s.noon(4))
    s.say("bus-2", "me", "@chloe At nine.", s.noon(3), to="bus-1")
    s.say("sail-1", "chloe", "@me What about the sail?", s.noon(5, -2))
    s.say("sail-2", "dev", "@chloe I can lend mine.", s.noon(5, -1), to="sail-1")
    s.say("sail-3", "me", "@dev @chloe Great.", s.noon(5), to="sail-2")
    s.say("soup", "ben", "@me The soup was good.", s.noon(4, 1))
    s.me.favourite(s.posts["soup"])
    s.say("alone", "me", "Nobody has to answer this.", s.ago(4))
    s.say("old-1", "dev", "Old maps.", s.noon(6, -2))
    s.say("old-2", "emil", "@dev Of where?", s.noon(6, -1), to="old-1")
    s.say("old-3", "dev", "@emil Of here.", s.noon(6), to="old-2")


def _gone(s: Scene) -> None:
    """Never shown: muted, blocked, filtered."""
    s.say("muted", "yuri", "@me Did you hear?", s.ago(2))
    s.me.mute(s.people["yuri"])
    s.say("blocked", "zed", "@me Answer me?", s.ago(2))
    s.me.block(s.people["zed"])
    s.say("filtered", "ana", "football tonight", s.ago(2))
    s.say("endless", "emil", "@me And another thing?", s.ago(2))
    s.me.mute_conversation(s.posts["endless"])


def change(s: Scene) -> None:
    """What people and I, from elsewhere, did after the program looked."""
    s.say("garden-3", "me", "@chloe Black Krim.", s.ago(1, 5), to="garden-2")
    s.say("kiln-2", "me", "@quinn It is.", s.ago(1, 10), to="kiln")
    s.people["ana"].delete(s.posts["scarf"])
    s.people["nia"].delete(s.posts["bulbs"])
    s.people["emil"].delete(s.posts["seeds-2"])
    s.me.delete(s.posts["bus-2"])
    s.words["heron"] = "@me is that a heron on the football field?"
    s.people["chloe"].edit(s.posts["heron"], s.words["heron"])
    s.words["far"] = "I read about a garden."
    s.people["ravi"].edit(s.posts["far"], s.words["far"])
    s.server.unmention(s.posts["far"], s.me)
    s.me.mute(s.people["omar"])
    s.me.unmute(s.people["yuri"])
    s.me.block(s.people["uma"])
    s.me.mute_conversation(s.posts["oven"])
    s.me.favourite(s.posts["beans-4"])
    s.me.unfollow(s.people["vic"])
    s.me.unfollow(s.people["wes"])
    s.me.call("POST", f"/api/v1/follow_requests/{s.people['kim'].id}/reject")
    s.say("secret", "dev", "@me Keep this to yourself.", s.ago(1, 50), private=True)
    s.say("loaf", "ana", "Fresh bread.", s.ago(1, 30))
