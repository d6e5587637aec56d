"""Random laws, evidence, outages, duplicates and corrections, played to the auditor and to a judge that re-reads all.

The auditor reads the two topics as it likes, is restarted and killed; at every W it must have said what the reference
says of every instant before it, no more and no less.
"""

import ast
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test
from mohlat_contracts.verdicts import VerdictData, VerdictReached

from services.auditor.cases.auditing import Advance, PartitionAuditor
from tests.unit.auditor.conftest import PROOF
from tests.unit.auditor.reference import log
from tests.unit.auditor.reference.happening import LAST_STEPS, Happenings
from tests.unit.auditor.reference.history import history, identity
from tests.unit.auditor.reference.log import Entry
from tests.unit.auditor.stores import BytesStore, Killed

NORMALLY = settings(
    max_examples=100,
    stateful_step_count=50,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
IN_PROOF = settings(NORMALLY, max_examples=500)
READ = st.sampled_from([0, 3, 10, 100])

pytestmark = pytest.mark.timeout(1_800)  # at full size, beside other work


class Reading(Happenings):
    """The auditor's side, and what it must have said."""

    def start_reading(self, seal_from: int) -> None:
        self.seal_from = seal_from
        self.store = BytesStore()
        self.auditor = PartitionAuditor(self.store, seal_from)
        self.place = {"registry": 0, "evidence": 0}
        self.told: dict[str, VerdictData] = {}
        self.seen: set[str] = set()
        self.judged: list[tuple[datetime, int]] = []

    @rule(registry=READ, evidence=READ, most=st.none() | st.just(1))
    def read_on(self, registry: int, evidence: int, most: int | None) -> None:
        """So many records of each topic, the registry's first; judging one case at a time, or all."""
        self._read("registry", registry, most)
        self._read("evidence", evidence, most)

    @rule(back=st.sampled_from([0, 0, 4]))
    def auditor_restarts(self, back: int) -> None:
        """With what it remembers, to read some records again."""
        self.auditor = PartitionAuditor(self.store, self.seal_from)
        self._go_back(back)

    @rule(writes=st.integers(0, 4), registry=st.integers(0, 10), most=st.none() | st.just(1), back=st.integers(0, 6))
    def auditor_is_killed(self, writes: int, registry: int, most: int | None, back: int) -> None:
        """Between two writes, in the middle of what it remembers of a record."""
        self.store.writes_left = writes
        try:
            self._read("registry", registry, most)
            self._read("evidence", 20, most)
        except Killed:
            pass
        self.store = BytesStore(self.store)
        self.auditor = PartitionAuditor(self.store, self.seal_from)
        self._go_back(back)

    def teardown(self) -> None:
        if not hasattr(self, "writers"):
            return
        self.writers.wait(LAST_STEPS)
        for connector in self.writers.connectors:
            self.writers.ticks(connector, is_open=True)
        self.writers.registry_ticks()
        self._read("registry", len(self.writers.registry), None)
        self._read("evidence", len(self.writers.evidence), None)
        self._compare()
        self._compare_signals()

    def _compare(self) -> None:
        book = log.read(chain(self.writers.registry, self.writers.evidence))
        expected = history(book, self.writers.step // log.MICROSECOND)
        assert self.auditor.w == (None if book.w is None else log.instant(book.w))
        assert sorted(self.told.values(), key=lambda each: (each.known_at, each.agency, each.duty)) == expected
        assert self.told.keys() == {identity(each) for each in expected}
        for w, count in self.judged:
            assert {identity(each) for each in expected if each.known_at < w} <= set(list(self.told)[:count])

    def _compare_signals(self) -> None:
        """No reference for them; but one topic after the other, undisturbed, gives the same."""
        seen, auditor = set[str](), PartitionAuditor(BytesStore())
        for entry in chain(self.writers.registry, self.writers.evidence):
            if entry.facts:
                auditor.facts(entry.topic, entry.agency, entry.facts, entry.known_at)
            advance = auditor.tick(entry.topic, entry.tick, entry.appended_at) if entry.tick else None
            seen |= {signal.id for signal in advance.signals} if advance else set()
        assert self.seen == seen

    def _read(self, topic: str, count: int, most: int | None) -> None:
        entries = self.writers.registry if topic == "registry" else self.writers.evidence
        for entry in entries[self.place[topic] :][:count]:
            self._take(entry, most)
            self.store.flush()
            self.place[topic] += 1

    def _take(self, entry: Entry, most: int | None) -> None:
        if entry.facts:
            self.auditor.facts(entry.topic, entry.agency, entry.facts, entry.known_at)
        if entry.tick:
            self.auditor.note(entry.topic, entry.tick, entry.appended_at)
        while (advance := self.auditor.work(most)) is not None:
            self._hear(advance)
            self.store.flush()

    def _hear(self, advance: Advance) -> None:
        assert advance.verdicts == sorted(advance.verdicts, key=_in_order)
        for verdict in advance.verdicts:
            assert verdict.data.known_at < advance.w
            self.told.setdefault(verdict.id, verdict.data)
        self.seen |= {signal.id for signal in advance.signals}
        if advance.done:
            self.judged.append((advance.w, len(self.told)))

    def _go_back(self, records: int) -> None:
        self.place = {topic: max(0, place - records) for topic, place in self.place.items()}


def imported(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def test_the_reference_shares_no_code_with_the_auditor() -> None:
    here = Path(__file__).parent
    modules = [*sorted((here / "reference").glob("*.py")), here / "events.py"]
    assert {name for module in modules for name in imported(module) if name.startswith("services")} == {
        "services.calendar.civil"
    }


def _in_order(event: VerdictReached) -> tuple[datetime, str, str]:
    return event.data.known_at, event.data.agency, event.data.duty


@pytest.mark.parametrize("number", range(20 if PROOF else 1))
def test_the_auditor_says_what_the_reference_says(number: int) -> None:
    """In lots, since hypothesis remembers every choice of a lot."""
    machine = seed(number)(type("Machine", (Reading,), {}))
    run_state_machine_as_test(machine, settings=IN_PROOF if PROOF else NORMALLY)
