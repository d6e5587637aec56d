"""The local issuer: whom it sends where, and what it gives for a code."""

import json
import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from joserfc import jwt

from services.registry.issuer.codes import CODES_LAST
from services.registry.issuer.officials import DEMO_OFFICIALS
from services.registry.issuer.signing_key import FILE, load_or_create_key
from tests.officials import CLIENT, LOOPBACK, LocalIssuer, a_request, an_issuer, arrived, the_form

VERIFIER = "v" * 50
CALLBACK = "http://registry/callback"


class Noon:
    def __init__(self) -> None:
        self.instant = datetime(2026, 11, 24, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.instant


@pytest.fixture
def noon() -> Noon:
    return Noon()


@pytest.fixture
def issuer(noon: Noon) -> LocalIssuer:
    return an_issuer(now=noon)


@pytest.fixture
async def browser(issuer: LocalIssuer) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(transport=issuer.transport, base_url=issuer.url) as client:
        yield client


async def a_code(browser: httpx2.AsyncClient, **changes: str) -> str:
    page = await browser.get("/authorize", params=a_request(VERIFIER, **changes))
    address, fields = the_form(page)
    return arrived(await browser.post(address, data=fields | {"official": "parisa-approver"}))["code"]


async def redeem(browser: httpx2.AsyncClient, good: str, **changes: str) -> httpx2.Response:
    form = {
        "grant_type": "authorization_code",
        "code": good,
        "client_id": CLIENT,
        "redirect_uri": LOOPBACK,
        "code_verifier": VERIFIER,
    }
    return await browser.post("/token", data=form | changes)


async def test_a_code_brings_both_tokens(browser: httpx2.AsyncClient, issuer: LocalIssuer) -> None:
    answer = (await redeem(browser, await a_code(browser, nonce="n-1"))).json()
    access = jwt.decode(answer["access_token"], issuer.key).claims
    identity = jwt.decode(answer["id_token"], issuer.key).claims
    assert (access["sub"], access["roles"], access["aud"]) == ("parisa-approver", ["approver"], "mohlat-registry")
    assert (identity["sub"], identity["nonce"], identity["aud"]) == ("parisa-approver", "n-1", CLIENT)
    assert "roles" not in identity
    assert (answer["expires_in"], access["exp"] - access["iat"]) == (43_200, 43_200)


async def test_a_code_is_good_once(browser: httpx2.AsyncClient) -> None:
    code = await a_code(browser)
    assert (await redeem(browser, code)).status_code == 200
    again = await redeem(browser, code)
    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"code_verifier": "w" * 50},
        {"code_verifier": ""},
        {"redirect_uri": CALLBACK},
        {"redirect_uri": LOOPBACK + "/"},
        {"client_id": "another"},
        {"code": "guessed"},
    ],
    ids=str,
)
async def test_a_code_is_good_for_whoever_asked_for_it(wrong: dict[str, str], browser: httpx2.AsyncClient) -> None:
    code = await a_code(browser)
    assert (await redeem(browser, code, **wrong)).json() == {"error": "invalid_grant"}


async def test_a_wrong_try_uses_the_code_up(browser: httpx2.AsyncClient) -> None:
    code = await a_code(browser)
    await redeem(browser, code, code_verifier="w" * 50)
    assert (await redeem(browser, code)).status_code == 400


async def test_a_code_waits_a_minute(browser: httpx2.AsyncClient, noon: Noon) -> None:
    code = await a_code(browser)
    noon.instant += CODES_LAST
    assert (await redeem(browser, code)).status_code == 400


async def test_only_codes_are_exchanged(browser: httpx2.AsyncClient) -> None:
    answer = await redeem(browser, await a_code(browser), grant_type="password")
    assert answer.json() == {"error": "unsupported_grant_type"}


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/callback",
        "http://registry/callback/more",
        "http://registry/callback?next=evil",
        "http://registry.evil.example/callback",
        "http://localhost:1/callback",
        "http://127.0.0.1/callback",
        "http://127.0.0.1.evil.example:1/callback",
        "http://user@127.0.0.1:1/callback",
        "https://127.0.0.1:1/callback",
        "http://127.0.0.1:99999/callback",
        "javascript:alert(1)",
        "",
    ],
)
async def test_nobody_is_sent_elsewhere(elsewhere: str, browser: httpx2.AsyncClient) -> None:
    request = a_request(VERIFIER, redirect_uri=elsewhere)
    asked = await browser.get("/authorize", params=request)
    posted = await browser.post("/authorize", data=request | {"official": "sara-registrar"})
    assert (asked.status_code, posted.status_code) == (400, 400)
    assert "Location" not in {**asked.headers, **posted.headers}


