"""The history of verdicts is a function of the facts and the door, however the topics come in."""

import random
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mohlat_contracts.verdicts import VerdictReached

from services.auditor.cases.advancing import SEAL_FROM
from services.auditor.cases.auditing import PartitionAuditor
from services.timekeeping.partition_time import TopicKind
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.replicas import world_of_replicas
from tests.unit.auditor.stores import BytesStore, Killed
from tests.unit.auditor.worlds import Record, World, dice, interleavings, read, reference, world

pytestmark = pytest.mark.timeout(1_800)  # at full size, beside other work

SEEDS = st.integers(min_value=0, max_value=2**32)
WORLDS = pytest.mark.parametrize("make", [world, world_of_replicas], ids=["one connector", "several"])
Make = Callable[[int], World]


def histories(verdicts: Iterable[VerdictReached]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for verdict in verdicts:
        out.setdefault(verdict.data.agency, []).append(verdict.id)
    return out


def play(
    deliveries: Iterable[tuple[TopicKind, Record]], seal_from: int = SEAL_FROM
) -> tuple[PartitionAuditor, list[VerdictReached]]:
    auditor = PartitionAuditor(BytesStore(), seal_from)
    verdicts: list[VerdictReached] = []
    for topic, record in deliveries:
        judged = auditor.w
        if (advance := read(auditor, topic, record)) is None:
            continue
        assert advance.w == auditor.w
        for verdict in advance.verdicts:  # each in the very advance that passes it
            assert verdict.data.known_at < advance.w
            assert judged is None or judged <= verdict.data.known_at
        verdicts += advance.verdicts
    return auditor, verdicts


def check(played: World, deliveries: Iterable[tuple[TopicKind, Record]]) -> None:
    auditor, verdicts = play(deliveries)
    assert auditor.behind == played.behind
    if auditor.w is None:  # the only connector was gone before its first tick
        assert not verdicts
        assert not any(record.tick for record in played.evidence)
        return
    expected = reference(played.facts, played.door, auditor.w)
    assert histories(verdicts) == {agency: ids for agency, ids in expected.items() if ids}


@WORLDS
@given(seed=SEEDS)
@worlds(20, 2_000)
def test_any_interleaving_and_repetition_gives_the_history_of_judging_at_every_hour(make: Make, seed: int) -> None:
    played = make(seed)
    rng = dice(seed)
    for _ in range(2):
        check(played, list(interleavings(rng, played.registry, played.evidence)))


@given(seed=SEEDS)
@worlds(5, 300)
def test_facts_may_come_in_any_order_between_two_ticks(seed: int) -> None:
    played = world(seed)
    rng = dice(seed)
    shuffled = [_shuffled_between_ticks(rng, log) for log in (played.registry, played.evidence)]
    check(played, interleavings(rng, *shuffled))


@given(seed=SEEDS)
@worlds(5, 300)
@pytest.mark.parametrize("behind", ["registry", "evidence"])
@pytest.mark.parametrize("ticks", [3, 10_000], ids=["three ticks", "the whole topic"])
@WORLDS
def test_one_topic_behind_the_other_changes_nothing(behind: TopicKind, ticks: int, make: Make, seed: int) -> None:
    played = make(seed)
    check(played, _lagging(played, behind, ticks))


@WORLDS
@given(seed=SEEDS)
@worlds(10, 500)
def test_a_kill_at_any_write_and_reading_again_from_any_earlier_place_loses_and_adds_nothing(
    make: Make, seed: int
) -> None:
    played = make(seed)
    rng = dice(seed)
    deliveries = list(interleavings(rng, played.registry, played.evidence))
    undisturbed, verdicts = play(deliveries)

    store, seen, at = BytesStore(), set[str](), 0
    for _ in range(3):
        store.writes_left = rng.randint(0, 2 * len(deliveries))
        at = run_from(at, deliveries, store, verdicts, seen)
        store = BytesStore(store)
        at = rng.randint(0, at)
    run_from(at, deliveries, store, verdicts, seen)
    assert seen == {verdict.id for verdict in verdicts}
    time = store.get_time()
    assert time is not None
    assert time.w == undisturbed.w


def run_from(
    at: int,
    deliveries: list[tuple[TopicKind, Record]],
    store: BytesStore,
    verdicts: list[VerdictReached],
    seen: set[str],
    seal_from: int = SEAL_FROM,
) -> int:
    """Read on until killed or through; where it stopped. Whatever W passes must have been seen by then."""
    auditor = PartitionAuditor(store, seal_from)
    try:
        while at < len(deliveries):
            # As the worker does: what a record yields is sent first, and remembered after.
            if advance := read(auditor, *deliveries[at]):
                seen |= {verdict.id for verdict in advance.verdicts}
                assert {verdict.id for verdict in verdicts if verdict.data.known_at < advance.w} <= seen
            store.flush()
            at += 1
    except Killed:
        pass
    return at


def _shuffled_between_ticks(rng: random.Random, log: list[Record]) -> list[Record]:
    out: list[Record] = []
    batch: list[Record] = []
    for record in log:
        if record.tick is None:
            batch.append(record)
            continue
        rng.shuffle(batch)
        out += [*batch, record]
        batch = []
    return out + batch


def _lagging(played: World, behind: TopicKind, ticks: int) -> Iterable[tuple[TopicKind, Record]]:
    """The leading topic runs `ticks` ticks ahead of the other's domain time."""
    ahead: TopicKind = "evidence" if behind == "registry" else "registry"
    logs = {"registry": played.registry, "evidence": played.evidence}
    waiting = list(logs[behind])
    passed = []
    for record in logs[ahead]:
        yield ahead, record
        if record.tick is not None:
            passed.append(record.known_at)
        while waiting and len(passed) > ticks and waiting[0].known_at <= passed[-1 - ticks]:
            yield behind, waiting.pop(0)
    for record in waiting:
        yield behind, record
