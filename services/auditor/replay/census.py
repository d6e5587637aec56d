"""The bodies as of an instant, by what was known before another, from facts and verdicts in memory; no reading.

The recorder's tables answer the same question from the recorded verdicts: the two must agree.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from mohlat_contracts.codec import LATEST
from mohlat_contracts.registry import AgencyData
from mohlat_contracts.verdicts import VerdictData
from msgspec import Struct, structs

from services.auditor.figures import Body, Census, reached
from services.auditor.figures.placing import listed
from services.auditor.rules.walk import verdict_event


class KnownAgency(Struct, frozen=True):
    """What the registry says of an agency, and since when it has."""

    known_at: datetime
    data: AgencyData


def bodies(
    agencies: Iterable[KnownAgency],
    verdicts: Iterable[VerdictData],
    *,
    partition: int,
    w: datetime | None,
    duty: str,
    as_of: datetime,
    known_at: datetime,
) -> list[Body]:
    """The bodies of one partition under one duty, by code.

    Args:
        verdicts: of these agencies; those of other duties are passed over.
        w: how far the partition is judged.
    """
    on_duty = [each for each in verdicts if each.duty == duty]
    states = standing(on_duty, as_of, known_at)
    if known_at > as_of:
        states = _with_shares_of_then(states, on_duty, as_of, known_at)
    judged = reached(w, as_of, known_at)
    found = (
        listed(data, as_of, states.get(code), judged=judged, partition=partition)
        for code, data in sorted(newest(agencies, known_at).items())
    )
    return [body for body in found if body is not None]


def census(
    found: Iterable[Body], w: Mapping[int, datetime | None], *, duty: str, as_of: datetime, known_at: datetime
) -> Census:
    """The census of all partitions' bodies."""
    in_order = sorted(found, key=lambda body: body.code)
    return Census(duty=duty, as_of=as_of, known_at=known_at, bodies=tuple(in_order), w=dict(w))


def newest(agencies: Iterable[KnownAgency], known_at: datetime) -> dict[str, AgencyData]:
    """Each agency by the highest revision that was known before an instant."""
    found: dict[str, AgencyData] = {}
    for each in agencies:
        before = found.get(each.data.agency)
        if each.known_at < known_at and (before is None or before.revision < each.data.revision):
            found[each.data.agency] = each.data
    return found


def standing(verdicts: Iterable[VerdictData], as_of: datetime, known_at: datetime) -> dict[str, VerdictData]:
    """By agency: of the verdicts on one duty, true by `as_of` and known before `known_at`, the one known last."""
    found: dict[str, VerdictData] = {}
    for verdict in verdicts:
        if verdict.known_at < known_at and verdict.effective_at <= as_of:
            before = found.get(verdict.agency)
            if before is None or _follows(verdict, before):
                found[verdict.agency] = verdict
    return found


def _with_shares_of_then(
    states: dict[str, VerdictData], verdicts: list[VerdictData], as_of: datetime, known_at: datetime
) -> dict[str, VerdictData]:
    """Shares are of the instant at which they became known: in hindsight, those that were told by then."""
    told = standing((each for each in verdicts if each.known_at <= as_of), LATEST, known_at)
    return {
        code: structs.replace(verdict, shares=told[code].shares if code in told else ())
        for code, verdict in states.items()
    }


def _follows(verdict: VerdictData, before: VerdictData) -> bool:
    one, other = (verdict.known_at, verdict.effective_at), (before.known_at, before.effective_at)
    return one > other or (one == other and verdict_event(verdict).id > verdict_event(before).id)
