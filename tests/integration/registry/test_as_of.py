"""What was true when, and what we knew when: both can be asked of everything, and no answer ever changes."""

from typing import Any

from tests.integration.registry.world import (
    EXEMPTION,
    EXTENSION,
    INSTRUMENT,
    MANDATE,
    START,
    World,
    a_service,
    an_agency,
    registering,
)

SPRING, SUMMER, AUTUMN, WINTER = (
    "2022-04-01T00:00:00Z",
    "2022-07-01T00:00:00Z",
    "2022-10-01T00:00:00Z",
    "2023-01-01T00:00:00Z",
)


async def rename(world: World, code: str, **body: Any) -> Any:
    read = await world.send("GET", f"/v1/agencies/{code}")
    given = {"name_fa": "نام نو", "reason": "by decree"} | body
    return await world.must("POST", f"/v1/agencies/{code}/names", given, headers={"If-Match": read.headers["ETag"]})


async def name(world: World, **asked: str) -> str:
    return str((await world.read("/v1/agencies/sanjesh", **asked))["name_en"])


async def test_a_name_holds_from_its_day_and_is_known_from_its_entry(world: World) -> None:
    await world.populate("sanjesh")
    await world.move(AUTUMN)
    await rename(world, "sanjesh", name_en="New", effective_from=SUMMER)
    assert await name(world) == "New"
    assert await name(world, as_of=SUMMER) == "New"
    assert await name(world, as_of=SPRING) == "Assessment Organisation"
    assert await name(world, as_of=SUMMER, known_at=SUMMER) == "Assessment Organisation"


async def test_a_correction_is_a_new_fact_with_its_reason_and_the_old_answer_stays(world: World) -> None:
    await world.populate("sanjesh")
    await world.move(AUTUMN)
    before = await world.read("/v1/agencies/sanjesh", as_of=SPRING, known_at=AUTUMN)
    await world.move(WINTER)
    await rename(
        world, "sanjesh", name_en="Corrected", effective_from=START, effective_until=SUMMER, reason="it was misspelt"
    )
    assert await name(world, as_of=SPRING) == "Corrected"
    assert await name(world, as_of=AUTUMN) == "Assessment Organisation"
    assert await world.read("/v1/agencies/sanjesh", as_of=SPRING, known_at=AUTUMN) == before
    assert (await world.read("/v1/changes"))["items"][-1]["reason"] == "it was misspelt"


async def test_agencies_merge_and_their_affiliates_come_under_the_one_that_goes_on(world: World) -> None:
    await world.found()
    bodies = [an_agency("sanjesh"), an_agency("hadafmandi"), an_agency("hospital", parent="sanjesh", kind="affiliated")]
    await world.enact(registering(*bodies))
    await world.enact(MANDATE)
    await world.move(SUMMER)
    await world.enact({"action": "merge_agencies", "agencies": ["sanjesh"], "into": "hadafmandi"})
    await world.move(AUTUMN)
    merged = await world.read("/v1/agencies/sanjesh")
    assert (merged["exists"], merged["successors"]) == (False, ["hadafmandi"])
    assert [duty["binding"] for duty in merged["duties"]] == [False, False]
    assert (await world.read("/v1/agencies/hospital"))["parent"] == "hadafmandi"
    assert (await world.read("/v1/agencies/hospital", as_of=SPRING))["parent"] == "sanjesh"
    assert [each["code"] for each in (await world.read("/v1/agencies"))["items"]] == ["hadafmandi", "hospital"]
    past = await world.read("/v1/agencies", as_of=SPRING)
    assert [each["code"] for each in past["items"]] == ["hadafmandi", "hospital", "sanjesh"]


