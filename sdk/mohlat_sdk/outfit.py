"""What both clients are made of."""

from dataclasses import dataclass
from pathlib import Path

from msgspec import UnsetType

from mohlat_sdk.delivering import Batching
from mohlat_sdk.errors import Unreachable
from mohlat_sdk.spool import Bounds, Spool


@dataclass(frozen=True, slots=True)
class Keeping:
    """How a client keeps events."""

    path: Path | None
    bounds: Bounds
    stream: str | UnsetType | None
    batching: Batching | None

    def open_spool(self, code: str) -> Spool | None:
        """The spool: in the file, or in memory where events are delivered in the background, or none.

        Raises:
            SpoolInUse, SpoolFull, SpoolUnreadable: the file cannot be had.
            ValueError: a stream is named, and there is nothing to count it in.
        """
        if self.path is not None or self.batching is not None:
            return Spool(self.path, code, self.bounds, self.stream)
        if isinstance(self.stream, str):
            raise ValueError("a stream is counted in a spool, so it needs one")
        return None


def lost(code: str, depth: int) -> Unreachable:
    """Told when a spool in memory is closed with events in it."""
    return Unreachable(f"no connector took {depth} events of {code} that were kept in memory only; they are lost")
