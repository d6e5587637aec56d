"""Records as a connector stores them, to tamper with."""

import gzip
from dataclasses import replace
from datetime import datetime

from mohlat_contracts import encode_batch, headers, sources
from mohlat_contracts.clock import ClockTicked, TickData
from mohlat_contracts.codec import Event
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE
from mohlat_contracts.signing import COMPONENTS

from services.connector.checking.stored import StoredRecord
from services.connector.intake.verification import SignedRequest
from tests.unit.connector.signed import DOMAIN, NOW, established, seconds, signed

KNOWN_AT = b"2023-06-14T20:30:00Z"


def record(request: SignedRequest | None = None, **changes: object) -> StoredRecord:
    """What is stored of a request."""
    request = request or signed([established(), established(id="e2")])
    kept = {"method": request.method, "target-uri": request.url, **request.headers}
    found = [(name, value.encode()) for name, value in kept.items()]
    found += [(headers.KNOWN_AT, KNOWN_AT), (headers.TRACEPARENT, b"00-1-1-01")]
    made = StoredRecord("evidence", 1, 7, NOW + seconds(2), b"sanjesh", tuple(found), request.body)
    return replace(made, **changes)  # type: ignore[arg-type]


def compressed(body: bytes = gzip.compress(encode_batch([established()]), mtime=0)) -> SignedRequest:
    return signed(
        body=body,
        extra={"content-encoding": "gzip"},
        covered_component_ids=(*COMPONENTS, "content-encoding"),
    )


def with_headers(stored: StoredRecord, **values: str | None) -> StoredRecord:
    """With these headers put in the place of others; None takes one away. `_` stands for `-`, but in known_at."""
    names = {name if name == headers.KNOWN_AT else name.replace("_", "-"): value for name, value in values.items()}
    kept = [pair for pair in stored.headers if pair[0] not in names]
    added = [(name, value.encode()) for name, value in names.items() if value is not None]
    return replace(stored, headers=(*kept, *added))


def tick(writer: str = "connector-1", at: datetime = DOMAIN, source: str | None = None) -> StoredRecord:
    data = TickData(writer=writer, epoch=1, open_from=at, open_to=at)
    event = ClockTicked(id="1-1", source=source or sources.connector(writer), time=at, data=data)
    return unsigned([event])


def unsigned(events: list[Event]) -> StoredRecord:
    kept = ((headers.CONTENT_TYPE, BATCH_CONTENT_TYPE.encode()), (headers.KNOWN_AT, KNOWN_AT))
    return StoredRecord("evidence", 1, 8, NOW, None, kept, encode_batch(events))
