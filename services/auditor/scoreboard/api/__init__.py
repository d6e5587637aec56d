"""`/v1`: figures, histories, comparisons and the standing, for programs."""

from fastapi import APIRouter

from services.auditor.scoreboard.api.comparisons import comparisons_router
from services.auditor.scoreboard.api.figures import figures_router
from services.auditor.scoreboard.api.frozen import frozen_router
from services.auditor.scoreboard.api.histories import histories_router
from services.auditor.scoreboard.api.receipts import receipts_router
from services.auditor.scoreboard.api.referring import referring_router
from services.auditor.scoreboard.api.sharing import sharing_router
from services.auditor.scoreboard.api.standing import standing_router
from services.auditor.scoreboard.api.supposing import supposing_router
from services.auditor.scoreboard.api.trends import trends_router
from services.auditor.scoreboard.reading import Library
from services.auditor.whatif import Desk

__all__ = ["api_router"]


def api_router(library: Library, simulated: bool, desk: Desk | None = None) -> APIRouter:
    """The routes; errors are left to the problems of the application."""
    router = APIRouter(prefix="/v1")
    for part in (
        figures_router(library),
        receipts_router(library),
        comparisons_router(library),
        trends_router(library),
        sharing_router(library),
        histories_router(library),
        frozen_router(library),
        referring_router(library),
        supposing_router(desk),
        standing_router(library, simulated),
    ):
        router.include_router(part)
    return router
