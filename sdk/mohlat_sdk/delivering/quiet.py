"""How long to leave a connector alone after a failure. Pure."""

import random
from collections.abc import Callable

FIRST, LONGEST = 1.0, 30.0
"""Seconds after the first failure, doubled at each further one, and at most."""
SPREAD = 0.25
"""Share by which a pause may be shorter or longer, so that many agencies do not come back at once."""


class Quiet:
    """Time in which events join the spool without another try.

    Args:
        chance: a number from 0 to 1.
    """

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._chance = chance
        self._failures = 0
        self.until = float("-inf")

    def failed(self, now: float, wait: float | None = None) -> None:
        """A delivery failed; `wait` are the seconds that the connector asks for, where it does."""
        pause = min(FIRST * 2**self._failures, LONGEST) * (1 - SPREAD + 2 * SPREAD * self._chance())
        self.until = now + max(pause, wait or 0.0)
        # Beyond this the pause is the longest anyway, and the power would grow without end.
        self._failures = min(self._failures + 1, 16)

    def succeeded(self) -> None:
        self._failures = 0
        self.until = float("-inf")

    def reigns(self, now: float) -> bool:
        return now < self.until
