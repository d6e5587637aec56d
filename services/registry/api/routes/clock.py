"""The simulated clock; part of the API only where the clock is simulated, and open to whoever plays the scenario."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from services.registry.api.openapi import OPEN
from services.registry.api.paths import InRegistry
from services.registry.changes import moves
from services.registry.entries.clock import MoveEntry

router = APIRouter(tags=["clock"], prefix="/clock")


class ClockAnswer(BaseModel):
    """Where the simulated clock stands; null before its first move."""

    now: datetime | None


@router.get("", operation_id="readClock", openapi_extra=OPEN)
async def read(registrar: InRegistry) -> ClockAnswer:
    return ClockAnswer(now=await moves.stand(registrar))


@router.post("", operation_id="moveClock", openapi_extra=OPEN)
async def move(entry: MoveEntry, registrar: InRegistry) -> ClockAnswer:
    """Answers when the move is committed; a repeat is harmless."""
    return ClockAnswer(now=await moves.move(registrar, entry))
