"""Signing in with a browser, from the first click to the session, and everything that must not sign anybody in."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.identity.identity import Identity
from services.registry.identity.sessions import LOGIN_LASTS
from services.registry.identity.settings import IdentitySettings
from services.registry.issuer.officials import DEMO_OFFICIALS
from services.registry.models.sessions import LoginRow, SessionRow
from tests.integration.registry.identity.browsers import Browser
from tests.integration.registry.identity.conftest import SetClock
from tests.officials import LocalIssuer, an_identity, an_issuer


async def rows(engine: AsyncEngine, kind: type[LoginRow] | type[SessionRow]) -> int:
    async with AsyncSession(engine) as session:
        return (await session.exec(select(func.count()).select_from(kind))).one()


async def test_a_login_leads_on_to_where_it_was_asked(browser: Browser, engine: AsyncEngine) -> None:
    arrived = await browser.sign_in("parisa-approver", "/desk?lang=fa")
    assert arrived.headers["Location"] == "/desk?lang=fa"
    assert (await browser.whoami()).json()["subject"] == "parisa-approver"
    assert (await rows(engine, LoginRow), await rows(engine, SessionRow)) == (0, 1)


async def test_the_way_to_the_issuer_holds_no_secret(browser: Browser, engine: AsyncEngine) -> None:
    sent = parse_qs(urlsplit(await browser.depart()).query)
    async with AsyncSession(engine) as session:
        login = (await session.exec(select(LoginRow))).one()
    assert (sent["state"], sent["nonce"], sent["code_challenge_method"]) == ([login.state], [login.nonce], ["S256"])
    assert login.verifier not in str(sent)


async def test_nobody_is_led_elsewhere(browser: Browser) -> None:
    assert (await browser.sign_in("parisa-approver", "//evil.example")).headers["Location"] == "/desk"


async def test_a_way_back_is_good_once(browser: Browser) -> None:
    way_back = await browser.pick(await browser.depart(), "sara-registrar")
    assert (await browser.arrive(way_back)).status_code == 303
    assert (await browser.arrive(way_back)).status_code == 401


async def test_another_browser_cannot_finish_a_login(browser: Browser, identity: Identity, issuer: LocalIssuer) -> None:
    way_back = await browser.pick(await browser.depart(), "sara-registrar")
    victim = Browser(identity, issuer)
    assert (await victim.arrive(way_back)).status_code == 401
    assert (await victim.whoami()).status_code == 401
    assert (await browser.arrive(way_back)).status_code == 303  # and it has not spoiled it either


async def test_two_windows_may_sign_in_at_once(browser: Browser) -> None:
    first, second = await browser.depart("/one"), await browser.depart("/two")
    assert (await browser.arrive(await browser.pick(first, "sara-registrar"))).headers["Location"] == "/one"
    assert (await browser.arrive(await browser.pick(second, "sara-registrar"))).headers["Location"] == "/two"


async def test_a_login_is_given_up_after_a_while(browser: Browser, clock: SetClock, engine: AsyncEngine) -> None:
    at_issuer = await browser.depart()
    clock.instant += LOGIN_LASTS
    assert (await browser.arrive(await browser.pick(at_issuer, "sara-registrar"))).status_code == 401


async def test_given_up_logins_are_swept_out(browser: Browser, clock: SetClock, engine: AsyncEngine) -> None:
    for _ in range(3):
        await browser.depart()
    clock.instant += LOGIN_LASTS
    await browser.depart()
    assert await rows(engine, LoginRow) == 1


async def test_signing_in_again_ends_the_earlier_session(browser: Browser, engine: AsyncEngine) -> None:
    await browser.sign_in("sara-registrar")
    earlier = browser.session_cookie
    await browser.sign_in("parisa-approver")
    assert browser.session_cookie != earlier
    assert (await browser.whoami()).json()["subject"] == "parisa-approver"
    assert await rows(engine, SessionRow) == 1


async def test_a_way_back_from_another_issuer_signs_nobody_in(browser: Browser) -> None:
    way_back = await browser.pick(await browser.depart(), "sara-registrar")
    mixed_up = way_back.replace("iss=http%3A%2F%2Fissuer", "iss=http%3A%2F%2Felsewhere")
    assert mixed_up != way_back
    assert (await browser.arrive(mixed_up)).status_code == 401


@pytest.mark.parametrize("wrong", ["code=guessed", "code=", "error=access_denied"])
async def test_a_wrong_way_back_signs_nobody_in(wrong: str, browser: Browser) -> None:
    state = parse_qs(urlsplit(await browser.depart()).query)["state"][0]
    assert (await browser.arrive(f"http://registry/callback?state={state}&{wrong}")).status_code == 401
    assert (await browser.whoami()).status_code == 401


async def test_a_made_up_state_signs_nobody_in(browser: Browser) -> None:
    browser.client.cookies.set("mohlat-login-made-up-", "made-up-state")
    assert (await browser.arrive("http://registry/callback?state=made-up-state&code=any")).status_code == 401
    assert (await browser.arrive("http://registry/callback")).status_code == 401


class Meddler(httpx2.AsyncBaseTransport):
    """Between registry and issuer: replaces one of the two tokens."""

    def __init__(self, issuer: LocalIssuer, **tokens: str) -> None:
        self._inner, self._tokens = issuer.transport, tokens

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = await self._inner.handle_async_request(request)
        if request.url.path != "/token":
            return answer
        await answer.aread()
        return httpx2.Response(200, json=answer.json() | self._tokens)


def _id_token(issuer: LocalIssuer, clock: SetClock, subject: str, nonce: str | None) -> str:
    return issuer.mint.id_token(DEMO_OFFICIALS[subject], clock(), nonce, "another access token")


async def test_an_id_token_of_another_login_signs_nobody_in(
    issuer: LocalIssuer, engine: AsyncEngine, clock: SetClock
) -> None:
    for other in (
        _id_token(issuer, clock, "sara-registrar", "another nonce"),
        _id_token(issuer, clock, "sara-registrar", None),
        _id_token(an_issuer(now=clock), clock, "sara-registrar", None),
        issuer.token("sara-registrar"),
        "no token",
    ):
        identity = an_identity(issuer, engine, now=clock)
        identity.provider.transport = Meddler(issuer, id_token=other)
        browser = Browser(identity, issuer)
        arrived = await browser.arrive(await browser.pick(await browser.depart(), "sara-registrar"))
        assert arrived.status_code == 401


@pytest.mark.parametrize(
    ("names", "belongs_to"),
    [("sara-registrar", "both-roles"), ("both-roles", "sara-registrar")],
    ids=["the ID token names another person", "the ID token belongs to another access token"],
)
async def test_two_tokens_that_do_not_belong_together_sign_nobody_in(
    names: str, belongs_to: str, issuer: LocalIssuer, engine: AsyncEngine, clock: SetClock
) -> None:
    identity = an_identity(issuer, engine, now=clock)
    browser = Browser(identity, issuer)
    at_issuer = await browser.depart()
    nonce = parse_qs(urlsplit(at_issuer).query)["nonce"][0]
    tokens = {subject: issuer.token(subject) for subject in (names, belongs_to)}
    id_token = issuer.mint.id_token(DEMO_OFFICIALS[names], clock(), nonce, tokens[belongs_to])
    identity.provider.transport = Meddler(issuer, access_token=tokens["both-roles"], id_token=id_token)
    assert (await browser.arrive(await browser.pick(at_issuer, "sara-registrar"))).status_code == 401


async def test_an_issuer_that_goes_away_is_said_to_be_away(
    browser: Browser, identity: Identity, issuer: LocalIssuer
) -> None:
    way_back = await browser.pick(await browser.depart(), "sara-registrar")
    identity.provider.transport = httpx2.MockTransport(lambda _: httpx2.Response(502))
    answer = await browser.arrive(way_back)
    assert (answer.status_code, answer.json()["name"]) == (503, "issuer-away")
    identity.provider.transport = issuer.transport
    await browser.sign_in("sara-registrar")


async def test_no_login_begins_while_the_issuer_is_away(issuer: LocalIssuer, engine: AsyncEngine) -> None:
    identity = an_identity(issuer, engine)
    identity.provider.transport = httpx2.MockTransport(lambda _: httpx2.Response(502))
    answer = await Browser(identity, issuer).client.get("/login")
    assert (answer.status_code, answer.json()["name"]) == (503, "issuer-away")
    assert await rows(engine, LoginRow) == 0


async def test_a_client_with_a_secret_signs_in_as_well(
    issuer: LocalIssuer, engine: AsyncEngine, clock: SetClock
) -> None:
    settings = IdentitySettings(
        oidc_issuer=issuer.url, public_url="http://registry", oidc_client_secret=SecretStr("hush")
    )
    browser = Browser(Identity(settings, engine, transport=issuer.transport, now=clock), issuer)
    await browser.sign_in("navid-operator")
    assert (await browser.whoami()).status_code == 200


async def test_sessions_by_tls_are_kept_by_tls(engine: AsyncEngine, clock: SetClock) -> None:
    public_url = "https://registry.example"
    issuer = an_issuer(public_url=public_url, now=clock)
    browser = Browser(an_identity(issuer, engine, public_url=public_url, now=clock), issuer, public_url)
    arrived = await browser.sign_in("laleh-overseer")
    assert "__Host-mohlat-session=" in arrived.headers["Set-Cookie"]
    assert (await browser.whoami()).status_code == 200


async def test_secrets_are_not_logged(browser: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    await browser.sign_in("sara-registrar")
    state = parse_qs(urlsplit(await browser.depart()).query)["state"][0]
    await browser.arrive(f"http://registry/callback?state={state}&code=guessed")
    said = "".join(capsys.readouterr())
    assert "login refused" in said
    assert not any(secret in said for secret in (browser.session_cookie, state, "guessed"))


async def test_logins_may_take_as_long_as_they_say(browser: Browser, clock: SetClock) -> None:
    at_issuer = await browser.depart()
    clock.instant += LOGIN_LASTS - timedelta(seconds=1)
    assert (await browser.arrive(await browser.pick(at_issuer, "sara-registrar"))).status_code == 303
