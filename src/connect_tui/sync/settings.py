"""What sync is told once, when it is made."""

from datetime import timedelta

from msgspec import Struct, field

from connect_tui.domain.entry import AttentionSettings
from connect_tui.domain.people import Circle


class SyncSettings(Struct, frozen=True, kw_only=True):
    """`circles` are those of the configuration, in the order in which they matter. `undo_send` is how long a
    sent draft can be taken back, `pace` the time between two refreshes of one account.
    """

    attention: AttentionSettings = field(default_factory=AttentionSettings)
    circles: tuple[Circle, ...] = ()
    undo_send: timedelta = timedelta(seconds=5)
    pace: timedelta = timedelta(seconds=60)
