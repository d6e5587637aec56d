"""Provinces in cells: by code, by name in either language, or by the code of ISO 3166-2."""

from mohlat_contracts.provinces import PROVINCES

from services.calendar.jalali import Language
from services.registry.rules.persian import ascii_digits, clean, fold
from services.registry.tables.report import Text

_EXPECTED = Text("نام یا کد یکی از استان‌ها، مانند تهران", "the code or the name of a province, such as tehran")
_BY_WORD = {
    fold(word): province.code
    for province in PROVINCES.values()
    for word in (province.code, province.iso, province.name_fa, province.name_en, f"استان {province.name_fa}")
}


class ProvinceCell:
    """Written by its name in Persian, by its code in English. They are too many to be offered for choice."""

    expected = _EXPECTED

    def clean(self, raw: str) -> str:
        return ascii_digits(clean(raw))

    def read(self, text: str) -> object:
        try:
            return _BY_WORD[fold(text)]
        except KeyError:
            raise ValueError(text) from None

    def write(self, value: object, language: Language) -> str | int:
        code = str(value)
        return PROVINCES[code].name_fa if language == "fa" else code


PROVINCE = ProvinceCell()
