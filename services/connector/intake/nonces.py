"""Nonces seen, so that a signed request counts once. Bounded; a replay that slips past is the same bytes."""

from collections import OrderedDict
from datetime import datetime


class Nonces:
    """Remembers (key id, nonce) until the signature expires, the newest `limit` at most."""

    def __init__(self, limit: int = 200_000) -> None:
        self._seen: OrderedDict[tuple[str, str], datetime] = OrderedDict()
        self._limit = limit

    def __len__(self) -> int:
        return len(self._seen)

    def seen(self, key_id: str, nonce: str) -> bool:
        return (key_id, nonce) in self._seen

    def first_use(self, key_id: str, nonce: str, expires: datetime, now: datetime) -> bool:
        """Whether it was not seen before; from now on it was."""
        self._forget(now)
        if (key_id, nonce) in self._seen:
            return False
        self._seen[key_id, nonce] = expires
        return True

    def _forget(self, now: datetime) -> None:
        # Oldest first; lifetimes differ by minutes, so an expired one behind a living one waits its turn.
        while self._seen:
            oldest = next(iter(self._seen.values()))
            if oldest >= now and len(self._seen) < self._limit:
                return
            self._seen.popitem(last=False)
