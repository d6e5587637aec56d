"""`law.yaml`: the mandate with its deadlines, and whom it concerns. Calendar dates are Jalali days."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml
from msgspec import Struct

from scenarios.player.reading.malformed import Malformed, Place
from services.calendar.civil import end_of_day, start_of_day
from services.calendar.jalali import NoSuchJalaliDay, parse_jalali_day

DAYS: dict[str, Callable[[date], date]] = {
    "starts": start_of_day,
    "ends": end_of_day,
    "deadline": end_of_day,
    "date": lambda day: day,
}
"""What a Jalali day means, by the name of its field: an instant (which is a `date` to the type checker), or itself."""


class Names(Struct, frozen=True, forbid_unknown_fields=True):
    fa: str
    en: str


class OversightBody(Struct, frozen=True, forbid_unknown_fields=True):
    fa: str
    en: str
    email: str


class Instrument(Struct, frozen=True, forbid_unknown_fields=True):
    """`document` is the name of its text below `documents/`."""

    number: str
    date: date
    issuer: str
    document: str | None = None


class Exempting(Struct, frozen=True, forbid_unknown_fields=True):
    """Who grants the exemptions of the timeline, and the text that all of them rest on."""

    approver: str
    document: str | None = None


class Binds(Struct, frozen=True, forbid_unknown_fields=True):
    kinds: tuple[Literal["core", "affiliated"], ...]


class Duty(Struct, frozen=True, forbid_unknown_fields=True):
    """`obligation` and `roll_up` go to the registry as they stand; it knows the kinds."""

    code: str
    name_fa: str
    name_en: str
    obligation: dict[str, Any]
    binds: Binds
    roll_up: dict[str, Any] | None = None


class Extension(Struct, frozen=True, forbid_unknown_fields=True):
    """Announced at an instant; puts the deadline off to another."""

    announced_at: datetime
    deadline: datetime
    instrument: Instrument
    final: bool = False


class Mandate(Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    name_fa: str
    name_en: str
    instrument: Instrument
    limits: dict[str, int]
    deadline: datetime
    duties: tuple[Duty, ...]
    extensions: tuple[Extension, ...] = ()


class Law(Struct, frozen=True, forbid_unknown_fields=True):
    """All instants are UTC; `ends` is the end of the last day, an exclusive bound."""

    title: Names
    starts: datetime
    ends: datetime
    groups: dict[str, Names]
    oversight: dict[str, OversightBody]
    mandate: Mandate
    exemptions: Exempting
    headline_as_of: datetime | None = None


def read_law(path: Path) -> Law:
    """The law of a scenario.

    Raises:
        Malformed: names the field.
    """
    try:
        text = yaml.safe_load(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        raise Malformed(Place(path.name, "as YAML"), str(error)) from error
    law = _understood(path.name, text)
    for extension in law.mandate.extensions:
        if not law.starts < extension.announced_at < law.ends:
            raise Malformed(Place(path.name, "announced_at"), f"{extension.announced_at} lies outside the scenario")
    return law


def _understood(file: str, text: object) -> Law:
    try:
        return msgspec.convert(_with_days(file, text), Law)
    except msgspec.ValidationError as error:
        raise Malformed(Place(file, str(error).rpartition("`$.")[2].rstrip("`") or "the whole"), str(error)) from error


def _with_days(file: str, node: object) -> object:
    """The same with each Jalali day put as what its field means by it."""
    if isinstance(node, list):
        return [_with_days(file, item) for item in node]
    if isinstance(node, dict):
        return {key: _field(file, key, value) for key, value in node.items()}
    if isinstance(node, datetime) and node.tzinfo is not None:
        return node.astimezone(UTC)
    return node


def _field(file: str, key: str, value: object) -> object:
    meaning = DAYS.get(key)
    if meaning is None:
        return _with_days(file, value)
    try:
        return meaning(parse_jalali_day(str(value)))
    except NoSuchJalaliDay as error:
        raise Malformed(Place(file, key), str(error)) from error
