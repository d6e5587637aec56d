"""A case as the table keeps it: its facts under one key, and under another where it stands and when it is due.

A tick at which everybody is due changes where cases stand and no facts, so it writes a fraction of them. In front of
every value stands who wrote it, and in front of a standing when the case is due: a worker that takes 100,000 cases
over decodes none of them, and recovery need not join two values of which the later was made from the earlier.

A standing is written before the facts that it rests on. Where only the first arrived, the case is due too early, or
has been judged (and its verdicts published) with facts that will be read again; neither harms.
"""

import struct
from datetime import UTC, datetime, timedelta

from msgspec import msgpack, structs

from services.auditor.cases.case import Case, Progress, decode, encode, join

NOBODY = 0
"""The writer of what was put together from two writers' values."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""Due as soon as anything is."""

_WRITER = struct.Struct(">Q")
_FRONT = struct.Struct(">Qq")
_NEVER = (1 << 63) - 1
_MICROSECOND = timedelta(microseconds=1)
_STANDING = b"!"
"""Ends the key of a standing; it is in no agency code."""

_progress = msgpack.Decoder(Progress)


def facts_key(agency: str) -> bytes:
    return agency.encode()


def standing_key(agency: str) -> bytes:
    return agency.encode() + _STANDING


def standing_of(key: bytes) -> str | None:
    """The agency whose standing lies under the key; None for another key."""
    return key[: -len(_STANDING)].decode() if key.endswith(_STANDING) else None


def same_facts(one: Case, other: Case) -> bool:
    """Whether a case was made from another without touching its facts."""
    return (
        one.evidence is other.evidence
        and one.duties is other.duties
        and one.exemptions is other.exemptions
        and one.catalogues is other.catalogues
        and one.certifications is other.certifications
        and one.full_since == other.full_since
    )


def pack_facts(writer: int, case: Case) -> bytes:
    return _WRITER.pack(writer) + encode(structs.replace(case, progress=Progress()))


def pack_standing(writer: int, progress: Progress, due: datetime | None) -> bytes:
    front = _FRONT.pack(writer, _NEVER if due is None else (due - LONG_AGO) // _MICROSECOND)
    return front + msgpack.encode(progress, order="deterministic")


def case_in(facts: bytes, standing: bytes | None) -> Case:
    case = _facts_in(facts)
    return case if standing is None else structs.replace(case, progress=_progress_in(standing))


def due_in(standing: bytes) -> datetime | None:
    due: int = _FRONT.unpack_from(standing)[1]
    return None if due == _NEVER else LONG_AGO + timedelta(microseconds=due)


def join_kept(key: bytes, one: bytes, other: bytes) -> bytes:
    """What an earlier and a later value of one key say together.

    A process makes each of its values from the one before, or from all there was when it took the partition over:
    of two by one writer the later holds the earlier. Two writers may both know something, so theirs are joined.
    """
    writers = [_WRITER.unpack_from(value)[0] for value in (one, other)]
    if writers[0] == writers[1] != NOBODY:
        return other
    return _join_facts(one, other) if standing_of(key) is None else _join_standings(one, other)


def _join_facts(one: bytes, other: bytes) -> bytes:
    return pack_facts(NOBODY, join(_facts_in(one), _facts_in(other)))


def _join_standings(one: bytes, other: bytes) -> bytes:
    agency = ""  # a case that holds nothing but its progress
    joined = join(*(Case(agency=agency, progress=_progress_in(value)) for value in (one, other))).progress
    # Nobody has looked for the next change of what is joined: to walk it from where it stands is always right.
    return pack_standing(NOBODY, joined, joined.judged_through or LONG_AGO)


def _facts_in(value: bytes) -> Case:
    return decode(value[_WRITER.size :])


def _progress_in(value: bytes) -> Progress:
    return _progress.decode(value[_FRONT.size :])
