"""The case of one agency: its facts, each stamped once, and how far it has been judged.

Facts fold by a join, so a repeat or another order changes nothing.
"""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeVar

from mohlat_contracts import DecodedEvent
from mohlat_contracts.envelope import Instant
from mohlat_contracts.verdicts import VerdictData
from msgspec import Struct, msgpack, structs

from services.auditor.cases.facts import (
    CatalogueFact,
    CertificationFact,
    DutyFact,
    EvidenceFact,
    ExemptionFact,
    Fact,
    read_fact,
)
from services.auditor.cases.gathering import gather
from services.auditor.cases.packing import PackedEvidence, pack, room, unpack
from services.auditor.cases.rhythm import Rhythm

F = TypeVar("F", bound=Fact)


class Progress(Struct, frozen=True, kw_only=True, array_like=True):
    """How far the case has been judged.

    Attributes:
        judged_through: every instant before it is judged; None before the first walk.
        last: the last verdict of each duty.
        rhythm: of the heartbeats known so far; None before the first.
    """

    judged_through: Instant | None = None
    last: dict[str, VerdictData] = {}
    rhythm: Rhythm | None = None


class Case(Struct, frozen=True, kw_only=True):
    """Facts of each kind in the order in which they became known, then by name.

    Attributes:
        evidence: without what sealing has taken out.
        full_since: the case takes no evidence that became known then or later; None while there is room.
    """

    agency: str
    duties: tuple[DutyFact, ...] = ()
    exemptions: tuple[ExemptionFact, ...] = ()
    catalogues: tuple[CatalogueFact, ...] = ()
    evidence: tuple[EvidenceFact, ...] = ()
    progress: Progress = Progress()
    certifications: tuple[CertificationFact, ...] = ()
    full_since: Instant | None = None


class _Kept(Struct, frozen=True, kw_only=True, array_like=True):
    """A case as the table keeps it."""

    agency: str
    duties: tuple[DutyFact, ...]
    exemptions: tuple[ExemptionFact, ...]
    catalogues: tuple[CatalogueFact, ...]
    evidence: PackedEvidence
    progress: Progress
    certifications: tuple[CertificationFact, ...]
    full_since: Instant | None


def fold(case: Case, decoded_events: Iterable[DecodedEvent], known_at: datetime) -> Case:
    """The case with one record's events, known since `known_at`; the same object when they say nothing new.

    Events that no judgement needs (keys, ticks, names) are left out.

    Raises:
        ForeignFact: an event of another agency, or one its source has no right to; nothing is folded then.
    """
    facts = [read_fact(case.agency, index, event, known_at) for index, event in enumerate(decoded_events)]
    return _with_facts(
        case,
        duties=tuple(fact for fact in facts if isinstance(fact, DutyFact)),
        exemptions=tuple(fact for fact in facts if isinstance(fact, ExemptionFact)),
        catalogues=tuple(fact for fact in facts if isinstance(fact, CatalogueFact)),
        evidence=tuple(fact for fact in facts if isinstance(fact, EvidenceFact)),
        certifications=tuple(fact for fact in facts if isinstance(fact, CertificationFact)),
    )


def join(a: Case, b: Case) -> Case:
    """What two copies of an agency's case know together: associative, commutative, idempotent."""
    if a.agency != b.agency:
        raise ValueError(f"cases of two agencies: {a.agency}, {b.agency}")
    joined = _with_facts(a, b.duties, b.exemptions, b.catalogues, b.evidence, b.certifications)
    full_since = min((each.full_since for each in (a, b) if each.full_since is not None), default=None)
    evidence = known_before(joined.evidence, full_since)
    return structs.replace(
        joined, evidence=evidence, full_since=full_since, progress=_join_progress(a.progress, b.progress)
    )


def known_before(evidence: tuple[EvidenceFact, ...], at: datetime | None) -> tuple[EvidenceFact, ...]:
    """The evidence that became known before `at`; all of it when that is None."""
    if at is None or not evidence or evidence[-1].known_at < at:
        return evidence
    return evidence[: bisect_left(evidence, at, key=lambda fact: fact.known_at)]


def encode(case: Case) -> bytes:
    """As bytes for the table; equal cases have equal bytes."""
    kept = _Kept(
        agency=case.agency,
        duties=case.duties,
        exemptions=case.exemptions,
        catalogues=case.catalogues,
        evidence=pack(case.evidence),
        progress=case.progress,
        certifications=case.certifications,
        full_since=case.full_since,
    )
    return msgpack.encode(kept, order="deterministic")


def count_facts(case: Case) -> int:
    return sum(map(len, (case.duties, case.exemptions, case.catalogues, case.evidence, case.certifications)))


def evidence_bytes(case: Case) -> int:
    """How much room its evidence takes at most."""
    return room(case.evidence)


_decoder = msgpack.Decoder(_Kept)


def decode(value: bytes) -> Case:
    """From the table's bytes.

    Raises:
        msgspec.DecodeError: not such bytes.
    """
    kept = _decoder.decode(value)
    return Case(
        agency=kept.agency,
        duties=kept.duties,
        exemptions=kept.exemptions,
        catalogues=kept.catalogues,
        evidence=unpack(kept.evidence),
        progress=kept.progress,
        certifications=kept.certifications,
        full_since=kept.full_since,
    )


def _with_facts(
    case: Case,
    duties: tuple[DutyFact, ...],
    exemptions: tuple[ExemptionFact, ...],
    catalogues: tuple[CatalogueFact, ...],
    evidence: tuple[EvidenceFact, ...],
    certifications: tuple[CertificationFact, ...],
) -> Case:
    joined = structs.replace(
        case,
        duties=_join_facts(case.duties, duties),
        exemptions=_join_facts(case.exemptions, exemptions),
        catalogues=_join_facts(case.catalogues, catalogues),
        evidence=gather(case.evidence, evidence),
        certifications=_join_facts(case.certifications, certifications),
    )
    return case if _facts_of(joined) == _facts_of(case) else joined


def _facts_of(case: Case) -> list[int]:
    """Tuples that gained nothing are the same objects, so their identity says whether anything is new."""
    return [id(case.duties), id(case.exemptions), id(case.catalogues), id(case.evidence), id(case.certifications)]


def _join_facts(a: tuple[F, ...], b: tuple[F, ...]) -> tuple[F, ...]:
    """Each fact once, with the smallest known_at seen; one id with two contents is two facts."""
    if not b:
        return a
    known = {(fact.id, fact.sha256): fact for fact in a}
    grown = False
    for fact in b:
        key = fact.id, fact.sha256
        if key not in known or fact.known_at < known[key].known_at:
            known[key] = fact
            grown = True
    return tuple(sorted(known.values(), key=_in_order)) if grown else a


def _in_order(fact: Fact) -> tuple[datetime, str, str]:
    return fact.known_at, fact.id, fact.sha256


def _join_progress(a: Progress, b: Progress) -> Progress:
    """The further one. At equal instants both have judged the same."""
    if a.judged_through != b.judged_through:
        return max(a, b, key=_judged_through)
    last = {duty: _further(a.last.get(duty), b.last.get(duty)) for duty in sorted(a.last.keys() | b.last.keys())}
    return structs.replace(a, last=last)


def _judged_through(progress: Progress) -> datetime:
    return progress.judged_through or datetime.min.replace(tzinfo=UTC)


def _further(a: VerdictData | None, b: VerdictData | None) -> VerdictData:
    verdicts = [verdict for verdict in (a, b) if verdict is not None]
    return max(verdicts, key=lambda verdict: (verdict.known_at, msgpack.encode(verdict)))
