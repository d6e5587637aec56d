"""What becomes of agencies, and what cannot."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.book.contents import AgencyContent, Place
from services.registry.book.history import agency_at, ended_at, exists
from services.registry.book.timeline import at, spans
from services.registry.problems import AgencyDissolved, HasAffiliates, NotYetFounded, Repeated, SpanReversed
from services.registry.rules.lives import adopted, dissolved, ended, merged, moved, renamed, split
from services.registry.rules.roster import check_acyclic
from tests.unit.registry.book.contents import an_agency, day, names, open_day, under, within
from tests.unit.registry.book.strategies import DAYS, ends, lives, placings, tried

LIVED = an_agency("one", life=(2, 9))
Act = Callable[[AgencyContent, int], object]
ACTS: dict[str, Act] = {
    "renaming": lambda agency, number: renamed(agency, names("new"), day(number)),
    "moving": lambda agency, number: moved(agency, within("sport"), day(number)),
    "ending": lambda agency, number: ended(agency, day(number)),
    "dissolving": lambda agency, number: dissolved(agency, day(number), []),
    "merging": lambda agency, number: merged([agency], an_agency("two"), day(number), []),
    "merging into": lambda agency, number: merged([an_agency("two")], agency, day(number), []),
    "splitting": lambda agency, number: split(agency, [an_agency("two")], day(number), []),
    "splitting from": lambda agency, number: split(agency, [an_agency("two")], day(number), [], continues=True),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_nothing_is_done_with_an_agency_outside_its_life(act: Act) -> None:
    with pytest.raises(NotYetFounded):
        act(LIVED, 1)
    for number in (9, 10):
        with pytest.raises(AgencyDissolved):
            act(LIVED, number)
    act(LIVED, 8)


@pytest.mark.parametrize("act", ["ending", "dissolving", "merging", "splitting"])
def test_an_agency_lives_for_an_instant_at_least(act: str) -> None:
    with pytest.raises(NotYetFounded):
        ACTS[act](LIVED, 2)


def test_a_new_name_holds_from_its_day_and_the_place_is_as_it_was() -> None:
    agency = renamed(an_agency("one"), names("new"), day(5))
    assert [at(agency.names, day(number)) for number in (4, 5)] == [names("one"), names("new")]
    assert agency.place == an_agency("one").place


def test_a_name_between_two_days_gives_way_to_the_old_one() -> None:
    agency = renamed(an_agency("one"), names("new"), day(5), day(7))
    assert [at(agency.names, day(number)) for number in (4, 5, 7)] == [names("one"), names("new"), names("one")]


@pytest.mark.parametrize("until", [4, 5], ids=["before", "as it begins"])
def test_a_name_or_place_does_not_end_before_it_begins(until: int) -> None:
    with pytest.raises(SpanReversed):
        renamed(an_agency("one"), names("new"), day(5), day(until))
    with pytest.raises(SpanReversed):
        moved(an_agency("one"), under(None), day(5), day(until))


@tried
@given(lives(placings), placings, st.integers(0, DAYS), ends)
def test_no_name_or_place_makes_a_life_longer_or_shorter(
    agency: AgencyContent, place: Place, start: int, until: int | None
) -> None:
    acts: list[Callable[[], AgencyContent]] = [
        lambda: renamed(agency, names("new"), day(start), open_day(until)),
        lambda: moved(agency, place, day(start), open_day(until)),
    ]
    for act in acts:
        try:
            after = act()
        except (NotYetFounded, AgencyDissolved):
            assert not exists(agency, day(start))
        except SpanReversed:
            assert until is not None and until <= start
        else:
            assert spans(after.names) == spans(after.place) == spans(agency.place)


@tried
@given(lives(placings), st.integers(0, DAYS))
def test_what_ended_is_no_more_and_its_past_is_as_it_was(agency: AgencyContent, number: int) -> None:
    try:
        after = ended(agency, day(number), ["heir"])
    except (NotYetFounded, AgencyDissolved):
        return
    for each in range(DAYS + 3):
        assert agency_at(after, day(each)) == (agency_at(agency, day(each)) if each < number else None)
    assert (ended_at(after), after.successors) == (day(number), ("heir",))


def test_an_agency_with_affiliates_is_not_dissolved() -> None:
    parent = an_agency("parent")
    for child in (an_agency("child", under("parent")), an_agency("child", under(None), (8, under("parent")))):
        with pytest.raises(HasAffiliates) as refused:
            dissolved(parent, day(5), [child])
        assert refused.value.affiliates == ["child"]


def test_an_agency_whose_affiliates_have_left_or_ended_by_then_is_dissolved() -> None:
    gone = an_agency("gone", under("parent"), (5, under(None))), an_agency("ended", under("parent"), life=(0, 5))
    assert ended_at(dissolved(an_agency("parent"), day(5), gone)) == day(5)


def test_affiliates_come_under_the_agency_that_goes_on() -> None:
    children = an_agency("now", under("one")), an_agency("later", under(None), (8, under("one")))
    one, two, now, later = merged([an_agency("one")], an_agency("two"), day(5), children)
    assert (ended_at(one), one.successors, two.predecessors) == (day(5), ("two",), ("one",))
    assert now.place == an_agency("now", under("one"), (5, under("two"))).place
    assert later.place == an_agency("later", under(None), (8, under("two"))).place


def test_affiliates_that_left_before_stay_where_they_are() -> None:
    left = an_agency("left", under("one"), (4, under(None)))
    assert len(merged([an_agency("one")], an_agency("two"), day(5), [left])) == 2


def test_an_affiliate_of_two_that_are_merged_moves_once() -> None:
    child = an_agency("child", under("one"), (3, under("two")))
    *_, moved_child = merged([an_agency("one"), an_agency("two")], an_agency("three"), day(2), [child, child])
    assert moved_child.place == an_agency("child", under("one"), (2, under("three"))).place


def test_an_affiliate_that_is_merged_into_its_parents_parent_needs_nothing() -> None:
    one, heir = merged([an_agency("one", under("two"))], an_agency("two"), day(5), [])
    assert (at(one.place, day(4)), at(one.place, day(5))) == (under("two"), None)
    assert heir.place == an_agency("two").place


def test_a_heir_under_whom_it_inherits_rises_to_the_next_above() -> None:
    top, middle = an_agency("top", under("ministry")), an_agency("middle", under("top"))
    heir = an_agency("heir", under("middle"))
    _, _, after = merged([middle, top], heir, day(5), [heir, middle])
    assert after.place == an_agency("heir", under("middle"), (5, under("ministry"))).place


def test_agencies_are_merged_into_another_one_and_once() -> None:
    with pytest.raises(Repeated):
        merged([an_agency("one")], an_agency("one"), day(5), [])
    with pytest.raises(Repeated):
        merged([an_agency("one"), an_agency("one")], an_agency("two"), day(5), [])


def test_an_agency_that_is_to_end_takes_no_affiliates_for_longer() -> None:
    heir = an_agency("two", life=(0, 9))
    merged([an_agency("one")], heir, day(5), [an_agency("child", under("one"), (9, under(None)))])
    with pytest.raises(AgencyDissolved):
        merged([an_agency("one")], heir, day(5), [an_agency("child", under("one"))])


@tried
@given(lives(st.just(under("old"))), st.integers(0, DAYS))
def test_an_adopted_child_is_nowhere_under_the_old_parent_from_then_on(child: AgencyContent, number: int) -> None:
    after = adopted(child, "old", "new", day(number))
    for each in range(DAYS + 3):
        place = at(child.place, day(each))
        expected = place if place is None or each < number else under("new")
        assert at(after.place, day(each)) == expected


@st.composite
def mergers(draw: st.DrawFn) -> tuple[list[AgencyContent], int]:
    """Three agencies in a line or beside each other, in any order, and two children."""
    tops = draw(st.permutations(["aa", "bb", "cc"]))
    family = [an_agency(tops[0])]
    family += [an_agency(code, under(draw(st.sampled_from([None, *tops[:n]])))) for n, code in enumerate(tops) if n]
    later = draw(st.integers(1, DAYS)), under(draw(st.sampled_from([None, *tops])))
    family += [an_agency("child", under(draw(st.sampled_from(tops))), later), an_agency("ward", under("child"))]
    return family, draw(st.integers(1, DAYS))


@tried
@given(mergers())
def test_after_a_merger_nobody_is_under_what_has_ended(merger: tuple[list[AgencyContent], int]) -> None:
    family, number = merger
    held = {agency.code: agency for agency in family}
    changed = merged([held["aa"], held["bb"]], held["cc"], day(number), family)
    after = held | {agency.code: agency for agency in changed}
    for each in range(DAYS + 3):
        for agency in after.values():
            place = at(agency.place, day(each))
            assert place is None or place.parent is None or exists(after[place.parent], day(each))
            assert each >= number or agency_at(agency, day(each)) == agency_at(held[agency.code], day(each))
            assert exists(agency, day(each)) is (each < number or agency.code not in ("aa", "bb"))
    check_acyclic(changed, after.get)


def test_new_agencies_come_out_of_one_that_ends() -> None:
    parts = [an_agency("one", life=(5, None)), an_agency("two", life=(5, None))]
    old, *new = split(an_agency("old"), parts, day(5), [])
    assert (ended_at(old), old.successors) == (day(5), ("one", "two"))
    assert [agency.predecessors for agency in new] == [("old",), ("old",)]


def test_one_that_continues_keeps_its_affiliates() -> None:
    old, _ = split(
        an_agency("old"), [an_agency("one", life=(5, None))], day(5), [an_agency("c", under("old"))], continues=True
    )
    assert (ended_at(old), old.successors) == (None, ("one",))


def test_one_that_ends_with_affiliates_is_not_split() -> None:
    with pytest.raises(HasAffiliates):
        split(an_agency("old"), [an_agency("one")], day(5), [an_agency("c", under("old"))])


def test_an_agency_is_not_split_up_into_itself() -> None:
    with pytest.raises(Repeated):
        split(an_agency("old"), [an_agency("old")], day(5), [])
