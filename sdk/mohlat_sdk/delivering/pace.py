"""When a background delivery is due. Pure."""

from dataclasses import dataclass

from mohlat_contracts.codec import MAX_EVENTS


@dataclass(frozen=True, slots=True)
class Batching:
    """Deliver in the background, as soon as one of the two is reached.

    Attributes:
        count: events that wait, and the most in one batch: 1 to 1,000.
        age: seconds that the oldest of them has waited.
    """

    count: int = 500
    age: float = 1.0

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MAX_EVENTS or self.age < 0:
            raise ValueError(f"a batch holds 1 to {MAX_EVENTS} events, and no age is negative")


class Pace:
    """Known to the one that delivers only; those that keep events merely wake it."""

    def __init__(self, batching: Batching) -> None:
        self._batching = batching
        self._since: float | None = None

    def due_in(self, now: float, depth: int, quiet_until: float) -> float | None:
        """Seconds, 0 when a delivery is due; None while nothing waits."""
        if not depth:
            self._since = None
            return None
        if self._since is None:
            self._since = now
        due = now if depth >= self._batching.count else self._since + self._batching.age
        return max(0.0, due - now, quiet_until - now)

    def delivered(self) -> None:
        """A delivery has ended; what is left, or has come meanwhile, waits from now on."""
        self._since = None
