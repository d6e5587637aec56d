"""Tables: agencies and certificates become a proposal, services and contacts a change; all of a table or nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.api.paths import InRegistry
from services.registry.api.seeing import Registering
from services.registry.api.writing import Answered, Write
from services.registry.changes import importing, proposals
from services.registry.changes.carrying import carry_out
from services.registry.changes.importing import Imported
from services.registry.entries.agencies import RegisterAgencies
from services.registry.entries.certificates import CertifyServices
from services.registry.entries.fields import Reason
from services.registry.identity.official import Official
from services.registry.problems import TableRefused
from services.registry.registrar import Change, Registrar
from services.registry.tables import ImportKind, Report, RowError, read_table

router = APIRouter(tags=["tables"], prefix="/imports")

TABLE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
                "schema": {"type": "string", "format": "binary"}
            },
        },
    }
}
_HOW: dict[ImportKind, Callable[[Change, Any], Awaitable[Imported]]] = {
    "agencies": importing.agencies,
    "services": importing.services,
    "contacts": importing.persons,
    "certificates": importing.certificates,
}
SHOWN = 1_000
"""Errors in an answer, at most; `error_count` counts all."""


class ExpectedAnswer(BaseModel):
    fa: str
    en: str


class RowErrorAnswer(BaseModel):
    """`line` as Excel numbers it, 0 for the table as a whole; `expected` is what ought to stand there."""

    line: int
    column: str
    value: str
    expected: ExpectedAnswer


class ImportAnswer(BaseModel):
    """`proposal` is what now waits for an approver, `change` what was done; both null when nothing was new."""

    dry_run: bool
    rows: int
    new: int
    changed: int
    unchanged: int
    error_count: int
    errors: list[RowErrorAnswer]
    proposal: int | None = None
    change: int | None = None


@router.post("/{kind}", operation_id="importTable", response_model=ImportAnswer, openapi_extra=TABLE)
async def import_table(
    kind: ImportKind,
    request: Request,
    by: Registering,
    registrar: InRegistry,
    write: Write,
    reason: Annotated[Reason, Query()],
    dry_run: bool = False,
) -> Response:
    """CSV or Excel, told by its content; headers in Persian or English. `dry_run` reports and writes nothing."""
    content = await request.body()
    report: Report[Any] = await asyncio.to_thread(read_table, kind, content)
    if not report.ok and not dry_run:
        raise TableRefused(errors=[_plain(error) for error in report.errors[:SHOWN]])

    async def do(session: AsyncSession) -> Answered:
        rehearsal = await registrar.rehearse(session, four_eyes=False)
        imported = await _HOW[kind](rehearsal, report.rows) if report.ok else Imported([], 0, 0, None)
        answer = _answer(dry_run, report, imported)
        if dry_run or (imported.operation is None and not imported.errors):
            return Answered(200, answer, again=not dry_run)
        if imported.errors:
            raise TableRefused(errors=[_plain(error) for error in imported.errors[:SHOWN]])
        return Answered(200, answer.model_copy(update=await _enter(registrar, session, by, reason, imported)))

    return await write(by, registrar.locked(), do)


async def _enter(
    registrar: Registrar, session: AsyncSession, by: Official, reason: str, imported: Imported
) -> dict[str, int | None]:
    operation = imported.operation
    assert operation is not None  # noqa: S101 - the caller has looked
    if isinstance(operation, RegisterAgencies | CertifyServices):
        made = await proposals.propose(registrar, session, by, operation, reason, None)
        return {"proposal": made.number}
    async with registrar.change_in(session, by, operation.action, reason) as change:
        await carry_out(change, operation)
    return {"change": change.number}


def _answer(dry_run: bool, report: Report[Any], imported: Imported) -> ImportAnswer:
    errors = [*report.errors, *imported.errors]
    good = not errors
    return ImportAnswer(
        dry_run=dry_run,
        rows=report.lines,
        new=imported.new,
        changed=imported.changed,
        unchanged=report.lines - imported.new - imported.changed if good else 0,
        error_count=report.error_count + len(imported.errors),
        errors=[RowErrorAnswer.model_validate(_plain(error)) for error in errors[:SHOWN]],
    )


def _plain(error: RowError) -> dict[str, Any]:
    return error._asdict() | {"expected": error.expected._asdict()}
