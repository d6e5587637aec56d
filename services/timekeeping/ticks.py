"""A tick that rides on a record of evidence, in its headers: facts first, then the tick."""

from collections.abc import Mapping
from datetime import datetime

from mohlat_contracts.clock import TickData
from mohlat_contracts.headers import TICK_EPOCH, TICK_OPEN_FROM, TICK_OPEN_TO, TICK_WRITER
from msgspec import ValidationError, convert

NAMES = {"writer": TICK_WRITER, "epoch": TICK_EPOCH, "open_from": TICK_OPEN_FROM, "open_to": TICK_OPEN_TO}


class BadTick(ValueError):
    """The record's headers begin to say a tick and do not."""


def tick_headers(tick: TickData) -> dict[str, str]:
    """The four headers that say it."""
    return {
        TICK_WRITER: tick.writer,
        TICK_EPOCH: str(tick.epoch),
        TICK_OPEN_FROM: _rfc3339(tick.open_from),
        TICK_OPEN_TO: _rfc3339(tick.open_to),
    }


def tick_in(headers: Mapping[str, bytes]) -> TickData | None:
    """The tick that a record's headers say; None when they say none.

    Raises:
        BadTick: some of the four are missing, or are not what they should be.
    """
    said = {field: headers[name] for field, name in NAMES.items() if name in headers}
    if not said:
        return None
    try:
        text: dict[str, object] = {field: value.decode() for field, value in said.items()}
        return convert({**text, "epoch": int(said.get("epoch", b""))}, TickData)
    except (ValueError, ValidationError) as error:  # UnicodeDecodeError is a ValueError
        raise BadTick(f"tick in headers: {error}") from error


def _rfc3339(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")
