"""The simulated clocks of registry and connector, moved together."""

from datetime import UTC, datetime
from threading import Lock

import httpx2

from scenarios.player.trying import Patience, ask

PATH = "/v1/clock"


def rfc3339(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Clock:
    """Moves the registry first and then the connector, so that nothing is signed by a key the connector does not know.

    The first move is from the start to the start: it sets the clocks. A connector that was restarted stands closed
    until it hears the last move again, which `once_more` repeats; a repeat changes nothing where it was heard before.
    """

    def __init__(self, registry: httpx2.Client, connector: httpx2.Client, starts: datetime, patience: Patience) -> None:
        self._registry, self._connector, self._patience = registry, connector, patience
        self._span = (starts, starts)
        self._lock = Lock()

    @property
    def now(self) -> datetime:
        """Where both clocks stand once the last move has returned."""
        return self._span[1]

    def move(self, to: datetime) -> None:
        """Let time flow to an instant, however often a service has to be asked.

        Raises:
            PlayFailed: a service refused, or was away for too long.
        """
        self._span = (self.now, to)
        self._patience.keep_trying(self.once_more)

    def once_more(self) -> None:
        """Say the last move to both, one attempt. Several threads may want it at once; they take turns.

        Raises:
            NotNow: one of them cannot hear it now.
        """
        span = {"from": rfc3339(self._span[0]), "to": rfc3339(self._span[1])}
        with self._lock:
            ask(self._registry, "POST", PATH, span)
            ask(self._connector, "POST", PATH, span)
