"""Agencies are at home in provinces, and what a province is called at one time stays true of that time."""

from typing import Any

import pytest
from mohlat_contracts.registry import AgencyRegistered

from services.registry.entries.agencies import AgencyEntry
from services.registry.tables import write_xlsx
from tests.integration.registry.world import START, World, an_agency, registering

JUNE = "2022-06-20T19:30:00Z"
REASON = "?reason=the first roster"
TO_YAZD: dict[str, Any] = {
    "action": "move_agency",
    "agency": "sanjesh",
    "group": "organisations",
    "kind": "core",
    "parent": None,
    "province": "yazd",
}


async def codes(world: World, **asked: str) -> list[str]:
    return [each["code"] for each in (await world.read("/v1/agencies", **asked))["items"]]


async def moved(world: World) -> None:
    """Sanjesh was in Fars until June and is in Yazd since."""
    await world.found()
    await world.enact(registering(an_agency("sanjesh", province="fars"), an_agency("hadafmandi")))
    await world.move(JUNE)
    await world.enact(TO_YAZD)


async def test_an_agency_is_found_in_the_province_of_its_day(world: World) -> None:
    await moved(world)
    told = await world.read("/v1/agencies/sanjesh")
    assert told["province"] == {"code": "yazd", "name_fa": "یزد", "name_en": "Yazd"}
    assert [each["province"] for each in told["history"]] == ["fars", "yazd"]
    assert (await world.read("/v1/agencies/hadafmandi"))["province"] is None
    found = [
        await codes(world, province=province, **asked)
        for province, asked in (("yazd", {}), ("fars", {}), ("fars", {"as_of": START}), ("atlantis", {}))
    ]
    assert found == [["sanjesh"], [], ["sanjesh"], []]
    # What became known in June is known after it.
    known = (await world.read("/v1/agencies/sanjesh", known_at=JUNE))["province"]
    assert known["code"] == "fars"


async def test_it_is_said_with_its_history(world: World) -> None:
    await moved(world)
    said = [event for _, events in await world.said() for event in events if isinstance(event, AgencyRegistered)]
    last = said[-1].data
    assert (last.agency, last.province) == ("sanjesh", "yazd")
    assert [(each.province, each.start.isoformat()) for each in last.history] == [
        ("fars", "2022-03-20T20:30:00+00:00"),
        ("yazd", "2022-06-20T19:30:00+00:00"),
    ]


@pytest.mark.parametrize(
    "operation", [registering(an_agency("other", province="atlantis")), TO_YAZD | {"province": "x"}]
)
async def test_what_is_no_province_is_a_clear_problem(world: World, operation: dict[str, Any]) -> None:
    await moved(world)
    answer = await world.propose(operation)
    assert (answer.status_code, answer.json()["name"]) == (422, "reference-unknown")
    assert "province" in answer.json()["detail"]


async def test_a_move_says_where_to_in_full(world: World) -> None:
    await moved(world)
    answer = await world.propose({name: value for name, value in TO_YAZD.items() if name != "province"})
    assert answer.status_code == 422
    assert any(error["field"].endswith("province") for error in answer.json()["errors"])


async def test_the_provinces_are_listed(world: World) -> None:
    await world.found()
    first = await world.read("/v1/provinces", limit="30")
    second = await world.read("/v1/provinces", limit="30", cursor=first["next"])
    listed = [*first["items"], *second["items"]]
    assert (len(listed), second["next"]) == (31, None)
    assert {"code": "tehran", "name_fa": "تهران", "name_en": "Tehran"} in listed


async def test_a_roster_names_provinces_in_either_language_or_by_code(world: World) -> None:
    await world.found()
    rows = [
        "کد,نام,نام انگلیسی,گروه,نوع,استان",
        "one-a,یک,One,organisations,اصلی,خراسان رضوي",
        "two-b,دو,Two,organisations,اصلی,razavi-khorasan",
        "three-c,سه,Three,organisations,اصلی,IR-09",
        "four-d,چهار,Four,organisations,اصلی,",
    ]
    wrong = "\n".join([*rows, "five-e,پنج,Five,organisations,اصلی,خراسان"]).encode()
    report = await world.must("POST", f"/v1/imports/agencies{REASON}&dry_run=true", content=wrong)
    assert [(each["line"], each["column"], each["value"]) for each in report["errors"]] == [(6, "استان", "خراسان")]
    roster = "\n".join(rows).encode()
    report = await world.must("POST", f"/v1/imports/agencies{REASON}", content=roster)
    await world.approve(report["proposal"])
    assert await codes(world, province="razavi-khorasan") == ["one-a", "three-c", "two-b"]
    exported = await world.send("GET", "/v1/exports/agencies.csv?lang=fa")
    assert exported.text.count("خراسان رضوی") == 3
    for table in (roster, exported.content):
        again = await world.must("POST", f"/v1/imports/agencies{REASON}", content=table)
        assert (again["unchanged"], again["proposal"]) == (4, None)
    elsewhere = write_xlsx("agencies", [AgencyEntry.model_validate(_one("yazd"))], "fa")
    refused = await world.send("POST", f"/v1/imports/agencies{REASON}", content=elsewhere)
    assert [(each["line"], each["column"]) for each in refused.json()["errors"]] == [(2, "code")]


def _one(province: str) -> dict[str, Any]:
    return an_agency("one-a", name_fa="یک", name_en="One", synthetic=False, province=province)
