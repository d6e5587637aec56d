"""The issuer's process."""

import asyncio

from services.plumbing.health import Health
from services.plumbing.http import serve
from services.registry.identity.settings import SettingsRefused
from services.registry.issuer.app import create_issuer
from services.registry.issuer.settings import IssuerSettings
from services.registry.issuer.signing_key import load_or_create_key


def refuse_issuer_in_production(settings: IssuerSettings) -> None:
    """Raises SettingsRefused: whoever reaches this issuer is whomever they like."""
    if settings.production:
        raise SettingsRefused("the local issuer is for demonstrations and tests only: MOHLAT_ENV=production refuses it")


async def run_issuer(settings: IssuerSettings) -> None:
    """Serve until cancelled.

    Raises:
        SettingsRefused: production.
    """
    refuse_issuer_in_production(settings)
    key = load_or_create_key(settings.state_dir)
    health = Health()
    app = create_issuer(settings.oidc_issuer, settings.oidc_client_id, settings.callback, key, health)
    async with asyncio.TaskGroup() as group:
        group.create_task(health.run())
        group.create_task(serve(app, settings.http_host, settings.http_port))
