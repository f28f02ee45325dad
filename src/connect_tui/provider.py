"""The port: what a network has to offer so that people on it can be talked with.

A provider is registered under the entry point group `connect_tui.providers`; the entry point's name is the
`kind` in the configuration and its value a `ProviderPlugin`. Third parties import this module,
`connect_tui.domain` and perhaps `connect_tui.read_only`, and nothing else of connect-tui. What each name
means is said where it stands, in `connect_tui.port`.
"""

from connect_tui.port.answers import (
    Emoji,
    Fact,
    Facts,
    Marker,
    Page,
    Relation,
    Source,
    Thread,
    Timeline,
    Version,
)
from connect_tui.port.capabilities import Capabilities, LengthRule, MediaLimits, PollLimits, Reaction, Stance
from connect_tui.port.events import Arrived, Changed, Opened, Removed, StreamEvent
from connect_tui.port.failures import (
    AuthExpired,
    BadResponse,
    NoSecret,
    NotAllowed,
    NotFound,
    Offline,
    ProviderError,
    RateLimited,
    Rejected,
    ServerFault,
    Unreachable,
)
from connect_tui.port.login import Credential, Login, LoginAsk, break_off, give_back
from connect_tui.port.plugin import (
    PORT_VERSION,
    Examined,
    ProviderConfig,
    ProviderPlugin,
    Recognised,
    Setting,
)
from connect_tui.port.provider import POSTS_AT_ONCE, Provider

__all__ = [
    "PORT_VERSION",
    "POSTS_AT_ONCE",
    "Arrived",
    "AuthExpired",
    "BadResponse",
    "Capabilities",
    "Changed",
    "Credential",
    "Emoji",
    "Examined",
    "Fact",
    "Facts",
    "LengthRule",
    "Login",
    "LoginAsk",
    "Marker",
    "MediaLimits",
    "NoSecret",
    "NotAllowed",
    "NotFound",
    "Offline",
    "Opened",
    "Page",
    "PollLimits",
    "Provider",
    "ProviderConfig",
    "ProviderError",
    "ProviderPlugin",
    "RateLimited",
    "Reaction",
    "Recognised",
    "Rejected",
    "Relation",
    "Removed",
    "ServerFault",
    "Setting",
    "Source",
    "Stance",
    "StreamEvent",
    "Thread",
    "Timeline",
    "Unreachable",
    "Version",
    "break_off",
    "give_back",
]
