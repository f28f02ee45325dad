"""Where what is on its way will stand in a conversation."""

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from connect_tui.domain.draft import Draft

Find = Callable[[str], Draft | None]
"""The draft with this key, sent or not."""


def placed(drafts: Iterable[Draft], find: Find) -> tuple[Draft, ...]:
    """Each draft as if it answered the post under which it is shown: what it answers, or changes; for the
    part of a thread what its first part answers, or the last part that is there. Parts stand in their order.
    """
    known = {draft.key: draft for draft in drafts}
    found = [(*_place(draft, lambda key: known.get(key) or find(key)), draft) for draft in known.values()]
    found.sort(key=lambda item: (item[0], item[1]))
    return tuple(replace(draft, answers=uri) for uri, _, draft in found)


def _place(draft: Draft, find: Find) -> tuple[str, int]:
    """The URI of the post, and how many parts stand between."""
    between = 0
    while draft.follows and not draft.answers:
        before = find(draft.follows)
        if before is None:
            return "", between
        if before.sent_uri:
            return before.sent_uri, between
        draft, between = before, between + 1
    return draft.edits or draft.answers, between
