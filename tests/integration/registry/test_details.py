"""What the API shows of agencies."""

from tests.integration.registry.world import MANDATE, START, World, a_public_key, an_agency


async def test_an_agency_is_shown_with_all_that_was_said_of_it(world: World) -> None:
    await world.found()
    await world.must("POST", "/v1/agencies", [an_agency("ministry"), an_agency("sanjesh", parent="ministry")])
    await world.must("POST", "/v1/mandates", MANDATE)
    key = await world.must("POST", "/v1/agencies/sanjesh/keys", {"key_id": "k1", "public_key": a_public_key()})
    body = {"code": "e1", "mandate": "window", "from": START, "until": None, "basis_fa": "ب", "basis_en": "b"}
    exemption = await world.must("POST", "/v1/agencies/sanjesh/exemptions", body)
    shown = await world.must("GET", "/v1/agencies/sanjesh")
    assert (shown["code"], shown["parent"], shown["group"]["code"]) == ("sanjesh", "ministry", "organisations")
    assert [service["code"] for service in shown["services"]] == ["sanjesh-s01"]
    assert [duty["duty"] for duty in shown["duties"]] == ["connect", "digitize"]
    assert shown["duties"][0]["bound"] == [{"from": START, "until": None}]
    assert (shown["keys"], shown["exemptions"]) == ([key], [exemption])
    assert "@" not in str(shown)


async def test_agencies_are_listed_page_by_page(world: World) -> None:
    await world.found()
    await world.must("POST", "/v1/agencies", [an_agency(code) for code in ("cc", "aa", "bb")])
    page = await world.must("GET", "/v1/agencies?limit=2")
    assert ([agency["code"] for agency in page["agencies"]], page["next"]) == (["aa", "bb"], "bb")
    rest = await world.must("GET", "/v1/agencies?limit=2&after=bb")
    assert ([agency["code"] for agency in rest["agencies"]], rest["next"]) == (["cc"], None)


async def test_an_unknown_agency_is_not_found(world: World) -> None:
    assert (await world.send("GET", "/v1/agencies/nobody")).status_code == 404