async def test_an_agency_splits_and_is_dissolved(world: World) -> None:
    await world.populate("sanjesh")
    await world.move(SUMMER)
    parts = [an_agency("sanjesh-north"), an_agency("sanjesh-south")]
    await world.enact({"action": "split_agency", "agency": "sanjesh", "into": parts})
    await world.move(AUTUMN)
    await world.enact({"action": "dissolve_agency", "agency": "sanjesh-north"})
    assert [each["code"] for each in (await world.read("/v1/agencies"))["items"]] == ["sanjesh-south"]
    assert (await world.read("/v1/agencies/sanjesh-south"))["predecessors"] == ["sanjesh"]
    assert (await world.read("/v1/agencies/sanjesh"))["services"][0]["offered"] is False


async def test_a_move_changes_who_is_bound_from_its_day_on(world: World) -> None:
    await world.populate("sanjesh")
    await world.enact(MANDATE)
    await world.move(SUMMER)
    place = {"group": "organisations", "kind": "affiliated", "parent": None, "province": None}
    await world.enact({"action": "move_agency", "agency": "sanjesh"} | place)
    bound = "/v1/mandates/window/bound"
    assert (await world.read(bound))["items"] == [{"agency": "sanjesh", "duties": ["connect"]}]
    assert (await world.read(bound, as_of=SPRING))["items"] == [
        {"agency": "sanjesh", "duties": ["connect", "digitize"]}
    ]
    assert (await world.read(bound, known_at=SPRING))["items"][0]["duties"] == ["connect", "digitize"]


async def test_the_original_and_the_current_deadline_are_both_kept(world: World) -> None:
    await world.populate("sanjesh")
    await world.enact(MANDATE)
    await world.move(SUMMER)
    await world.enact(EXTENSION | {"announced_at": SPRING})
    mandate = await world.read("/v1/mandates/window")
    assert (mandate["original_deadline"], mandate["current_deadline"]) == (MANDATE["deadline"], EXTENSION["deadline"])
    assert (await world.read("/v1/mandates/window", known_at=SPRING))["current_deadline"] == MANDATE["deadline"]
    assert (await world.read("/v1/mandates/window", as_of=START))["current_deadline"] == MANDATE["deadline"]
    duty = (await world.read("/v1/agencies/sanjesh"))["duties"][0]
    assert (duty["original_deadline"], duty["current_deadline"]) == (MANDATE["deadline"], EXTENSION["deadline"])


async def test_a_withdrawn_extension_no_longer_counts_and_stays_in_the_book(world: World) -> None:
    await world.populate("sanjesh")
    await world.enact(MANDATE)
    await world.enact(EXTENSION)
    await world.move(SUMMER)
    withdrawal = {"action": "withdraw_extension", "mandate": "window", "deadline_revision": 1}
    await world.enact(withdrawal | {"instrument": INSTRUMENT | {"number": "court"}})
    now = await world.read("/v1/mandates/window")
    assert (now["current_deadline"], now["deadlines"][1]["withdrawn_at"]) == (MANDATE["deadline"], SUMMER)
    assert (await world.read("/v1/mandates/window", as_of=SPRING))["current_deadline"] == EXTENSION["deadline"]


async def test_another_rule_of_who_is_bound_with_named_exceptions(world: World) -> None:
    await world.found()
    await world.put_group("hospitals")
    bodies = [an_agency("sanjesh"), an_agency("hadafmandi"), an_agency("clinic", group="hospitals", kind="affiliated")]
    await world.enact(registering(*bodies))
    await world.enact(MANDATE)
    await world.move(SUMMER)
    binds = {"groups": ["hospitals"], "including": ["sanjesh"], "excluding": []}
    await world.enact({"action": "amend_binding", "duty": "digitize", "binds": binds, "instrument": INSTRUMENT})
    bound = {each["agency"]: each["duties"] for each in (await world.read("/v1/mandates/window/bound"))["items"]}
    assert bound == {"clinic": ["connect", "digitize"], "hadafmandi": ["connect"], "sanjesh": ["connect", "digitize"]}
    await world.move(AUTUMN)
    await world.enact({"action": "repeal_mandate", "mandate": "window", "instrument": INSTRUMENT})
    assert (await world.read("/v1/mandates/window/bound"))["items"] == []


