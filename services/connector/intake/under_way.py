"""How much of the process's memory the requests under way may take, claimed before any of it is used."""

from services.connector.metrics import BYTES_UNDER_WAY, UNDER_WAY
from services.connector.problems import not_now

OVERHEAD = 8 * 1024
"""Bytes that a request takes beside its body, so that many small ones are bounded too."""


class UnderWay:
    """Bytes of the bodies that are being read, checked and written; `limit` at most."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.bytes = 0
        self.requests = 0
        BYTES_UNDER_WAY.set_function(lambda: self.bytes)
        UNDER_WAY.set_function(lambda: self.requests)

    def begin(self, expected: int) -> "Claimed":
        """Claim what a request is going to take.

        Args:
            expected: of its body, in bytes; 0 when it does not say.

        Raises:
            Refused: 503, too much is under way.
        """
        claimed = Claimed(self)
        claimed.grow(expected + OVERHEAD)
        self.requests += 1
        return claimed

    def claim(self, size: int) -> None:
        if self.bytes + size > self._limit:
            raise not_now("Too much is under way.", "busy")
        self.bytes += size


class Claimed:
    """What one request has claimed; given back at its end."""

    def __init__(self, under_way: UnderWay) -> None:
        self._under_way = under_way
        self._size = 0

    def __enter__(self) -> "Claimed":
        return self

    def __exit__(self, *_: object) -> None:
        self._under_way.bytes -= self._size
        self._under_way.requests -= 1

    def grow(self, size: int) -> None:
        """Claim more.

        Raises:
            Refused: 503, too much is under way.
        """
        self._under_way.claim(size)
        self._size += size