@pytest.mark.parametrize("address", [CALLBACK, LOOPBACK, "http://[::1]:8765/anything"])
async def test_the_registry_and_programs_here_are_sent_back_to(address: str, browser: httpx2.AsyncClient) -> None:
    assert await a_code(browser, redirect_uri=address)


async def test_another_client_is_not_known(browser: httpx2.AsyncClient) -> None:
    assert (await browser.get("/authorize", params=a_request(VERIFIER, client_id="other"))).status_code == 400


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
    ],
)
async def test_a_request_it_does_not_grant_goes_back_as_an_error(
    changes: dict[str, str], error: str, browser: httpx2.AsyncClient, issuer: LocalIssuer
) -> None:
    asked = await browser.get("/authorize", params=a_request(VERIFIER, **changes))
    assert arrived(asked) == {"error": error, "state": "a-state", "iss": issuer.url}
    posted = await browser.post("/authorize", data=a_request(VERIFIER, **changes) | {"official": "sara-registrar"})
    assert arrived(posted)["error"] == error


async def test_strangers_are_not_officials(browser: httpx2.AsyncClient) -> None:
    answer = await browser.post("/authorize", data=a_request(VERIFIER) | {"official": "mallory"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("wish", "language", "direction"),
    [({"ui_locales": "fa"}, "fa", "rtl"), ({"ui_locales": "en"}, "en", "ltr"), ({"ui_locales": "de"}, "en", "ltr")],
)
async def test_the_page_speaks_both_languages(
    wish: dict[str, str], language: str, direction: str, browser: httpx2.AsyncClient
) -> None:
    page = await browser.get("/authorize", params=a_request(VERIFIER, **wish))
    assert f'<html lang="{language}" dir="{direction}">' in page.text
    assert all(subject in page.text for subject in DEMO_OFFICIALS)


async def test_the_page_takes_the_browsers_language(browser: httpx2.AsyncClient) -> None:
    page = await browser.get("/authorize", params=a_request(VERIFIER), headers={"Accept-Language": "fa-IR,en;q=0.5"})
    assert "فقط برای نمایش" in page.text


async def test_what_a_client_sends_cannot_become_markup(browser: httpx2.AsyncClient) -> None:
    state = '"><script>alert(1)</script>'
    page = await browser.get("/authorize", params=a_request(VERIFIER, state=state))
    assert "<script>" not in page.text
    assert the_form(page)[1]["state"] == state


async def test_discovery_says_that_it_is_local(browser: httpx2.AsyncClient, issuer: LocalIssuer) -> None:
    document = (await browser.get("/.well-known/openid-configuration")).json()
    assert (document["issuer"], document["mohlat_local_issuer"]) == (issuer.url, True)
    keys: list[dict[str, Any]] = (await browser.get("/jwks")).json()["keys"]
    assert [key["kid"] for key in keys] == [issuer.key.kid]
    assert "d" not in keys[0]


def test_the_key_outlives_a_restart_and_is_nobody_elses(tmp_path: Path) -> None:
    first = load_or_create_key(tmp_path / "state")
    assert load_or_create_key(tmp_path / "state").as_dict(private=True) == first.as_dict(private=True)
    assert stat.S_IMODE((tmp_path / "state" / FILE).stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "state").iterdir()] == [FILE]


def test_a_draft_of_a_key_is_no_key(tmp_path: Path) -> None:
    (tmp_path / f"{FILE}.0011").write_text('{"kty": "E')
    assert load_or_create_key(tmp_path).kid
    assert json.loads((tmp_path / FILE).read_text())["kty"] == "EC"


def test_demo_officials_are_marked_and_have_the_roles_of_the_demo() -> None:
    assert {subject: set(each.roles) for subject, each in DEMO_OFFICIALS.items()} == {
        "sara-registrar": {"registrar"},
        "omid-registrar": {"registrar"},
        "parisa-approver": {"approver"},
        "kaveh-approver": {"approver"},
        "laleh-overseer": {"overseer"},
        "navid-operator": {"operator"},
        "reza-inspector": {"inspector:inspection_organisation"},
        "mahin-inspector": {"inspector:oversight_committee"},
        "darya-inspector": {"inspector:article_90_commission"},
        "both-roles": {"registrar", "approver"},
    }
    assert all("synthetic" in each.name for each in DEMO_OFFICIALS.values())
