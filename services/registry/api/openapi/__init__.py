"""How the API describes itself."""

from services.registry.api.openapi.described import OPEN, describe

__all__ = ["OPEN", "describe"]
