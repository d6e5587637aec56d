"""A partition in memory: as-of reading, waiting ticks, and an index that misses nothing."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifier.desk import Desk
from services.notifier.escalation.due import Entry, Planned, due_notices
from services.notifier.intake import Intake
from services.notifier.state.docket import Docket
from services.notifier.state.facts import Fact, fact_of
from services.notifier.state.progress import Offsets
from services.plumbing.records import Record
from tests.golden import a_referral
from tests.unit.notifier import facts
from tests.unit.notifier.cases import DEADLINE, day

CODES = ("a1", "a2")


def a_docket(*known: Fact) -> Docket:
    docket = Docket(0)
    for fact in known:
        docket.fold(fact)
    return docket


def steps(docket: Docket, at: datetime) -> list[str]:
    """What is sent at a tick; it is entered as accepted."""
    sent = []
    for decision in docket.due(at):
        accepted = isinstance(decision.notice, Planned)
        docket.enter(decision.notice.key, at, accepted)
        if accepted:
            sent.append(f"{decision.notice.key.agency}/{decision.notice.key.step}")
    return sent


def pending(code: str) -> list[Fact]:
    return [facts.agency(code), facts.duty(code, DEADLINE), facts.verdict(code, "pending", facts.BEGIN)]


def test_a_tick_waits_until_the_registry_has_come_as_far() -> None:
    docket = a_docket()
    docket.verdicts_ticked(day(2))
    docket.verdicts_ticked(day(1))
    assert docket.next_tick() is None
    docket.registry_ticked(day(1))
    assert docket.next_tick() == day(1)
    docket.acted(day(1))
    assert docket.next_tick() is None
    docket.registry_ticked(day(2))
    assert docket.next_tick() == day(2)


def test_a_tick_read_again_is_not_acted_on_again() -> None:
    docket = a_docket()
    for _ in range(2):
        docket.verdicts_ticked(day(1))
    docket.registry_ticked(day(5))
    docket.acted(day(1))
    docket.verdicts_ticked(day(1))
    assert docket.waiting == []


def test_a_verdict_counts_from_the_tick_after_it_and_an_exemption_at_its_own() -> None:
    late_verdict = a_docket(*pending("a1"), facts.verdict("a1", "met", day(-30)))
    assert steps(late_verdict, day(-30)) == ["a1/30_days_before"]
    assert steps(late_verdict, day(-14)) == []
    exempted = a_docket(*pending("a1"), facts.exemption("a1", day(-30), known_at=day(-30)))
    assert steps(exempted, day(-30)) == []


def test_what_is_known_later_is_not_looked_at_though_it_was_read() -> None:
    docket = a_docket(
        *pending("a1"),
        facts.duty("a1", DEADLINE, day(100), known_at=day(-10)),
        facts.exemption("a1", day(-40), known_at=day(-20)),
        facts.exemption("a1", day(-40), known_at=day(-10), until=day(-39), revision=1),
    )
    assert steps(docket, day(-30)) == ["a1/30_days_before"]
    assert steps(docket, day(-14)) == []
    assert steps(docket, day(-7)) == []
    assert steps(docket, day(70)) == ["a1/30_days_before"]


def test_a_registry_fact_of_t_written_after_the_registrys_tick_t_counts_from_the_next_tick() -> None:
    late = replace(facts.exemption("a1", day(-30), known_at=day(-30)), ticked_before=day(-30))
    docket = a_docket(*pending("a1"), late)
    assert steps(docket, day(-30)) == ["a1/30_days_before"]
    assert steps(docket, day(-14)) == []


def test_a_letter_withdrawn_is_decided_anew() -> None:
    docket = a_docket(*pending("a1"))
    (decision,) = docket.due(day(-30))
    docket.enter(decision.notice.key, day(-30))
    docket.forget([decision.notice.key], day(-20))
    assert steps(docket, day(-20)) == ["a1/30_days_before"]


INSTANTS = st.integers(-50, 50).map(day) | st.integers(-50 * 24, 50 * 24).map(lambda h: DEADLINE + timedelta(hours=h))
CODE = st.sampled_from(CODES)
FACTS = st.one_of(
    st.builds(facts.verdict, CODE, st.sampled_from(["pending", "overdue", "lapsed", "met"]), INSTANTS),
    st.builds(lambda code, at, n: facts.duty(code, DEADLINE, day(n), known_at=at), CODE, INSTANTS, st.integers(1, 60)),
    st.builds(
        lambda code, at, since, until: facts.exemption(code, since, at, until=until),
        CODE,
        INSTANTS,
        INSTANTS,
        st.none() | INSTANTS,
    ),
)


def by_brute_force(known: list[Fact], ticks: list[datetime]) -> list[tuple[datetime, str]]:
    """Every case at every tick."""
    docket = a_docket(*known)
    sent: list[tuple[datetime, str]] = []
    entries: dict[Any, Entry] = {}
    for at in ticks:
        for code in CODES:
            view = docket._dossiers[code].as_of("connect", at)
            for notice in [] if view is None else due_notices(view.case, entries, at):
                accepted = isinstance(notice, Planned)
                entries[notice.key] = Entry(at, accepted)
                if accepted:
                    sent.append((at, f"{code}/{notice.key.step}"))
    return sent


@settings(max_examples=150, deadline=None)
@given(st.lists(FACTS, max_size=10), st.sets(INSTANTS, min_size=1, max_size=40), st.integers(0, 40), st.randoms())
def test_the_index_misses_nothing_however_far_ahead_was_read(
    extra: list[Fact], instants: set[datetime], ahead: int, random: Any
) -> None:
    everything = [fact for code in CODES for fact in pending(code)] + extra
    # A writer never says two different things under one name.
    known = list({(fact.agency, fact.kind, fact.revision, fact.known_at): fact for fact in everything}.values())
    ticks = sorted(instants)
    in_order = sorted(known, key=lambda fact: fact.known_at)
    docket, sent = Docket(0), []
    for n, at in enumerate(ticks):
        limit = ticks[min(n + ahead, len(ticks) - 1)]
        batch = [fact for fact in in_order if fact.known_at <= limit]
        random.shuffle(batch)
        for fact in batch:
            docket.fold(fact)
        sent += [(at, step) for step in steps(docket, at)]
    assert sent == by_brute_force(known, ticks)


def test_no_letter_rests_on_a_referral() -> None:
    assert fact_of(a_referral().event, day(1)) is None


def test_a_record_with_a_referral_is_taken_in() -> None:
    desk = Desk(Docket(0), Offsets(), epoch=1)
    taken = Record("registry", 0, 0, "sample-001", day(1), (a_referral(),), b"[]")
    Intake("registry", "verdicts").take_in(desk, taken)
    assert desk.docket.due(day(2)) == []
