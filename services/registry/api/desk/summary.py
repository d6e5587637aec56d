"""What a proposal wants, line by line, as a person reads it."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, NamedTuple

from services.calendar.civil import TEHRAN
from services.calendar.jalali import format_jalali
from services.registry.api.desk.texts import FIELDS, VALUES, WORDED
from services.registry.problems import Language
from services.registry.problems.words import spoken

AT_MOST = 40
"""Lines shown; the rest is counted."""
_ORDER = {field: place for place, field in enumerate(FIELDS)}
_ENDS = {"deadline", "until", "effective_until", "at", "due"}
_INSTANTS = {
    "deadline",
    "from",
    "until",
    "effective_from",
    "effective_until",
    "announced_at",
    "founded",
    "at",
    "due",
    "since",
    "holds_at",
}


class Line(NamedTuple):
    label: str
    value: str


def lines(operation: Mapping[str, Any], language: Language) -> tuple[list[Line], int]:
    """The first AT_MOST lines, and how many more there are. What says nothing is left out."""
    return list(islice(_lines(operation, language, ""), AT_MOST)), max(0, _count(operation) - AT_MOST)


def _count(node: Mapping[str, Any]) -> int:
    """How many lines there are, without wording them: what is proposed may be about everybody."""
    return sum(_count_of(value) for field, value in node.items() if not _says_nothing(field, value))


def _count_of(value: object) -> int:
    if isinstance(value, Mapping):
        return _count(value)
    if isinstance(value, list) and isinstance(value[0], Mapping):
        return sum(map(_count, value))
    return 1


def _says_nothing(field: str, value: object) -> bool:
    return field in ("action", "original") or value is None or value is False or value in ([], {})


def _lines(node: Mapping[str, Any], language: Language, above: str) -> Iterator[Line]:
    for field, value in sorted(node.items(), key=lambda item: _ORDER.get(item[0], len(_ORDER))):
        if _says_nothing(field, value):
            continue
        label = f"{above}{_label(field, language)}"
        if isinstance(value, Mapping):
            yield from _lines(value, language, f"{label} · ")
        elif isinstance(value, list) and isinstance(value[0], Mapping):
            for number, each in enumerate(value, 1):
                yield from _lines(each, language, f"{label} {spoken('', number, language)} · ")
        else:
            yield Line(label, _value(field, value, language))


def _value(field: str, value: object, language: Language) -> str:
    if value is True:
        return "بله" if language == "fa" else "yes"
    if field in _INSTANTS and isinstance(value, str):
        return _instant(field, datetime.fromisoformat(value), language)
    if field == "date" and isinstance(value, str):
        return spoken(field, date.fromisoformat(value), language)
    if field in WORDED:
        words = value if isinstance(value, list) else [value]
        return ("، " if language == "fa" else ", ").join(_word(str(word), language) for word in words)
    return spoken(field, value, language)


def _instant(field: str, at: datetime, language: Language) -> str:
    """What ends with a day is said by that day, not by the midnight after it."""
    if field in _ENDS and at.astimezone(TEHRAN).time() == time.min:
        day = (at.astimezone(TEHRAN) - timedelta(hours=1)).date()
        told = format_jalali(day, language)
        return f"پایان {told}" if language == "fa" else f"end of {told} ({day.isoformat()})"
    return spoken(field, at, language)


def _word(word: str, language: Language) -> str:
    persian, english = VALUES.get(word, (word, word))
    return persian if language == "fa" else english


def _label(field: str, language: Language) -> str:
    persian, english = FIELDS.get(field, (field, field.replace("_", " ")))
    return persian if language == "fa" else english
