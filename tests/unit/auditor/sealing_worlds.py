"""Random worlds of one agency to seal: rhythms of heartbeats, spools, repeats, closings dated back, laws that change.

Times are whole minutes, so that there are many in an hour; some come again much later, as an agency that is unsure
sends them again.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from mohlat_contracts import DecodedEvent
from mohlat_contracts.registry import Connect, Digitize, Limits

from services.timekeeping.door import Door
from tests.unit.auditor import events
from tests.unit.auditor.events import START, hour
from tests.unit.auditor.worlds import dice

HOURS = 600
SERVICES = ("s1", "s2", "s3")


class Delivery(NamedTuple):
    known_at: datetime
    event: DecodedEvent


class Life(NamedTuple):
    """All that becomes known of an agency, in the order in which it does."""

    deliveries: list[Delivery]
    door: Door


def life(seed: int) -> Life:
    rng = dice(seed)
    door = _door(rng)
    sent = [*_beats(rng, door), *_spools(rng, door), *_statements(rng, door)]
    again = [Delivery(_open(rng, door, each.known_at), each.event) for each in sent if rng.random() < 0.15]
    deliveries = [each for each in (*_law(rng), *sent, *again) if each.known_at < hour(HOURS)]
    return Life(sorted(deliveries, key=lambda each: each.known_at), door)


def _door(rng: random.Random) -> Door:
    door, at = Door(), 0.0
    while at < HOURS:
        start = at + rng.choice([0, 0, 2, rng.randint(1, 80)])
        at = start + rng.choice([rng.randint(1, 30), rng.randint(20, 200)])
        door = door.union(hour(start), hour(min(at, HOURS)))
    return door


def _open(rng: random.Random, door: Door, since: datetime) -> datetime:
    """Some instant from then on at which the door is open; often one long after."""
    hours = rng.choice([0, 0, 0.02, rng.uniform(0, 2), rng.uniform(0, 30), rng.uniform(0, 110)])
    return _sent(door, since + timedelta(minutes=round(60 * hours)))


def _law(rng: random.Random) -> Iterator[Delivery]:
    for obligation in (
        Connect(grade=rng.choice(["claimed", "proven", "full", "full"])),
        Digitize(share_percent=rng.choice([30, 100]), level="fully_online"),
    ):
        for revision, known in enumerate(sorted(rng.randrange(HOURS) for _ in range(rng.randint(1, 4)))):
            limits = Limits(
                silent_after_days=rng.randint(2, 4),
                at_risk_days=2,
                grace_open_hours=rng.choice([0, 1, 3, 12, 24, 24, 48, 100]),
            )
            deadline = hour(rng.randint(0, HOURS))
            known_at = hour(known) if revision else hour(rng.choice([0, 0, 0, known]))
            yield Delivery(known_at, events.duty([deadline], obligation=obligation, limits=limits, revision=revision))
    for revision in range(rng.randint(1, 3)):
        spans = {code: [(hour(rng.choice([0, 0, 0, rng.randrange(HOURS)])), None)] for code in SERVICES}
        yield Delivery(hour(rng.randrange(HOURS) if revision else 0), events.catalogue(spans, revision=revision))


def _beats(rng: random.Random, door: Door) -> Iterator[Delivery]:
    """Stretches of one rhythm each, heard at once, by a slow clock, or spooled and delivered together."""
    at, number = 0.0, 0
    while at < HOURS:
        period = rng.choice([0.1, 0.5, 1, 6, 24, 35, 37, 50])
        lag = rng.choice([0, 0, 0, 0, 1 / 60, 1, 5, 30, 60])
        services = rng.choice([SERVICES, SERVICES, SERVICES[:2], ()])
        batch = rng.choice([0, 0, 0, 10, 40, 80])
        for _ in range(rng.randint(1, 25)):
            own = START + timedelta(minutes=round(at * 60))
            arrival = own + timedelta(minutes=round(lag * 60))
            if batch:
                arrival = max(arrival, hour((at // batch + 1) * batch))
            reached = services if rng.random() < 0.95 else SERVICES[:1]
            arrival = _sent(door, arrival) if rng.random() < 0.95 else _open(rng, door, own)
            yield Delivery(arrival, events.heartbeat(own, *reached, id=_id(rng, number)))
            number += 1
            at += period
        at += rng.choice([0, 0, 1, 20, rng.randint(40, 200)])


def _spools(rng: random.Random, door: Door) -> Iterator[Delivery]:
    """Found again after days, and sent within an hour or two in no order; some of it in time under a long grace."""
    for spool in range(rng.choice([0, 1, 2])):
        found = rng.randint(60, HOURS)
        for number in range(rng.randint(2, 8)):
            own = hour(found - rng.randint(20, 130)) + timedelta(minutes=rng.randint(0, 59))
            arrival = _sent(door, hour(found) + timedelta(minutes=rng.randint(0, 90)))
            reached = rng.choice([SERVICES, SERVICES, SERVICES[:2]])
            yield Delivery(arrival, events.heartbeat(own, *reached, id=f"spool-{spool}-{number}"))


def _id(rng: random.Random, number: int) -> str:
    """In no order; now and then one that was used before."""
    number = rng.randrange(number + 1) if rng.random() < 0.03 else number
    return f"{(number * 7_919) % 1_000:03}-{number}"


def _sent(door: Door, arrival: datetime) -> datetime:
    return next((max(start, arrival) for start, end in door.intervals if arrival < end), hour(2 * HOURS))


def _statements(rng: random.Random, door: Door) -> Iterator[Delivery]:
    for number in range(rng.choice([0, 1, 3, 9])):
        own = START + timedelta(minutes=rng.randrange(HOURS * 60))
        event = rng.choice([events.closed, events.closed, events.established])(own, id=f"said-{number}")
        yield Delivery(_open(rng, door, own), event)
    for number in range(rng.choice([0, 1, 3])):
        own = START + timedelta(minutes=rng.randrange(HOURS * 60))
        yield Delivery(_open(rng, door, own), events.digitized(own, rng.choice(SERVICES), id=f"digital-{number}"))
