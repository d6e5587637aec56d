"""The duty to offer a share of the high-use services at a level, judged on the agency's own statements."""

from datetime import datetime, timedelta
from itertools import groupby

from mohlat_contracts.registry import Digitize, Level
from mohlat_contracts.verdicts import FactName

from services.auditor.cases.facts import DutyFact, EvidenceFact, ListedService
from services.auditor.rules.reading import Reading, bounds, in_force
from services.auditor.rules.stretches import Hold, Stretch, merge

_ORDER: tuple[Level, ...] = ("information_only", "partly_online", "fully_online")


def digitization(reading: Reading, duty: DutyFact, obligation: Digitize, at: datetime) -> Hold:
    """How the share stands at `at` by the latest statement on each service; without high-use services, not met."""
    grace = timedelta(hours=duty.limits.grace_open_hours)
    catalogue = reading.catalogue(at)
    if catalogue is None:
        return Hold((), None, ())
    high_use = tuple(each for each in catalogue.services if each.high_use)
    said = [(each.at, each.fact) for each in reading.evidence(grace, at) if each.fact.kind == "digitized"]
    changes = sorted({moment for each in high_use for moment in bounds(each.spans)})
    stretches = _stretches(said, [moment for moment in changes if moment <= at], high_use, obligation)
    merged = merge(stretches, reading.door, grace)
    latest = {fact.services[0]: fact.name for _, fact in said}
    return Hold(
        stretches=merged,
        grade=None,
        facts=(catalogue.name, *(latest[each.code] for each in in_force(high_use, at) if each.code in latest)),
        limits=((merged[-1].end, grace),) if merged and merged[-1].end else (),
        moments=tuple(changes),
    )


def _stretches(
    said: list[tuple[datetime, EvidenceFact]],
    changes: list[datetime],
    high_use: tuple[ListedService, ...],
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
        held = _share_held(in_force(high_use, moment), levels, obligation)
        if held and current is None:
            current = Stretch(moment, names)
        elif current and not held:
            done.append(current.ended(moment, "share_fell", *names))
            current = None
    return [*done, current] if current else done


def _share_held(offered: list[ListedService], levels: dict[str, Level | None], obligation: Digitize) -> bool:
    wanted = _ORDER.index(obligation.level)
    at_level = sum(1 for each in offered if (level := levels.get(each.code)) and _ORDER.index(level) >= wanted)
    return bool(offered) and at_level * 100 >= obligation.share_percent * len(offered)
