"""A sealed case has the history that it would have with everything still in it."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mohlat_contracts.signals import SignalData
from mohlat_contracts.sources import REGISTRY
from mohlat_contracts.verdicts import VerdictData, VerdictReached

from services.auditor.cases.advancing import advance
from services.auditor.cases.case import Case, decode, encode, fold, join
from services.auditor.cases.signals import watch
from services.auditor.rules.walk import Walked, verdict_event, walk_on
from services.timekeeping.partition_time import TopicKind
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.events import AGENCY, START, hour, tick
from tests.unit.auditor.replicas import world_of_replicas
from tests.unit.auditor.sealing_worlds import HOURS, Life, life
from tests.unit.auditor.stores import BytesStore
from tests.unit.auditor.test_one_history import histories, play, run_from
from tests.unit.auditor.worlds import Record, World, dice, interleavings, log, reference, world

pytestmark = pytest.mark.timeout(3_600)  # at full size, beside other work


SEEDS = st.integers(min_value=0, max_value=2**32)
Told = tuple[list[str], list[SignalData]]


def unsealed(lived: Life) -> Told:
    case, walked = walked_at_once(lived, hour(HOURS))
    _, seen = watch(case, walked.case, walked.reached, lived.door, hour(HOURS))
    return ids(walked.reached), seen


def walked_at_once(lived: Life, w: datetime) -> tuple[Case, Walked]:
    case = Case(agency=AGENCY)
    for delivery in lived.deliveries:
        case = fold(case, [delivery.event], delivery.known_at)
    return case, walk_on(case, lived.door, None, w)


def ids(reached: list[VerdictData]) -> list[str]:
    return [verdict_event(verdict).id for verdict in reached]


class Worker:
    """One that seals wherever it can, at every hour, and keeps its case as bytes."""

    def __init__(self, lived: Life, rng: random.Random) -> None:
        self._lived = lived
        self._rng = rng
        self.read = 0
        self.value = encode(Case(agency=AGENCY))
        self.reached: list[str] = []
        self.seen: list[SignalData] = []

    def walk(self, w: datetime) -> None:
        """Read all that is known before `w`, and perhaps some of what becomes known later."""
        case = decode(self.value)
        deliveries = self._lived.deliveries
        ahead = self._rng.choice([0, 0, 3, 50])
        while self.read < len(deliveries) and (deliveries[self.read].known_at < w or ahead):
            ahead -= deliveries[self.read].known_at >= w
            case = fold(case, [deliveries[self.read].event], deliveries[self.read].known_at)
            self.read += 1
        advanced = advance(case, self._lived.door.until(w), None, w, seal_from=0)
        self.reached += ids(advanced.reached)
        self.seen += advanced.seen
        self.value = encode(advanced.case)


def ticks(rng: random.Random) -> Iterator[datetime]:
    pace = rng.choice([20, 90, 60 * 24, 60 * 24 * 7])
    at = START
    while at < hour(HOURS):
        at = min(at + timedelta(minutes=rng.randint(1, 2 * pace)), hour(HOURS))
        yield at


@given(seed=SEEDS)
@worlds(20, 5_000)
def test_sealing_changes_no_verdict_and_no_signal_however_time_moves(seed: int) -> None:
    lived, rng = life(seed), dice(seed)
    worker = Worker(lived, rng)
    for w in ticks(rng):
        worker.walk(w)
    reached, seen = unsealed(lived)
    assert worker.reached == reached
    assert worker.seen == seen


@given(seed=SEEDS)
@worlds(20, 5_000)
def test_joining_what_a_stalled_worker_had_changes_nothing(seed: int) -> None:
    lived, rng = life(seed), dice(seed)
    worker = Worker(lived, rng)
    stalled = [worker.value]
    for w in ticks(rng):
        worker.walk(w)
        if rng.random() < 0.3:
            worker.value = encode(join(decode(worker.value), decode(rng.choice(stalled))))
        if rng.random() < 0.3:
            stalled.append(worker.value)
    reached, seen = unsealed(lived)
    assert worker.reached == reached
    assert worker.seen == seen


@given(seed=SEEDS)
@worlds(10, 1_000)
def test_join_of_cases_sealed_to_different_degrees_is_associative_commutative_idempotent(seed: int) -> None:
    lived, rng = life(seed), dice(seed)
    copies = []
    for _ in range(3):
        worker = Worker(lived, rng)
        for w in sorted(hour(rng.uniform(0, HOURS)) for _ in range(rng.randint(0, 4))):
            worker.walk(w)
        copies.append(decode(worker.value))
    a, b, c = copies
    assert join(a, a) == a
    assert encode(join(a, b)) == encode(join(b, a))
    assert encode(join(join(a, b), c)) == encode(join(a, join(b, c)))


@pytest.mark.parametrize("make", [world, world_of_replicas], ids=["one connector", "several"])
@given(seed=SEEDS)
@worlds(5, 500)
def test_a_sealing_auditor_that_is_killed_at_any_write_tells_the_history_of_judging_at_every_hour(
    make: Callable[[int], World], seed: int
) -> None:
    played, rng = make(seed), dice(seed)
    deliveries = list(interleavings(rng, played.registry, played.evidence))
    undisturbed, verdicts = play(deliveries, seal_from=0)
    if undisturbed.w is not None:
        expected = reference(played.facts, played.door, undisturbed.w)
        assert histories(verdicts) == {agency: ids for agency, ids in expected.items() if ids}
    check_kills(rng, deliveries, verdicts)


@given(seed=SEEDS)
@worlds(10, 2_000)
def test_kills_interleavings_and_repeats_change_nothing_in_a_life_with_much_to_seal(seed: int) -> None:
    lived, rng = life(seed), dice(seed)
    deliveries = list(interleavings(rng, *topics_of(lived, rng)))
    undisturbed, verdicts = play(deliveries, seal_from=0)
    if undisturbed.w is None:
        return
    assert [verdict.id for verdict in verdicts] == sorted_ids(lived, undisturbed.w)
    check_kills(rng, deliveries, verdicts)


def sorted_ids(lived: Life, w: datetime) -> list[str]:
    """Of verdicts as an advance tells them, not as a walk does."""
    told = map(verdict_event, walked_at_once(lived, w)[1].reached)
    return [event.id for event in sorted(told, key=lambda each: (each.data.known_at, each.data.duty, each.id))]


def topics_of(lived: Life, rng: random.Random) -> tuple[list[Record], list[Record]]:
    """The registry's and the connector's logs, each with its ticks; some records stand in them twice."""
    records = [Record(each.known_at, AGENCY, (each.event,)) for each in lived.deliveries]
    entered = [record for record in records if record.facts[0].event.source == REGISTRY]
    pace = rng.choice([0.3, 5, 40])
    steps = [tick(START, hour(min(n * pace, HOURS))) for n in range(1, int(HOURS / pace) + 2)]
    opened = [
        tick(max(start, each.open_from), min(end, each.open_to), epoch=epoch)
        for epoch, (start, end) in enumerate(lived.door.intervals)
        for each in map(tick, [START, *(step.open_to for step in steps)], [step.open_to for step in steps])
        if max(start, each.open_from) < min(end, each.open_to)
    ]
    return log(rng, entered, steps), log(rng, [each for each in records if each not in entered], opened)


def check_kills(rng: random.Random, deliveries: list[tuple[TopicKind, Record]], verdicts: list[VerdictReached]) -> None:
    store, seen, at = BytesStore(), set[str](), 0
    for _ in range(4):
        store.writes_left = rng.randint(0, 2 * len(deliveries))
        at = run_from(at, deliveries, store, verdicts, seen, seal_from=0)
        store = BytesStore(store)
        at = rng.randint(0, at)
    run_from(at, deliveries, store, verdicts, seen, seal_from=0)
    assert seen == {verdict.id for verdict in verdicts}
