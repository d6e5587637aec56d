"""The duty to be connected, and the grade of a connection."""

from datetime import datetime, timedelta
from typing import NamedTuple

from mohlat_contracts.registry import Connect
from mohlat_contracts.verdicts import ConnectionGrade, FactName

from services.auditor.cases.facts import CatalogueFact, DutyFact
from services.auditor.rules.full import full_stretches, reaches_all
from services.auditor.rules.reading import Counted, Reading, bounds
from services.auditor.rules.stretches import Hold, Stretch, merge
from services.timekeeping.door import Door


class _Latest(NamedTuple):
    """The last piece of evidence of each kind, by counted time."""

    heartbeat: Counted | None
    established: Counted | None
    closed: Counted | None

    @property
    def is_closed(self) -> bool:
        return self.closed is not None and (self.heartbeat is None or self.closed.at > self.heartbeat.at)

    @property
    def claim_stands(self) -> bool:
        return self.established is not None and (self.closed is None or self.closed.at <= self.established.at)


def connection(reading: Reading, duty: DutyFact, obligation: Connect, at: datetime) -> Hold:
    """How the connection stands at `at`.

    A body that has only to claim is held to its claim, not to heartbeats: silence then leaves the claim.
    """
    silent_after = timedelta(days=duty.limits.silent_after_days)
    grace = timedelta(hours=duty.limits.grace_open_hours)
    evidence = [each for each in reading.evidence(duty.duty, at) if each.fact.kind != "digitized"]
    catalogue = reading.catalogue(at)
    by_claim = obligation.grade == "claimed"
    stretches = _connected(evidence, by_claim, silent_after, reading.door, at)
    if obligation.grade == "full":
        stretches = full_stretches(stretches, evidence, catalogue, at)
    merged = merge(stretches, reading.door, grace)
    latest = _latest(evidence)
    is_silent = latest.heartbeat is not None and reading.door.open_time(latest.heartbeat.at, at) >= silent_after + grace
    limits = (
        [(latest.heartbeat.at, silent_after), (latest.heartbeat.at, silent_after + grace)] if latest.heartbeat else []
    )
    limits += [(merged[-1].end, grace)] if merged and merged[-1].end else []
    return Hold(
        stretches=merged,
        grade=_grade(latest, is_silent, by_claim, catalogue, at),
        facts=_deciding(latest, catalogue),
        limits=tuple(limits),
        moments=_moments(catalogue),
    )


def _connected(
    evidence: list[Counted], by_claim: bool, silent_after: timedelta, door: Door, at: datetime
) -> list[Stretch]:
    """Stretches of connection by heartbeats, or by claims too; each ends at a closing or at the silence limit."""
    done: list[Stretch] = []
    current: Stretch | None = None
    heartbeat: datetime | None = None
    claimed = False
    for each in evidence:
        if each.fact.kind == "established" and not by_claim:
            continue
        if current and not claimed and (end := _silence(heartbeat, silent_after, door, _unheard_until(each))):
            done.append(current.ended(end, "silent"))
            current = None
        if each.fact.kind == "closed":
            _close(done, current, each)
            current, heartbeat, claimed = None, None, False
            continue
        current = current or Stretch(each.at, (each.fact.name,))
        claimed = claimed or each.fact.kind == "established"
        heartbeat = each.at if each.fact.kind == "heartbeat" else heartbeat
    if current and not claimed and (end := _silence(heartbeat, silent_after, door, at)):
        current = current.ended(end, "silent")
    return [*done, current] if current else done


def _unheard_until(each: Counted) -> datetime:
    """When silence before it ended: where a sealed run leads to it, when that began."""
    since = each.fact.since
    return each.at if since is None else min(since, each.at)


def _close(done: list[Stretch], current: Stretch | None, closing: Counted) -> None:
    """End the stretch; one that had already fallen silent keeps its end, so that closing late wins no time."""
    if current:
        done.append(current.ended(closing.at, "closed", closing.fact.name))
    elif done:
        done[-1] = done[-1]._replace(closed=True)


def _silence(heartbeat: datetime | None, silent_after: timedelta, door: Door, by: datetime) -> datetime | None:
    """When the silence limit was reached, if it was by then."""
    if heartbeat is None or by - heartbeat < silent_after:
        return None
    end = door.reaches(heartbeat, silent_after)
    return end if end is not None and end <= by else None


def _latest(evidence: list[Counted]) -> _Latest:
    last = {each.fact.kind: each for each in evidence}
    return _Latest(last.get("heartbeat"), last.get("established"), last.get("closed"))


def _grade(
    latest: _Latest, is_silent: bool, by_claim: bool, catalogue: CatalogueFact | None, at: datetime
) -> ConnectionGrade:
    if latest.heartbeat is None or latest.is_closed:
        return "claimed" if latest.claim_stands else "none"
    if is_silent:
        return "claimed" if by_claim and latest.claim_stands else "silent"
    return "full" if reaches_all(latest.heartbeat.fact, catalogue, at) else "proven"


def _deciding(latest: _Latest, catalogue: CatalogueFact | None) -> tuple[FactName, ...]:
    names = [each.fact.name for each in latest if each]
    if latest.heartbeat and catalogue:
        names.append(catalogue.name)
    return tuple(names)


def _moments(catalogue: CatalogueFact | None) -> tuple[datetime, ...]:
    return tuple(moment for each in catalogue.services for moment in bounds(each.spans)) if catalogue else ()
