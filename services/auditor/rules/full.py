"""Fully connected: the last heartbeat reaches every service the agency offers."""

from datetime import datetime
from itertools import groupby

from services.auditor.cases.facts import CatalogueFact, EvidenceFact
from services.auditor.rules.reading import INSTANT, Counted, bounds, in_force
from services.auditor.rules.stretches import Stretch


def reaches_all(heartbeat: EvidenceFact, catalogue: CatalogueFact | None, at: datetime) -> bool:
    """Whether it reaches each service in force at `at`. Where none is, nothing can be full."""
    offered = {each.code for each in in_force(catalogue.services, at)} if catalogue else set()
    return bool(offered) and offered <= set(heartbeat.services)


def full_stretches(
    connected: list[Stretch], evidence: list[Counted], catalogue: CatalogueFact | None, at: datetime
) -> list[Stretch]:
    """The parts of each stretch of connection over which it was full."""
    heartbeats = [each for each in evidence if each.fact.kind == "heartbeat"]
    listed = sorted({moment for each in catalogue.services for moment in bounds(each.spans)}) if catalogue else []
    full: list[Stretch] = []
    for stretch in connected:
        until = stretch.end or at + INSTANT
        within = [each for each in heartbeats if stretch.start <= each.at < until]
        changes = [moment for moment in listed if stretch.start < moment < until]
        parts = _parts(stretch, _began(within), changes, catalogue)
        if not parts and stretch.closed and full:  # what had ended before is closed now, and waits for no grace
            full[-1] = full[-1]._replace(closed=True)
        full += parts
    return full


def _began(heartbeats: list[Counted]) -> dict[datetime, EvidenceFact]:
    """When other services were reached than before, with the first heartbeat that said so.

    Of several heartbeats at one instant the last in order rules.
    """
    began: dict[datetime, EvidenceFact] = {}
    services: tuple[str, ...] | None = None
    for moment, heard in groupby(heartbeats, key=lambda each: each.at):
        facts = [each.fact for each in heard]
        if facts[-1].services != services:
            services = facts[-1].services
            began[moment] = next(fact for fact in facts if fact.services == services)
    return began


def _parts(
    stretch: Stretch, began: dict[datetime, EvidenceFact], changes: list[datetime], catalogue: CatalogueFact | None
) -> list[Stretch]:
    parts: list[Stretch] = []
    current: Stretch | None = None
    heard: EvidenceFact | None = None
    for moment in sorted({*began, *changes}):
        heard = began.get(moment, heard)
        full = heard is not None and reaches_all(heard, catalogue, moment)
        if full and not current and heard:
            current = Stretch(moment, (heard.name,))
        elif current and not full and heard:
            parts.append(current.ended(moment, "share_fell", heard.name))
            current = None
    if current:
        parts.append(current._replace(end=stretch.end, why=stretch.why, closed=stretch.closed))
    elif parts and stretch.closed:
        parts[-1] = parts[-1]._replace(closed=True)
    return parts
