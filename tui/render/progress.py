"""How far something is, as a bar and never as a number."""

_BAR_CELLS = 10


def uploading(share: float) -> str:
    """How far the files of a post are on their way; `share` from 0 to 1."""
    full = round(min(max(share, 0.0), 1.0) * _BAR_CELLS)
    bar = "━" * full + "─" * (_BAR_CELLS - full)
    return (
        f"What goes with it is on its way  {bar}" if full < _BAR_CELLS else "What goes with it has arrived."
    )
