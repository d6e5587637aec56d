"""Worlds whose agencies are registered too, so that figures can be counted over them."""

import random

from mohlat_contracts.registry import AgencyData, AgencyRegistered, AgencySpan, Group
from mohlat_contracts.sources import REGISTRY

from tests.unit.auditor import events
from tests.unit.auditor.events import hour
from tests.unit.auditor.worlds import HOURS, Record, World, dice, world

GROUPS = ("ministries", "bodies")


def world_of_bodies(seed: int, agencies: int = 5) -> World:
    """As `world`, with every agency registered in the first hour; some are placed elsewhere later on."""
    played, rng = world(seed, agencies), dice(seed)
    entered: list[Record] = []
    for n in range(agencies):
        code = f"agency-{n}"
        moved = rng.randrange(1, HOURS)
        entered.append(Record(hour(0), code, (_registered(rng, code, 0, None),)))
        if rng.random() < 0.5:
            entered.append(Record(hour(moved), code, (_registered(rng, code, 1, moved),)))
    first = [record for record in entered if record.known_at == hour(0)]
    later = [record for record in entered if record.known_at > hour(0)]
    return played._replace(facts=[*first, *later, *played.facts], registry=_entered(played.registry, first, later))


def _entered(log: list[Record], first: list[Record], later: list[Record]) -> list[Record]:
    out = [*first]
    waiting = sorted(later, key=lambda record: record.known_at)
    for record in log:
        while record.tick is not None and waiting and waiting[0].known_at < record.tick.open_to:
            out.append(waiting.pop(0))
        out.append(record)
    return out


def _registered(rng: random.Random, code: str, revision: int, moved: int | None) -> events.DecodedEvent:
    group = rng.choice(GROUPS)
    kind = rng.choice(["core", "core", "core", "affiliated", "sandbox"])
    spans = [(0, moved), (moved, None)] if moved is not None else [(0, None)]
    history = tuple(
        AgencySpan(
            start=hour(since or 0),
            until=None if until is None else hour(until),
            name_fa="دستگاه",
            name_en="Agency",
            group=rng.choice(GROUPS),
            kind=kind,  # type: ignore[arg-type]
            province=rng.choice(["fars", "yazd", None]),
        )
        for since, until in spans
    )
    data = AgencyData(
        agency=code,
        revision=revision,
        name_fa="دستگاه",
        name_en="Agency",
        group=Group(code=group, name_fa="گروه", name_en="Group"),
        kind=kind,  # type: ignore[arg-type]
        synthetic=True,
        history=history,
    )
    return events.decoded(
        AgencyRegistered(id=f"registry:agency:{code}:{revision}", source=REGISTRY, time=hour(0), data=data)
    )
