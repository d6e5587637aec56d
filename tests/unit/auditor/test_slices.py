"""A tick may be judged in as many pieces as one likes, while more comes in: the history is the same."""

import random
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.auditor.cases.auditing import Advance, PartitionAuditor
from services.timekeeping.partition_time import TopicKind
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.stores import BytesStore, Killed
from tests.unit.auditor.worlds import Record, dice, interleavings, read, world

pytestmark = pytest.mark.timeout(1_800)  # at full size, beside other work

SEEDS = st.integers(min_value=0, max_value=2**32)
AGENCIES = 5
Delivery = tuple[TopicKind, Record]


class Said:
    """What has been sent: verdicts and signals by id, and the ticks between them."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.ticks: list[tuple[str, frozenset[str]]] = []

    def say(self, advance: Advance) -> None:
        self.ids |= {event.id for event in (*advance.verdicts, *advance.signals)}
        if advance.done:
            self.ticks.append((advance.w.isoformat(), frozenset(self.ids)))


def note(auditor: PartitionAuditor, topic: TopicKind, record: Record) -> None:
    if record.facts:
        auditor.facts(topic, record.agency, record.facts, record.known_at)
    if record.tick:
        auditor.note(topic, record.tick, record.appended_at)


def at_once(deliveries: Iterable[Delivery]) -> Said:
    auditor, said = PartitionAuditor(BytesStore()), Said()
    for topic, record in deliveries:
        if advance := read(auditor, topic, record):
            said.say(advance)
    return said


def some_work(auditor: PartitionAuditor, rng: random.Random, said: Said) -> None:
    for _ in range(rng.choice([0, 0, 1, 1, 2, 5])):
        if advance := auditor.work(rng.randint(1, 3)):
            said.say(advance)


@given(seed=SEEDS)
@worlds(10, 300)
def test_in_pieces_while_more_comes_in(seed: int) -> None:
    played, rng = world(seed, AGENCIES), dice(seed)
    deliveries = list(interleavings(rng, played.registry, played.evidence))
    expected, said, auditor = at_once(deliveries), Said(), PartitionAuditor(BytesStore())
    for topic, record in deliveries:
        note(auditor, topic, record)
        some_work(auditor, rng, said)
    while auditor.waits:
        some_work(auditor, rng, said)
    assert said.ids == expected.ids
    assert [w for w, _ in said.ticks] == [w for w, _ in expected.ticks]
    for (_, sent), (_, needed) in zip(said.ticks, expected.ticks, strict=True):
        assert needed <= sent, "a tick says that everything up to it has been sent"


@given(seed=SEEDS)
@worlds(10, 300)
def test_in_pieces_with_kills_between_and_in_them(seed: int) -> None:
    """Whoever takes over reads again from the tick whose time was kept."""
    played, rng = world(seed, AGENCIES), dice(seed)
    deliveries = list(interleavings(rng, played.registry, played.evidence))
    expected, said, store, at = at_once(deliveries), Said(), BytesStore(), 0
    for _ in range(4):
        store.writes_left = rng.randint(0, 2 * len(deliveries))
        at = _in_pieces(deliveries, at, store, rng, said)
        store = BytesStore(store)
    _in_pieces(deliveries, at, store, rng, said)
    assert said.ids == expected.ids


def _in_pieces(deliveries: list[Delivery], at: int, store: BytesStore, rng: random.Random, said: Said) -> int:
    """Until all is judged, or killed; where to read again from."""
    auditor = PartitionAuditor(store)
    through = at  # the place of the last tick whose time has been put
    noted: list[int] = []
    try:
        while at < len(deliveries) or auditor.waits:
            if at < len(deliveries):
                before = auditor.waiting
                note(auditor, *deliveries[at])
                at += 1
                noted += [at] * (auditor.waiting - before)
            some_work(auditor, rng, said)
            store.flush()
            while len(noted) > auditor.waiting:
                through = noted.pop(0)
    except Killed:
        pass
    return through
