"""Whom a duty binds."""

from services.registry.rules.binding import pairs
from tests.unit.registry.rows import KNOWN, a_duty, an_agency


def test_a_duty_binds_the_kinds_it_names_and_no_other() -> None:
    agencies = [an_agency("ministry"), an_agency("hospital", kind="affiliated")]
    duties = [a_duty("digitize", binds_kinds=["core"]), a_duty("connect")]
    bound = {(pair.agency, pair.duty) for pair in pairs(agencies, duties, KNOWN)}
    assert bound == {("ministry", "digitize"), ("ministry", "connect"), ("hospital", "connect")}


def test_pairs_follow_the_codes_of_agencies_and_the_mandates_own_order() -> None:
    agencies = [an_agency("bb"), an_agency("aa")]
    duties = [a_duty("first", position=1), a_duty("second", position=0)]
    assert [(pair.agency, pair.duty) for pair in pairs(agencies, duties, KNOWN)] == [
        ("aa", "second"),
        ("aa", "first"),
        ("bb", "second"),
        ("bb", "first"),
    ]


def test_an_agency_is_bound_from_when_it_becomes_known() -> None:
    assert [pair.bound_from for pair in pairs([an_agency()], [a_duty()], KNOWN)] == [KNOWN]


def test_nobody_is_bound_by_no_duty() -> None:
    assert pairs([an_agency()], [], KNOWN) == []
