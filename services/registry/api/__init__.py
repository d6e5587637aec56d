"""The registry's HTTP API."""

from services.registry.api.app import create_app

__all__ = ["create_app"]
