"""Settings of the local issuer: those of any process, and what it must know of the registry."""

from pydantic import Field

from services.plumbing.settings import ProcessSettings
from services.registry.identity.settings import IdentitySettings


class IssuerSettings(IdentitySettings, ProcessSettings):
    """`oidc_issuer` is its own address here; `public_url` is the registry's, whose callback it sends browsers to."""

    http_port: int = Field(default=8010, ge=0, le=65535)
