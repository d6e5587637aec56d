from tests.integration.connector.conftest import key, registry, start_connector

__all__ = ["key", "registry", "start_connector"]
