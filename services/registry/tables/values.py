"""Kinds of cells: how each is cleaned, read, and written in either language."""

import re
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Protocol

from services.calendar.jalali import Language
from services.registry.rules.persian import ascii_digits, clean, fold
from services.registry.tables.report import Text


class Value(Protocol):
    """`read` takes cleaned text and raises ValueError when it is not what is `expected`."""

    @property
    def expected(self) -> Text: ...

    def clean(self, raw: str) -> str: ...

    def read(self, text: str) -> object: ...

    def write(self, value: object, language: Language) -> str | int: ...


@dataclass(frozen=True)
class Name:
    """Words for people, in either script."""

    expected: Text

    def clean(self, raw: str) -> str:
        return clean(raw)

    def read(self, text: str) -> object:
        return text

    def write(self, value: object, language: Language) -> str | int:
        return str(value)


@dataclass(frozen=True)
class Code:
    """Codes and addresses: ASCII, checked by the entry itself."""

    expected: Text

    def clean(self, raw: str) -> str:
        return ascii_digits(clean(raw))

    def read(self, text: str) -> object:
        return text

    def write(self, value: object, language: Language) -> str | int:
        return str(value)


@dataclass(frozen=True)
class Option:
    """One answer, its words, and what else people write for it."""

    value: Hashable
    fa: str
    en: str
    also: tuple[str, ...] = ()


class Choice:
    """One of a few words, compared folded."""

    def __init__(self, *options: Option) -> None:
        self._options = options
        fa, en = self.words("fa"), self.words("en")
        self.expected = Text(f"یکی از {' | '.join(fa + en)}", f"one of {' | '.join(en + fa)}")
        self._values = {fold(word): option.value for option in options for word in (option.fa, option.en, *option.also)}

    def words(self, language: Language) -> list[str]:
        return [option.fa if language == "fa" else option.en for option in self._options]

    def clean(self, raw: str) -> str:
        return ascii_digits(clean(raw))

    def read(self, text: str) -> object:
        try:
            return self._values[fold(text)]
        except KeyError:
            raise ValueError(text) from None

    def write(self, value: object, language: Language) -> str | int:
        option = next(option for option in self._options if option.value == value)
        return option.fa if language == "fa" else option.en


@dataclass(frozen=True)
class Count:
    """A whole number, with or without commas between its thousands."""

    expected: Text

    def clean(self, raw: str) -> str:
        return ascii_digits(clean(raw))

    def read(self, text: str) -> object:
        if not re.fullmatch(r"[0-9]{1,18}|[0-9]{1,3}([,٬،][0-9]{3}){1,5}", text):
            raise ValueError(text)
        return int(re.sub("[,٬،]", "", text))

    def write(self, value: object, language: Language) -> str | int:
        return int(str(value))


NAME = Name(Text("متنی از ۱ تا ۳۰۰ نویسه، بدون نویسهٔ کنترلی", "text of 1 to 300 characters without control characters"))
COUNT = Count(Text("عددی صحیح و نامنفی، مانند ۱۲۰۰", "a whole number, not negative, such as 1200"))
YES_NO = Choice(
    Option(True, "بله", "yes", ("true", "y", "1", "بلی", "آری")),
    Option(False, "خیر", "no", ("false", "n", "0", "نه")),
)
