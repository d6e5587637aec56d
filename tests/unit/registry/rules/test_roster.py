"""What agencies must be beside each other."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.book.contents import AgencyContent, Place
from services.registry.book.timeline import at
from services.registry.problems import AgencyDissolved, NotYetFounded, ParentCycle, ReferenceUnknown, Repeated
from services.registry.rules.roster import (
    check_acyclic,
    check_groups,
    check_parents,
    check_provinces,
    check_repeats,
    parents_first,
    parents_of,
)
from tests.unit.registry.book.contents import an_agency, day, under, within
from tests.unit.registry.book.strategies import CODES, DAYS, lives, tried


def by_code(*agencies: AgencyContent) -> dict[str, AgencyContent]:
    return {agency.code: agency for agency in agencies}


def test_a_code_is_named_once() -> None:
    check_repeats("agency", ["one", "two"])
    with pytest.raises(Repeated, match="two"):
        check_repeats("agency", ["one", "two", "three", "two"])


def test_a_group_must_be_registered_whenever_it_is_moved_into() -> None:
    check_groups([an_agency("one", within("health"))], {"health"})
    with pytest.raises(ReferenceUnknown, match="sport"):
        check_groups([an_agency("one", within("health"), (9, within("sport")))], {"health"})


def test_a_province_must_be_one_whenever_it_is_moved_into() -> None:
    check_provinces([an_agency("one"), an_agency("two", Place("health", "core", province="fars"))])
    with pytest.raises(ReferenceUnknown, match=r"two\.province refers to the province atlantis"):
        check_provinces([an_agency("two", within("health"), (9, Place("health", "core", province="atlantis")))])


def test_a_parent_must_be_registered() -> None:
    with pytest.raises(ReferenceUnknown, match="nobody"):
        check_parents([an_agency("one", under("nobody"))], by_code().get)


@pytest.mark.parametrize(
    ("child", "refused"),
    [
        (an_agency("child", under("parent"), life=(2, 9)), None),
        (an_agency("child", under("parent"), (9, under(None)), life=(5, None)), None),
        (an_agency("child", under("parent"), life=(1, 9)), NotYetFounded),
        (an_agency("child", under("parent"), life=(5, 10)), AgencyDissolved),
        (an_agency("child", under("parent"), life=(5, None)), AgencyDissolved),
        (an_agency("child", under(None), (12, under("parent")), life=(5, None)), AgencyDissolved),
    ],
    ids=["as long", "moved away in time", "before it", "longer", "for ever", "after it"],
)
def test_a_parent_must_exist_all_the_time_that_it_is_one(child: AgencyContent, refused: type[Exception] | None) -> None:
    find = by_code(an_agency("parent", life=(2, 9))).get
    if refused is None:
        check_parents([child], find)
    else:
        with pytest.raises(refused):
            check_parents([child], find)


def test_whoever_is_ever_above_is_named_once() -> None:
    moved = an_agency("ward", under("hospital"), (3, under("clinic")), (5, under(None)), (7, under("hospital")))
    assert parents_of([moved, an_agency("bed", under("clinic"))]) == ["hospital", "clinic"]


@pytest.mark.parametrize("order", [*permutations(range(4))], ids=str)
def test_parents_come_first_however_they_are_entered(order: tuple[int, ...]) -> None:
    line = [
        an_agency("ministry"),
        an_agency("hospital", under("ministry")),
        an_agency("clinic", under("ministry"), (5, under("hospital"))),
        an_agency("ward", under("clinic")),
    ]
    assert parents_first([line[number] for number in order]) == line


def test_those_that_are_above_one_another_in_turn_are_all_kept() -> None:
    one = an_agency("one", under("two"), (5, under(None)))
    two = an_agency("two", under(None), (5, under("one")))
    assert {agency.code for agency in parents_first([one, two])} == {"one", "two"}


def test_an_agency_above_itself_is_a_cycle() -> None:
    with pytest.raises(ParentCycle) as refused:
        check_acyclic([an_agency("one", under("one"))], by_code().get)
    assert refused.value.codes == ["one"]


def test_a_cycle_is_named_in_its_order() -> None:
    agencies = by_code(
        an_agency("one", under("two")), an_agency("two", under("three")), an_agency("three", under("one"))
    )
    with pytest.raises(ParentCycle) as refused:
        check_acyclic([agencies["two"]], agencies.get)
    codes = list(refused.value.codes)
    assert sorted(codes) == ["one", "three", "two"]
    assert all(
        agencies[code].place[0].value.parent == above for code, above in zip(codes, codes[1:] + codes[:1], strict=True)
    )


def test_to_change_places_is_no_cycle_if_it_is_done_at_once() -> None:
    one = an_agency("one", under("two"), (5, under(None)))
    two = an_agency("two", under(None), (5, under("one")))
    check_acyclic([one, two], by_code(one, two).get)


def test_a_day_of_both_is_a_cycle() -> None:
    one = an_agency("one", under("two"), (6, under(None)))
    two = an_agency("two", under(None), (5, under("one")))
    with pytest.raises(ParentCycle):
        check_acyclic([two], by_code(one, two).get)


def test_a_cycle_above_an_agency_that_is_not_in_it_is_found_too() -> None:
    agencies = by_code(an_agency("ward", under("one")), an_agency("one", under("two")), an_agency("two", under("one")))
    with pytest.raises(ParentCycle) as refused:
        check_acyclic([agencies["ward"]], agencies.get)
    assert sorted(refused.value.codes) == ["one", "two"]


def test_a_long_line_is_climbed_once() -> None:
    """Were it climbed from each again, this would take minutes."""
    line = [an_agency("a0")] + [an_agency(f"a{number}", under(f"a{number - 1}")) for number in range(1, 20_000)]
    check_acyclic(reversed(line), {agency.code: agency for agency in line}.get)
    round_again = [an_agency("a0", under("a19999")), *line[1:]]
    with pytest.raises(ParentCycle) as refused:
        check_acyclic(round_again, {agency.code: agency for agency in round_again}.get)
    assert len(refused.value.codes) == 20_000


@st.composite
def families(draw: st.DrawFn) -> dict[str, AgencyContent]:
    places = st.builds(under, st.sampled_from([None, *CODES]))
    return {code: draw(lives(places, code)) for code in CODES}


def _cyclic_on(agencies: dict[str, AgencyContent], number: int) -> set[frozenset[str]]:
    found = set()
    for code in agencies:
        above, passed = code, list[str]()
        while above in agencies and above not in passed:
            passed.append(above)
            place = at(agencies[above].place, day(number))
            above = place.parent or "" if place else ""
        if above == code:
            found.add(frozenset(passed))
    return found


@tried
@given(families())
def test_there_is_a_cycle_if_and_only_if_there_is_one_on_some_day(agencies: dict[str, AgencyContent]) -> None:
    cycles = set().union(*(_cyclic_on(agencies, number) for number in range(DAYS + 1)))
    try:
        check_acyclic(agencies.values(), agencies.get)
    except ParentCycle as refused:
        assert frozenset(refused.codes) in cycles
    else:
        assert not cycles


@tried
@given(families(), st.sampled_from(CODES))
def test_from_one_that_changed_every_cycle_that_it_is_in_is_found(
    agencies: dict[str, AgencyContent], changed: str
) -> None:
    cycles = set().union(*(_cyclic_on(agencies, number) for number in range(DAYS + 1)))
    try:
        check_acyclic([agencies[changed]], agencies.get)
    except ParentCycle as refused:
        assert frozenset(refused.codes) in cycles
    else:
        assert not any(changed in cycle for cycle in cycles)
