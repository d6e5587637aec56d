"""One id with two contents is signalled: when, with what, and the same however the topics come in."""

from collections.abc import Iterable
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mohlat_contracts import DecodedEvent, sources
from mohlat_contracts.signals import MAX_CONTENTS, SignalData, SignalRaised
from mohlat_contracts.verdicts import FactName

from services.auditor.cases.auditing import PartitionAuditor
from services.auditor.cases.case import Case
from services.auditor.cases.signalling.contents import two_contents
from services.auditor.cases.signals import signal_event, watch
from services.auditor.rules.hearing import fresh
from services.auditor.rules.walk import walk
from services.timekeeping.door import Door
from services.timekeeping.partition_time import TopicKind
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.courts import ALWAYS_OPEN, case_of
from tests.unit.auditor.events import AGENCY, START, day, digitized, duty, heartbeat, tick
from tests.unit.auditor.stores import BytesStore, Killed
from tests.unit.auditor.worlds import Record, World, cases, dice, every_hour, interleavings, read, world

pytestmark = pytest.mark.timeout(1_800)  # at full size, beside other work

SEEDS = st.integers(min_value=0, max_value=2**32)


def statement(n: int, id: str = "same") -> DecodedEvent:
    """Each n is another content."""
    return digitized(day(1), f"s{n}", id=id)


def seen(case: Case, since: datetime | None, until: datetime) -> list[SignalData]:
    return sorted(two_contents(case, ALWAYS_OPEN, since, until), key=lambda signal: signal.known_at)


def told(raised: Iterable[SignalData]) -> list[tuple[datetime, str | None, int]]:
    """When each became known, of which id, and how many contents it names."""
    return [(signal.known_at, signal.event_id, len(signal.facts)) for signal in raised]


def test_one_content_is_nothing_to_signal_however_often_it_comes() -> None:
    case = case_of((day(1), statement(1)), (day(2), statement(1)), (day(2), statement(2, "another")))
    assert seen(case, None, day(9)) == []


def test_two_contents_are_named_sorted_and_known_since_the_later_of_them() -> None:
    one, other = statement(1), statement(2)
    (signal,) = seen(case_of((day(3), other), (day(2), one)), None, day(9))
    assert (signal.agency, signal.signal, signal.event_id) == (AGENCY, "one_id_two_contents", "same")
    assert signal.facts == tuple(sorted([one.name, other.name]))
    assert signal.known_at == day(3)


def test_a_third_content_raises_a_new_signal_that_names_all_three() -> None:
    case = case_of((day(1), statement(1)), (day(2), statement(2)), (day(3), statement(3)))
    two, three = seen(case, None, day(9))
    assert told([two, three]) == [(day(2), "same", 2), (day(3), "same", 3)]
    assert set(two.facts) < set(three.facts)
    assert signal_event(two).id != signal_event(three).id


def test_contents_that_become_known_at_once_raise_one_signal() -> None:
    case = case_of((day(1), statement(1)), (day(1), statement(2)), (day(1), statement(3)))
    assert told(seen(case, None, day(9))) == [(day(1), "same", 3)]


def test_nothing_is_seen_before_it_is_known_and_nothing_twice() -> None:
    case = case_of((day(1), statement(1)), (day(2), statement(2)), (day(3), statement(3)))
    assert seen(case, None, day(2)) == []
    assert told(seen(case, day(2), day(3))) == [(day(2), "same", 2)]
    assert told(seen(case, day(3), day(4))) == [(day(3), "same", 3)]
    assert seen(case, day(4), day(9)) == []


def test_whoever_sends_ever_new_contents_is_not_signalled_for_ever() -> None:
    case = case_of(*((day(n), statement(n)) for n in range(1, MAX_CONTENTS + 6)))
    raised = seen(case, None, day(99))
    assert [len(signal.facts) for signal in raised] == [*range(2, MAX_CONTENTS + 1)]


def test_of_many_contents_at_once_the_first_are_named() -> None:
    case = case_of(*((day(1), statement(n)) for n in range(MAX_CONTENTS + 6)))
    (signal,) = seen(case, None, day(9))
    assert len(signal.facts) == MAX_CONTENTS


def test_heartbeats_are_compared_while_they_are_fresh() -> None:
    early, other = heartbeat(day(1), "s1", id="same"), heartbeat(day(1.5), "s2", id="same")
    assert told(seen(case_of((day(1), early), (day(1.5), other)), None, day(9))) == [(day(1.5), "same", 2)]
    assert seen(case_of((day(1), early), (day(4), other)), None, day(9)) == [], "by then the first has left"


def test_a_heartbeat_and_a_statement_may_not_share_an_id_either() -> None:
    case = case_of((day(1), statement(1)), (day(3), heartbeat(day(3), id="same")))
    assert told(seen(case, None, day(9))) == [(day(3), "same", 2)]


def test_its_event_is_the_auditors_at_the_instant_at_which_it_became_known() -> None:
    (signal,) = seen(case_of((day(1), statement(1)), (day(2), statement(2))), None, day(9))
    event = signal_event(signal)
    assert (event.source, event.time, event.data) == (sources.AUDITOR, day(2), signal)
    assert event == signal_event(signal)


def ticked(to: datetime) -> Record:
    return Record(to, "", (), tick(START, to))


def known(at: datetime, event: DecodedEvent, agency: str = AGENCY) -> Record:
    return Record(at, agency, (event,))


