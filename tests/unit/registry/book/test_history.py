"""When an agency existed, and as what."""

from hypothesis import given
from hypothesis import strategies as st

from services.registry.book.contents import AgencyContent
from services.registry.book.history import agency_at, ended_at, exists, founded
from tests.unit.registry.book.contents import an_agency, day, names, under
from tests.unit.registry.book.strategies import DAYS, lives, placings, tried


def test_an_agency_is_named_and_placed_as_of_its_day() -> None:
    agency = an_agency("hospital", under("ministry"), (5, under("university")), life=(0, 9))
    assert agency_at(agency, day(4)) == (names("hospital"), under("ministry"))
    assert agency_at(agency, day(5)) == (names("hospital"), under("university"))


def test_before_its_founding_and_from_its_end_on_there_is_none() -> None:
    agency = an_agency(life=(2, 9))
    assert [exists(agency, day(number)) for number in (1, 2, 8, 9)] == [False, True, True, False]


def test_one_whose_end_is_not_known_has_none() -> None:
    assert ended_at(an_agency()) is None


@tried
@given(lives(placings), st.integers(0, DAYS + 1))
def test_it_exists_from_its_founding_until_its_end(agency: AgencyContent, number: int) -> None:
    end = ended_at(agency)
    assert exists(agency, day(number)) is (founded(agency) <= day(number) and (end is None or day(number) < end))
