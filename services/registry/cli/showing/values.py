"""One value of an answer as text."""

from typing import Any

from services.calendar.jalali import Language, persian_digits
from services.registry.cli.showing.moments import DAY, INSTANT, moment
from services.registry.cli.showing.words import word
from services.registry.problems.words import spoken

NOTHING = "—"
_SPOKEN = frozenset(
    {"action", "state", "kind", "kinds", "scope", "roles", "oversight_body", "author", "result", "level"}
)
"""Fields whose values are the registry's own words."""
_COUNTS = frozenset({"rows", "new", "unchanged", "changed", "size", "yearly_use", "line"})
_MOST_LISTED = 12
_KINDS = {"core": "اصلی", "affiliated": "تابعه", "sandbox": "آزمایشی", "all": "همه"}


def shown(field: str, value: Any, language: Language) -> str:
    """A value as an official reads it."""
    if value in (None, "", [], {}):
        return NOTHING
    match value:
        case bool():
            return ("بله" if value else "خیر") if language == "fa" else ("yes" if value else "no")
        case int():
            text = f"{value:,}" if field in _COUNTS else str(value)
            return persian_digits(text.replace(",", "٬")) if language == "fa" else text
        case str():
            return _text(field, value, language)
        case list():
            return _listed(field, value, language)
        case dict():
            return _within(value, language)
    return str(value)


def _text(field: str, value: str, language: Language) -> str:
    if INSTANT.fullmatch(value) or DAY.fullmatch(value):
        return moment(field, value, language)
    if field in _SPOKEN and language == "fa":
        return _KINDS.get(value) or spoken("kind", value, "fa")
    return value


def _listed(field: str, values: list[Any], language: Language) -> str:
    texts = [shown(field, each, language) for each in values[:_MOST_LISTED]]
    if len(values) > _MOST_LISTED:
        texts.append(f"… ({shown('rows', len(values), language)})")
    if values and isinstance(values[0], dict):
        return "\n".join(texts)
    return ("، " if language == "fa" else ", ").join(texts)


def _within(value: dict[str, Any], language: Language) -> str:
    """A person, a group, a span and an instrument each in a line; anything else field by field."""
    if value.keys() == {"subject", "name"}:
        return str(value["name"] or value["subject"])
    if value.keys() == {"code", "name_fa", "name_en"}:
        return f"{value['code']} · {value['name_fa' if language == 'fa' else 'name_en']}"
    if value.keys() == {"from", "until"}:
        return f"{shown('from', value['from'], language)} → {shown('until', value['until'], language)}"
    if value.keys() >= {"number", "date", "issuer"}:
        parts = (shown(name, value[name], language) for name in ("number", "date", "issuer"))
        return " · ".join(parts) + (f"\n{value['document']}" if value.get("document") else "")
    return "\n".join(
        f"{word(name, language)}: {shown(name, each, language)}"
        for name, each in value.items()
        if each not in (None, "", [], {})
    )