async def test_the_list_of_the_exempt_at_any_past_moment(world: World) -> None:
    await world.populate("sanjesh", "hadafmandi")
    await world.enact(MANDATE)
    await world.move(SUMMER)
    await world.enact(EXEMPTION)
    await world.enact(EXEMPTION | {"agency": "hadafmandi", "from": START, "until": AUTUMN})
    await world.move(WINTER)
    await world.enact({"action": "end_exemption", "agency": "sanjesh", "code": "out-of-scope"})

    async def exempt(**asked: str) -> list[str]:
        return [each["agency"] for each in (await world.read("/v1/exemptions", **asked))["items"]]

    assert await exempt() == []
    assert await exempt(as_of=SUMMER) == ["hadafmandi", "sanjesh"]
    assert await exempt(as_of=AUTUMN) == ["sanjesh"]
    assert await exempt(as_of=SPRING) == ["hadafmandi"]
    assert await exempt(as_of=SPRING, known_at=SPRING) == []
    assert await exempt(as_of="2023-06-01T00:00:00Z", known_at=AUTUMN) == ["sanjesh"]


async def test_a_retired_service_was_offered_until_then(world: World) -> None:
    await world.populate("sanjesh")
    await world.move(SUMMER)
    path = "/v1/agencies/sanjesh/services/sanjesh-s01/retirement"
    await world.must("POST", path, {"reason": "no longer asked for"})
    offered = "/v1/agencies/sanjesh/services"
    assert [each["offered"] for each in (await world.read(offered))["items"]] == [False]
    assert [each["offered"] for each in (await world.read(offered, as_of=SPRING))["items"]] == [True]


async def test_a_list_is_read_page_by_page_from_one_viewpoint(world: World) -> None:
    await world.populate("aa", "bb", "cc")
    first = await world.read("/v1/agencies", limit="2")
    assert [each["code"] for each in first["items"]] == ["aa", "bb"]
    await world.move(SUMMER)
    await world.enact(registering(an_agency("bbb")))
    rest = await world.read("/v1/agencies", limit="2", cursor=first["next"])
    assert ([each["code"] for each in rest["items"]], rest["next"]) == (["cc"], None)
    assert (rest["as_of"], rest["known_at"]) == (first["as_of"], first["known_at"])


async def test_a_body_is_found_whichever_way_it_is_typed(world: World) -> None:
    await world.found()
    await world.enact(registering(an_agency("kargar", name_fa="بیمه‌ی کارگران ایران ۱۲", name_en="Workers' insurance")))
    for typed in ("كارگران", "بیمه ی", "بيمه‌ي كارگران", "ایران 12", "WORKERS", "karg"):
        assert [each["code"] for each in (await world.read("/v1/agencies", q=typed))["items"]] == ["kargar"], typed
    assert (await world.read("/v1/agencies", q="بانک"))["items"] == []
    assert (await world.read("/v1/agencies", q="؟"))["items"] == []


async def test_a_name_is_cleaned_and_what_was_typed_is_kept(world: World) -> None:
    await world.found()
    await world.enact(registering(an_agency(name_fa="  سازمان  سنجش ايران ")))
    shown = await world.read("/v1/agencies/sanjesh")
    assert shown["name_fa"] == "سازمان سنجش ایران"
    assert shown["original"] == {"name_fa": "  سازمان  سنجش ايران "}


async def test_what_is_asked_of_the_future_is_answered_as_of_now_and_says_so(world: World) -> None:
    await world.populate("sanjesh")
    asked = await world.read("/v1/agencies/sanjesh", known_at=WINTER)
    await world.move(SUMMER)
    await rename(world, "sanjesh", name_en="New")
    again = await world.read("/v1/agencies/sanjesh", as_of=asked["as_of"], known_at=asked["known_at"])
    assert again == asked
    assert asked["known_at"] < SUMMER


