"""What a session allows, and how it ends."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.identity.asking import CSRF_FIELD, CSRF_HEADER
from services.registry.identity.identity import Identity
from services.registry.identity.sessions import SESSION_LASTS
from tests.integration.registry.identity.browsers import Browser
from tests.integration.registry.identity.conftest import SetClock
from tests.officials import LocalIssuer, an_identity


async def csrf_of(identity: Identity, browser: Browser) -> str:
    session = await identity.sessions.find(browser.session_cookie)
    assert session is not None
    return session.csrf


@pytest.fixture
async def sara(browser: Browser) -> Browser:
    await browser.sign_in("sara-registrar")
    return browser


async def test_a_session_outlives_the_process(
    sara: Browser, issuer: LocalIssuer, engine: AsyncEngine, clock: SetClock
) -> None:
    sara.restarted(an_identity(issuer, engine, now=clock))
    assert (await sara.whoami()).json()["subject"] == "sara-registrar"


async def test_a_login_under_way_outlives_the_process(
    browser: Browser, issuer: LocalIssuer, engine: AsyncEngine, clock: SetClock
) -> None:
    way_back = await browser.pick(await browser.depart(), "sara-registrar")
    browser.restarted(an_identity(issuer, engine, now=clock))
    assert (await browser.arrive(way_back)).status_code == 303


async def test_whoever_reads_the_table_can_sign_in_with_none_of_it(sara: Browser, engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        row = (await connection.execute(text("select * from registry.sessions"))).one()
    assert sara.session_cookie not in str(row)
    for value in (row.id_sha256, row.csrf):
        sara.client.cookies.clear()
        sara.client.cookies.set("mohlat-session", value)
        assert (await sara.whoami()).status_code == 401


async def test_a_session_ends_after_eight_hours(sara: Browser, clock: SetClock) -> None:
    clock.instant += SESSION_LASTS
    assert (await sara.whoami()).status_code == 401


async def test_ended_sessions_are_swept_out(sara: Browser, clock: SetClock, engine: AsyncEngine) -> None:
    clock.instant += SESSION_LASTS
    await sara.sign_in("sara-registrar")
    async with engine.connect() as connection:
        assert (await connection.execute(text("select count(*) from registry.sessions"))).scalar_one() == 1


async def test_reading_needs_the_cookie_only(sara: Browser) -> None:
    assert (await sara.whoami()).status_code == 200


async def test_writing_needs_the_csrf_token(sara: Browser, identity: Identity) -> None:
    refused = await sara.client.post("/note")
    assert (refused.status_code, refused.json()["name"]) == (403, "csrf-refused")
    csrf = await csrf_of(identity, sara)
    assert (await sara.client.post("/note", headers={CSRF_HEADER: csrf})).status_code == 200
    assert (await sara.client.post("/note", data={CSRF_FIELD: csrf})).status_code == 200
    assert (await sara.client.post("/note", data={}, files={CSRF_FIELD: (None, csrf)})).status_code == 200


async def test_a_wrong_csrf_token_is_refused(sara: Browser, identity: Identity, issuer: LocalIssuer) -> None:
    other = Browser(identity, issuer)
    await other.sign_in("sara-registrar")
    for wrong in ("", "guessed", await csrf_of(identity, other), sara.session_cookie):
        assert (await sara.client.post("/note", headers={CSRF_HEADER: wrong})).status_code == 403
        assert (await sara.client.post("/note", data={CSRF_FIELD: wrong})).status_code == 403
    assert (await sara.client.post("/note", headers={CSRF_HEADER.encode(): "é".encode()})).status_code == 403
    assert (await sara.client.post(f"/note?{CSRF_FIELD}={await csrf_of(identity, sara)}")).status_code == 403
    assert (await sara.client.post("/note", json={CSRF_FIELD: await csrf_of(identity, sara)})).status_code == 403


async def test_a_file_is_no_csrf_token(sara: Browser, identity: Identity) -> None:
    csrf = await csrf_of(identity, sara)
    assert (await sara.client.post("/note", files={CSRF_FIELD: ("token.txt", csrf)})).status_code == 403


async def test_a_token_writes_without_csrf(browser: Browser, issuer: LocalIssuer) -> None:
    assert (await browser.client.post("/note", headers=issuer.bearer("sara-registrar"))).status_code == 200


async def test_roles_bind_sessions_too(sara: Browser, identity: Identity) -> None:
    headers = {CSRF_HEADER: await csrf_of(identity, sara)}
    answer = await sara.client.post("/decision", headers=headers)
    assert (answer.status_code, answer.json()["name"]) == (403, "role-missing")


async def test_logging_out_ends_the_session_for_good(sara: Browser, identity: Identity) -> None:
    cookie, csrf = sara.session_cookie, await csrf_of(identity, sara)
    assert (await sara.client.post("/logout", data={CSRF_FIELD: csrf})).headers["Location"] == "/desk"
    assert (await sara.whoami()).status_code == 401
    sara.client.cookies.set("mohlat-session", cookie)
    assert (await sara.whoami()).status_code == 401


async def test_nobody_is_logged_out_by_another_site(sara: Browser) -> None:
    assert (await sara.client.post("/logout")).status_code == 403
    assert (await sara.client.get("/logout")).status_code == 405
    assert (await sara.whoami()).status_code == 200


async def test_logging_out_twice_is_harmless(browser: Browser) -> None:
    assert (await browser.client.post("/logout")).status_code == 303


async def test_logging_out_goes_on_to_the_issuers_own_page(
    browser: Browser, identity: Identity, issuer: LocalIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = issuer.app.state.issuer.discovery() | {"end_session_endpoint": "http://issuer/end?realm=gov"}
    monkeypatch.setattr(issuer.app.state.issuer, "discovery", lambda: said)
    await browser.sign_in("sara-registrar")
    answer = await browser.client.post("/logout", data={CSRF_FIELD: await csrf_of(identity, browser)})
    assert answer.headers["Location"].startswith("http://issuer/end?realm=gov&client_id=mohlat-registry&")
