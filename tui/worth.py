"""What of a draft is worth keeping."""

from connect_tui.domain.draft import Draft


def worth_keeping(draft: Draft) -> bool:
    """Whether anything was written or put beside it."""
    return bool(draft.text.strip() or draft.media or draft.poll or draft.edits)
