"""Tables that open in Excel, and can be imported again."""

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from services.registry.api.paging import At
from services.registry.api.paths import InRegistry
from services.registry.api.problems import language
from services.registry.api.seeing import Reader, seen
from services.registry.problems import RoleMissing
from services.registry.reading import exporting
from services.registry.tables import ExportKind, write_csv, write_xlsx

router = APIRouter(tags=["tables"], prefix="/exports")

Format = Literal["csv", "xlsx"]
_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The table",
        "content": {
            media: {"schema": {"type": "string", "format": "binary"}} for media in ("text/csv", _TYPES["xlsx"])
        },
    }
}


@router.get("/{kind}.{form}", operation_id="exportTable", response_class=Response, responses=_FILE)
async def export(
    kind: ExportKind,
    form: Format,
    official: Reader,
    registrar: InRegistry,
    at: At,
    request: Request,
    lang: Annotated[Literal["fa", "en"] | None, Query()] = None,
) -> Response:
    """As it was then; headers in the language of `lang`, or else of Accept-Language. Right to left in Persian."""
    if kind == "contacts" and not official.may_act_as("registrar", "approver"):
        raise RoleMissing(needed=("registrar", "approver"))
    async with seen(registrar, at.as_of, at.known_at) as (session, view):
        entries = await exporting.entries(session, kind, view)
    write = write_csv if form == "csv" else write_xlsx
    content = await asyncio.to_thread(write, kind, entries, lang or language(request))
    headers = {"Content-Disposition": f'attachment; filename="{kind}.{form}"'}
    return Response(content, 200, headers, _TYPES[form])
