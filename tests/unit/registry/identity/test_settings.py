"""What production does not allow."""

from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from services.plumbing.database import open_engine
from services.registry.identity.identity import Identity
from services.registry.identity.settings import IdentitySettings, SettingsRefused, refuse_in_production
from services.registry.issuer.process import run_issuer
from services.registry.issuer.settings import IssuerSettings
from tests.unit.registry.identity.doors import NOWHERE

SECURE: dict[str, Any] = {"oidc_issuer": "https://login.example", "public_url": "https://registry.example"}


@pytest.mark.parametrize("insecure", ["oidc_issuer", "public_url"])
def test_production_refuses_addresses_without_tls(insecure: str) -> None:
    address = {insecure: SECURE[insecure].replace("https", "http")}
    settings = IdentitySettings(env="production", **(SECURE | address))
    with pytest.raises(SettingsRefused, match="https"):
        refuse_in_production(settings)
    with pytest.raises(SettingsRefused):
        Identity(settings, open_engine(NOWHERE))


def test_production_takes_an_issuer_by_tls() -> None:
    refuse_in_production(IdentitySettings(env="production", **SECURE))


async def test_production_refuses_to_be_the_local_issuer() -> None:
    with pytest.raises(SettingsRefused, match="MOHLAT_ENV=production"):
        await run_issuer(IssuerSettings(env="production", **SECURE))


def test_the_environment_is_one_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOHLAT_ENV", "prod")
    with pytest.raises(ValidationError):
        IdentitySettings()


def test_the_secret_is_not_shown() -> None:
    settings = IdentitySettings(oidc_client_secret=SecretStr("hush"))
    assert "hush" not in f"{settings!r} {settings.oidc_client_secret}"


@pytest.mark.parametrize("address", ["registry.example", "javascript:alert(1)", "http://", "https://a.example/?b=c"])
def test_addresses_are_addresses(address: str) -> None:
    with pytest.raises(ValidationError):
        IdentitySettings(public_url=address)
