"""What registrars enter. At least as strict as the contract, so that whatever is entered can be said."""

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from mohlat_contracts.registry import AgencyKind, Grade, Level
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

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
    instant = value.astimezone(UTC)
    if not EARLIEST <= instant < LATEST:
        raise ValueError("must lie between the years 1900 and 2200")
    return instant


def _printable(value: str) -> str:
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in value):
        raise ValueError("must hold no control characters and no line breaks")
    if not value.strip():
        raise ValueError("must not be blank")
    return value


Instant = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_in_range)]
"""Aware, RFC 3339 as text; UTC from here on."""
Day = Annotated[date, Field(ge=date(1900, 1, 1), lt=date(2200, 1, 1))]
Name = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(_printable)]
AgencyCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$")]
"""Of anything but an agency; short enough for an event id to hold it beside an agency's code."""
ServiceCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
Email = Annotated[
    str,
    StringConstraints(max_length=254, pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$"),
]


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class NamesEntry(Entry):
    name_fa: Name
    name_en: Name


class OversightEntry(NamesEntry):
    email: Email


class ContactEntry(Entry):
    name: Name
    email: Email
    language: Literal["fa", "en"] = "fa"


class ServiceEntry(NamesEntry):
    code: ServiceCode
    high_use: bool


class AgencyEntry(NamesEntry):
    code: AgencyCode
    group: Code
    kind: AgencyKind
    parent: AgencyCode | None = None
    synthetic: bool = False
    contacts: Annotated[tuple[ContactEntry, ...], Field(max_length=50)] = ()
    services: Annotated[tuple[ServiceEntry, ...], Field(max_length=10_000)] = ()


class KeyEntry(Entry):
    """`public_key` is base64url of the 32 raw bytes of an Ed25519 public key, unpadded."""

    key_id: Code
    public_key: Annotated[str, StringConstraints(max_length=200)]


class InstrumentEntry(Entry):
    number: Name
    date: Day
    issuer: Name


class LimitsEntry(Entry):
    """Silence in days of open time, warning in civil days, grace in hours of open time."""

    silent_after_days: Annotated[int, Field(ge=1, le=3650)]
    at_risk_days: Annotated[int, Field(ge=0, le=3650)]
    grace_open_hours: Annotated[int, Field(ge=0, le=8760)]


class ConnectEntry(Entry):
    kind: Literal["connect"]
    grade: Grade


class DigitizeEntry(Entry):
    kind: Literal["digitize"]
    share_percent: Annotated[int, Field(ge=1, le=100)]
    level: Level


class BindsEntry(Entry):
    kinds: Annotated[tuple[AgencyKind, ...], Field(min_length=1, max_length=2)]


class DutyEntry(Entry):
    """Without names of its own a duty bears those of its mandate."""

    code: Code
    name_fa: Name | None = None
    name_en: Name | None = None
    obligation: Annotated[ConnectEntry | DigitizeEntry, Field(discriminator="kind")]
    binds: BindsEntry


class MandateEntry(NamesEntry):
    code: Code
    instrument: InstrumentEntry
    limits: LimitsEntry
    deadline: Instant
    duties: Annotated[tuple[DutyEntry, ...], Field(min_length=1, max_length=50)]


class ExtensionEntry(Entry):
    deadline: Instant
    instrument: InstrumentEntry
    final: bool = False


class ExemptionEntry(Entry):
    code: Code
    mandate: Code
    exempt_from: Annotated[Instant, Field(alias="from")]
    exempt_until: Annotated[Instant | None, Field(alias="until")] = None
    basis_fa: Name
    basis_en: Name


class MoveEntry(Entry):
    """Time flowed from `from` to `to` while the registry was open."""

    start: Annotated[Instant, Field(alias="from")]
    to: Instant
