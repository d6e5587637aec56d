"""When a duty binds an agency."""

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from mohlat_contracts.envelope import Span

from services.registry.book.contents import AgencyContent, Binds, Place
from services.registry.book.timeline import Timeline, at
from services.registry.rules.binding import bound, takes_in
from tests.unit.registry.book import strategies
from tests.unit.registry.book.contents import a_duty, a_mandate, an_agency, day, span, within

HOSPITAL = within("health", "affiliated", "ministry")


@pytest.mark.parametrize(
    ("binds", "expected"),
    [
        (Binds(), True),
        (Binds(kinds=("affiliated",)), True),
        (Binds(kinds=("core",)), False),
        (Binds(groups=("health", "sport")), True),
        (Binds(groups=("sport",)), False),
        (Binds(parents=("ministry",)), True),
        (Binds(parents=("university",)), False),
        (Binds(kinds=("affiliated",), groups=("sport",)), False),
        (Binds(kinds=("core",), including=("hospital",)), True),
        (Binds(excluding=("hospital",)), False),
        (Binds(including=("hospital",), excluding=("hospital",)), False),
        (Binds(excluding=("clinic",)), True),
    ],
    ids=[
        "everybody",
        "its kind",
        "another kind",
        "its group among others",
        "another group",
        "its parent",
        "another parent",
        "its kind but not its group",
        "named though of another kind",
        "excluded",
        "excluded though named",
        "another excluded",
    ],
)
def test_a_rule_takes_in(binds: Binds, expected: bool) -> None:
    assert takes_in(binds, "hospital", HOSPITAL) is expected


TRIAL = within("health", "sandbox", "ministry")


@pytest.mark.parametrize(
    ("binds", "expected"),
    [
        (Binds(), False),
        (Binds(kinds=("core", "affiliated")), False),
        (Binds(groups=("health",)), False),
        (Binds(parents=("ministry",)), False),
        (Binds(kinds=("sandbox",)), True),
        (Binds(kinds=("core", "sandbox"), groups=("health",)), True),
        (Binds(kinds=("sandbox",), groups=("sport",)), False),
        (Binds(including=("trial",)), True),
        (Binds(kinds=("sandbox",), excluding=("trial",)), False),
    ],
    ids=[
        "everybody",
        "every other kind",
        "its group",
        "its parent",
        "its kind",
        "its kind among others, in its group",
        "its kind in another group",
        "itself",
        "its kind but not it",
    ],
)
def test_a_sandbox_is_meant_only_where_it_or_its_kind_is_named(binds: Binds, expected: bool) -> None:
    assert takes_in(binds, "trial", TRIAL) is expected


def test_a_duty_binds_while_the_agency_exists_and_the_mandate_is_in_force() -> None:
    agency = an_agency(life=(5, 20))
    assert bound(agency, a_mandate(in_force=span(0)), a_duty()) == (span(5, 20),)
    assert bound(agency, a_mandate(in_force=span(7, 9)), a_duty()) == (span(7, 9),)
    assert bound(agency, a_mandate(in_force=span(20)), a_duty()) == ()


def test_who_moves_out_of_the_group_is_bound_until_then() -> None:
    duty = a_duty(Binds(groups=("health",)))
    assert bound(an_agency("one", within("health"), (9, within("sport"))), a_mandate(), duty) == (span(0, 9),)


def test_who_moves_within_those_bound_is_bound_without_a_break() -> None:
    duty = a_duty(Binds(groups=("health", "sport")))
    assert bound(an_agency("one", within("health"), (9, within("sport"))), a_mandate(), duty) == (span(0),)


def test_who_comes_back_is_bound_twice() -> None:
    agency = an_agency("one", within("health"), (3, within("sport")), (9, within("health")))
    assert bound(agency, a_mandate(), a_duty(Binds(groups=("health",)))) == (span(0, 3), span(9))


def test_an_amended_rule_counts_from_its_day() -> None:
    duty = a_duty(Binds(kinds=("core",)), (4, Binds(kinds=("affiliated",))))
    assert bound(an_agency("ministry"), a_mandate(), duty) == (span(0, 4),)
    assert bound(an_agency("hospital", HOSPITAL), a_mandate(), duty) == (span(4),)


def test_an_amendment_that_changes_nothing_for_it_makes_no_break() -> None:
    duty = a_duty(Binds(), (4, Binds(excluding=("another",))))
    assert bound(an_agency(), a_mandate(), duty) == (span(0),)


@strategies.tried
@given(
    strategies.lives(strategies.placings) | strategies.lives(strategies.sandboxes),
    strategies.spans(),
    strategies.timelines(strategies.rules),
)
def test_it_binds_on_exactly_the_days_on_which_all_three_hold(
    agency: AgencyContent, in_force: Span, binds: Timeline[Binds]
) -> None:
    duty = msgspec.structs.replace(a_duty(), binds=binds)
    found = bound(agency, a_mandate(in_force=in_force), duty)
    for number in range(-1, strategies.DAYS + 3):
        place, rule = at(agency.place, day(number)), at(binds, day(number))
        expected = in_force.covers(day(number)) and bool(place and rule and _listed(rule, agency.code, place))
        assert any(each.covers(day(number)) for each in found) is expected
    assert all(one.until is not None and one.until < next_.start for one, next_ in pairwise(found))


def _listed(rule: Binds, code: str, place: Place) -> bool:
    if place.kind == "sandbox" and "sandbox" not in rule.kinds:
        return code in rule.including and code not in rule.excluding
    wanted = [(rule.kinds, place.kind), (rule.groups, place.group), (rule.parents, place.parent)]
    by_place = all(not named or value in named for named, value in wanted)
    return code not in rule.excluding and (by_place or code in rule.including)
