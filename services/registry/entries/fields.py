"""The kinds of fields in what officials enter. At least as strict as the contract, so that it can be said."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from services.registry.rules.persian import clean

_SHORT = 300
"""Characters of the longest name."""

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
_RFC3339 = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}")


def _written(value: object) -> object:
    """Pydantic alone would also take numbers for instants."""
    if isinstance(value, str) and not _RFC3339.match(value):
        raise ValueError("must be an RFC 3339 instant")
    if not isinstance(value, str | datetime):
        raise ValueError("must be an RFC 3339 instant")
    return value


def _in_range(value: datetime) -> datetime:
    try:
        instant = value.astimezone(UTC)
    except OverflowError:
        raise ValueError("must lie between the years 1900 and 2200") from None
    if not EARLIEST <= instant < LATEST:
        raise ValueError("must lie between the years 1900 and 2200")
    return instant


def _printable(value: str) -> str:
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in value):
        raise ValueError("must hold no control characters and no line breaks")
    cleaned = clean(value)
    if not cleaned:
        raise ValueError("must not be blank")
    if len(cleaned) > max(len(value), _SHORT):
        raise ValueError("must not grow when ligatures are written out")
    return cleaned


Instant = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_in_range)]
"""Aware, RFC 3339 as text; UTC from here on."""
Day = Annotated[date, Field(ge=date(1900, 1, 1), lt=date(2200, 1, 1))]
Name = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(_printable)]
"""Cleaned: one kind of ی and ک, no stray spaces."""
Passage = Annotated[str, StringConstraints(min_length=1, max_length=2_000), AfterValidator(_printable)]
"""What a letter says, in short; cleaned like a name."""
AgencyCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$")]
"""Of anything but an agency; short enough for an event id to hold it beside an agency's code."""
ServiceCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
Email = Annotated[
    str,
    StringConstraints(max_length=254, pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$"),
]


Reason = Annotated[str, StringConstraints(min_length=3, max_length=1_000), AfterValidator(_printable)]
"""Why a change is made, in the words of who makes it."""


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class NamesEntry(Entry):
    name_fa: Name
    name_en: Name


def originals(entered: object, rows: str, name: Callable[[dict[str, Any]], str]) -> object:
    """What is entered, with what its names were before they were cleaned, where that is another text.

    Args:
        rows: the field that holds the rows.
        name: names a row.
    """
    if not isinstance(entered, dict) or entered.get("original") or not isinstance(entered.get(rows), list | tuple):
        return entered
    kept: dict[str, dict[str, str]] = {}
    for row in entered[rows]:
        if isinstance(row, dict):
            texts = {field: row.get(field) for field in ("name_fa", "name_en")}
            changed = {field: text for field, text in texts.items() if isinstance(text, str) and clean(text) != text}
            if changed:
                kept[name(row)] = changed
    return entered | {"original": kept} if kept else entered
