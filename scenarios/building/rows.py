"""The rows of `roster.csv` and `timeline.csv`, and how they are written: the same rows give the same bytes."""

import csv
import io
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path

PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@dataclass(frozen=True, kw_only=True)
class RosterRow:
    code: str
    name_fa: str
    name_en: str
    group: str
    kind: str
    parent: str = ""
    synthetic: bool = True
    contact_name: str = "مسئول اتصال (ساختگی)"
    contact_email: str
    high_use_services: int
    other_services: int


@dataclass(frozen=True, kw_only=True)
class TimelineRow:
    at: datetime
    agency: str
    event: str
    until: datetime | None = None
    services: str = ""
    service: str = ""
    level: str = ""
    reason_fa: str = ""
    reason_en: str = ""


def synthetic_name(fa: str, en: str, number: int) -> tuple[str, str]:
    """Names that nobody can take for a real body's; `{}` in the Persian one is the place of its number."""
    return f"{fa} (ساختگی)".format(str(number).translate(PERSIAN_DIGITS)), f"{en} {number} (synthetic)"


def mailbox(code: str) -> str:
    """An address under a reserved name: no letter can leave for a real one."""
    return f"{code}@mohlat.example"


def write_folder(folder: Path, roster: list[RosterRow], timeline: list[TimelineRow]) -> None:
    """Write both files; the timeline in order of time, agency and event."""
    folder.mkdir(parents=True, exist_ok=True)
    in_order = sorted(timeline, key=lambda row: (row.at, row.agency, row.event, row.service))
    (folder / "roster.csv").write_bytes(_as_csv(roster, RosterRow))
    (folder / "timeline.csv").write_bytes(_as_csv(in_order, TimelineRow))


def _as_csv(rows: list[RosterRow] | list[TimelineRow], kind: type[RosterRow] | type[TimelineRow]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, [column.name for column in fields(kind)], lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in asdict(row).items()})
    return text.getvalue().encode()


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
