"""The core: whatever the connector answers, events arrive in order, none is lost, and only bad ones are set aside."""

import os
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mohlat_sdk.delivering import Delivery, Quiet, Sender, run
from mohlat_sdk.errors import Rejected, SpoolFull, Unreachable
from mohlat_sdk.spool import Bounds, Spool

from tests.unit.sdk.delivering.scripted import Scripted
from tests.unit.sdk.spool.events import name_of, statement

PROOF = os.environ.get("MOHLAT_PROOF") == "1"


def sender(around: Scripted, spool: Spool | None, most: int = 1000) -> Sender:
    return Sender("sanjesh", around, spool, Quiet(lambda: 0.5), most)


def outcome(call: Coroutine[Any, Any, Delivery]) -> Delivery | type[Exception]:
    try:
        return run(call)
    except (Rejected, Unreachable) as error:
        return type(error)


answers = st.lists(st.sampled_from(["away", "signer", None]), max_size=30)


@settings(deadline=None, max_examples=5000 if PROOF else 100)
@given(
    sizes=st.lists(st.integers(1, 6), min_size=1, max_size=8),
    script=answers,
    bad=st.sets(st.integers(0, 40), max_size=6),
    most=st.integers(1, 7),
)
def test_every_event_is_taken_once_and_in_order_or_told_of(
    sizes: list[int], script: list[str | None], bad: set[int], most: int
) -> None:
    around = Scripted(iter(script), frozenset(f"c{number}" for number in bad))
    spool = Spool(None, "sanjesh")
    core = sender(around, spool, most)
    given_back: set[str] = set()
    made: list[str] = []
    for size in sizes:
        names = [f"c{len(made) + number}" for number in range(size)]
        made += names
        before = len(around.taken)
        waited = spool.depth
        told = outcome(core.send([statement(name) for name in names]))
        if told is Rejected and not waited:
            given_back |= set(names) - set(around.taken[before:])
        around.time += 100.0
    for _ in range(len(script) + 1):
        outcome(core.flush(None))
    aside = [name_of(one.event) for one in spool.rejected()]
    assert spool.depth == 0
    assert around.taken == [name for name in made if name in set(around.taken)]
    assert sorted([*around.taken, *aside, *given_back]) == sorted(made)
    assert set(aside) <= {f"c{number}" for number in bad}


@settings(deadline=None, max_examples=500 if PROOF else 50)
@given(bad=st.sets(st.integers(0, 63), max_size=5))
def test_halving_finds_exactly_the_events_at_fault(bad: set[int]) -> None:
    around = Scripted(bad=frozenset(f"c{number}" for number in bad))
    spool = Spool(None, "sanjesh")
    core = sender(around, spool)
    run(core.keep([statement(f"c{number}") for number in range(64)]))
    assert run(core.flush(None)) is Delivery.ACCEPTED
    assert {name_of(one.event) for one in spool.rejected()} == {f"c{number}" for number in bad}
    assert around.taken == [f"c{number}" for number in range(64) if number not in bad]
    assert around.posts <= 1 + 2 * 6 * len(bad)


def test_after_a_failure_events_join_the_spool_until_the_quiet_is_over() -> None:
    around = Scripted(iter(["away"]))
    core = sender(around, Spool(None, "sanjesh"))
    assert [run(core.send([statement(name)])) for name in ("c1", "c2")] == [Delivery.SPOOLED] * 2
    assert around.posts == 1
    around.time += 1.0
    assert run(core.send([statement("c3")])) is Delivery.ACCEPTED
    assert around.taken == ["c1", "c2", "c3"]


def test_a_flush_pauses_longer_each_time_and_ends_in_time() -> None:
    around = Scripted(iter(["away"] * 1000))
    core = sender(around, Spool(None, "sanjesh"))
    run(core.keep([statement("c1")]))
    assert run(core.flush(20.0)) is Delivery.SPOOLED
    assert around.pauses[:4] == [0.1, 0.2, 0.4, 0.8]
    assert around.time <= 20.0


def test_a_flush_ends_in_time_even_while_all_goes_well() -> None:
    class Slow(Scripted):
        async def post(self, *args: Any) -> Any:
            self.time += 1.0
            return await super().post(*args)

    around = Slow()
    core = sender(around, Spool(None, "sanjesh"), most=1)
    run(core.keep([statement(f"c{number}") for number in range(100)]))
    assert run(core.flush(3.0)) is Delivery.SPOOLED
    assert around.taken == ["c0", "c1", "c2"]
    assert run(core.flush(1000.0)) is Delivery.ACCEPTED


def test_a_flush_delivers_what_was_there_when_it_began() -> None:
    spool = Spool(None, "sanjesh")

    class StillMore(Scripted):
        async def post(self, *args: Any) -> Any:
            spool.keep([statement(f"later{self.posts}")])
            return await super().post(*args)

    around = StillMore()
    core = sender(around, spool)
    run(core.keep([statement("c1")]))
    assert run(core.flush(None)) is Delivery.ACCEPTED
    assert around.taken == ["c1"]
    assert spool.depth == 1


def test_the_background_leaves_the_reason_of_its_trouble() -> None:
    around = Scripted(iter(["away", "signer", None]))
    core = sender(around, Spool(None, "sanjesh"))
    run(core.keep([statement("c1")]))
    seen = []
    for _ in range(3):
        run(core.deliver())
        seen.append(type(core.trouble))
    assert seen == [Unreachable, Rejected, type(None)]


def test_neither_connector_nor_room_is_told_as_both() -> None:
    around = Scripted(iter(["away"]))
    core = sender(around, Spool(None, "sanjesh", Bounds(events=1)))
    with pytest.raises(SpoolFull, match=r"nobody there.*too few heartbeats"):
        run(core.send([statement("c1"), statement("c2")]))
    assert run(core.send([statement("c3")])) is Delivery.ACCEPTED


def test_where_there_is_no_room_behind_those_that_wait_they_go_first() -> None:
    around = Scripted(iter(["away", "away"]))
    core = sender(around, Spool(None, "sanjesh", Bounds(events=1)))
    assert run(core.send([statement("c1")])) is Delivery.SPOOLED
    with pytest.raises(SpoolFull):
        run(core.send([statement("c2")]))
    around.time += 100.0
    with pytest.raises(SpoolFull):
        run(core.send([statement("c3")]))
    around.time += 100.0
    assert run(core.send([statement("c4")])) is Delivery.ACCEPTED
    assert around.taken == ["c1", "c4"]
