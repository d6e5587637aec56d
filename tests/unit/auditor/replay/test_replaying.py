"""A replay in batches reaches what a worker reached tick by tick, and names what the log of verdicts says otherwise."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mohlat_contracts import sources
from mohlat_contracts.topics import VERDICTS
from mohlat_contracts.verdicts import VerdictReached
from msgspec import structs

from services.auditor.replay.comparing import PartitionReport
from services.auditor.replay.replaying import report
from services.auditor.rules.walk import verdict_event
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.replay.topics import (
    Raws,
    advances,
    raw,
    recorded,
    replayed,
    tick_record,
    verdict_record,
    verdict_topic,
    written,
)
from tests.unit.auditor.replicas import world_of_replicas
from tests.unit.auditor.worlds import World, world

SEEDS = st.integers(min_value=0, max_value=2**32)
WORLDS = pytest.mark.parametrize("make", [world, world_of_replicas], ids=["one connector", "several"])


@WORLDS
@given(seed=SEEDS)
@worlds(15, 1_000)
def test_a_replay_in_batches_differs_from_no_order_of_reading(make: Callable[[int], World], seed: int) -> None:
    played = make(seed)
    into = replayed(played, seed)
    compared = report(0, recorded(verdict_topic(played, seed), into), into)
    assert compared.differences == ()
    assert (compared.judged_through, compared.waiting) == (compared.recorded_through, 0)


@given(seed=SEEDS)
@worlds(15, 1_000)
def test_a_replay_until_an_instant_reaches_the_beginning_of_the_history(seed: int) -> None:
    played = world(seed)
    topic, whole = verdict_topic(played, seed), replayed(played)
    until = whole.verdicts[len(whole.verdicts) // 2].data.known_at if whole.verdicts else played.registry[-1].known_at
    into = replayed(played, seed, until)
    compared = report(0, recorded(topic, into, until), into, until)
    assert compared.differences == ()
    assert compared.verdicts == len({each.id for each in whole.verdicts if each.data.known_at < until})


@given(seed=SEEDS)
@worlds(5, 300)
def test_a_worker_that_repeats_itself_after_a_kill_differs_in_nothing(seed: int) -> None:
    played = world(seed)
    steps = advances(played, seed)
    killed = len(steps) // 2
    topic = written([*steps[:killed], *steps[max(killed - 1, 0) :]])
    into = replayed(played, seed)
    compared = report(0, recorded(topic, into), into)
    assert compared.differences == ()
    assert compared.repeats == (len(steps[killed - 1].verdicts) + len(steps[killed - 1].signals) if killed else 0)


def test_a_worker_that_is_not_that_far_differs_in_nothing_and_what_waits_is_counted() -> None:
    steps = advances(PLAYED, 1)
    half = len(steps) // 2
    compared = compare(written(steps[:half]))
    assert compared.differences == ()
    assert compared.verdicts == sum(len(each.verdicts) for each in steps[:half])
    assert compared.waiting == sum(len(each.verdicts) + len(each.signals) for each in steps[half:])


def test_verdicts_of_a_step_whose_tick_is_still_to_come_differ_in_nothing() -> None:
    steps = advances(PLAYED, 1)
    topic = written(steps)
    without_last_tick = topic[:-1]
    assert compare(without_last_tick).differences == ()


PLAYED = world(3)
TOPIC = verdict_topic(PLAYED, 1)
VERDICT = next(step.verdicts[-1] for step in reversed(advances(PLAYED, 1)) if step.verdicts)
AT = next(n for n, record in enumerate(TOPIC) if VERDICT.id.encode() in record.value)


def compare(topic: Raws) -> PartitionReport:
    into = replayed(PLAYED)
    return report(0, recorded(topic, into), into)


def named(topic: Raws) -> list[str]:
    return [each.kind for each in compare(topic).differences]


def other(**changes: object) -> VerdictReached:
    return verdict_event(structs.replace(VERDICT.data, **changes))


def test_a_verdict_that_is_missing_in_the_log_is_named_with_what_it_says() -> None:
    (found,) = compare([*TOPIC[:AT], *TOPIC[AT + 1 :]]).differences
    assert (found.kind, found.agency, found.place) == ("missing_in_log", VERDICT.data.agency, VERDICT.data.duty)
    assert (found.replayed, found.recorded, found.known_at) == (VERDICT.data, None, VERDICT.data.known_at)


def test_a_verdict_that_says_something_else_is_named_with_both_and_the_fields() -> None:
    forged = other(effective_at=VERDICT.data.effective_at + timedelta(hours=1), rules="0")
    (found,) = compare([*TOPIC[:AT], verdict_record(forged, AT), *TOPIC[AT + 1 :]]).differences
    assert (found.kind, found.offset, found.fields) == ("other_content", AT, ("effective_at", "rules"))
    assert (found.replayed, found.recorded) == (VERDICT.data, forged.data)


def test_a_verdict_that_was_altered_under_its_id_is_named() -> None:
    forged = structs.replace(VERDICT, data=other(rules="0").data)
    (found,) = compare([*TOPIC[:AT], verdict_record(forged, AT), *TOPIC[AT + 1 :]]).differences
    assert (found.kind, found.fields, found.replayed) == ("id_not_of_content", ("rules",), VERDICT.data)


def test_a_verdict_that_nothing_leads_to_is_named() -> None:
    forged = other(known_at=VERDICT.data.known_at + timedelta(microseconds=1))
    (found,) = compare([*TOPIC[:AT], verdict_record(forged, AT), *TOPIC[AT:]]).differences
    assert (found.kind, found.recorded, found.replayed) == ("not_in_replay", forged.data, None)


def test_a_verdict_that_came_after_the_tick_that_promised_it_is_named() -> None:
    late = [*TOPIC[:AT], *TOPIC[AT + 1 :], TOPIC[AT]]
    assert named(late) == ["after_its_tick"]


def test_a_tick_further_than_the_topics_is_named() -> None:
    w = replayed(PLAYED).w
    assert w is not None
    assert named([*TOPIC, tick_record(w, w + timedelta(days=1), len(TOPIC))]) == ["tick_ahead"]


def test_a_tick_at_which_nobody_ticked_is_named() -> None:
    w = replayed(PLAYED).w
    assert w is not None
    assert named([*TOPIC, tick_record(w, w - timedelta(microseconds=1), len(TOPIC))]) == ["tick_unfounded"]


def test_a_tick_that_leaves_time_out_is_named() -> None:
    ticks = [n for n, record in enumerate(TOPIC) if record.key is None]
    alone = [*TOPIC[: ticks[3]], *TOPIC[ticks[3] + 1 :]]
    assert named(alone) == ["tick_after_gap"]


@pytest.mark.parametrize(
    "foreign",
    [
        raw(VERDICTS.name, 0, b"no json", VERDICT.data.agency),
        verdict_record(VERDICT, 0, key="somebody-else"),
        verdict_record(structs.replace(VERDICT, source=sources.REGISTRY), 0),
        tick_record(VERDICT.data.known_at, VERDICT.data.known_at, 0, source=sources.REGISTRY),
    ],
    ids=["unreadable", "under another key", "of somebody else", "a tick of somebody else"],
)
def test_what_the_auditor_did_not_write_is_named(foreign: object) -> None:
    assert named([foreign, *TOPIC]) == ["foreign_record"]
