"""Everything the registry ever said, once more."""

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.api.paths import InRegistry
from services.registry.api.seeing import Operating
from services.registry.api.writing import Answered, Write
from services.registry.outbox import republish

router = APIRouter(tags=["operation"], prefix="/republications")


class RepublishedAnswer(BaseModel):
    """`rows` of the outbox that the relay now carries again."""

    rows: int


@router.post("", operation_id="republish", status_code=202, response_model=RepublishedAnswer)
async def start(by: Operating, registrar: InRegistry, write: Write) -> Response:
    """The relay repeats all bytes, ids and instants as they were; time goes on only when it is done."""

    async def do(session: AsyncSession) -> Answered:
        return Answered(202, RepublishedAnswer(rows=await republish(session)))

    return await write(by, registrar.locked(), do)
