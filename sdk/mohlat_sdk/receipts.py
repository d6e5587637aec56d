"""What a connector hands out for events it has taken."""

from datetime import datetime

import msgspec


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """Where in Mohlat's log a batch is, as the connector's 202 says it.

    Attributes:
        accepted: how many events.
        known_at: when the connector took them, by its clock; aware.
        topic, partition, offset: the record of the log; None from a connector that does not tell.
        digest: `sha-256=:…:` of the bytes stored; the SDK has compared it with that of the bytes sent.
    """

    accepted: int
    known_at: datetime | None = None
    topic: str | None = None
    partition: int | None = None
    offset: int | None = None
    digest: str | None = None


_receipt = msgspec.json.Decoder(Receipt)


def read_receipt(body: bytes) -> Receipt | None:
    """None when the body is no receipt."""
    try:
        return _receipt.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
