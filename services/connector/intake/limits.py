"""How often one address and one key may ask. Each replica counts for itself, in a memory that does not grow."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from limits import RateLimitItemPerMinute
from limits.storage import Storage
from limits.storage.base import SlidingWindowCounterSupport
from limits.strategies import SlidingWindowCounterRateLimiter

from services.connector.problems import too_many

MOST_COUNTED = 20_000
"""Addresses or keys that are counted at once; beyond that the one heard of least recently is forgotten."""


class Counts(Storage, SlidingWindowCounterSupport):
    """Of each key, this window's and the last one's count; `most` keys at most.

    The library's own memory starts a thread to forget, and forgets by time alone.
    """

    STORAGE_SCHEME = None

    def __init__(self, most: int = MOST_COUNTED, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._most, self._clock = most, clock
        self._counts: OrderedDict[str, tuple[int, int, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._counts)

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        return ()

    def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        window, share = self._window(expiry)
        before, current = self._counted(key, window)
        if before * share + current + amount > limit:
            return False
        self._counts[key] = window, before, current + amount
        self._counts.move_to_end(key)
        if len(self._counts) > self._most:
            self._counts.popitem(last=False)
        return True

    def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        window, share = self._window(expiry)
        before, current = self._counted(key, window)
        return before, share * expiry, current, (1 + share) * expiry

    def clear_sliding_window(self, key: str, expiry: int) -> None:
        self.clear(key)

    def clear(self, key: str) -> None:
        self._counts.pop(key, None)

    def reset(self) -> int:
        count = len(self._counts)
        self._counts.clear()
        return count

    def check(self) -> bool:
        return True

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        raise NotImplementedError("only sliding windows are counted")

    def get(self, key: str) -> int:
        return self._counts.get(key, (0, 0, 0))[2]

    def get_expiry(self, key: str) -> float:
        raise NotImplementedError("only sliding windows are counted")

    def _window(self, expiry: int) -> tuple[int, float]:
        """The number of the present window, and the share of the last one that still counts."""
        windows = self._clock() / expiry
        number = math.floor(windows)
        return number, 1 - (windows - number)

    def _counted(self, key: str, window: int) -> tuple[int, int]:
        counted, before, current = self._counts.get(key, (window, 0, 0))
        if counted == window:
            return before, current
        return (current if counted == window - 1 else 0), 0


class RateLimit:
    """So many requests a minute of each.

    Args:
        whose: `address` or `key`, for the answer.
        per_minute: 0 is no limit.
    """

    def __init__(self, whose: str, per_minute: int, counts: Counts | None = None) -> None:
        self._whose = whose
        self._limit = RateLimitItemPerMinute(per_minute) if per_minute else None
        self._limiter = SlidingWindowCounterRateLimiter(Counts() if counts is None else counts)

    def count(self, key: str) -> None:
        """One more request.

        Raises:
            Refused: 429, with the seconds until one more would be let through.
        """
        if self._limit is None or self._limiter.hit(self._limit, key):
            return
        wait = self._limiter.get_window_stats(self._limit, key).reset_time - time.time()
        raise too_many(self._whose, max(1, math.ceil(wait)))
