"""The auditor of a partition: what it promises the shell around it."""

from collections.abc import Callable
from datetime import datetime
from itertools import zip_longest

import pytest
from mohlat_contracts.clock import EXPELLED_AFTER

from services.auditor.cases.auditing import Advance, PartitionAuditor
from services.auditor.cases.facts import ForeignFact
from tests.unit.auditor.events import AGENCY, START, day, duty, heartbeat, hour, tick
from tests.unit.auditor.stores import BytesStore


def auditor_at(at: datetime, store: BytesStore) -> PartitionAuditor:
    auditor = PartitionAuditor(store)
    auditor.facts("registry", AGENCY, [duty([day(20)])], START)
    advance(auditor, at)
    return auditor


def advance(auditor: PartitionAuditor, at: datetime) -> Advance | None:
    auditor.tick("registry", tick(START, at))
    return auditor.tick("evidence", tick(auditor.w or START, at))


def told(advanced: Advance | None) -> list[tuple[datetime, str]]:
    assert advanced is not None
    return [(verdict.data.known_at, verdict.data.status) for verdict in advanced.verdicts]


def test_time_stands_still_until_both_topics_have_ticked() -> None:
    auditor = PartitionAuditor(BytesStore())
    auditor.facts("registry", AGENCY, [duty([day(20)])], START)
    assert auditor.tick("registry", tick(START, day(90))) is None
    assert auditor.w is None
    assert told(auditor.tick("evidence", tick(START, day(5)))) == [(START, "pending")]
    assert auditor.w == day(5)


def test_a_tick_that_moves_nothing_is_none() -> None:
    auditor = auditor_at(day(5), BytesStore())
    assert advance(auditor, day(5)) is None
    assert auditor.tick("registry", tick(START, day(50))) is None


def test_the_instant_w_itself_is_not_yet_judged() -> None:
    auditor = auditor_at(day(20), BytesStore())
    auditor.facts("evidence", AGENCY, [heartbeat(day(20))], day(20))
    assert [at for at, _ in told(advance(auditor, day(21)))] == [day(20)]


def test_an_advance_tells_everything_it_passes_in_order() -> None:
    auditor = auditor_at(day(1), BytesStore())
    assert [status for _, status in told(advance(auditor, day(99)))] == ["at_risk", "at_risk", "overdue"]


def test_a_fact_from_the_past_is_counted_as_behind_and_known_from_the_time_of_its_topic_on() -> None:
    auditor = auditor_at(day(40), BytesStore())
    auditor.facts("evidence", AGENCY, [heartbeat(day(5))], day(5))
    assert auditor.behind == 1
    assert told(advance(auditor, day(41))) == [(day(40), "met")], "nobody could have known it on day 5"
    auditor.facts("evidence", AGENCY, [heartbeat(day(5))], day(5))
    assert auditor.behind == 1, "a repeat of what is known is not behind"


def test_a_fact_behind_evidence_time_is_known_from_it_on_even_while_the_registry_holds_w_back() -> None:
    auditor = PartitionAuditor(BytesStore())
    auditor.facts("registry", AGENCY, [duty([day(20)])], START)
    auditor.tick("registry", tick(START, day(3)))
    auditor.tick("evidence", tick(START, day(30)))
    auditor.facts("evidence", AGENCY, [heartbeat(day(10))], day(10))
    auditor.tick("registry", tick(START, day(31)))
    assert auditor.behind == 1
    assert (day(30), "met") in told(auditor.tick("evidence", tick(day(30), day(31))))


def test_several_facts_behind_are_counted_each() -> None:
    auditor = auditor_at(day(5), BytesStore())
    auditor.facts("evidence", AGENCY, [heartbeat(day(1)), heartbeat(day(2))], day(3))
    assert auditor.behind == 2


def test_a_connector_that_has_fallen_silent_no_longer_holds_the_judge_up() -> None:
    auditor = PartitionAuditor(BytesStore())
    auditor.facts("registry", AGENCY, [duty([day(20)])], START)
    auditor.tick("registry", tick(START, day(30)))
    auditor.tick("evidence", tick(START, day(1), "silent"), hour(0))
    auditor.tick("evidence", tick(START, day(1), "steady"), hour(0))
    assert auditor.tick("evidence", tick(day(1), day(2), "steady"), hour(0) + EXPELLED_AFTER) is None
    advanced = auditor.tick("evidence", tick(day(2), day(3), "steady"), hour(0) + EXPELLED_AFTER * 1.01)
    assert advanced is not None
    assert advanced.w == day(3)


def test_a_foreign_fact_changes_nothing() -> None:
    store = BytesStore()
    auditor = auditor_at(day(5), store)
    store.flush()
    before = dict(store.cases)
    assert before
    with pytest.raises(ForeignFact):
        auditor.facts("evidence", AGENCY, [heartbeat(day(6), agency="another")], day(6))
    store.flush()
    assert store.cases == before


def test_a_restart_knows_again_what_is_due() -> None:
    store = BytesStore()
    auditor_at(day(19), store)
    assert [status for _, status in told(advance(PartitionAuditor(store), day(30)))] == ["at_risk", "overdue"]


def test_a_case_judged_beyond_the_written_time_is_walked_at_the_next_tick() -> None:
    """Killed between a case and the time: the door over those instants is read only afterwards."""
    store = BytesStore()
    auditor = auditor_at(day(2), store)
    auditor.facts("evidence", AGENCY, [heartbeat(day(2))], day(2))
    store.flush()
    before = store.time
    advance(auditor, day(22.5))
    store.flush()
    assert store.time != before
    store.time = before
    again = PartitionAuditor(store)
    advance(again, day(22.5))
    assert told(advance(again, day(23.2))) == [(day(23), "met")], "in grace since day 23"


Step = Callable[[PartitionAuditor], Advance | None]


def registry_log() -> list[Step]:
    """The duty with its deadline on day 10, the extension known on day 9, and a tick a day."""
    extended = duty([day(10), day(30)], revision=1, announced=[START, day(9)])
    steps: list[Step] = [lambda auditor: auditor.facts("registry", AGENCY, [duty([day(10)])], START)]
    for n in range(1, 16):
        if n == 10:
            steps.append(lambda auditor: auditor.facts("registry", AGENCY, [extended], day(9)))
        steps.append(lambda auditor, n=n: auditor.tick("registry", tick(START, day(n))))  # type: ignore[misc]
    return steps


def evidence_log() -> list[Step]:
    return [lambda auditor, n=n: auditor.tick("evidence", tick(day(n - 1), day(n))) for n in range(1, 16)]  # type: ignore[misc]


@pytest.mark.parametrize("behind", [0, 3, 15], ids=lambda n: f"{n} ticks")
@pytest.mark.parametrize("late", ["registry", "evidence"])
def test_an_extension_known_on_day_9_for_a_deadline_on_day_10_never_yields_overdue(late: str, behind: int) -> None:
    ahead, lagging = (evidence_log(), registry_log()) if late == "registry" else (registry_log(), evidence_log())
    steps, auditor = ahead[:behind], PartitionAuditor(BytesStore())
    for one, other in zip_longest(ahead[behind:], lagging):
        steps += [step for step in (one, other) if step is not None]
    verdicts = [each.data for step in steps if (moved := step(auditor)) for each in moved.verdicts]
    assert auditor.w == day(15)
    assert [(each.known_at, each.status) for each in verdicts] == [(START, "at_risk"), (day(9), "pending")]
