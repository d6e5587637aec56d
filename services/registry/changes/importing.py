"""Tables of agencies, services and contacts: checked row by row against the book, then entered as a whole."""

from collections.abc import Container, Sequence
from typing import Any, NamedTuple

from services.registry import people
from services.registry.book.contents import AgencyContent, GroupContent, ServiceContent
from services.registry.book.entities import agency, service
from services.registry.changes import contacts
from services.registry.changes.agencies import same
from services.registry.changes.carrying import carry_out
from services.registry.entries.agencies import AgencyEntry, RegisterAgencies
from services.registry.entries.contacts import ContactEntry, PutContacts
from services.registry.entries.services import ListServices, ServiceEntry
from services.registry.registrar import Change
from services.registry.tables.report import Row, RowError, Text

_GROUP = Text("کد گروهی که ثبت شده است", "the code of a registered group")
_AGENCY = Text("کد دستگاهی که ثبت شده است", "the code of a registered agency")
_PARENT = Text("کد دستگاهی که ثبت شده یا در همین فایل است", "the code of an agency that is registered or in this table")
_SAME = Text(
    "همان که ثبت شده است؛ برای تغییر نام یا جایگاه، تغییر را جداگانه ثبت یا پیشنهاد کنید",
    "what is registered; a new name or place is entered or proposed as a change of its own",
)


class Imported(NamedTuple):
    """What a table comes to; `operation` is None when it brings nothing new."""

    errors: list[RowError]
    new: int
    changed: int
    operation: RegisterAgencies | ListServices | PutContacts | None


async def agencies(change: Change, rows: Sequence[Row[AgencyEntry]]) -> Imported:
    """Agencies that are registered already must be as the table says; the others are news."""
    codes = [row.entry.code for row in rows]
    await change.book.load("agency", codes + [row.entry.parent for row in rows if row.entry.parent])
    groups, beside = {group.code for group in await change.book.all(GroupContent)}, set(codes)
    errors: list[RowError] = []
    newcomers: list[Row[AgencyEntry]] = []
    for row in rows:
        held = await change.book.get(AgencyContent, agency(row.entry.code))
        if row.entry.group not in groups:
            errors.append(RowError(row.line, "group", row.entry.group, _GROUP))
        if row.entry.parent is not None and not await _is_there(change, row.entry.parent, beside):
            errors.append(RowError(row.line, "parent", row.entry.parent, _PARENT))
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


async def _is_there(change: Change, code: str, beside: Container[str]) -> bool:
    return code in beside or await change.book.get(AgencyContent, agency(code)) is not None


async def _unknown_agencies(change: Change, rows: Sequence[Row[Any]]) -> list[RowError]:
    await change.book.load("agency", sorted({row.entry.agency for row in rows}))
    return [
        RowError(row.line, "agency", row.entry.agency, _AGENCY)
        for row in rows
        if await change.book.get(AgencyContent, agency(row.entry.agency)) is None
    ]
