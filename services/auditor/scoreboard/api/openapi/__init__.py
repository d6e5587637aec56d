"""How the API describes itself."""

from services.auditor.scoreboard.api.openapi.document import describe, document

__all__ = ["describe", "document"]
