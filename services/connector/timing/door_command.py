"""What `mohlat connector door` prints."""

import json
from collections.abc import Sequence
from datetime import datetime

from services.connector.evidence import rfc3339
from services.connector.timing.shut import Shut


def as_json(shut: Sequence[Shut]) -> str:
    """A JSON array; `partition` is null where all partitions were shut."""
    return json.dumps(
        [
            {
                "from": rfc3339(each.since),
                "until": rfc3339(each.until),
                "seconds": (each.until - each.since).total_seconds(),
                "partition": each.partition,
            }
            for each in shut
        ],
        indent=2,
    )


def as_lines(shut: Sequence[Shut], known_to: datetime | None) -> str:
    """One line each, and how far the door is known."""
    lines = [
        f"{rfc3339(each.since)}  {rfc3339(each.until)}  {each.until - each.since}  "
        f"{'all' if each.partition is None else each.partition}"
        for each in shut
    ]
    known = "No partition has ticked." if known_to is None else f"Known up to {rfc3339(known_to)}."
    return "\n".join([*lines, f"{known} Shut: {len(shut)}."])
