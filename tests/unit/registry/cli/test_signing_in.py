"""Signing in and out at a terminal."""

from pathlib import Path

import pytest

from services.registry.identity import stored_token, terminal
from tests.unit.registry.cli.scripted import ScriptedRegistry, answer

ME = {"subject": "sara-registrar", "name": "Sara Rostami (synthetic)", "roles": ["registrar"]}
NOT_GIVEN = {"MOHLAT_TOKEN": ""}


def test_a_login_asks_the_issuer_of_the_settings_and_says_who_signed_in(
    registry: ScriptedRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def signed_in(issuer: str, client_id: str, **_: object) -> str:
        asked.extend((issuer, client_id))
        stored_token.store_token("a-fresh-token")
        return "a-fresh-token"

    monkeypatch.setattr(terminal, "login", signed_in)
    registry.on("GET me", answer(ME))
    environ = NOT_GIVEN | {"MOHLAT_OIDC_ISSUER": "https://issuer.example", "MOHLAT_OIDC_CLIENT_ID": "desk"}
    result = registry.run("login", environ=environ)
    assert result.exit_code == 0
    assert asked == ["https://issuer.example", "desk"]
    assert "Sara Rostami" in result.stdout
    assert "a-fresh-token" not in result.output
    assert registry.asked[0].headers["authorization"] == "Bearer a-fresh-token"


def test_a_login_that_fails_says_why(registry: ScriptedRegistry, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> str:
        raise terminal.LoginFailed("nobody signed in in time")

    monkeypatch.setattr(terminal, "login", failing)
    result = registry.run("login")
    assert result.exit_code == 1
    assert "nobody signed in in time" in result.stderr


def test_settings_that_are_none_cannot_be_meant(registry: ScriptedRegistry) -> None:
    assert registry.run("login", environ={"MOHLAT_OIDC_ISSUER": "issuer"}).exit_code == 2


def test_a_logout_forgets_the_token(registry: ScriptedRegistry, tmp_path: Path) -> None:
    stored_token.store_token("a-token")
    assert "Signed out" in registry.run("logout", environ=NOT_GIVEN).stdout
    assert not stored_token.token_file().exists()
    again = registry.run("logout")
    assert again.exit_code == 0
    assert "MOHLAT_TOKEN is still set" in again.stderr
    assert registry.asked == []
