"""The CloudEvents 1.0 envelope that every event wears."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

Instant = Annotated[datetime, Meta(tz=True)]
"""An aware instant; RFC 3339 on the wire."""

AgencyCode = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{1,39}$")]
"""The immutable code of an agency; the key of its records."""

Name = Annotated[str, Meta(min_length=1, max_length=300)]
Identifier = Annotated[str, Meta(min_length=1, max_length=120, pattern="^[^\\x00-\\x1f\\x7f]+$")]
Revision = Annotated[int, Meta(ge=0)]

BATCH_CONTENT_TYPE = "application/cloudevents-batch+json"
EVENT_CONTENT_TYPE = "application/cloudevents+json"


class CloudEvent(Struct, frozen=True, kw_only=True, tag_field="type"):
    """Attributes of CloudEvents 1.0; `type` is the tag of the concrete event.

    Attributes:
        id: unique within its source; a repeat with the same bytes is the same event.
        source: URN of the writer, for example `urn:mohlat:agency:sanjesh`.
        time: when it happened by the writer's own domain clock (the event's *own time*).
    """

    specversion: Literal["1.0"] = "1.0"
    id: Identifier
    source: Annotated[str, Meta(pattern="^urn:mohlat:", max_length=200)]
    time: Instant
    datacontenttype: Literal["application/json"] = "application/json"


class Span(Struct, frozen=True, kw_only=True, rename={"start": "from"}):
    """A half-open interval [from, until); without `until` it is open-ended."""

    start: Instant
    until: Instant | None = None

    def covers(self, at: datetime) -> bool:
        return self.start <= at and (self.until is None or at < self.until)
