"""Mandates and the extensions of their deadlines."""

from fastapi import APIRouter, Response

from services.registry import facts
from services.registry.api.answers import DeadlineAnswer, MandateAnswer, answer, mandate_answer
from services.registry.api.paths import Code, InRegistry, written
from services.registry.changes import duties, extensions, mandates
from services.registry.entries import ExtensionEntry, MandateEntry

router = APIRouter(tags=["mandates"], prefix="/mandates")


@router.post("", operation_id="enactMandate")
async def enact(entry: MandateEntry, registrar: InRegistry, response: Response) -> MandateAnswer:
    async with registrar.change() as change:
        law, new = await mandates.enact(change, entry)
    response.status_code = written(new)
    return mandate_answer(law)


@router.get("/{code}", operation_id="readMandate")
async def read(code: Code, registrar: InRegistry) -> MandateAnswer:
    async with registrar.reading() as session:
        return mandate_answer(await duties.law(session, code))


@router.post("/{code}/extensions", operation_id="extendDeadline")
async def extend(code: Code, entry: ExtensionEntry, registrar: InRegistry, response: Response) -> DeadlineAnswer:
    async with registrar.change() as change:
        link, new = await extensions.extend(change, code, entry)
    response.status_code = written(new)
    return answer(DeadlineAnswer, facts.deadline(link))
