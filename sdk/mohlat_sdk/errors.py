"""What can go wrong, in the words of whoever has to do something about it."""

from datetime import timedelta
from typing import Literal

from mohlat_sdk.clock_skew import in_words

_FAULTS_OF_EVENTS = frozenset({400, 413, 422})


class Rejected(Exception):
    """The service answered and refused; sending the same again would not help.

    Attributes:
        status: HTTP status, 4xx.
        title: the problem in a few words.
        detail: the problem in a sentence, naming event and field where there is one.
        clock_skew: with 401, this machine's clock less the service's where that is known: a signature lives for
            minutes, so a wrong clock is refused like a wrong key. Otherwise None.
    """

    def __init__(self, status: int, title: str, detail: str, clock_skew: timedelta | None = None) -> None:
        words = f"{status} {title}: {detail}" if detail else f"{status} {title}"
        if clock_skew is not None:
            words += f" (this machine's clock is {in_words(clock_skew)} the service's)"
        super().__init__(words)
        self.status, self.title, self.detail, self.clock_skew = status, title, detail, clock_skew

    @property
    def concerns_the_signer(self) -> bool:
        """The key or the clock is at fault, not an event: the same events are good once that is put right."""
        return self.status == 401

    @property
    def concerns_the_events(self) -> bool:
        """An event is at fault, or the batch is too large; otherwise it is the key, the clock or the address."""
        return self.status in _FAULTS_OF_EVENTS


class Unreachable(Exception):
    """No service took what was sent, and there was no spool to keep it in.

    Attributes:
        wait: seconds after which the service asked to be tried again, where it did.
    """

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class SpoolFull(Unreachable):
    """The spool does not take the events; nothing of them was written. It works on once there is room.

    Attributes:
        cause: `limit`, and there are no heartbeats left to drop, or `disk`.
    """

    def __init__(self, reason: str, cause: Literal["limit", "disk"]) -> None:
        super().__init__(reason)
        self.cause = cause


class SpoolInUse(Exception):
    """The spool file is open already, by another process or another client of this one."""


class SpoolUnreadable(Exception):
    """The file is no spool, is damaged, belongs to another agency, or was written by a later version."""
