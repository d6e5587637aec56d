"""Bodies as they travel: one event or a batch, compressed or not. Every reader of a record or a request reads it so."""

import re
import zlib

from mohlat_contracts.codec import DecodedEvent, MalformedBatch, read_batch, read_single
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE, EVENT_CONTENT_TYPE
from mohlat_contracts.topics import MAX_INFLATED_BYTES

GZIP = "gzip"
_MEDIA_TYPE = re.compile(r"\s*([^\s;]+)\s*(?:;\s*charset\s*=\s*\"?utf-8\"?\s*)?", re.IGNORECASE)
_GZIP_WINDOW = zlib.MAX_WBITS | 16


class TooLarge(MalformedBatch):
    """It inflates beyond what any reader holds."""


def media_type(content_type: str) -> str | None:
    """The bare media type in lower case; None when a parameter other than `charset=utf-8` is given."""
    found = _MEDIA_TYPE.fullmatch(content_type)
    return found.group(1).lower() if found else None


def read_content(body: bytes, content_type: str = BATCH_CONTENT_TYPE, encoding: str = "identity") -> list[DecodedEvent]:
    """The events in a body.

    Args:
        content_type: of a single CloudEvent or of a batch.
        encoding: `identity` or `gzip`.

    Raises:
        TooLarge: more than MAX_INFLATED_BYTES once inflated; no more than that is ever held.
        MalformedBatch: anything else that is wrong, an unknown type or encoding among it.
    """
    if encoding == GZIP:
        body = inflate(body)
    elif encoding != "identity":
        raise MalformedBatch(None, "$", f"an unknown content-encoding: {encoding[:100]}")
    media = media_type(content_type)
    if media == BATCH_CONTENT_TYPE:
        return read_batch(body)
    if media == EVENT_CONTENT_TYPE:
        return [read_single(body)]
    raise MalformedBatch(None, "$", f"an unknown content-type: {content_type[:100]}")


def inflate(body: bytes, limit: int = MAX_INFLATED_BYTES) -> bytes:
    """What one gzip member holds.

    Raises:
        TooLarge: more than `limit` bytes.
        MalformedBatch: not gzip, cut short, or followed by something.
    """
    inflater = zlib.decompressobj(_GZIP_WINDOW)
    try:
        data = inflater.decompress(body, limit + 1)
    except zlib.error as error:
        raise MalformedBatch(None, "$", f"not gzip: {error}") from error
    if len(data) > limit:
        raise TooLarge(None, "$", f"more than {limit} bytes when inflated")
    if not inflater.eof or inflater.unused_data:
        raise MalformedBatch(None, "$", "not exactly one whole gzip member")
    return data
