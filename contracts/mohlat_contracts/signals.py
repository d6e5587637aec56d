"""What the auditor has seen and wants looked at. A signal is no verdict: no status rests on it."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from mohlat_contracts.envelope import AgencyCode, CloudEvent, Identifier, Instant
from mohlat_contracts.verdicts import FactName

SignalKind = Literal[
    "one_id_two_contents",
    "connected_for_the_deadline",
    "heartbeats_too_regular",
    "share_rose_by_reclassifying",
    "statements_beyond_limit",
    "case_full",
]
"""What was seen.

- `one_id_two_contents`: events of one agency bear the same id and differ in what they say. All of them are kept.
- `connected_for_the_deadline`: connected only just before a deadline, and silent or closed soon after it.
- `heartbeats_too_regular`: heartbeats at intervals that no machine with a network between keeps.
- `share_rose_by_reclassifying`: a share rose because services left its scope, not because one reached the level.
- `statements_beyond_limit`: more statements in a day than are judged.
- `case_full`: an agency's evidence takes more room than is kept for one case; what came after it is not judged.
"""

MAX_CONTENTS = 20
"""Facts that a signal names at most; contents that come after so many under one id raise no further signal."""


class SignalData(Struct, frozen=True, kw_only=True):
    """One signal.

    Attributes:
        event_id: the id that the events share; None where it is not about one id.
        duty: the duty it is about; None where it is about the agency's evidence as such.
        facts: what was seen: every content known under the id by then, or the facts it rests on; sorted.
        known_at: when the last of them became known, or when it could first be seen.
    """

    agency: AgencyCode
    signal: SignalKind
    event_id: Identifier | None = None
    duty: Identifier | None = None
    facts: Annotated[tuple[FactName, ...], Meta(max_length=MAX_CONTENTS)] = ()
    known_at: Instant


class SignalRaised(CloudEvent, frozen=True, kw_only=True, tag="ir.mohlat.signal.raised.v1"):
    """Its id is a hash of its content, so a repeat is recognised. A third content raises a new one that names all."""

    data: SignalData
