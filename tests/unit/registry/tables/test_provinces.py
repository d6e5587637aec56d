"""Provinces in cells."""

import pytest
from mohlat_contracts.provinces import PROVINCES

from services.registry.tables.provinces import PROVINCE


@pytest.mark.parametrize(
    "text", ["west-azerbaijan", "IR-04", "ir-04", "آذربايجان  غربي", "استان آذربایجان غربی", "West Azerbaijan"]
)
def test_a_province_is_known_by_each_of_its_names(text: str) -> None:
    assert PROVINCE.read(PROVINCE.clean(text)) == "west-azerbaijan"


@pytest.mark.parametrize("text", ["آذربایجان", "khorasan", "IR-31", "0"])
def test_what_is_no_province_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        PROVINCE.read(PROVINCE.clean(text))


def test_there_are_thirty_one_and_each_is_read_as_it_is_written() -> None:
    assert len(PROVINCES) == len({province.iso for province in PROVINCES.values()}) == 31
    for code in PROVINCES:
        assert {PROVINCE.read(str(PROVINCE.write(code, language))) for language in ("fa", "en")} == {code}


def test_they_are_in_the_order_of_their_codes() -> None:
    assert list(PROVINCES) == sorted(PROVINCES)
