"""What stands in front of a case in the table, and what becomes of two values of one agency."""

from datetime import datetime, timedelta

import pytest
from msgspec import structs

from services.auditor.cases.case import Case, Progress, fold
from services.auditor.worker.kept import (
    LONG_AGO,
    case_in,
    due_in,
    facts_key,
    join_kept,
    pack_facts,
    pack_standing,
    standing_key,
    standing_of,
)
from tests.unit.auditor import events
from tests.unit.auditor.events import AGENCY, START, day

ONE, OTHER = 7, 8


def case(*days: int) -> Case:
    """With a heartbeat on each of these days."""
    made = Case(agency=AGENCY)
    for number in days:
        made = fold(made, [events.heartbeat(day(number), id=f"h{number}")], day(number))
    return made


def judged(through: datetime) -> Case:
    return structs.replace(case(1), progress=Progress(judged_through=through))


@pytest.mark.parametrize("due", [None, START, START + timedelta(microseconds=1), LONG_AGO])
def test_what_is_packed_is_found_again_to_the_microsecond(due: datetime | None) -> None:
    made = judged(day(7))
    standing = pack_standing(ONE, made.progress, due)
    assert due_in(standing) == due
    assert case_in(pack_facts(ONE, made), standing) == made


@pytest.mark.parametrize("key", [facts_key(AGENCY), standing_key(AGENCY)])
def test_of_two_values_of_one_process_the_later_stands(key: bytes) -> None:
    values = [pack_facts(ONE, case(1)), pack_facts(ONE, case(1, 2))]
    if standing_of(key):
        values = [pack_standing(ONE, judged(day(n)).progress, day(n)) for n in (3, 4)]
    assert join_kept(key, *values) == values[1]


def test_facts_of_two_processes_are_joined() -> None:
    joined = join_kept(facts_key(AGENCY), pack_facts(ONE, case(1, 3)), pack_facts(OTHER, case(2)))
    assert case_in(joined, None) == case(1, 2, 3)


def test_a_case_of_which_two_processes_wrote_is_walked_from_where_the_further_one_stood() -> None:
    values = [pack_standing(writer, judged(day(n)).progress, day(n + 9)) for writer, n in ((ONE, 4), (OTHER, 3))]
    joined = join_kept(standing_key(AGENCY), *values)
    assert case_in(pack_facts(ONE, case(1)), joined).progress.judged_through == day(4)
    assert due_in(joined) == day(4)


def test_a_case_that_nobody_has_walked_is_due_at_once_when_two_processes_wrote_of_it() -> None:
    values = [pack_standing(writer, Progress(), day(5)) for writer in (ONE, OTHER)]
    assert due_in(join_kept(standing_key(AGENCY), *values)) == LONG_AGO


def test_what_was_joined_is_joined_again_with_whatever_comes() -> None:
    """Nobody's own value follows from it alone: a stale one behind it must take nothing away."""
    key = facts_key(AGENCY)
    joined = join_kept(key, pack_facts(ONE, case(1, 2)), pack_facts(OTHER, case(3)))
    assert case_in(join_kept(key, joined, pack_facts(ONE, case(1, 2, 4))), None) == case(1, 2, 3, 4)
