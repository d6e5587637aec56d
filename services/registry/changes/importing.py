"""Tables of agencies, services, contacts and certificates: checked row by row, then entered as a whole."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from services.registry import people
from services.registry.book.contents import AgencyContent, CertificationContent, GroupContent, ServiceContent
from services.registry.book.entities import agency, certification, service
from services.registry.changes import certificates as certifying
from services.registry.changes import contacts
from services.registry.changes.agencies import same
from services.registry.changes.carrying import carry_out
from services.registry.entries.agencies import AgencyEntry, RegisterAgencies
from services.registry.entries.certificates import CertificateEntry, CertifyServices
from services.registry.entries.contacts import ContactEntry, PutContacts
from services.registry.entries.services import ListServices, ServiceEntry
from services.registry.pace import in_steps
from services.registry.problems import Refused, TooManyCertificates
from services.registry.registrar import Change
from services.registry.rules.certifying import check_count
from services.registry.rules.sandboxes import SANDBOX, is_sandbox
from services.registry.tables.report import Row, RowError, Text

_GROUP = Text("کد گروهی که ثبت شده است", "the code of a registered group")
_AGENCY = Text("کد دستگاهی که ثبت شده است", "the code of a registered agency")
_PARENT = Text("کد دستگاهی که ثبت شده یا در همین فایل است", "the code of an agency that is registered or in this table")
_REAL = Text("دستگاهی که آزمایشی نیست", "an agency that is no sandbox")
_SERVICE = Text("کد خدمتی از همین دستگاه که ثبت شده است", "the code of a listed service of this agency")
_SAME = Text(
    "همان که ثبت شده است؛ برای تغییر نام یا جایگاه، تغییر را جداگانه ثبت یا پیشنهاد کنید",
    "what is registered; a new name or place is entered or proposed as a change of its own",
)


class Imported(NamedTuple):
    """What a table comes to; `operation` is None when it brings nothing new."""

    errors: list[RowError]
    new: int
    changed: int
    operation: RegisterAgencies | ListServices | PutContacts | CertifyServices | None


async def agencies(change: Change, rows: Sequence[Row[AgencyEntry]]) -> Imported:
    """Agencies that are registered already must be as the table says; the others are news."""
    codes = [row.entry.code for row in rows]
    await change.book.load("agency", codes + [row.entry.parent for row in rows if row.entry.parent])
    groups = {group.code for group in await change.book.all(GroupContent)}
    beside = {row.entry.code: row.entry.kind for row in rows}
    errors: list[RowError] = []
    newcomers: list[Row[AgencyEntry]] = []
    async for row in in_steps(rows):
        held = await change.book.get(AgencyContent, agency(row.entry.code))
        if row.entry.group not in groups:
            errors.append(RowError(row.line, "group", row.entry.group, _GROUP))
        if row.entry.parent is not None and (wanted := await _unfit_parent(change, row.entry.parent, beside)):
            errors.append(RowError(row.line, "parent", row.entry.parent, wanted))
        if held is None:
            newcomers.append(row)
        elif not same(held, row.entry, change.known_at):
            errors.append(RowError(row.line, "code", row.entry.code, _SAME))
    if errors or not newcomers:
        return Imported(errors, len(newcomers), 0, None)
    original = {row.entry.code: row.original for row in newcomers if row.original}
    operation = RegisterAgencies(agencies=tuple(row.entry for row in newcomers), original=original)
    await carry_out(change, operation)
    return Imported([], len(newcomers), 0, operation)


async def services(change: Change, rows: Sequence[Row[ServiceEntry]]) -> Imported:
    """Services are listed, or said anew what they are like."""
    if errors := await _unknown_agencies(change, rows):
        return Imported(errors, 0, 0, None)
    named = {f"{row.entry.agency}/{row.entry.code}": row for row in rows}
    original = {name: row.original for name, row in named.items() if row.original}
    operation = ListServices(services=tuple(row.entry for row in rows), original=original)
    await carry_out(change, operation)
    written = [content for content in change.book.written.values() if isinstance(content, ServiceContent)]
    new = sum(change.book.before.get(service(each.agency, each.code)) is None for each in written)
    return Imported([], new, len(written) - new, operation if written else None)


async def persons(change: Change, rows: Sequence[Row[ContactEntry]]) -> Imported:
    """Contacts are entered, or corrected where their address is known at the agency."""
    if errors := await _unknown_agencies(change, rows):
        return Imported(errors, 0, 0, None)
    standing = await people.of_agencies(change.session, sorted({row.entry.agency for row in rows}))
    held = [standing.get((row.entry.agency, row.entry.email)) for row in rows]
    new = sum(known is None for known in held)
    changed = sum(
        known is not None and not contacts.same(known, row.entry) for known, row in zip(held, rows, strict=True)
    )
    operation = PutContacts(contacts=tuple(row.entry for row in rows))
    return Imported([], new, changed, operation if new or changed else None)


async def certificates(change: Change, rows: Sequence[Row[CertificateEntry]]) -> Imported:
    """Services are certified; what is certified already in the same words stays as it is."""
    if errors := [*await _unknown_agencies(change, rows), *_too_many(rows)]:
        return Imported(errors, 0, 0, None)
    names = [f"{row.entry.agency}/{row.entry.service}" for row in rows]
    await change.book.load("service", names)
    await change.book.load("certification", names)
    async for row in in_steps(rows):
        if await change.book.get(ServiceContent, service(row.entry.agency, row.entry.service)) is None:
            errors.append(RowError(row.line, "service", row.entry.service, _SERVICE))
            continue
        try:
            await certifying.certify_one(change, row.entry)
        except Refused as refusal:
            errors.append(RowError(row.line, "", "", Text(refusal.detail("fa"), refusal.detail("en"))))
    written = [content for content in change.book.written.values() if isinstance(content, CertificationContent)]
    new = sum(change.book.before.get(certification(each.agency, each.service)) is None for each in written)
    operation = CertifyServices(certificates=tuple(row.entry for row in rows)) if written and not errors else None
    return Imported(errors, new, len(written) - new, operation)


def _too_many(rows: Sequence[Row[CertificateEntry]]) -> list[RowError]:
    try:
        check_count(row.entry.agency for row in rows)
    except TooManyCertificates as refusal:
        return [RowError(0, "", refusal.agency, Text(refusal.detail("fa"), refusal.detail("en")))]
    return []


async def _unfit_parent(change: Change, code: str, beside: Mapping[str, str]) -> Text | None:
    """What the parent ought to be instead; None when it may be one. Those beside it are in the same table."""
    held = await change.book.get(AgencyContent, agency(code))
    if held is not None:
        return _REAL if is_sandbox(held) else None
    if code not in beside:
        return _PARENT
    return _REAL if beside[code] == SANDBOX else None


async def _unknown_agencies(change: Change, rows: Sequence[Row[Any]]) -> list[RowError]:
    await change.book.load("agency", sorted({row.entry.agency for row in rows}))
    return [
        RowError(row.line, "agency", row.entry.agency, _AGENCY)
        for row in rows
        if await change.book.get(AgencyContent, agency(row.entry.agency)) is None
    ]
