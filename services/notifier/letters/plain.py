"""Making text from outside harmless in a header or a line."""

import unicodedata
from functools import lru_cache

_JOINERS = "\u200c\u200d"


@lru_cache(maxsize=4096)
def one_line(text: str, limit: int = 300) -> str:
    """The text without control characters, line breaks and direction overrides, at most `limit` characters long.

    The joiners that Persian spelling needs stay.
    """
    kept = "".join(c if c in _JOINERS or unicodedata.category(c)[0] not in "CZ" else " " for c in text)
    line = " ".join(kept.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
