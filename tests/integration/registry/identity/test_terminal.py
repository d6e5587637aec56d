"""Signing in from a terminal, with the issuer as a server of its own."""

import asyncio
import stat
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from deploy.local.daemons.ports import free_port
from services.registry.identity.provider import Provider
from services.registry.identity.settings import AUDIENCE
from services.registry.identity.stored_token import forget_token, store_token, stored_token, token_file
from services.registry.identity.terminal import LoginFailed, login
from services.registry.identity.tokens import TokenVerifier
from services.registry.issuer.process import run_issuer
from services.registry.issuer.settings import IssuerSettings
from tests.officials import CLIENT, the_form, tokens_for
from tests.waiting import eventually


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("MOHLAT_TOKEN", raising=False)
    return tmp_path / "config"


class Running:
    """The issuer's process as a task, to stop and start again."""

    def __init__(self, state_dir: Path) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._settings = IssuerSettings(http_port=port, oidc_issuer=self.url, state_dir=state_dir)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(run_issuer(self._settings))
        await eventually(self._ready, what="the issuer")

    async def stop(self) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _ready(self) -> bool:
        async with httpx2.AsyncClient() as client:
            try:
                return (await client.get(f"{self.url}/readyz")).status_code == 200
            except httpx2.HTTPError:
                return False


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    issuer = Running(tmp_path / "state")
    await issuer.start()
    yield issuer
    await issuer.stop()


async def subject_of(token: str, issuer: Running) -> str:
    return (await TokenVerifier(Provider(issuer.url), AUDIENCE).official(token)).subject


def a_person(subject: str, before: Any = None) -> Any:
    """Opens the address in a browser of her own, and picks herself."""

    def sign_in(address: str) -> None:
        with httpx2.Client(follow_redirects=True) as client:
            if before is not None:
                before(client, parse_qs(urlsplit(address).query)["redirect_uri"][0])
            page = client.get(address)
            to, fields = the_form(page)
            client.post(to, data=fields | {"official": subject})

    def browse(address: str) -> bool:
        threading.Thread(target=sign_in, args=(address,), daemon=True).start()
        return True

    return browse


async def sign_in(issuer: Running, person: Any, **more: Any) -> str:
    return await asyncio.to_thread(login, issuer.url, CLIENT, browse=person, patience=20, **more)


async def test_a_person_signs_in_and_her_token_is_kept(running: Running, home: Path) -> None:
    shown: list[str] = []
    token = await sign_in(running, a_person("sara-registrar"), show=shown.append)
    assert await subject_of(token, running) == "sara-registrar"
    assert stored_token() == token
    assert stat.S_IMODE((home / "mohlat" / "token").stat().st_mode) == 0o600
    assert shown[0].startswith(running.url)


async def test_what_else_comes_to_the_port_is_ignored(running: Running) -> None:
    def noise(client: httpx2.Client, landing: str) -> None:
        assert client.get(landing.replace("/callback", "/favicon.ico")).status_code == 404
        client.get(landing, params={"state": "guessed", "code": "planted"})
        client.get(landing, params={"error": "access_denied"})

    token = await sign_in(running, a_person("omid-registrar", noise), show=lambda _: None)
    assert await subject_of(token, running) == "omid-registrar"


async def test_nobody_in_time_is_said(running: Running) -> None:
    with pytest.raises(LoginFailed, match="in time"):
        await asyncio.to_thread(login, running.url, CLIENT, show=lambda _: None, browse=lambda _: False, patience=0.05)


async def test_a_refusal_of_the_issuer_is_said(running: Running) -> None:
    def denied(address: str) -> None:
        query = parse_qs(urlsplit(address).query)
        back = {"state": query["state"][0], "error": "access_denied"}
        threading.Thread(target=httpx2.get, args=(query["redirect_uri"][0],), kwargs={"params": back}).start()

    with pytest.raises(LoginFailed, match="access_denied"):
        await sign_in(running, denied, show=lambda _: None)


async def test_an_issuer_that_is_away_is_said() -> None:
    with pytest.raises(LoginFailed, match="cannot be used"):
        await asyncio.to_thread(login, f"http://127.0.0.1:{free_port()}", CLIENT, browse=lambda _: False)


async def test_tokens_outlive_the_issuers_restart(running: Running) -> None:
    token = await asyncio.to_thread(tokens_for, running.url, "kaveh-approver")
    await running.stop()
    await running.start()
    assert await subject_of(token, running) == "kaveh-approver"


def test_the_environments_token_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    assert stored_token() is None
    store_token("stored")
    assert stored_token() == "stored"
    monkeypatch.setenv("MOHLAT_TOKEN", "given")
    assert stored_token() == "given"


def test_a_token_is_replaced_and_forgotten(home: Path) -> None:
    store_token("first")
    store_token("second")
    assert stored_token() == "second"
    assert [path.name for path in (home / "mohlat").iterdir()] == ["token"]
    assert (forget_token(), forget_token(), stored_token()) == (True, False, None)


def test_a_relative_folder_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    assert token_file({"XDG_CONFIG_HOME": "here"}) == Path.home() / ".config/mohlat/token"
