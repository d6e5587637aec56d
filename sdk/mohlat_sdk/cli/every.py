"""How often: `60s`, `5m`, `1h`."""

import re

UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}
SHORTEST, LONGEST = 5.0, 86_400.0
"""Seconds. More often proves no more, and beyond a day a machine that was switched off would hardly be noticed."""
_EVERY = re.compile(r"([0-9]{1,6})([smh]?)", re.ASCII)


def seconds_of(text: str) -> float | None:
    """None when it is no such span, or none that makes sense."""
    match = _EVERY.fullmatch(text.strip().lower())
    if match is None:
        return None
    seconds = float(match[1]) * UNITS[match[2]]
    return seconds if SHORTEST <= seconds <= LONGEST else None
