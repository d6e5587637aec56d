"""`/v1/receipts/verify`: a receipt held against its recomputation from the recorded history."""

import asyncio

from fastapi import APIRouter, Request, Response

from services.auditor.answers.comparisons import VerificationAnswer, verification_answer
from services.auditor.figures import Census, Receipt, ReceiptUnreadable, read_receipt, recompute, verify
from services.auditor.scoreboard.api.answering import respond
from services.auditor.scoreboard.reading import Library
from services.auditor.scoreboard.refusals import ReceiptRefused


def receipts_router(library: Library) -> APIRouter:
    router = APIRouter(tags=["figures"])

    @router.post("/receipts/verify", operation_id="verify_receipt")
    async def verify_receipt(request: Request) -> Response:
        """Whether a receipt holds; every difference by name where it does not. The body is the receipt as issued.

        This asks the recorded history; the command `mohlat auditor verify` asks the log itself.
        """
        receipt = receipt_in(await request.body())
        async with library.read() as reading:
            census = await reading.history.census(receipt.definition.duty, receipt.as_of, receipt.known_at)
        return await respond(request, await asyncio.to_thread(held_against, receipt, census), "differences")

    return router


def receipt_in(body: bytes) -> Receipt:
    """Raises ReceiptRefused."""
    try:
        return read_receipt(body)
    except ReceiptUnreadable as error:
        raise ReceiptRefused(str(error)) from error


def held_against(receipt: Receipt, census: Census) -> VerificationAnswer:
    recomputed = recompute(receipt, census)
    return verification_answer(receipt, recomputed, verify(receipt, recomputed))
