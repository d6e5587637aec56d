"""Speaks one language out of the catalogue."""

from datetime import date, datetime

from mohlat_sdk.cli.catalogue import CATALOGUE
from mohlat_sdk.cli.dates import Language, day_in_words, instant_in_words, persian_digits


class Voice:
    """Sentences and words of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, name: str, /, **values: object) -> str:
        """The sentence of that name with its values filled in. Numbers and days are written in the language."""
        said = CATALOGUE[name]
        text = said.fa if self.language == "fa" else said.en
        return text.format(**{each: self.shown(value) for each, value in values.items()})

    def shown(self, value: object) -> str:
        """A value as people read it; a text stays as it is."""
        match value:
            case datetime():
                return instant_in_words(value, self.language)
            case date():
                return day_in_words(value, self.language)
            case float():
                text = f"{value:.1f}"
                return persian_digits(text.replace(".", "٫")) if self.language == "fa" else text
            case int():
                text = f"{value:,}"
                return persian_digits(text.replace(",", "٬")) if self.language == "fa" else text
        return str(value)

    def word(self, kind: str, value: str) -> str:
        """What a value of a kind is called; one that we have no word for is called what it is."""
        name = f"{kind}.{value}"
        return self(name) if name in CATALOGUE else value

    def name(self, fa: str | None, en: str | None, code: str) -> str:
        """Of the two names that somebody has, before the code; the code alone while there are none."""
        name = fa if self.language == "fa" else en
        return f"{name} · {code}" if name else code

    def listed(self, parts: list[str]) -> str:
        return ("، " if self.language == "fa" else ", ").join(parts)
