"""Which letter is due when: the ladder, told as a calendar."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.calendar.civil import TEHRAN, plus_days
from services.notifier.escalation.due import Planned, due_notices, next_due
from services.notifier.escalation.steps import LADDER
from tests.unit.notifier.cases import DEADLINE, Ledger, a_case, day


def test_the_ladder_read_as_a_calendar() -> None:
    ledger = Ledger()
    calendar = {n: sent for n in range(-40, 50) if (sent := ledger.sent(a_case(), day(n)))}
    assert calendar == {rung.days: [rung.step] for rung in LADDER}


def test_to_whom_each_step_goes() -> None:
    assert [(rung.days, rung.recipient) for rung in LADDER] == [
        *((n, "agency") for n in (-30, -14, -7, -1, 1)),
        (7, "parent"),
        (14, "oversight_committee"),
        (21, "inspection_organisation"),
        (30, "article_90_commission"),
    ]


@pytest.mark.parametrize(
    "changes",
    [{"status": "met"}, {"status": "exempt"}, {"status": None}, {"exempt": True}],
    ids=["met", "exempt by verdict", "never judged", "exempt by the registry, though overdue"],
)
def test_nobody_is_written_to_who_is(changes: dict[str, Any]) -> None:
    case = a_case(**{"status": "overdue"} | changes)
    assert all(due_notices(case, {}, day(n)) == [] for n in range(-40, 50))
    assert next_due(case, {}, day(-40)) is None


def test_an_instant_before_the_step_sends_nothing_and_the_instant_itself_does() -> None:
    assert due_notices(a_case(), {}, day(-30) - timedelta(microseconds=1)) == []
    assert Ledger().sent(a_case(), day(-30)) == ["30_days_before"]


def test_of_several_steps_due_only_the_latest_is_sent_and_the_others_never_are() -> None:
    ledger = Ledger()
    first = ledger.act(a_case(), day(-7) + timedelta(hours=3))
    assert [(type(notice).__name__, notice.key.step) for notice in first] == [
        ("Superseded", "30_days_before"),
        ("Superseded", "14_days_before"),
        ("Planned", "7_days_before"),
    ]
    assert {n: step for n in range(-6, 2) for step in ledger.sent(a_case(), day(n))} == {
        -1: "1_day_before",
        1: "1_day_after",
    }


def test_without_a_parent_that_rung_is_skipped() -> None:
    ledger = Ledger()
    orphan = a_case(has_parent=False)
    sent = {n: step for n in range(-1, 32) for step in ledger.sent(orphan, day(n))}
    assert sent == {
        -1: "1_day_before",
        1: "1_day_after",
        14: "14_days_after",
        21: "21_days_after",
        30: "30_days_after",
    }


def test_a_rung_waits_from_the_previous_acceptance() -> None:
    ledger = Ledger()
    assert ledger.sent(a_case(), day(10)) == ["7_days_after"]
    calendar = {n: step for n in range(11, 60) for step in ledger.sent(a_case(), day(n))}
    assert calendar == {17: "14_days_after", 24: "21_days_after", 33: "30_days_after"}


def test_a_refused_letter_holds_no_rung_back() -> None:
    ledger = Ledger()
    ledger.act(a_case(), day(10))
    refused = {key: type(entry)(entry.at, accepted=False) for key, entry in ledger.entries.items()}
    assert [n.key.step for n in due_notices(a_case(), refused, day(14)) if isinstance(n, Planned)] == ["14_days_after"]


def test_an_extension_restarts_the_steps() -> None:
    ledger = Ledger()
    for n in range(-40, 3):
        ledger.act(a_case(), day(n))
    extended = a_case(deadline_revision=1, deadline=day(100))
    calendar = {n: step for n in range(3, 102) for step in ledger.sent(extended, day(n))}
    assert calendar == {
        70: "30_days_before",
        86: "14_days_before",
        93: "7_days_before",
        99: "1_day_before",
        101: "1_day_after",
    }


def test_a_lapsed_body_gets_the_overdue_steps_alone_counted_from_its_lapse() -> None:
    lapse = day(20) + timedelta(hours=12, minutes=30)
    ledger = Ledger()
    lapsed = a_case(status="lapsed", effective_at=lapse)
    calendar = {n: step for n in range(20, 60) for step in ledger.sent(lapsed, day(n))}
    # Noon of day 20: its steps count from the midnight that follows.
    assert calendar == {
        22: "1_day_after",
        28: "7_days_after",
        35: "14_days_after",
        42: "21_days_after",
        51: "30_days_after",
    }


def test_a_body_that_lapsed_before_the_deadline_is_left_alone_until_it_has_passed() -> None:
    ledger = Ledger()
    lapsed = a_case(status="lapsed", effective_at=day(-20))
    assert {n: step for n in range(-30, 9) for step in ledger.sent(lapsed, day(n))} == {
        1: "1_day_after",
        7: "7_days_after",
    }


def test_steps_fall_on_tehran_midnights_on_both_sides_of_the_end_of_summer_time() -> None:
    # Summer time ended with 30 Shahrivar 1401: the deadline at +03:30, the first steps at +04:30.
    deadline = datetime(2022, 9, 22, 20, 30, tzinfo=UTC)
    instants = {}
    ledger = Ledger()
    at = datetime(2022, 8, 1, tzinfo=UTC)
    case = a_case(deadline=deadline)
    while at < datetime(2022, 11, 1, tzinfo=UTC):
        for step in ledger.sent(case, at):
            instants[step] = at
        at += timedelta(minutes=30)
    assert instants["30_days_before"] == datetime(2022, 8, 23, 19, 30, tzinfo=UTC)
    assert instants["1_day_after"] == datetime(2022, 9, 23, 20, 30, tzinfo=UTC)
    assert {instant.astimezone(TEHRAN).time().isoformat() for instant in instants.values()} == {"00:00:00"}
    assert len(instants) == len(LADDER)


def test_what_was_decided_later_does_not_change_the_answer_about_an_earlier_instant() -> None:
    ledger = Ledger()
    for n in range(-40, 50):
        ledger.act(a_case(), day(n))
    again = [notice.key.step for n in range(-40, 50) for notice in due_notices(a_case(), ledger.entries, day(n))]
    assert again == [rung.step for rung in LADDER]


HOURS = st.integers(min_value=-45 * 24, max_value=70 * 24).map(lambda hours: DEADLINE + timedelta(hours=hours))
CHANGES = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["pending", "at_risk", "overdue", "lapsed", "met", "exempt"]),
        "exempt": st.sampled_from([False, False, False, True]),
        "has_parent": st.booleans(),
        "deadline_revision": st.integers(0, 2),
        "effective_at": HOURS,
    }
)


@given(st.lists(st.tuples(HOURS, CHANGES), max_size=40))
def test_whatever_happens_no_key_twice_and_nothing_to_the_met_or_exempt(
    world: list[tuple[datetime, dict[str, Any]]],
) -> None:
    ledger = Ledger()
    seen: set[Any] = set()
    # Ticks of a partition are strictly ascending.
    for at, changes in sorted(dict(world).items()):
        case = a_case(**changes, deadline=plus_days(DEADLINE, 20 * changes["deadline_revision"]))
        notices = ledger.act(case, at)
        assert not notices or case.is_open
        assert sum(isinstance(notice, Planned) for notice in notices) <= 1
        assert all(notice.due_at <= at for notice in notices)
        keys = {notice.key for notice in notices}
        assert len(keys) == len(notices) and not keys & seen
        seen |= keys


@given(st.lists(HOURS, min_size=1, max_size=30), CHANGES)
def test_nothing_is_due_before_the_instant_next_due_names(instants: list[datetime], changes: dict[str, Any]) -> None:
    case, ledger = a_case(**changes), Ledger()
    promised: datetime | None = DEADLINE - timedelta(days=99)
    for at in sorted(set(instants)):
        notices = ledger.act(case, at)
        assert not notices or (promised is not None and promised <= at)
        promised = next_due(case, ledger.entries, at)


def test_in_grace_nobody_above_the_body_is_written_to() -> None:
    ledger = Ledger()
    steps = [step for n in range(-40, 60) for step in ledger.sent(a_case(status="at_risk"), day(n))]
    assert steps == [rung.step for rung in LADDER if rung.recipient == "agency"]


def test_who_is_in_breach_only_since_long_after_the_deadline_climbs_from_there() -> None:
    ledger, freed = Ledger(), a_case(status="overdue", effective_at=day(60))
    calendar = {n: sent for n in range(60, 100) if (sent := ledger.sent(freed, day(n)))}
    assert calendar == {60 + rung.days: [rung.step] for rung in LADDER if rung.days > 0}


def test_no_reminder_of_a_deadline_that_was_over_before_the_body_was_liable() -> None:
    freed = a_case(status="at_risk", effective_at=day(60))
    assert [step for n in range(60, 62) for step in Ledger().sent(freed, day(n))][:1] == ["1_day_after"]
