"""OpenID Connect's code flow with PKCE, as the client: send a browser away, and learn who came back."""

from typing import Any

import httpx2
import structlog
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc.errors import JoseError

from services.registry.identity.official import Official
from services.registry.identity.provider import AWAY, FETCH_LIMIT, Metadata, Provider
from services.registry.identity.settings import SCOPE, IdentitySettings
from services.registry.identity.tokens import LEEWAY, Now, TokenRefused, TokenVerifier, real_time
from services.registry.models.sessions import LoginRow
from services.registry.problems import IssuerAway, NotSignedIn

_log = structlog.get_logger(__name__)


class CodeFlow:
    def __init__(
        self, settings: IdentitySettings, provider: Provider, verifier: TokenVerifier, now: Now = real_time
    ) -> None:
        self._settings = settings
        self._provider = provider
        self._verifier = verifier
        self._now = now

    async def departure(self, login: LoginRow, language: str | None = None) -> str:
        """The issuer's address to send the browser to; raises IssuerAway."""
        metadata = await self._provider.metadata()
        more = {"ui_locales": language} if language else {}
        async with self._client() as client:
            url, _ = client.create_authorization_url(
                metadata.authorization_endpoint,
                state=login.state,
                nonce=login.nonce,
                code_verifier=login.verifier,
                **more,
            )
        return str(url)

    async def arrival(self, login: LoginRow, code: str) -> Official:
        """Who the code stands for.

        Raises:
            NotSignedIn: the issuer does not know the code, or its tokens do not belong to this login.
            IssuerAway: it does not answer.
        """
        metadata = await self._provider.metadata()
        answer = await self._exchange(metadata, login, code)
        access, identity = answer.get("access_token"), answer.get("id_token")
        if not isinstance(access, str) or not isinstance(identity, str):
            raise _refused("the issuer sent no pair of tokens")
        subject = await self._subject(identity, access, login.nonce)
        official = await self._verifier.official(access)
        if official.subject != subject:
            raise _refused("the two tokens name two persons")
        return official

    async def _exchange(self, metadata: Metadata, login: LoginRow, code: str) -> dict[str, Any]:
        try:
            async with self._client() as client:
                return dict(
                    await client.fetch_token(
                        metadata.token_endpoint,
                        grant_type="authorization_code",
                        code=code,
                        code_verifier=login.verifier,
                    )
                )
        except OAuthError as error:
            raise _refused(f"the issuer refused the code: {error.error}") from None
        except httpx2.HTTPStatusError as error:
            if error.response.status_code < 500:
                raise _refused("the issuer refused the code") from None
            raise IssuerAway from None
        except AWAY as error:
            _log.warning("issuer away", error=type(error).__name__)
            raise IssuerAway from None

    async def _subject(self, id_token: str, access_token: str, nonce: str) -> str:
        """Whom the ID token names, once it is proven to be of this very login."""
        client_id = self._settings.oidc_client_id
        try:
            signed = await self._verifier.signed(id_token)
            claims = CodeIDToken(
                signed.claims,
                signed.header,
                {
                    "iss": {"essential": True, "value": self._settings.oidc_issuer},
                    "aud": {"essential": True, "value": client_id},
                },
                {"nonce": nonce, "client_id": client_id, "access_token": access_token},
            )
            claims.validate(int(self._now().timestamp()), LEEWAY)
        except (TokenRefused, JoseError) as error:
            raise _refused(f"ID token: {error}") from None
        return str(claims["sub"])

    def _client(self) -> Any:
        """One a login: it keeps the tokens that it fetches."""
        secret = self._settings.oidc_client_secret
        return AsyncOAuth2Client(
            client_id=self._settings.oidc_client_id,
            client_secret=secret.get_secret_value() if secret else None,
            scope=SCOPE,
            redirect_uri=self._settings.callback,
            code_challenge_method="S256",
            transport=self._provider.transport,
            timeout=FETCH_LIMIT,
        )


def _refused(reason: str) -> NotSignedIn:
    _log.info("login refused", reason=reason)
    return NotSignedIn()
