"""How the connector's API describes itself."""

from services.connector.api.openapi.document import document

__all__ = ["document"]
