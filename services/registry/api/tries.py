"""How often one address may be wrong about a one-time code."""

import math
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from services.plumbing.addresses import origin_of
from services.registry.problems import CodeRefused, TooManyTries

MOST_ADDRESSES = 10_000
SOON = 1
"""Seconds to wait while earlier tries of the same address are still being looked at."""


class Tries:
    """Wrong tries of each address within the last while. One process knows only its own.

    Args:
        limit: wrong tries that an address has.
        window: seconds after which one is forgotten.
        clock: seconds that only grow.
        most: addresses remembered; beyond that the one heard of least recently is forgotten.
    """

    def __init__(
        self,
        limit: int = 3,
        window: float = 60.0,
        clock: Callable[[], float] = monotonic,
        most: int = MOST_ADDRESSES,
    ) -> None:
        self._limit, self._window, self._clock, self._most = limit, window, clock, most
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()
        self._under_way: dict[str, int] = {}

    @contextmanager
    def one(self, address: str) -> Iterator[None]:
        """One try of an address; it counts when it ends in CodeRefused.

        Tries under way count too, or else many at once would all pass before the first is found wrong.

        Raises:
            TooManyTries: the address has had its tries, be this one right or wrong.
        """
        origin = origin_of(address)
        self._admit(origin)
        self._under_way[origin] = self._under_way.get(origin, 0) + 1
        try:
            yield
        except CodeRefused:
            self._note(origin)
            raise
        finally:
            self._end(origin)

    def _admit(self, origin: str) -> None:
        now = self._clock()
        wrong = self._wrong.get(origin, deque())
        while wrong and wrong[0] <= now - self._window:
            wrong.popleft()
        if not wrong:
            self._wrong.pop(origin, None)
        if len(wrong) >= self._limit:
            raise TooManyTries(retry_after=max(1, math.ceil(wrong[0] + self._window - now)))
        if len(wrong) + self._under_way.get(origin, 0) >= self._limit:
            raise TooManyTries(retry_after=SOON)

    def _note(self, origin: str) -> None:
        self._wrong.setdefault(origin, deque(maxlen=self._limit)).append(self._clock())
        self._wrong.move_to_end(origin)
        while len(self._wrong) > self._most:
            self._wrong.popitem(last=False)

    def _end(self, origin: str) -> None:
        self._under_way[origin] -= 1
        if not self._under_way[origin]:
            del self._under_way[origin]