async def test_what_becomes_known_at_an_instant_is_known_after_it(world: World) -> None:
    await world.populate("sanjesh")
    await world.move(SUMMER)
    await rename(world, "sanjesh", name_en="New")
    assert await name(world, as_of=SUMMER, known_at=SUMMER) == "Assessment Organisation"
    assert await name(world) == "New"


async def test_an_agency_is_shown_with_all_that_belongs_to_it_and_with_nobodys_address(world: World) -> None:
    await world.populate("sanjesh")
    await world.enact(MANDATE)
    await world.enact(EXEMPTION)
    shown = await world.read("/v1/agencies/sanjesh")
    assert [service["code"] for service in shown["services"]] == [a_service()["code"]]
    assert [duty["duty"] for duty in shown["duties"]] == ["connect", "digitize"]
    assert shown["duties"][0]["bound"] == [{"from": START, "until": None}]
    assert [exemption["exemption"] for exemption in shown["exemptions"]] == ["out-of-scope"]
    assert "@" not in str(shown)


async def test_what_is_over_stays_over(world: World) -> None:
    await world.populate("sanjesh")
    await world.enact(MANDATE)
    await world.enact(EXEMPTION | {"until": SPRING})
    await world.move(SUMMER)
    repeal = {"action": "repeal_mandate", "mandate": "window", "instrument": INSTRUMENT}
    await world.enact(repeal)
    ended = {"action": "end_exemption", "agency": "sanjesh", "code": "out-of-scope"}
    await world.move(AUTUMN)
    assert (await world.enact(ended))["change"] is None
    for operation, name in (
        (ended | {"until": AUTUMN}, "span-reversed"),
        (repeal, "mandate-repealed"),
        (MANDATE, "mandate-repealed"),
        (EXEMPTION | {"code": "another"}, "mandate-repealed"),
    ):
        assert (await world.propose(operation)).json()["name"] == name
    assert (await world.read("/v1/mandates/window"))["in_force"]["until"] == SUMMER
    assert (await world.read("/v1/exemptions", as_of=SUMMER))["items"] == []


async def test_a_body_that_is_gone_gets_nothing_new(world: World) -> None:
    await world.populate("sanjesh")
    await world.enact(MANDATE)
    later = {"services": [a_service(code="s-2", effective_from=AUTUMN)], "reason": "booked ahead"}
    await world.must("POST", "/v1/services", later)
    await world.move(SUMMER)
    await world.enact({"action": "dissolve_agency", "agency": "sanjesh"})
    await world.move(AUTUMN)
    offered = await world.read("/v1/agencies/sanjesh/services")
    assert [each["offered"] for each in offered["items"]] == [False, False]
    refused = await world.send("POST", "/v1/services", {"services": [a_service(code="s-3")], "reason": "too late"})
    assert refused.json()["name"] == "agency-dissolved"
    assert (await world.propose(EXEMPTION)).json()["name"] == "agency-dissolved"


async def test_mandate_and_agency_agree_on_what_counted_before_a_withdrawal(world: World) -> None:
    await world.populate("sanjesh")
    await world.enact(MANDATE)
    await world.enact(EXTENSION)
    await world.move(SUMMER)
    withdrawal = {"action": "withdraw_extension", "mandate": "window", "deadline_revision": 1}
    await world.enact(withdrawal | {"instrument": INSTRUMENT})
    for instant, deadline in ((SPRING, EXTENSION["deadline"]), (SUMMER, MANDATE["deadline"])):
        mandate = await world.read("/v1/mandates/window", as_of=instant)
        duty = (await world.read("/v1/agencies/sanjesh", as_of=instant))["duties"][0]
        assert (mandate["current_deadline"], duty["current_deadline"]) == (deadline, deadline)


