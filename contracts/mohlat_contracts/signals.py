"""What the auditor has seen and wants looked at. A signal is no verdict: no status rests on it."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from mohlat_contracts.envelope import AgencyCode, CloudEvent, Identifier, Instant
from mohlat_contracts.verdicts import FactName

SignalKind = Literal["one_id_two_contents"]
"""`one_id_two_contents`: events of one agency bear the same id and differ in what they say. All of them are kept."""

MAX_CONTENTS = 20
"""Contents that a signal names at most; those that come after so many under one id raise no further signal."""


class SignalData(Struct, frozen=True, kw_only=True):
    """One signal.

    Attributes:
        event_id: the id that the events share.
        facts: every content known under it by then, sorted.
        known_at: when the last of them became known.
    """

    agency: AgencyCode
    signal: SignalKind
    event_id: Identifier
    facts: Annotated[tuple[FactName, ...], Meta(min_length=2, max_length=MAX_CONTENTS)]
    known_at: Instant


class SignalRaised(CloudEvent, frozen=True, kw_only=True, tag="ir.mohlat.signal.raised.v1"):
    """Its id is a hash of its content, so a repeat is recognised. A third content raises a new one that names all."""

    data: SignalData
