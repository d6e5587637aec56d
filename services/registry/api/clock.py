"""The simulated clock; part of the API only where the clock is simulated."""

from fastapi import APIRouter

from services.registry.api.answers import ClockAnswer
from services.registry.api.paths import InRegistry
from services.registry.changes import moves
from services.registry.entries import MoveEntry

router = APIRouter(tags=["clock"], prefix="/clock")


@router.get("", operation_id="readClock")
async def read(registrar: InRegistry) -> ClockAnswer:
    return ClockAnswer(now=await moves.stand(registrar))


@router.post("", operation_id="moveClock")
async def move(entry: MoveEntry, registrar: InRegistry) -> ClockAnswer:
    """Answers when the move is committed; a repeat is harmless."""
    return ClockAnswer(now=await moves.move(registrar, entry))