def test_two_agencies_may_use_the_same_id() -> None:
    auditor = PartitionAuditor(BytesStore())
    for agency in ("a1", "a2"):
        read(auditor, "evidence", known(day(1), heartbeat(day(1), agency, agency=agency, id="same"), agency))
    read(auditor, "registry", ticked(day(9)))
    advance = read(auditor, "evidence", ticked(day(9)))
    assert advance is not None
    assert advance.signals == []


def test_it_comes_with_the_tick_that_passes_it_also_of_an_agency_without_any_duty() -> None:
    auditor = PartitionAuditor(BytesStore())
    read(auditor, "registry", ticked(day(9)))
    for n in (1, 2):
        read(auditor, "evidence", known(day(n), statement(n)))
    seen = [read(auditor, "evidence", ticked(at)) for at in (day(1.5), day(2), day(2.5), day(3))]
    assert [told(event.data for event in advance.signals) for advance in seen if advance] == [
        [],
        [],
        [(day(2), "same", 2)],
        [],
    ]


def test_it_changes_no_verdict() -> None:
    def history(first: str, second: str) -> list[tuple[datetime, str]]:
        auditor = PartitionAuditor(BytesStore())
        read(auditor, "registry", known(day(0), duty([day(20)])))
        read(auditor, "registry", ticked(day(60)))
        for n, id in ((1, first), (2, second)):
            read(auditor, "evidence", known(day(n), statement(n, id)))
        advance = read(auditor, "evidence", ticked(day(60)))
        assert advance is not None
        return [(event.data.known_at, event.data.status) for event in advance.verdicts]

    assert history("same", "same") == history("one", "another")


def hourly(played: World, w: datetime) -> list[str]:
    """By looking at every hour: where an id has a content that became known then, and more than one."""
    raised: list[str] = []
    for case in cases(played.facts).values():
        for at in every_hour(w):
            for id, contents in _contents(case, played.door, at).items():
                if len(contents) > 1 and at in contents.values():
                    names = tuple(sorted(contents))
                    data = SignalData(
                        agency=case.agency, signal="one_id_two_contents", event_id=id, facts=names, known_at=at
                    )
                    raised.append(signal_event(data).id)
    return raised


def _contents(case: Case, door: Door, at: datetime) -> dict[str, dict[FactName, datetime]]:
    """By id: every statement known, and every fresh heartbeat, each with when it became known first."""
    by_id: dict[str, dict[FactName, datetime]] = {}
    statements = (fact for fact in case.evidence if fact.known_at <= at and fact.kind != "heartbeat")
    for fact in (*statements, *fresh(case, door, at)):
        by_id.setdefault(fact.id, {}).setdefault(fact.name, fact.known_at)
    return by_id


def in_one_walk(played: World, w: datetime) -> list[str]:
    """By folding everything first and walking once."""
    raised: list[str] = []
    for case in cases(played.facts).values():
        walked, reached = walk(case, played.door, w)
        raised += [signal_event(data).id for data in watch(case, walked, reached, played.door, w)[1]]
    return raised


@given(seed=SEEDS)
@worlds(30, 2_000)
def test_any_interleaving_and_repetition_gives_the_signals_of_looking_at_every_hour(seed: int) -> None:
    played, rng = world(seed), dice(seed)
    for _ in range(2):
        auditor, raised = PartitionAuditor(BytesStore()), list[SignalRaised]()
        for topic, record in interleavings(rng, played.registry, played.evidence):
            judged = auditor.w
            if (advance := read(auditor, topic, record)) is None:
                continue
            for event in advance.signals:  # each in the very advance that passes it
                assert event.data.known_at < advance.w
                assert judged is None or judged <= event.data.known_at
            assert advance.signals == sorted(advance.signals, key=lambda event: event.data.known_at)
            raised += advance.signals
        assert auditor.w is not None
        assert sorted(event.id for event in raised) == sorted(in_one_walk(played, auditor.w))
        of_contents = [event.id for event in raised if event.data.signal == "one_id_two_contents"]
        assert sorted(of_contents) == sorted(hourly(played, auditor.w))


@given(seed=SEEDS)
@worlds(15, 500)
def test_a_kill_at_any_write_repeats_signals_and_loses_and_adds_none(seed: int) -> None:
    played, rng = world(seed), dice(seed)
    deliveries = list(interleavings(rng, played.registry, played.evidence))
    undisturbed = PartitionAuditor(BytesStore())
    expected = {event.id for each in deliveries if (advance := read(undisturbed, *each)) for event in advance.signals}
    store, seen, at = BytesStore(), set[str](), 0
    for life in range(4):
        store.writes_left = rng.randint(0, 2 * len(deliveries)) if life < 3 else None
        at = _read_on(at, deliveries, store, seen)
        store = BytesStore(store)
        at = rng.randint(0, at) if life < 3 else at
    assert at == len(deliveries)
    assert seen == expected


def _read_on(at: int, deliveries: list[tuple[TopicKind, Record]], store: BytesStore, seen: set[str]) -> int:
    """As the worker does: what a record yields is sent first, and remembered after. Where it stopped."""
    auditor = PartitionAuditor(store)
    try:
        while at < len(deliveries):
            if advance := read(auditor, *deliveries[at]):
                seen |= {event.id for event in advance.signals}
            store.flush()
            at += 1
    except Killed:
        pass
    return at
