"""Who can read a post."""

from enum import StrEnum


class Visibility(StrEnum):
    """Who can read a post, from the widest to the narrowest."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    FOLLOWERS = "followers"
    DIRECT = "direct"

    def wider_than(self, other: "Visibility") -> bool:
        """Whether more people can read a post of this visibility than one of `other`."""
        order = tuple(Visibility)
        return order.index(self) < order.index(other)
