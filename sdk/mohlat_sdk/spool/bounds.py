"""How much a spool keeps, and what goes when it would be more. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most that a spool keeps. The file is somewhat larger: it also holds the database's own pages.

    Attributes:
        events: how many.
        size: bytes of their JSON.
    """

    events: int = 100_000
    size: int = 64 * 1024 * 1024

    def __post_init__(self) -> None:
        if self.events < 1 or self.size < 1:
            raise ValueError("a spool has room for an event at least")

    def to_drop(self, events: int, size: int, heartbeats: Iterable[tuple[int, int]]) -> list[tuple[int, int]] | None:
        """Which heartbeats make room.

        Args:
            events, size: what the spool would hold if it took all.
            heartbeats: positions and bytes of those it holds, oldest first; no more of them are read than needed.

        Returns:
            Those to drop, none when there is room anyway; None when all heartbeats together would not do.
        """
        dropped: list[tuple[int, int]] = []
        oldest = iter(heartbeats)
        while events > self.events or size > self.size:
            heartbeat = next(oldest, None)
            if heartbeat is None:
                return None
            dropped.append(heartbeat)
            events, size = events - 1, size - heartbeat[1]
        return dropped
