"""What a case takes in: sealed on the way, and full where even sealing leaves too much."""

from datetime import datetime

import pytest
from mohlat_contracts.registry import Limits
from msgspec import structs

from services.auditor.cases import advancing
from services.auditor.cases.advancing import advance
from services.auditor.cases.auditing import CaseFull, PartitionAuditor
from services.auditor.cases.case import Case, decode, encode, join
from services.auditor.cases.sealing import seal
from services.timekeeping.door import Door
from tests.unit.auditor.courts import ALWAYS_OPEN, case_of, story
from tests.unit.auditor.events import AGENCY, START, closed, day, duty, heartbeat, hour, tick
from tests.unit.auditor.stores import BytesStore

DUTY = (START, duty([day(100)]))
LIMITS = Limits(silent_after_days=21, at_risk_days=14, grace_open_hours=3)


def whole_hour(n: float) -> datetime:
    return hour(n).replace(minute=0)


def sealed(case: Case, n: float, door: Door = ALWAYS_OPEN) -> list[str]:
    at = whole_hour(n)
    return [fact.id for fact in seal(advance(case, door, None, at).case, door, at).evidence]


def hourly(*hours: float, services: tuple[str, ...] = ("s1",)) -> Case:
    return case_of(DUTY, *((hour(n), heartbeat(hour(n), *services, id=f"{n}")) for n in hours))


def test_of_a_settled_run_the_first_and_the_last_stay() -> None:
    case = seal(hourly(*range(100)), ALWAYS_OPEN, whole_hour(100))
    assert [fact.id for fact in case.evidence] == ["0", *(str(n) for n in range(75, 100))]
    assert case.evidence[1].since == hour(0)


def test_while_the_door_is_shut_nothing_becomes_settled() -> None:
    shut = Door(((START, hour(10)),))
    assert sealed(hourly(*range(10)), 500, shut) == [str(n) for n in range(10)]


def test_a_run_goes_on_from_where_it_was_sealed() -> None:
    case = advance(hourly(*range(300)), ALWAYS_OPEN, None, hour(300), seal_from=0).case
    assert [fact.id for fact in case.evidence][:2] == ["0", "275"]
    assert case.evidence[1].since == hour(0)


@pytest.mark.parametrize("gap", [35, 36])
def test_heartbeats_a_day_and_a_half_apart_are_no_run(gap: float) -> None:
    kept = sealed(hourly(0, 1, 2, 2 + gap, 3 + gap, 4 + gap), 200)
    assert kept == (["0", "39"] if gap == 35 else ["0", "2", "38", "40"])


def test_a_statement_parts_a_run() -> None:
    case = case_of(DUTY, *((hour(n), heartbeat(hour(n), id=f"{n}")) for n in range(9)), (hour(9), closed(hour(4.5))))
    assert [each for each in sealed(case, 200) if not each.startswith("closed")] == ["0", "4", "5", "8"]


def test_a_heartbeat_with_other_services_parts_a_run() -> None:
    known = [(hour(n), heartbeat(hour(n), "s2" if n == 4 else "s1", id=f"{n}")) for n in range(9)]
    assert sealed(case_of(DUTY, *known), 200) == ["0", "3", "4", "5", "8"]


def test_of_a_spool_that_came_too_late_the_first_the_last_and_the_newest_stay() -> None:
    own = {"a": 1, "b": 9, "c": 5, "d": 2}
    case = case_of(DUTY, *((hour(100), heartbeat(hour(n), id=id)) for id, n in own.items()))
    assert sealed(case, 101) == ["a", "b", "d"]


def test_what_a_longer_grace_still_lets_in_is_not_sealed_away() -> None:
    limits = Limits(silent_after_days=21, at_risk_days=14, grace_open_hours=100)
    beats = [(hour(n), heartbeat(hour(n), "s1", id=f"{n}")) for n in range(90)]
    case = case_of((START, duty([day(100)], limits=limits)), *beats)
    assert sealed(case, 90) == [str(n) for n in range(90)]
    told = advance(case, ALWAYS_OPEN, None, whole_hour(90), seal_from=0)
    late = join(told.case, case_of((hour(95), closed(hour(20.5)))))
    assert advance(late, ALWAYS_OPEN, None, hour(96), seal_from=0).reached[0].effective_at == hour(21)


def test_the_newest_of_a_run_stays_so_that_older_ones_are_old_news() -> None:
    """They came within one hour, days late and in no order, so that the last was not the newest."""
    own = (3, 9, 5, 1)
    spool = [(hour(100 + n / 10), heartbeat(hour(own[n]), "s1", id=f"{n}")) for n in range(len(own))]
    case = advance(case_of(DUTY, *spool), ALWAYS_OPEN, None, whole_hour(140)).case
    case = seal(case, ALWAYS_OPEN, whole_hour(140))
    assert [fact.id for fact in case.evidence] == ["0", "1", "3"]
    late = join(case, case_of((hour(150), heartbeat(hour(7), "s2", id="late"))))
    told = advance(late, ALWAYS_OPEN, None, hour(160), seal_from=0)
    assert "late" not in [fact.id for fact in told.case.evidence]


