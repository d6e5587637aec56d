"""The desk: an official signs in with a browser, sees what waits, and decides."""

import re

import httpx2

from services.registry.identity.official import Official
from tests.integration.registry.world import MANDATE, World, an_agency, registering


async def signed_in(world: World, subject: str, *roles: str) -> httpx2.AsyncClient:
    """A browser with the cookie of a session."""
    app = world.app
    official = Official(subject, f"{subject} (synthetic)", frozenset(roles))  # type: ignore[arg-type]
    secret = await app.state.identity.sessions.open(official)
    browser = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://registry")
    browser.cookies.set("mohlat-session", secret)
    return browser


def csrf(page: httpx2.Response) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


async def test_whoever_is_not_signed_in_sees_nothing_of_the_book(world: World) -> None:
    await world.populate("sanjesh")
    await world.propose(MANDATE)
    page = await world.client.get("/desk?lang=en")
    assert (page.status_code, "Sign in" in page.text, "National" in page.text) == (200, True, False)
    assert 'dir="rtl"' in (await world.client.get("/desk?lang=fa")).text


async def test_an_approver_decides_on_the_page(world: World) -> None:
    await world.populate("sanjesh")
    number = (await world.propose(MANDATE)).json()["number"]
    async with await signed_in(world, "parisa-approver", "approver") as browser:
        page = await browser.get("/desk?lang=fa")
        assert "پنجره ملی خدمات هوشمند دولت" in page.text
        assert "تأیید و انتشار" in page.text
        assert "پایان ۳۱ شهریور ۱۴۰۱" in page.text
        path, form = f"/desk/proposals/{number}/approval?lang=fa", {"csrf_token": csrf(page)}
        assert (await browser.post(path, data={"reason": "forged"})).status_code == 403
        assert (await browser.post(path, data=form | {"reason": ""})).status_code == 422
        done = await browser.post(path, data=form | {"reason": "دیده شد"})
        assert (done.status_code, done.headers["Location"]) == (303, "/desk?lang=fa")
        again = await browser.post(path, data=form | {"reason": "دیده شد"})
        assert again.status_code == 409
        assert 'role="alert"' in again.text
    assert (await world.read("/v1/mandates/window"))["code"] == "window"


async def test_a_proposer_finds_no_button_for_her_own_and_cannot_press_it(world: World) -> None:
    await world.populate("sanjesh")
    number = (await world.propose(MANDATE, "both-roles")).json()["number"]
    async with await signed_in(world, "both-roles", "registrar", "approver") as browser:
        page = await browser.get("/desk?lang=en")
        assert "You proposed this yourself" in page.text
        form = {"csrf_token": csrf(page), "reason": "my own"}
        refused = await browser.post(f"/desk/proposals/{number}/approval?lang=en", data=form)
        assert (refused.status_code, "another official must decide" in refused.text) == (403, True)


async def test_codes_are_shown_on_the_page_once(world: World) -> None:
    await world.populate("sanjesh")
    number = (await world.propose({"action": "enrol_keys", "agencies": ["sanjesh"]})).json()["number"]
    async with await signed_in(world, "parisa-approver", "approver") as browser:
        form = {"csrf_token": csrf(await browser.get("/desk?lang=en")), "reason": "asked for by letter"}
        shown = await browser.post(f"/desk/proposals/{number}/approval?lang=en", data=form)
        assert (shown.status_code, shown.headers["Cache-Control"]) == (200, "no-store")
        assert "sanjesh" in shown.text
        assert "<code" not in (await browser.get("/desk?lang=en")).text


async def test_what_is_proposed_is_escaped(world: World) -> None:
    await world.found()
    await world.propose(registering(an_agency(name_en="<script>alert(1)</script>")))
    async with await signed_in(world, "parisa-approver", "approver") as browser:
        page = await browser.get("/desk?lang=en")
        assert "<script>" not in page.text
        assert "&lt;script&gt;" in page.text