async def test_a_longer_extension_of_one_body_does_not_stand_in_everybodys_way(world: World) -> None:
    await world.populate("sanjesh", "hadafmandi")
    await world.enact(MANDATE)
    longer = EXTENSION | {"deadline": "2024-01-01T00:00:00Z", "scope": {"kind": "agency", "code": "sanjesh"}}
    await world.enact(longer)
    await world.enact(EXTENSION)
    duties = [(await world.read(f"/v1/agencies/{code}"))["duties"][0] for code in ("sanjesh", "hadafmandi")]
    assert [duty["current_deadline"] for duty in duties] == [longer["deadline"], EXTENSION["deadline"]]


async def test_a_rule_of_who_is_bound_names_the_instrument_it_was_amended_by(world: World) -> None:
    await world.populate("sanjesh")
    await world.enact(MANDATE)
    await world.move(SUMMER)
    amendment = {"action": "amend_binding", "duty": "digitize", "binds": {"kinds": ["affiliated"]}}
    await world.enact(amendment | {"instrument": INSTRUMENT | {"number": "12"}})
    first, second = (await world.read("/v1/mandates/window"))["duties"][1]["binds"]
    assert (first["amended_by"], second["amended_by"]["number"]) == (None, "12")


async def test_proposals_are_listed_as_they_were_known(world: World) -> None:
    await world.populate("sanjesh")
    await world.move(SPRING)
    number = (await world.propose(MANDATE)).json()["number"]
    await world.move(SUMMER)
    await world.approve(number)
    await world.move(AUTUMN)

    async def known(at: str) -> list[str]:
        found = (await world.read("/v1/proposals", known_at=at))["items"]
        return [each["state"] for each in found if each["number"] == number]

    assert (await known(SPRING), await known(SUMMER), await known(AUTUMN)) == ([], ["proposed"], ["approved"])


async def test_a_proposal_and_a_change_are_shown_as_they_were_known(world: World) -> None:
    await world.populate("sanjesh")
    await world.move(SPRING)
    proposal = (await world.propose(MANDATE)).json()["number"]
    await world.move(SUMMER)
    change = (await world.approve(proposal)).json()["change"]
    await world.move(AUTUMN)

    async def known(path: str, at: str) -> str:
        told = (await world.send("GET", path, params={"known_at": at})).json()
        return str(told.get("name") or told.get("state") or told["action"])

    path = f"/v1/proposals/{proposal}"
    assert [await known(path, at) for at in (SPRING, SUMMER, AUTUMN)] == ["not-found", "proposed", "approved"]
    assert [await known(f"/v1/changes/{change}", at) for at in (SUMMER, AUTUMN)] == ["not-found", "enact_mandate"]


async def test_a_service_is_not_offered_beyond_the_known_end_of_its_agency(world: World) -> None:
    await world.populate("sanjesh")
    await world.enact({"action": "dissolve_agency", "agency": "sanjesh", "effective_from": AUTUMN})
    body = {"services": [a_service(code="s-2", effective_from=SUMMER)], "reason": "until then"}
    await world.must("POST", "/v1/services", body)
    for instant, offered in ((SUMMER, True), (AUTUMN, False)):
        found = (await world.read("/v1/agencies/sanjesh/services", as_of=instant))["items"]
        assert {each["code"]: each["offered"] for each in found}["s-2"] is offered


async def test_a_service_that_was_never_offered_may_be_retired_and_keeps_its_history(world: World) -> None:
    await world.populate("sanjesh")
    body = {"services": [a_service(code="s-2", effective_from=WINTER)], "reason": "booked ahead"}
    await world.must("POST", "/v1/services", body)
    await world.move(SUMMER)
    await world.enact({"action": "dissolve_agency", "agency": "sanjesh", "effective_from": AUTUMN})
    path = "/v1/agencies/sanjesh/services/s-2/retirement"
    retired = await world.must("POST", path, {"effective_from": "2023-02-01T00:00:00Z", "reason": "of no use"})
    assert retired["change"] is None
    assert len((await world.read("/v1/agencies/sanjesh/services"))["items"]) == 2
