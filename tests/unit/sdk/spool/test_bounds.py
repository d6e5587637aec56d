"""A spool stays within its bounds, in order, whatever happens to it; only heartbeats go, the oldest first."""

import os
from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from mohlat_sdk import Bounds, SpoolFull
from mohlat_sdk.batches import encode
from mohlat_sdk.errors import Rejected
from mohlat_sdk.spool import Spool

from tests.unit.sdk.spool.events import heartbeat, name_of, statement

PROOF = os.environ.get("MOHLAT_PROOF") == "1"


@dataclass(frozen=True)
class Kept:
    name: str
    heartbeat: bool
    size: int


class BoundedSpool(RuleBasedStateMachine):
    """A spool beside a plain list that does by the letter what the spool promises."""

    @initialize(events=st.integers(1, 12), size=st.integers(200, 4000))
    def open(self, events: int, size: int) -> None:
        self.bounds = Bounds(events, size)
        self.spool = Spool(None, "sanjesh", self.bounds, stream=None)
        self.model: list[Kept] = []
        self.dropped = self.made = self.refused = 0

    @rule(kinds=st.lists(st.one_of(st.just("statement"), st.integers(0, 40)), min_size=1, max_size=4))
    def keep(self, kinds: list[str | int]) -> None:
        events = []
        for kind in kinds:
            self.made += 1
            name = f"e{self.made}"
            events.append(statement(name) if isinstance(kind, str) else heartbeat(name, kind))
        new = [Kept(one.id, encode(one).heartbeat, len(encode(one).data)) for one in events]
        expected = self._with_room_for(new)
        try:
            self.spool.keep(events)
        except SpoolFull as full:
            assert full.cause == "limit"
            assert expected is None
        else:
            assert expected is not None
            self.dropped += len(self.model) + len(new) - len(expected)
            self.model = expected

    def _with_room_for(self, new: list[Kept]) -> list[Kept] | None:
        before = list(self.model)
        while len(before) + len(new) > self.bounds.events or self._size(before + new) > self.bounds.size:
            oldest = next((one for one in before if one.heartbeat), None)
            if oldest is None:
                return None
            before.remove(oldest)
        return before + new

    @staticmethod
    def _size(kept: list[Kept]) -> int:
        return sum(one.size for one in kept)

    @rule(count=st.integers(1, 5))
    def deliver(self, count: int) -> None:
        if rows := self.spool.head(count):
            self.spool.settle([position for position, _ in rows])
            self.model = self.model[len(rows) :]

    @rule()
    def refuse_the_first(self) -> None:
        for position, event in self.spool.head(1):
            self.spool.set_aside(position, Rejected(422, "Refused", "so it is"))
            assert name_of(event) == self.model[0].name
            self.model = self.model[1:]
            self.refused += 1

    @invariant()
    def is_as_promised(self) -> None:
        if not hasattr(self, "spool"):
            return
        state = self.spool.state()
        assert [name_of(event) for _, event in self.spool.head(1000)] == [one.name for one in self.model]
        assert (state.depth, state.size) == (len(self.model), self._size(self.model))
        assert (state.dropped, state.rejected) == (self.dropped, self.refused)
        assert state.depth <= self.bounds.events
        assert state.size <= self.bounds.size

    def teardown(self) -> None:
        if hasattr(self, "spool"):
            self.spool.close()


TestBoundedSpool = BoundedSpool.TestCase
TestBoundedSpool.settings = settings(deadline=None, max_examples=2000 if PROOF else 60, stateful_step_count=30)


def test_a_heartbeat_that_was_dropped_while_it_was_under_way_is_not_counted_when_it_has_arrived() -> None:
    spool = Spool(None, "sanjesh", Bounds(events=2))
    spool.keep([heartbeat("h1"), heartbeat("h2")])
    rows = spool.head(10)
    spool.keep([statement("c1")])
    assert spool.state().dropped == 1
    spool.settle([position for position, _ in rows])
    assert spool.state().dropped == 0
    assert [name_of(event) for _, event in spool.head(10)] == ["c1"]


def test_what_is_settled_twice_or_late_changes_nothing() -> None:
    spool = Spool(None, "sanjesh")
    positions = spool.keep([statement(f"c{number}") for number in range(4)])
    spool.settle(positions[:3])
    spool.settle(positions[:2])
    spool.set_aside(positions[1], Rejected(422, "Refused", ""))
    state = spool.state()
    assert (state.depth, state.dropped, state.rejected) == (1, 0, 0)
    assert [name_of(event) for _, event in spool.head(10)] == ["c3"]
