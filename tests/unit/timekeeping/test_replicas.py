"""Replicas and a reader of their log, through pauses, deaths, lost answers, cut links and wrong clocks."""

import logging
from collections.abc import Iterator
from itertools import count

import pytest
import structlog
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from mohlat_contracts.clock import EXPELLED_AFTER

from services.connector.timing.door import GAP_LIMIT
from tests.unit.auditor.conftest import worlds
from tests.unit.connector.instants import seconds
from tests.unit.timekeeping.replicas_at_work import PARTITIONS, STEP, World

pytestmark = pytest.mark.timeout(1_800)  # at full size, beside other work

WHO = st.integers(0, 2)
WHERE = st.integers(0, PARTITIONS - 1)
SKEWS = st.sampled_from([0, 0, 0, 2, -2, 8, -8, -12, 40, 600, -600])


class Replicas(RuleBasedStateMachine):
    @initialize(skews=st.lists(SKEWS, min_size=1, max_size=3))
    def begin(self, skews: list[int]) -> None:
        self.world = World(skews)
        self.facts = (f"fact-{number}" for number in count())

    def name(self, who: int) -> str:
        return self.world.names[who % len(self.world.names)]

    @rule(span=st.sampled_from([1, 3, 8, 20, 45, 130]))
    def time_passes(self, span: int) -> None:
        self.world.pass_time(seconds(span))

    @rule(who=WHO, where=WHERE, dawdling=st.sampled_from([0, 0, 0.5, 4]), gap=st.sampled_from([0, 0.5]))
    def evidence_comes(self, who: int, where: int, dawdling: float, gap: float) -> None:
        self.world.replicas[self.name(who)].post(where, next(self.facts), seconds(dawdling))
        self.world.pass_time(seconds(gap))

    @rule(who=WHO, where=WHERE)
    def evidence_comes_every_second(self, who: int, where: int) -> None:
        for _ in range(10):
            self.world.replicas[self.name(who)].post(where, next(self.facts), seconds(1))
            self.world.pass_time(seconds(1))

    @rule(who=WHO)
    def a_replica_is_paused_or_goes_on(self, who: int) -> None:
        replica = self.world.disturb(self.name(who))
        replica.paused = not replica.paused

    @rule(who=WHO, where=WHERE)
    def a_link_breaks_or_is_mended(self, who: int, where: int) -> None:
        self.world.disturb(self.name(who)).cut_off ^= {where}

    @rule(who=WHO, where=WHERE)
    def answers_are_lost_or_come_again(self, who: int, where: int) -> None:
        self.world.disturb(self.name(who)).unheard ^= {where}

    @rule(who=WHO, skew=SKEWS)
    def a_clock_is_set(self, who: int, skew: int) -> None:
        self.world.disturb(self.name(who)).skew = seconds(skew)

    @rule(who=WHO)
    def a_replica_is_killed_and_started_again(self, who: int) -> None:
        self.world.restart(self.name(who))

    @invariant()
    def nothing_that_was_accepted_is_missing(self) -> None:
        for partition, fact in self.world.accepted:
            assert fact in self.world.readers[partition].known

    @invariant()
    def when_all_is_well_nothing_is_behind(self) -> None:
        """Two minutes after the last disturbance; a clock that is ahead by less than one may have to be waited for."""
        if self.world.now - self.world.disturbed_at < seconds(120):
            return
        lately = {
            record.fact for log in self.world.log for record in log if record.known_at > self.world.now - seconds(45)
        }
        assert not lately & {fact for reader in self.world.readers for fact in reader.raised}

    @invariant()
    def the_door_is_open_only_while_somebody_could_take_evidence_in(self) -> None:
        for reader in self.world.readers:
            for span in reader.time.door.intervals[-3:]:
                late = max(span[0], span[1] - seconds(120))
                assert self.world.somebody_could_take_evidence((late, span[1]), GAP_LIMIT + STEP)

    @invariant()
    def time_goes_on_soon_after_a_death_while_another_lives(self) -> None:
        calm = self.world.now - self.world.disturbed_at
        if calm < EXPELLED_AFTER + seconds(10) or not any(self.world.steady(EXPELLED_AFTER)):
            return
        for reader in self.world.readers:
            assert reader.time.evidence is not None
            assert self.world.now - reader.time.evidence <= EXPELLED_AFTER


Replicas.TestCase.settings = settings(worlds(40, 3_000), stateful_step_count=40)
TestReplicas = Replicas.TestCase


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Doors open and shut here by the thousand; nobody wants to read it."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()
