"""The obligation to be connected."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from mohlat_contracts.registry import Connect, Limits, ServicesData
from mohlat_contracts.verdicts import ConnectionGrade, FactName, Share

from tests.unit.auditor.reference.evidence import Counted
from tests.unit.auditor.reference.holding import Part, Why, bridged, changes, covers, marked
from tests.unit.auditor.reference.log import Interval
from tests.unit.auditor.reference.open_time import DAY, HOUR, first_after, open_time


class Kept(NamedTuple):
    """How an obligation was kept.

    Attributes:
        facts: what says how it stands now.
        milestones: when those that have a share of their own were first reached, by code.
        shares: of services, at every level, by every measure and proof.
    """

    parts: Sequence[Part] = ()
    grade: ConnectionGrade | None = None
    facts: Sequence[FactName] = ()
    milestones: Mapping[str, int] = MappingProxyType({})
    shares: tuple[Share, ...] = ()


def connection(
    obligation: Connect,
    limits: Limits,
    evidence: list[Counted],
    catalogue: tuple[ServicesData, FactName] | None,
    door: list[Interval],
    at: int,
) -> Kept:
    """As it stands at an instant, by evidence and a catalogue known by then.

    - A heartbeat carries the connection on to the first of a closing after it and the silence limit; a claim, where
      the obligation is kept by claims, on to a closing after it. What comes while the connection is carried on
      continues the part, else it begins a new one.
    - The obligation to be fully connected is kept while connected and while the last heartbeat of that part
      reaches every service in force; where none is in force, nobody is fully connected.
    - A closing at the instant of another event comes before it, and so does not close it.
    """
    evidence = [each for each in evidence if each.said.kind != "level"]
    silence, grace = limits.silent_after_days * DAY, limits.grace_open_hours * HOUR
    by_claim = obligation.grade == "claimed"
    parts = _parts(evidence, by_claim, silence, door, at)
    services = catalogue[0] if catalogue else None
    if obligation.grade == "full":
        parts = [each for part in parts for each in _full(part, evidence, services, at)]
    last = {each.said.kind: each for each in evidence}
    facts = [each.said.name for each in last.values()]
    if catalogue and "heartbeat" in last:
        facts.append(catalogue[1])
    is_silent = "heartbeat" in last and open_time(door, last["heartbeat"].at, at) >= silence + grace
    grade = _grade(last, evidence, is_silent, by_claim, services, at)
    return Kept(bridged(marked(parts, evidence), door, grace), grade, facts)


def _parts(evidence: list[Counted], by_claim: bool, silence: int, door: list[Interval], at: int) -> list[Part]:
    parts: list[Part] = []
    for place, each in enumerate(evidence):
        if each.said.kind == "closing" or (each.said.kind == "claim" and not by_claim):
            continue
        end, why, ending = _carried(evidence[place:], silence, door, at)
        if not parts or (parts[-1].end is not None and parts[-1].end <= each.at):
            parts.append(Part(each.at, end, why, (each.said.name, *ending)))
        elif parts[-1].end is not None and (end is None or end >= parts[-1].end):
            # Where both end at one instant, one of them by a closing, it is the closing that ends them.
            stays = end == parts[-1].end and parts[-1].why == "closed"
            if not stays:
                parts[-1] = Part(parts[-1].start, end, why, (*parts[-1].facts[:1], *ending))
    return parts


def _carried(
    evidence: list[Counted], silence: int, door: list[Interval], at: int
) -> tuple[int | None, Why | None, tuple[FactName, ...]]:
    """How far the first of these carries: until when, why no further, and by which fact."""
    first = evidence[0]
    closing = next((each for each in evidence if each.said.kind == "closing"), None)
    silent = first_after(door, first.at, silence) if first.said.kind == "heartbeat" else None
    if silent is not None and silent <= at and (closing is None or silent <= closing.at):
        return silent, "silent", ()
    return (closing.at, "closed", (closing.said.name,)) if closing else (None, None, ())


def _full(part: Part, evidence: list[Counted], services: ServicesData | None, at: int) -> list[Part]:
    """The parts of a part over which it was full."""
    heartbeats = [
        each
        for each in evidence
        if each.said.kind == "heartbeat" and part.start <= each.at and (part.end is None or each.at < part.end)
    ]
    moments = {each.at for each in heartbeats} | {
        each for each in changes(services) if part.start < each <= at and (part.end is None or each < part.end)
    }
    full: list[Part] = []
    for moment in sorted(moments):
        heard = [each for each in heartbeats if each.at <= moment]
        reaches = bool(heard) and _reaches_all(heard[-1], services, moment)
        lasts = bool(full) and full[-1].end is None
        if reaches and not lasts:
            full.append(Part(moment, None, None, (_first_to_reach(heard),)))
        elif lasts and not reaches:
            full[-1] = Part(full[-1].start, moment, "share_fell", (*full[-1].facts, _first_to_reach(heard)))
    if full and full[-1].end is None:
        full[-1] = full[-1]._replace(end=part.end, why=part.why)
    return full


def _first_to_reach(heard: list[Counted]) -> FactName:
    """Of the last heartbeats, at as many instants as the last one of each reached the same services as the very last:
    the first that did, at the first of these instants.
    """
    services = heard[-1].said.services
    last_of_instant = {each.at: each.said.services for each in heard}
    others = [at for at, reached in last_of_instant.items() if reached != services]
    since = max(others, default=None)
    return next(
        each.said.name for each in heard if each.said.services == services and (since is None or each.at > since)
    )


def _reaches_all(heartbeat: Counted, services: ServicesData | None, at: int) -> bool:
    offered = {each.code for each in services.services if any(covers(s, at) for s in each.spans)} if services else set()
    return bool(offered) and offered <= heartbeat.said.services


def _grade(
    last: dict[str, Counted],
    evidence: list[Counted],
    is_silent: bool,
    by_claim: bool,
    services: ServicesData | None,
    at: int,
) -> ConnectionGrade:
    """Of the last heartbeat, unless a closing counts later; then, or without one, of the last claim."""
    heartbeat, claim, closing = last.get("heartbeat"), last.get("claim"), last.get("closing")
    claims = claim is not None and (closing is None or closing.at <= claim.at)
    if heartbeat is None or (closing is not None and closing.at > heartbeat.at):
        return "claimed" if claims else "none"
    if is_silent:
        return "claimed" if by_claim and claims else "silent"
    return "full" if _reaches_all(heartbeat, services, at) else "proven"
