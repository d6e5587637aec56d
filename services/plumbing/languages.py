"""Which of our two languages a caller of an HTTP API reads. Pure."""

import re

from services.calendar.jalali import Language

_QUALITY = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)


def preferred(accepted: str) -> Language:
    """Read `Accept-Language`: the highest quality wins, the earlier among equals; what cannot be read is skipped.

    English when it likes none of ours, or does not say.
    """
    best: Language = "en"
    highest = 0.0
    for part in accepted.split(","):
        tag, _, parameters = part.strip().partition(";")
        spoken, quality = _ours(tag), _quality(parameters)
        if spoken is not None and quality > highest:
            best, highest = spoken, quality
    return best


def _ours(tag: str) -> Language | None:
    """`fa-IR` is our Persian; `*` is whatever we have, which is English first."""
    match tag.strip().lower().split("-")[0]:
        case "fa":
            return "fa"
        case "en" | "*":
            return "en"
    return None


def _quality(parameters: str) -> float:
    if not parameters.strip():
        return 1.0
    match = _QUALITY.fullmatch(parameters.strip())
    return float(match[1]) if match else 0.0
