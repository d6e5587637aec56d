"""What a body holds. The usual is read at a stroke; the rest as every reader reads it, to say what is wrong."""

from typing import Any, Union, cast, get_args

import msgspec
from mohlat_contracts import MalformedBatch
from mohlat_contracts.codec import EARLIEST, LATEST, MAX_EVENTS, EvidenceEvent
from mohlat_contracts.content import GZIP, TooLarge, inflate, read_content
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE
from mohlat_contracts.topics import MAX_INFLATED_BYTES

from services.connector.problems import malformed, too_large

EVIDENCE_EVENTS: tuple[type, ...] = get_args(EvidenceEvent)


def events_in(body: bytes, media: str, encoding: str) -> list[EvidenceEvent]:
    """The events, each of a type that an agency may send.

    Args:
        media: the bare media type.
        encoding: `identity` or `gzip`.

    Raises:
        Refused: 413 or 422.
    """
    try:
        text = inflate(body) if encoding == GZIP else body
    except TooLarge as error:
        raise too_large(MAX_INFLATED_BYTES, "inflated bytes") from error
    except MalformedBatch as error:
        raise malformed(error.index, error.field, error.reason) from error
    return _at_a_stroke(text, media) or _one_by_one(text, media)


def _at_a_stroke(text: bytes, media: str) -> list[EvidenceEvent] | None:
    """The events of a body that holds nothing out of the ordinary; None for any other."""
    try:
        events = _batch.decode(text) if media == BATCH_CONTENT_TYPE else [_event.decode(text)]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    usual = 1 <= len(events) <= MAX_EVENTS and all(EARLIEST <= event.time < LATEST for event in events)
    return events if usual else None


def _one_by_one(text: bytes, media: str) -> list[EvidenceEvent]:
    try:
        events = [decoded.event for decoded in read_content(text, media)]
    except MalformedBatch as error:
        if error.index is None and _too_many(text, media):
            raise too_large(MAX_EVENTS, "events") from error
        raise malformed(error.index, error.field, error.reason) from error
    for index, event in enumerate(events):
        if not isinstance(event, EVIDENCE_EVENTS):
            raise malformed(index, "$.type", "not an event that an agency may send")
    return cast(list[EvidenceEvent], events)


def _too_many(text: bytes, media: str) -> bool:
    try:
        return media == BATCH_CONTENT_TYPE and len(_raws.decode(text)) > MAX_EVENTS
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def _closed(struct: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """The same type without room for members that it does not name: what it decodes is no deeper than it says."""
    config = struct.__struct_config__
    members = [(field.encode_name, _closed_type(field.type), field.default) for field in msgspec.structs.fields(struct)]
    return msgspec.defstruct(
        struct.__name__,
        [(name, kind) if default is msgspec.NODEFAULT else (name, kind, default) for name, kind, default in members],
        bases=(struct,),
        forbid_unknown_fields=True,
        frozen=True,
        kw_only=True,
        tag=config.tag,
        tag_field=config.tag_field,
    )


def _closed_type(kind: Any) -> Any:
    return _closed(kind) if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else kind


_usual: Any = Union[tuple(_closed(event) for event in EVIDENCE_EVENTS)]  # noqa: UP007 - made of a list
_batch: msgspec.json.Decoder[list[EvidenceEvent]] = msgspec.json.Decoder(list[_usual])
_event: msgspec.json.Decoder[EvidenceEvent] = msgspec.json.Decoder(_usual)
_raws = msgspec.json.Decoder(list[msgspec.Raw])
