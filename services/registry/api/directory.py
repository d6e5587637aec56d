"""Groups and oversight bodies."""

from fastapi import APIRouter, Response

from services.registry.api.answers import GroupAnswer, OversightAnswer
from services.registry.api.paths import Code, InRegistry, Role, written
from services.registry.changes.directory import put_group, put_oversight_body
from services.registry.entries import NamesEntry, OversightEntry

router = APIRouter(tags=["directory"])


@router.put("/groups/{code}", operation_id="putGroup")
async def put_a_group(code: Code, entry: NamesEntry, registrar: InRegistry, response: Response) -> GroupAnswer:
    async with registrar.change() as change:
        response.status_code = written(await put_group(change, code, entry))
    return GroupAnswer(code=code, name_fa=entry.name_fa, name_en=entry.name_en)


@router.put("/oversight-bodies/{role}", operation_id="putOversightBody")
async def put_a_body(role: Role, entry: OversightEntry, registrar: InRegistry, response: Response) -> OversightAnswer:
    async with registrar.change() as change:
        response.status_code = written(await put_oversight_body(change, role, entry))
    return OversightAnswer(role=role, name_fa=entry.name_fa, name_en=entry.name_en)
