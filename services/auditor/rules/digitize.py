"""The duty to offer a share of its services at a level, judged on the agency's own statements."""

from datetime import datetime, timedelta
from itertools import groupby

from mohlat_contracts.registry import Digitize, Level
from mohlat_contracts.verdicts import FactName

from services.auditor.cases.facts import DutyFact, EvidenceFact, ListedService
from services.auditor.rules.reading import Reading, bounds, in_force
from services.auditor.rules.stretches import Hold, Stretch, merge

_ORDER: tuple[Level, ...] = ("information_only", "partly_online", "fully_online")


def digitization(reading: Reading, duty: DutyFact, obligation: Digitize, at: datetime) -> Hold:
    """How the share stands at `at` by the latest statement on each service; without services in scope, not met."""
    grace = timedelta(hours=duty.limits.grace_open_hours)
    catalogue = reading.catalogue(at)
    if catalogue is None:
        return Hold((), None, ())
    in_scope = tuple(each for each in catalogue.services if each.high_use or obligation.among == "all")
    said = [(each.at, each.fact) for each in reading.evidence(grace, at) if each.fact.kind == "digitized"]
    changes = sorted({moment for each in in_scope for moment in bounds(each.spans)})
    stretches = _stretches(said, [moment for moment in changes if moment <= at], in_scope, obligation)
    merged = merge(stretches, reading.door, grace)
    latest = {fact.services[0]: fact.name for _, fact in said}
    return Hold(
        stretches=merged,
        grade=None,
        facts=(catalogue.name, *(latest[each.code] for each in in_force(in_scope, at) if each.code in latest)),
        limits=((merged[-1].end, grace),) if merged and merged[-1].end else (),
        moments=tuple(changes),
    )


def _stretches(
    said: list[tuple[datetime, EvidenceFact]],
    changes: list[datetime],
    in_scope: tuple[ListedService, ...],
    obligation: Digitize,
) -> list[Stretch]:
    """Walk through every instant at which the share could change."""
    done: list[Stretch] = []
    current: Stretch | None = None
    levels: dict[str, Level | None] = {}
    steps: list[tuple[datetime, EvidenceFact | None]] = [*said, *((moment, None) for moment in changes)]
    for moment, facts in groupby(sorted(steps, key=lambda step: step[0]), key=lambda step: step[0]):
        names: tuple[FactName, ...] = ()
        for _, fact in facts:
            if fact is not None:
                levels[fact.services[0]] = fact.level
                names = (fact.name,)
        held = _share_held(in_force(in_scope, moment), levels, obligation)
        if held and current is None:
            current = Stretch(moment, names)
        elif current and not held:
            done.append(current.ended(moment, "share_fell", *names))
            current = None
    return [*done, current] if current else done


def _share_held(offered: list[ListedService], levels: dict[str, Level | None], obligation: Digitize) -> bool:
    wanted = _ORDER.index(obligation.level)
    weights = {each.code: each.yearly_use or 0 if obligation.by == "use" else 1 for each in offered}
    at_level = sum(
        weight for code, weight in weights.items() if (level := levels.get(code)) and _ORDER.index(level) >= wanted
    )
    whole = sum(weights.values())
    return whole > 0 and at_level * 100 >= obligation.share_percent * whole
