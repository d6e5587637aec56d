"""A record that a mass change writes for every agency, with holes for what differs between them.

What differs is the agency's code and, for each duty, when it binds the agency. All else is the same: the mandate, its
chain of deadlines, the revision, the instant. So a change of 100,000 agencies keeps one form and a line for each.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import msgspec
from mohlat_contracts import Event, encode_batch, read_batch
from mohlat_contracts.envelope import Span
from mohlat_contracts.registry import DutyAssigned

_AGENCY, _FILLING = b"\x00", b"\x01"
"""What stands in place of a hole. JSON text holds no control character, so nothing else is ever taken for one."""

_HOLE = re.compile(rb"[\x00\x01]")
_encoder = msgspec.json.Encoder()


@dataclass(frozen=True)
class Form:
    """One record for many agencies.

    Attributes:
        duties: codes of the duties it assigns; there is a filling for each, in this order.
        body: the record, a control character in place of each hole.
    """

    duties: tuple[str, ...]
    body: bytes

    @cached_property
    def texts(self) -> tuple[bytes, ...]:
        """What stands between the holes."""
        return tuple(_HOLE.split(self.body))

    @cached_property
    def holes(self) -> tuple[int, ...]:
        """Of each hole, in order: 0 for the agency's code, else the number of the filling, from 1 on."""
        numbers = iter(range(1, len(self.duties) + 1))
        return tuple(0 if hole == _AGENCY else next(numbers) for hole in _HOLE.findall(self.body))

    def size(self, agency: str, fillings: Sequence[str]) -> int:
        """Bytes of the record once it is filled; all that fills a form is ASCII."""
        of_texts = len(self.body) - len(self.holes)
        return of_texts + len(agency) * self.holes.count(0) + sum(len(filling) for filling in fillings)


def filling(bound: Sequence[Span]) -> str:
    """When a duty binds an agency, as its fact has it, byte for byte."""
    return _encoder.encode(bound).decode()


def make(said: Sequence[Event]) -> Form:
    """A form from the record of any one agency of those that get it.

    Raises:
        ValueError: it says more than duties, or of several agencies, or the events are not named as the registry does.
        MalformedBatch: it would not be what every reader accepts.
    """
    events = [event for event in said if isinstance(event, DutyAssigned)]
    if len(events) != len(said) or len({event.data.agency for event in events}) != 1:
        raise ValueError("a form is made from the duties of one agency")
    form = Form(
        duties=tuple(event.data.duty for event in events),
        body=_encoder.encode([_with_holes(event) for event in events]),
    )
    record = fill(form, events[0].data.agency, [filling(event.data.bound) for event in events])
    if record != encode_batch(events):
        raise ValueError("a form must give back the record that it was made from")
    read_batch(record)
    return form


def fill(form: Form, agency: str, fillings: Sequence[str]) -> bytes:
    """The record of one agency.

    Args:
        fillings: one for each duty of the form, see `filling`.

    Raises:
        ValueError: there are more or fewer fillings than duties.
    """
    if len(fillings) != len(form.duties):
        raise ValueError(f"the form has {len(form.duties)} duties, and there are {len(fillings)} fillings")
    fills = (agency.encode(), *(each.encode() for each in fillings))
    pieces = [form.texts[0]]
    for hole, following in zip(form.holes, form.texts[1:], strict=True):
        pieces += (fills[hole], following)
    return b"".join(pieces)


def _with_holes(event: DutyAssigned) -> dict[str, object]:
    kind, agency, revision = event.id.rsplit(":", 2)
    if agency != event.data.agency:
        raise ValueError(f"{event.id} does not name {event.data.agency}")
    attributes: dict[str, object] = msgspec.to_builtins(event)
    data: dict[str, object] = msgspec.to_builtins(event.data)
    name = _encoder.encode(f"{kind}:")[:-1] + _AGENCY + _encoder.encode(f":{revision}")[1:]
    # `Raw` is taken over as it is; everything else is encoded, so its control characters are escaped.
    holes = {"agency": msgspec.Raw(b'"' + _AGENCY + b'"'), "bound": msgspec.Raw(_FILLING)}
    return attributes | {"id": msgspec.Raw(name), "data": data | holes}
