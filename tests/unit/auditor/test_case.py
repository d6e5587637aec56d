"""Folding and joining."""

import random
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mohlat_contracts import DecodedEvent
from mohlat_contracts.evidence import ConnectionHeartbeat, HeartbeatData
from msgspec import structs

from services.auditor.cases.case import Case, decode, encode, fold, join
from services.auditor.cases.facts import ForeignFact, read_fact
from services.auditor.rules.walk import walk
from tests.golden import a_referral
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.courts import case_of
from tests.unit.auditor.events import AGENCY, START, day, decoded, duty, established, heartbeat
from tests.unit.auditor.worlds import dice, world

SEEDS = st.integers(min_value=0, max_value=2**32)


def parts(seed: int) -> list[Case]:
    """Copies of one agency's case that have seen different records and judged to different instants."""
    rng = dice(seed)
    played = world(seed, agencies=1)
    out = []
    for _ in range(3):
        case = Case(agency="agency-0")
        for record in rng.sample(played.facts, rng.randint(0, len(played.facts))):
            case = fold(case, record.facts, record.known_at)
        out.append(walk(case, played.door, day(rng.choice([0, 5, 5, 10])))[0])
    return out


@given(seed=SEEDS)
@worlds(20, 500)
def test_join_is_associative_commutative_idempotent(seed: int) -> None:
    a, b, c = parts(seed)
    assert join(a, a) == a
    assert encode(join(a, b)) == encode(join(b, a))
    assert encode(join(join(a, b), c)) == encode(join(a, join(b, c)))


@given(seed=SEEDS)
@worlds(10, 200)
def test_folding_in_any_order_and_twice_is_joining(seed: int) -> None:
    rng: random.Random = dice(seed)
    records = world(seed, agencies=1).facts
    case = Case(agency="agency-0")
    for record in records:
        case = fold(case, record.facts, record.known_at)
    other = Case(agency="agency-0")
    for record in rng.sample(records * 2, 2 * len(records)):
        other = fold(other, record.facts, record.known_at)
    assert encode(other) == encode(case)
    assert decode(encode(case)) == case


def test_a_repeat_is_the_same_object() -> None:
    case = case_of((day(1), heartbeat(day(1))))
    assert fold(case, [heartbeat(day(1))], day(1)) is case
    assert fold(case, [heartbeat(day(1))], day(9)) is case, "what became known first stays"


def test_the_smallest_known_at_wins() -> None:
    for order in permutations([day(3), day(1), day(2)]):
        case = case_of(*((at, heartbeat(day(1))) for at in order))
        assert [fact.known_at for fact in case.evidence] == [day(1)]


def test_one_id_with_two_contents_is_two_facts() -> None:
    case = case_of((day(1), heartbeat(day(1), "s1", id="x")), (day(2), heartbeat(day(1), "s2", id="x")))
    assert [fact.services for fact in case.evidence] == [("s1",), ("s2",)]


@pytest.mark.parametrize(
    "event",
    [
        heartbeat(START, agency="another"),
        duty([day(9)], agency="another"),
        DecodedEvent(structs.replace(duty([day(9)]).event, source=f"urn:mohlat:agency:{AGENCY}"), "0" * 64),
        decoded(ConnectionHeartbeat(id="x", source="urn:mohlat:registry", time=START, data=HeartbeatData())),
    ],
    ids=["another's evidence", "another's duty", "a duty the agency gave itself", "evidence of the registry"],
)
def test_a_foreign_fact_refuses_the_whole_record(event: DecodedEvent) -> None:
    with pytest.raises(ForeignFact) as refused:
        fold(Case(agency=AGENCY), [established(START), event], START)
    assert refused.value.index == 1


def test_cases_of_two_agencies_are_not_joined() -> None:
    with pytest.raises(ValueError, match="two agencies"):
        join(Case(agency="a"), Case(agency="b"))


def test_a_referral_is_no_fact_of_any_judgement() -> None:
    referral, known_at = a_referral(), day(1)
    empty = Case(agency="sample-001")
    assert fold(empty, [referral], known_at) is empty
    assert read_fact("sample-001", 0, referral, known_at) is None
    told = fold(Case(agency=AGENCY), [duty([day(10)])], START)
    assert fold(told, [referral, established(day(2))], day(2)) == fold(told, [established(day(2))], day(2))
