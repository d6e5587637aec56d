"""Persian text: however it is typed, it is kept one way and found."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.rules.persian import ascii_digits, clean, fold
from tests.unit.registry.tables.rows import tried

TYPED = st.one_of(
    st.text(max_size=40),
    st.text(
        alphabet="اآأإبيىیئؤكکگهةۀهٔء \u200c\u200b\u200d\u200f\u00a0ـًّٔٓٱ۱١1aA=.-≠\u0338\u0301ﻻﻲﷲ\ufeff\u00ad\n",
        max_size=20,
    ),
)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        pytest.param("سازمان ثبت اسناد و املاك كشور", "سازمان ثبت اسناد و املاک کشور", id="arabic kaf"),
        pytest.param("شهرداري يزد", "شهرداری یزد", id="arabic yeh"),
        pytest.param("شوراى عالى", "شورای عالی", id="alef maksura, the yeh of old keyboards"),
        pytest.param("  وزارت \u00a0\t نیرو\n", "وزارت نیرو", id="stray spaces"),
        pytest.param("\u200fوزارت\u202b نیرو\u202c\ufeff", "وزارت نیرو", id="marks of direction"),
        pytest.param("فعالیت‌ها", "فعالیت‌ها", id="a ZWNJ within a word stays"),
        pytest.param("فعالیت\u200c\u200cها\u200c و\u200c \u200cکارها", "فعالیت‌ها و کارها", id="other ZWNJs go"),
        pytest.param("سامانهٔ\u200cها", "سامانهٔ‌ها", id="a ZWNJ after a mark stays"),
        pytest.param("مسي\u0654ول", "مسئول", id="yeh and a hamza are one letter"),
        pytest.param("ﻮﺯﺍﺭﺕ ﻧﯿﺮﻭ", "وزارت نیرو", id="letters as printed, out of a PDF"),
        pytest.param("منطقهٔ ۵", "منطقهٔ ۵", id="digits in a name stay"),
        pytest.param("حوزة علمیه", "حوزة علمیه", id="another letter stays"),
        pytest.param("  Health\u00a0 Ministry ", "Health Ministry", id="Latin"),
    ],
)
def test_cleaning(raw: str, kept: str) -> None:
    assert clean(raw) == kept


def test_digits_of_codes_become_ascii() -> None:
    assert ascii_digits("sanjesh-s۰۱۲٣٤٥") == "sanjesh-s012345"


@pytest.mark.parametrize(
    "spellings",
    [
        pytest.param(["می‌گوید", "می گوید", "میگوید", "مي‌گويد", "می\u00a0گوید"], id="half space, space, none"),
        pytest.param(["بانک ملّی", "بانك ملي", "بـانک مـلی"], id="marks and tatweel"),
        pytest.param(["رئیس", "رییس", "رئيس", "رييس"], id="hamza on yeh"),
        pytest.param(["مؤسسه", "موسسه"], id="hamza on vav"),
        pytest.param(["هیئت امنا", "هیأت امنا", "هیات امناء"], id="hamza on either letter"),
        pytest.param(["مسئول", "مسؤول", "مسوول"], id="hamza on either letter, in another word"),
        pytest.param(["سامانهٔ ستاد", "سامانۀ ستاد", "سامانه ستاد"], id="the e after h"),
        pytest.param(["آموزش", "اموزش", "ا\u0653موزش"], id="alef with and without madda"),
        pytest.param(["منطقه ۵", "منطقه ٥", "منطقه 5"], id="digits of three scripts"),
        pytest.param(["health-ministry", "Health Ministry", "HEALTH MINISTRY"], id="Latin case and hyphens"),
    ],
)
def test_a_search_finds_each_spelling_by_each(spellings: list[str]) -> None:
    assert len({fold(spelling) for spelling in spellings}) == 1


def test_different_letters_stay_different() -> None:
    assert fold("سنجش") != fold("سنجس")


def test_a_part_of_a_name_is_in_its_fold() -> None:
    assert fold("ملی  خدمات") in fold("پنجرهٔ مليِ خدمات هوشمند")


@tried
@given(TYPED)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@tried
@given(TYPED)
def test_cleaned_text_is_tidy(text: str) -> None:
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == cleaned.strip()
    assert not set(cleaned) & set("يىك\u00a0\u200f\u202b\ufeff\n\t")
    assert "  " not in cleaned


@tried
@given(TYPED)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@tried
@given(TYPED)
def test_a_fold_holds_letters_and_digits_alone(text: str) -> None:
    assert not fold(text) or fold(text).isalnum()


@tried
@given(TYPED)
def test_cleaned_and_raw_text_fold_the_same(text: str) -> None:
    assert fold(clean(text)) == fold(text)