def test_what_was_sealed_and_comes_again_says_nothing() -> None:
    case = advance(hourly(*range(100)), ALWAYS_OPEN, None, whole_hour(100), seal_from=0).case
    again = case_of(*[DUTY, (hour(101), heartbeat(hour(50), "s1", id="50"))])
    joined = join(case, again)
    assert "50" in [fact.id for fact in joined.evidence]
    told = advance(joined, ALWAYS_OPEN, None, day(90), seal_from=0)
    assert "50" not in [fact.id for fact in told.case.evidence]
    assert [(each.known_at, each.status, each.reason) for each in told.reached] == [
        each for each in story(hourly(*range(100)), day(90)) if each[0] >= whole_hour(100)
    ]


def test_what_showed_a_heartbeat_to_be_old_news_may_be_sealed() -> None:
    """`x` is late under the duty's three hours, not under a day; only `b`, sealed since, was newer when it came."""
    case = case_of(
        (START, duty([day(100)], limits=LIMITS)),
        (hour(0), heartbeat(hour(0), "s1", id="a")),
        (hour(2), heartbeat(hour(2), "s1", id="b")),
        (hour(5.6), heartbeat(hour(1.5), "s2", id="x")),
        (hour(6.6), heartbeat(hour(1.9), "s1", id="a2")),
        (hour(8), heartbeat(hour(8), "s1", id="c")),
    )
    kept = seal(case, ALWAYS_OPEN, whole_hour(100)).evidence
    assert {fact.id: fact.stale for fact in kept}["x"]


def test_a_case_that_has_come_so_far_is_due_again_from_there() -> None:
    """As after a crash between a case and the time, when what was sealed is read once more."""
    case = advance(hourly(*range(100)), ALWAYS_OPEN, None, whole_hour(100), seal_from=0).case
    again = join(case, case_of((hour(50), heartbeat(hour(50), "s1", id="50"))))
    assert advance(again, ALWAYS_OPEN, hour(50), whole_hour(100), seal_from=0).due == whole_hour(100)


def test_a_case_keeps_what_the_table_keeps() -> None:
    case = advance(hourly(*range(300)), ALWAYS_OPEN, None, hour(300), seal_from=0).case
    assert decode(encode(case)) == case
    assert encode(decode(encode(case))) == encode(case)


def test_a_copy_that_is_full_keeps_what_came_later_out_of_any_other() -> None:
    full = structs.replace(hourly(0, 1), full_since=hour(2))
    other = hourly(0, 1, 2, 3)
    assert join(full, other) == join(other, full) == full
    assert join(full, structs.replace(other, full_since=hour(1))).full_since == hour(1)
    assert decode(encode(full)) == full


def restless(hours: int) -> list[tuple[datetime, str]]:
    """Other services every hour: nothing of it can be sealed."""
    return [(hour(n), f"s{n % 7}") for n in range(hours)]


def test_a_case_that_is_full_takes_no_more_evidence_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advancing, "MAX_CASE_BYTES", 20_000)
    histories = set()
    for every in (1, 7, 400):
        store = BytesStore()
        auditor = PartitionAuditor(store, seal_from=0)
        auditor.facts("registry", AGENCY, [duty([day(10)])], START)
        told, refused = [], 0
        for n, (at, service) in enumerate(restless(400)):
            try:
                auditor.facts("evidence", AGENCY, [heartbeat(at, service)], at)
            except CaseFull:
                refused += 1
            if (n + 1) % every == 0:
                told += _advance(auditor, hour(n + 1))
        told += _advance(auditor, day(90))
        auditor.facts("registry", AGENCY, [duty([day(10), day(200)], revision=1)], day(90))
        told += _advance(auditor, day(91))
        assert [each for each in told if "case_full" in each] == [("case_full", told_at(told))]
        assert every == 400 or refused
        histories.add(tuple(told))
    assert len(histories) == 1, "when it is full does not depend on when it was looked at"


def told_at(told: list[tuple[str, datetime]]) -> datetime:
    return next(at for what, at in told if what == "case_full")


def _advance(auditor: PartitionAuditor, at: datetime) -> list[tuple[str, datetime]]:
    auditor.tick("registry", tick(START, at))
    moved = auditor.tick("evidence", tick(auditor.w or START, at))
    assert moved is not None
    verdicts = [(each.data.status + each.data.reason, each.data.known_at) for each in moved.verdicts]
    return sorted([*verdicts, *((each.data.signal, each.data.known_at) for each in moved.signals)], key=lambda x: x[1])
