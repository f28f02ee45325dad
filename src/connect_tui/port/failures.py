"""What a provider raises: nothing else of it goes wrong."""

from datetime import datetime


class ProviderError(Exception):
    """Something went wrong on the way to a network. `str()` is a cleaned sentence for a person, without
    the account's name: "does not answer".
    """


class Offline(ProviderError):
    """The server cannot be reached, or did not answer in time. What was asked may have happened."""


class Unreachable(Offline):
    """No connection came about: what was asked has not happened."""


class RateLimited(ProviderError):
    """The server asks to wait until `retry_at`."""

    def __init__(self, message: str, retry_at: datetime) -> None:
        super().__init__(message)
        self.retry_at = retry_at


class AuthExpired(ProviderError):
    """The server no longer takes the token: log in again."""


class NoSecret(AuthExpired):
    """The place that should hold a secret does not give it. `str()` says which and what to do."""


class NotAllowed(ProviderError):
    """The server understood, and refuses."""


class NotFound(ProviderError):
    """It is not there, or not for me."""


class Rejected(ProviderError):
    """The server does not take what was written; `str()` is its reason."""


class ServerFault(ProviderError):
    """The server failed. What was asked may have happened."""


class BadResponse(ProviderError):
    """What the server said cannot be understood. What was asked may have happened."""
