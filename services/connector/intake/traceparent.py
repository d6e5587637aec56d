"""The W3C `traceparent` of a request."""

import re

_SHAPE = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


def valid_traceparent(text: str | None) -> str | None:
    """The text when it is one of version 00, else None."""
    return text if text is not None and _SHAPE.fullmatch(text) else None
