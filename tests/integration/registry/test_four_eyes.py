"""Who may do what, and that what counts takes two of them."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from tests.integration.registry.world import (
    APPROVER,
    EXEMPTION,
    EXTENSION,
    INSTRUMENT,
    MANDATE,
    OPERATOR,
    OVERSEER,
    REGISTRAR,
    START,
    World,
    a_contact,
    a_service,
    an_agency,
    registering,
)

SUMMER = "2022-07-01T00:00:00Z"


async def number_of(world: World, operation: Mapping[str, Any], by: str = REGISTRAR) -> int:
    answer = await world.propose(operation, by)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["number"])


async def test_nothing_is_published_before_the_approval_and_both_are_kept(world: World) -> None:
    await world.populate("sanjesh")
    said = len(await world.said())
    number = await number_of(world, MANDATE)
    assert len(await world.said()) == said
    await world.move(SUMMER)
    approved = (await world.approve(number)).json()
    assert len(await world.said()) == said + 1
    change = await world.read(f"/v1/changes/{approved['change']}")
    assert (change["made_by"]["subject"], change["approved_by"]["subject"]) == (REGISTRAR, APPROVER)
    assert (change["reason"], change["approval_reason"]) == ("as the law says", "seen and agreed")
    assert change["wrote"] == [{"kind": "mandate", "code": "window"}]
    proposal = await world.read(f"/v1/proposals/{number}")
    assert (proposal["state"], proposal["proposed_at"], proposal["decided_at"]) == ("approved", START, SUMMER)
    assert change["known_at"] == SUMMER


async def test_the_same_person_cannot_propose_and_approve_even_with_both_roles(world: World) -> None:
    await world.populate("sanjesh")
    number = await number_of(world, MANDATE, "both-roles")
    refused = await world.approve(number, "both-roles")
    assert (refused.status_code, refused.json()["name"]) == (403, "same-person")
    assert (await world.read(f"/v1/proposals/{number}"))["state"] == "proposed"
    assert (await world.approve(number)).status_code == 200


@pytest.mark.parametrize(
    ("by", "method", "path", "body"),
    [
        (OVERSEER, "POST", "/v1/proposals", {"operation": MANDATE, "reason": "no reason"}),
        (APPROVER, "POST", "/v1/proposals", {"operation": MANDATE, "reason": "no reason"}),
        (APPROVER, "POST", "/v1/services", {"services": [a_service()], "reason": "no reason"}),
        (REGISTRAR, "POST", "/v1/proposals/1/approval", {"reason": "no reason"}),
        (OVERSEER, "POST", "/v1/proposals/1/rejection", {"reason": "no reason"}),
        (REGISTRAR, "POST", "/v1/republications", None),
        (APPROVER, "POST", "/v1/republications", None),
        (OPERATOR, "POST", "/v1/contacts", {"contacts": [a_contact()], "reason": "no reason"}),
        (OVERSEER, "GET", "/v1/contacts", None),
        (OPERATOR, "GET", "/v1/exports/contacts.csv", None),
        (OVERSEER, "POST", "/v1/documents?file_name=x.txt", None),
        ("reza-inspector", "POST", "/v1/services", {"services": [a_service()], "reason": "no reason"}),
        ("reza-inspector", "POST", "/v1/proposals/1/approval", {"reason": "no reason"}),
        ("reza-inspector", "GET", "/v1/contacts", None),
    ],
)
async def test_a_role_may_do_only_what_is_its_own(world: World, by: str, method: str, path: str, body: object) -> None:
    await world.found()
    refused = await world.send(method, path, body, by=by)
    assert (refused.status_code, refused.json()["name"]) == (403, "role-missing"), refused.text


async def test_without_a_login_nothing_is_read(world: World) -> None:
    await world.found()
    for path in ("/v1/agencies", "/v1/groups/organisations", "/v1/exports/agencies.csv", "/v1/changes"):
        refused = await world.send("GET", path, by=None)
        assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")


async def test_a_decided_proposal_stays_decided(world: World) -> None:
    await world.populate("sanjesh")
    number = await number_of(world, MANDATE)
    rejected = await world.send("POST", f"/v1/proposals/{number}/rejection", {"reason": "not the law"}, by=APPROVER)
    assert rejected.json()["state"] == "rejected"
    refused = await world.approve(number)
    assert (refused.status_code, refused.json()["name"]) == (409, "proposal-closed")
    assert (await world.read("/v1/mandates"))["items"] == []


async def test_only_the_proposer_withdraws(world: World) -> None:
    await world.populate("sanjesh")
    number = await number_of(world, MANDATE)
    path, body = f"/v1/proposals/{number}/withdrawal", {"reason": "a mistake"}
    refused = await world.send("POST", path, body, by="omid-registrar")
    assert (refused.status_code, refused.json()["name"]) == (403, "not-the-proposer")
    assert (await world.must("POST", path, body))["state"] == "withdrawn"


async def test_two_approvers_at_once_and_only_one_decides(world: World) -> None:
    await world.populate("sanjesh")
    number = await number_of(world, MANDATE)
    answers = await asyncio.gather(*(world.approve(number, by) for by in (APPROVER, "kaveh-approver")))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert len(await world.said()) == 3


async def test_a_rule_that_forbids_it_by_now_leaves_the_proposal_open(world: World) -> None:
    await world.populate("sanjesh")
    await world.enact(MANDATE)
    later = EXTENSION | {"deadline": "2023-06-21T20:30:00Z"}
    first, second = await number_of(world, EXTENSION), await number_of(world, later)
    await world.approve(second)
    refused = await world.approve(first)
    assert (refused.status_code, refused.json()["name"]) == (422, "extension-not-later")
    assert (await world.read(f"/v1/proposals/{first}"))["state"] == "proposed"


async def test_a_proposal_based_on_what_has_changed_since_is_stale(world: World) -> None:
    await world.populate("sanjesh")
    enacted = await world.enact(MANDATE)
    seen = {"based_on": enacted["change"]}
    first = (await world.propose(EXTENSION, **seen)).json()["number"]
    second = (await world.propose(EXTENSION | {"deadline": "2023-06-21T20:30:00Z"}, **seen)).json()["number"]
    assert (await world.approve(first)).status_code == 200
    refused = await world.approve(second)
    assert (refused.status_code, refused.json()["name"]) == (409, "proposal-stale")


async def test_the_mailbox_of_an_oversight_body_takes_four_eyes_and_leaves_the_proposal(world: World) -> None:
    await world.found()
    body = {"name_fa": "کمیسیون اصل ۹۰", "name_en": "Commission", "email": "ninety@majlis.example"}
    number = await number_of(world, {"action": "put_oversight_body", "role": "article_90_commission"} | body)
    assert "@" not in str(await world.read(f"/v1/proposals/{number}"))
    assert (await world.read(f"/v1/proposals/{number}", by=APPROVER))["personal"] == {"email": body["email"]}
    await world.approve(number)
    mailbox = (await world.read("/v1/contacts", by=APPROVER, role="article_90_commission"))["items"][0]
    assert (mailbox["email"], mailbox["name"]) == (body["email"], body["name_fa"])
    assert "@" not in str(await world.read("/v1/oversight-bodies"))
    async with world.registrar.reading() as session:
        from services.registry.models import ProposalRow

        kept = await session.get(ProposalRow, number)
        assert kept is not None
        assert kept.personal is None


async def test_a_proposal_that_could_not_be_carried_out_is_refused_at_once(world: World) -> None:
    await world.populate("sanjesh")
    await world.enact(MANDATE)
    await world.enact(EXEMPTION)
    refused = await world.propose(EXEMPTION | {"code": "another"})
    assert (refused.status_code, refused.json()["name"]) == (422, "exemption-overlaps")
    assert (await world.read("/v1/proposals", state="proposed"))["items"] == []


async def test_registering_takes_four_eyes_and_may_not_be_done_directly(world: World) -> None:
    await world.found()
    assert (await world.send("POST", "/v1/agencies", [an_agency()])).status_code == 405
    await world.enact(registering(an_agency()))
    assert (await world.read("/v1/agencies/sanjesh"))["exists"]


async def test_what_changed_since_it_was_proposed_is_decided_anew(world: World) -> None:
    await world.populate("sanjesh", "hadafmandi")
    await world.enact(MANDATE)
    await world.put_group("others")
    await world.move(SUMMER)
    move = {
        "action": "move_agency",
        "agency": "sanjesh",
        "group": "others",
        "kind": "core",
        "parent": None,
        "province": None,
    }
    merge = {"action": "merge_agencies", "agencies": ["sanjesh"], "into": "hadafmandi"}
    amend = {"action": "amend_binding", "duty": "connect", "binds": {"kinds": ["core"]}, "instrument": INSTRUMENT}
    other = amend | {"binds": {"kinds": ["affiliated"]}}
    for first, second in (
        (move, move | {"kind": "affiliated"}),
        (move | {"kind": "affiliated"}, merge),
        (amend, other),
    ):
        earlier, later = await number_of(world, first), await number_of(world, second)
        assert (await world.approve(earlier)).status_code == 200
        refused = await world.approve(later)
        assert (refused.status_code, refused.json()["name"]) == (409, "proposal-stale"), second


async def test_one_official_alone_does_not_correct_the_past_of_a_service(world: World) -> None:
    await world.populate("sanjesh")
    await world.move(SUMMER)
    corrected = a_service(high_use=False, effective_from=START)
    refused = await world.send("POST", "/v1/services", {"services": [corrected], "reason": "it never was"})
    assert (refused.status_code, refused.json()["name"]) == (422, "four-eyes-required")
    retired = {"effective_from": "2022-05-01T00:00:00Z", "reason": "long ago"}
    refused = await world.send("POST", "/v1/agencies/sanjesh/services/sanjesh-s01/retirement", retired)
    assert (refused.status_code, refused.json()["name"]) == (422, "four-eyes-required")
    await world.enact({"action": "list_services", "services": [corrected]})
    assert (await world.read("/v1/agencies/sanjesh"))["services"][0]["high_use"] is False


async def test_a_list_cuts_short_what_is_proposed_of_many_and_the_item_has_it_all(world: World) -> None:
    await world.found()
    agencies = [an_agency(f"agency-{number:02}") for number in range(21)]
    original = {"agency-00": {"name_fa": "سازمان سنجش "}}
    many = (await world.propose(registering(*agencies) | {"original": original})).json()["number"]
    few = (await world.propose(registering(*agencies[:20]))).json()["number"]
    long, short = [each["operation"] for each in (await world.read("/v1/proposals"))["items"]]
    assert ([each["code"] for each in long["agencies"]], long["agencies_count"]) == (
        [each["code"] for each in agencies[:20]],
        21,
    )
    assert "original" not in long
    whole = (await world.read(f"/v1/proposals/{many}"))["operation"]
    assert (len(whole["agencies"]), whole["original"]) == (21, original)
    assert short.keys() == {"action", "agencies"}
    assert short["agencies"] == (await world.read(f"/v1/proposals/{few}"))["operation"]["agencies"]
