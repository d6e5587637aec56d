"""The identity parts of one process, put together from its settings."""

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.identity.code_flow import CodeFlow
from services.registry.identity.cookies import Cookies
from services.registry.identity.provider import Provider
from services.registry.identity.sessions import Sessions
from services.registry.identity.settings import AUDIENCE, IdentitySettings, refuse_in_production
from services.registry.identity.tokens import Now, TokenVerifier, real_time


class Identity:
    """What `app.state.identity` holds.

    Args:
        transport: how the issuer is reached, when not by the network.
        now: real time; never the domain clock, which a player may move.

    Raises:
        SettingsRefused: production does not allow these settings.
    """

    def __init__(
        self,
        settings: IdentitySettings,
        engine: AsyncEngine,
        *,
        transport: httpx2.AsyncBaseTransport | None = None,
        now: Now = real_time,
    ) -> None:
        refuse_in_production(settings)
        self.settings = settings
        self.provider = Provider(settings.oidc_issuer, production=settings.production, transport=transport)
        self.verifier = TokenVerifier(self.provider, AUDIENCE, now)
        self.sessions = Sessions(engine, now)
        self.code_flow = CodeFlow(settings, self.provider, self.verifier, now)
        self.cookies = Cookies(settings.public_url)

    async def prove(self) -> None:
        """Once, before serving; raises SettingsRefused when production would trust a local issuer."""
        await self.provider.prove()
