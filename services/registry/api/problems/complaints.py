"""What is wrong with a field of a request, in both languages."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.calendar.jalali import persian_digits
from services.registry.problems import Language, Said

_MOST = 50
_LONGEST = 300

BY_TYPE: dict[str, Said] = {
    "missing": Said("لازم است و داده نشده", "is required"),
    "extra_forbidden": Said("چنین فیلدی در این درخواست تعریف نشده است", "is not a field of this request"),
    "json_invalid": Said("متن درخواست JSON درستی نیست", "is not valid JSON"),
    "string_type": Said("باید متن باشد", "must be text"),
    "string_too_short": Said("باید دست‌کم {min_length} نویسه داشته باشد", "must have at least {min_length} characters"),
    "string_too_long": Said("باید حداکثر {max_length} نویسه داشته باشد", "must have at most {max_length} characters"),
    "string_pattern_mismatch": Said("باید با الگوی {pattern} بخواند", "must match the pattern {pattern}"),
    "string_unicode": Said("متن یونیکد درستی نیست", "is not valid Unicode text"),
    "int_type": Said("باید عدد صحیح باشد", "must be a whole number"),
    "int_parsing": Said("باید عدد صحیح باشد", "must be a whole number"),
    "int_from_float": Said("باید عدد صحیح باشد", "must be a whole number"),
    "int_parsing_size": Said("عدد بیش از اندازه بزرگ است", "is too large a number"),
    "bool_type": Said("باید true یا false باشد", "must be true or false"),
    "bool_parsing": Said("باید true یا false باشد", "must be true or false"),
    "none_required": Said("باید تهی (null) باشد", "must be null"),
    "greater_than": Said("باید بیشتر از {gt} باشد", "must be more than {gt}"),
    "greater_than_equal": Said("باید دست‌کم {ge} باشد", "must be at least {ge}"),
    "less_than": Said("باید کمتر از {lt} باشد", "must be less than {lt}"),
    "less_than_equal": Said("باید حداکثر {le} باشد", "must be at most {le}"),
    "literal_error": Said("باید یکی از این‌ها باشد: {expected}", "must be one of: {expected}"),
    "enum": Said("باید یکی از این‌ها باشد: {expected}", "must be one of: {expected}"),
    "union_tag_not_found": Said("باید فیلد {discriminator} را داشته باشد", "must say its {discriminator}"),
    "union_tag_invalid": Said(
        "{discriminator} باید یکی از این‌ها باشد: {expected_tags}", "{discriminator} must be one of: {expected_tags}"
    ),
    "list_type": Said("باید فهرست باشد", "must be a list"),
    "tuple_type": Said("باید فهرست باشد", "must be a list"),
    "set_type": Said("باید فهرست باشد", "must be a list"),
    "frozen_set_type": Said("باید فهرست باشد", "must be a list"),
    "dict_type": Said("باید یک شیء JSON باشد", "must be a JSON object"),
    "model_type": Said("باید یک شیء JSON باشد", "must be a JSON object"),
    "model_attributes_type": Said("باید یک شیء JSON باشد", "must be a JSON object"),
    "bytes_type": Said("باید متن باشد", "must be text"),
    "too_short": Said("باید دست‌کم {min_length} مورد داشته باشد", "must have at least {min_length} items"),
    "too_long": Said("باید حداکثر {max_length} مورد داشته باشد", "must have at most {max_length} items"),
    "timezone_aware": Said("باید منطقهٔ زمانی داشته باشد، مانند Z یا +03:30", "must have a time zone, as Z or +03:30"),
    "datetime_type": Said("باید لحظه‌ای به شکل RFC 3339 باشد", "must be an RFC 3339 instant"),
    "datetime_parsing": Said("باید لحظه‌ای به شکل RFC 3339 باشد", "must be an RFC 3339 instant"),
    "datetime_from_date_parsing": Said("باید لحظه‌ای به شکل RFC 3339 باشد", "must be an RFC 3339 instant"),
    "datetime_object_invalid": Said("باید لحظه‌ای به شکل RFC 3339 باشد", "must be an RFC 3339 instant"),
    "date_type": Said("باید تاریخ میلادی به شکل YYYY-MM-DD باشد", "must be a date, as YYYY-MM-DD"),
    "date_parsing": Said("باید تاریخ میلادی به شکل YYYY-MM-DD باشد", "must be a date, as YYYY-MM-DD"),
    "date_from_datetime_parsing": Said("باید تاریخ میلادی به شکل YYYY-MM-DD باشد", "must be a date, as YYYY-MM-DD"),
    "date_from_datetime_inexact": Said("باید تاریخ میلادی به شکل YYYY-MM-DD باشد", "must be a date, as YYYY-MM-DD"),
    "uuid_type": Said("باید شناسهٔ UUID باشد", "must be a UUID"),
    "uuid_parsing": Said("باید شناسهٔ UUID باشد", "must be a UUID"),
}

OF_VALUES: dict[str, str] = {
    "must be an RFC 3339 instant": "باید لحظه‌ای به شکل RFC 3339 باشد",
    "must lie between the years 1900 and 2200": "باید میان سال‌های ۱۹۰۰ و ۲۲۰۰ میلادی باشد",
    "must hold no control characters and no line breaks": "نباید نویسهٔ کنترلی یا شکست سطر داشته باشد",
    "must not be blank": "نباید خالی باشد",
    "must give weight to somebody": "باید دست‌کم به یک دستگاه وزن بدهد",
    "only the oversight body sets a due date": "مهلت را فقط نهاد ناظر تعیین می‌کند",
    "must not grow when ligatures are written out": "وقتی حروف به‌هم‌چسبیده جدا نوشته شوند نباید بلندتر شود",
}
"""What the fields of entries themselves object to, in Persian."""


def complaints(errors: Sequence[Mapping[str, Any]], language: Language) -> list[dict[str, str]]:
    """Field and reason of each error of pydantic's, the first fifty; what was sent is not repeated."""
    return [
        {"field": ".".join(str(part) for part in each["loc"]), "reason": reason(each, language)}
        for each in errors[:_MOST]
    ]


def reason(error: Mapping[str, Any], language: Language) -> str:
    """In our words where we have them, else in pydantic's."""
    context: Mapping[str, Any] = error.get("ctx") or {}
    said = BY_TYPE.get(error["type"])
    if said is not None:
        return said.in_(language).format_map({name: _shown(value, language) for name, value in context.items()})
    if isinstance(context.get("error"), ValueError):
        objection = str(context["error"])
        return (OF_VALUES.get(objection, objection) if language == "fa" else objection)[:_LONGEST]
    return str(error["msg"])[:_LONGEST]


def _shown(value: object, language: Language) -> str:
    if language == "en":
        return str(value)
    return persian_digits(str(value)) if isinstance(value, int) else str(value).replace("' or '", "' یا '")
