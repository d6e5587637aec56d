"""Where officials come from: the issuer, this registry's name with it, and what production does not allow."""

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Environment = Literal["development", "production"]

AUDIENCE = "mohlat-registry"
"""`aud` of an access token that is meant for the registry."""
SCOPE = "openid profile"
"""What is asked of the issuer at a login."""


class SettingsRefused(Exception):
    """The process must not run with these settings; the message is one line for whoever starts it."""


class IdentitySettings(BaseSettings):
    """Read once, in the entry module, and passed on.

    Attributes:
        env: `production` refuses whatever is for demonstrations only.
        oidc_issuer: URL of the OpenID Connect issuer, exactly as its tokens name it.
        oidc_client_id: what the issuer calls this registry.
        oidc_client_secret: unset for a public client, which PKCE alone protects.
        public_url: where browsers reach the registry; `/callback` below it is the redirect address.
    """

    model_config = SettingsConfigDict(env_prefix="MOHLAT_", extra="ignore", populate_by_name=True)

    env: Environment = "development"
    oidc_issuer: str = "http://127.0.0.1:8010"
    oidc_client_id: str = "mohlat-registry"
    oidc_client_secret: SecretStr | None = Field(default=None, repr=False)
    public_url: str = Field(default="http://127.0.0.1:8000", validation_alias="MOHLAT_REGISTRY_URL")

    @field_validator("oidc_issuer", "public_url")
    @classmethod
    def _address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("must be an http or https URL without a query")
        return value

    @property
    def production(self) -> bool:
        return self.env == "production"

    @property
    def callback(self) -> str:
        """Where the issuer sends a browser back to."""
        return self.public_url.rstrip("/") + "/callback"


def refuse_in_production(settings: IdentitySettings) -> None:
    """What the settings alone tell; what the issuer says of itself is checked where it is read.

    Raises:
        SettingsRefused: production, and the issuer or the registry would be reached without TLS.
    """
    if not settings.production:
        return
    for variable, url in (("MOHLAT_OIDC_ISSUER", settings.oidc_issuer), ("MOHLAT_REGISTRY_URL", settings.public_url)):
        if urlsplit(url).scheme != "https":
            raise SettingsRefused(f"{variable} must be an https URL when MOHLAT_ENV=production, not {url}")
