"""What an oversight body does about a breach, from its opening to its end, as the book and the topic tell it."""

import hashlib
from datetime import datetime
from typing import Any

import pytest
from mohlat_contracts.referrals import ReferralRecorded

from services.registry.clock import SimulatedClock
from tests.integration.registry.line import PARTITIONS, a_line, running
from tests.integration.registry.log import is_tick
from tests.integration.registry.referring import (
    CLOSING,
    DECEMBER,
    INSPECTOR,
    JANUARY,
    NOVEMBER,
    OCTOBER,
    OF_THE_COMMITTEE,
    REFERRAL,
    REPLY,
    VERDICT,
    WITHDRAWAL,
    decide,
    gone_by,
    oversee,
    problem_of,
    refer,
    reply,
)
from tests.integration.registry.world import (
    APPROVER,
    DEADLINE,
    EXEMPTION,
    EXTENSION,
    MANDATE,
    OPERATOR,
    OVERSEER,
    REGISTRAR,
    World,
    an_agency,
    registering,
)
from tests.stacks import Broker

PATH = "/v1/referrals/inspection-551"


async def state(world: World, **asked: str) -> Any:
    return (await world.read(PATH, **asked))["state"]


async def closed(world: World) -> int:
    """Opened in October, answered by both in November, closed in December; the number of the closing."""
    await gone_by(world, "sanjesh")
    assert (await refer(world)).is_success
    await world.move(NOVEMBER)
    assert (await reply(world)).is_success
    assert (await reply(world, author="oversight_body", text="پذیرفته شد", due="2022-12-31T20:30:00Z")).is_success
    await world.move(DECEMBER)
    return await decide(world, CLOSING)


async def test_a_referral_is_opened_answered_and_closed_and_every_moment_stays(world: World) -> None:
    number = await closed(world)
    now = await world.read(PATH)
    assert (now["state"], now["outcome"]["result"], now["revision"]) == ("closed", "complied", number)
    assert [each["author"] for each in now["answers"]] == ["agency", "oversight_body"]
    assert now["due"] == "2022-12-31T20:30:00Z"
    assert (now["mandate"], now["breach"]) == ("window", {"verdict": VERDICT, "since": DEADLINE})
    states = [await state(world, as_of=at) for at in ("2022-10-19T20:29:59Z", OCTOBER, NOVEMBER, DECEMBER)]
    assert states == [None, "opened", "answered", "closed"]
    then = await world.read(PATH, as_of=OCTOBER)
    assert (then["answers"], then["outcome"], then["due"]) == ([], None, REFERRAL["due"])
    known = await world.read(PATH, known_at=DECEMBER)
    assert (known["state"], known["outcome"]) == ("answered", None)
    assert await problem_of(await world.send("GET", PATH, params={"known_at": OCTOBER})) == (404, "not-found")


async def test_it_is_said_as_a_whole_under_each_change_by_the_key_of_its_agency(world: World) -> None:
    number = await closed(world)
    said = [
        (key, event) for key, events in await world.said() for event in events if isinstance(event, ReferralRecorded)
    ]
    assert {key for key, _ in said} == {"sanjesh"}
    first, *_, last = [event for _, event in said]
    assert len(said) == 4
    assert last.id == f"registry:referral:inspection-551:sanjesh:{number}"
    assert (last.source, last.time) == ("urn:mohlat:registry", datetime.fromisoformat(DECEMBER))
    assert (first.data.answers, first.data.outcome) == ((), None)
    assert [each.author for each in last.data.answers] == ["agency", "oversight_body"]
    assert last.data.at == datetime.fromisoformat("2022-10-19T20:30:00Z")
    for at in (OCTOBER, NOVEMBER, DECEMBER):
        asked = await world.read(PATH, as_of=at)
        instant = datetime.fromisoformat(at)
        assert last.data.state_at(instant) == asked["state"]
        assert last.data.due_at(instant) == datetime.fromisoformat(asked["due"])


async def test_the_journal_names_who_entered_it_and_who_stood_behind_its_end(world: World) -> None:
    number = await closed(world)
    change = await world.read(f"/v1/changes/{number}")
    assert (change["action"], change["made_by"]["subject"]) == ("close_referral", INSPECTOR)
    assert change["approved_by"]["subject"] == APPROVER
    assert change["wrote"] == [{"kind": "referral", "code": "inspection-551"}]
    opened = (await world.read(PATH, known_at=NOVEMBER))["revision"]
    assert (await world.read(f"/v1/changes/{opened}"))["reason"] == REFERRAL["reason"]


async def test_who_may_open_answer_and_end_it(world: World) -> None:
    await gone_by(world, "sanjesh")
    for by in (OF_THE_COMMITTEE, REGISTRAR, APPROVER, OVERSEER, OPERATOR):
        assert await problem_of(await refer(world, by)) == (403, "role-missing")
    assert (await refer(world)).is_success
    await world.move(DECEMBER)
    for by in (OF_THE_COMMITTEE, REGISTRAR, OVERSEER):
        assert await problem_of(await reply(world, by)) == (403, "role-missing")
        for operation in (CLOSING, WITHDRAWAL, {"action": "correct_referral", "referral": "inspection-551"}):
            assert await problem_of(await world.propose(operation, by)) == (403, "role-missing")
    assert await problem_of(await world.propose(MANDATE, INSPECTOR)) == (403, "role-missing")
    assert await problem_of(await world.send("GET", "/v1/contacts", by=INSPECTOR)) == (403, "role-missing")
    number = (await world.propose(CLOSING, INSPECTOR)).json()["number"]
    assert await problem_of(await world.approve(number, INSPECTOR)) == (403, "role-missing")
    assert (await world.read("/v1/changes"))["items"][-1]["action"] == "open_referral"
    withdrawn = await world.must("POST", f"/v1/proposals/{number}/withdrawal", {"reason": "not yet"}, by=INSPECTOR)
    assert withdrawn["state"] == "withdrawn"


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"agency": "nobody"}, (404, "not-found")),
        ({"agency": "hospital"}, (422, "duty-not-binding")),
        ({"duty": "fly"}, (422, "reference-unknown")),
        ({"due": "2022-10-19T20:30:00Z"}, (422, "due-not-later")),
        ({"date": "2022-10-21"}, (422, "effective-later")),
        ({"date": "2022-09-21"}, (422, "breach-after-referral")),
        ({"breach": {"verdict": VERDICT, "since": "2022-09-22T20:29:59Z"}}, (422, "deadline-not-passed")),
        ({"breach": {"verdict": "v1", "since": DEADLINE}}, (422, "request-malformed")),
        ({"document": "0" * 64}, (422, "document-unknown")),
        ({"number": " "}, (422, "request-malformed")),
        ({"decision_fa": "ن" * 2_001}, (422, "request-malformed")),
        ({"oversight_body": "parliament"}, (422, "request-malformed")),
    ],
)
async def test_what_rests_on_no_breach_is_not_referred(
    world: World, more: dict[str, Any], problem: tuple[int, str]
) -> None:
    await world.found()
    outside = an_agency("hospital", kind="affiliated", parent="sanjesh")
    await world.enact(registering(an_agency("sanjesh"), outside))
    duty = {"code": "connect", "obligation": {"kind": "connect", "grade": "proven"}, "binds": {"kinds": ["core"]}}
    await world.enact(MANDATE | {"duties": [duty]})
    await oversee(world, "inspection_organisation")
    await world.move(OCTOBER)
    rows = len(await world.outbox())
    assert await problem_of(await refer(world, **more)) == problem
    assert len(await world.outbox()) == rows
    assert (await refer(world)).is_success


async def test_a_body_that_the_registry_does_not_know_refers_nobody(world: World) -> None:
    await gone_by(world, "sanjesh")
    refused = await refer(world, "darya-inspector", oversight_body="article_90_commission")
    assert await problem_of(refused) == (422, "reference-unknown")


async def test_who_was_exempt_or_had_more_time_was_not_in_breach(world: World) -> None:
    await world.populate("sanjesh", "hadafmandi")
    await world.enact(MANDATE)
    await oversee(world, "inspection_organisation")
    await world.enact(EXEMPTION | {"until": "2022-10-01T20:30:00Z"})
    await world.enact(EXTENSION | {"scope": {"kind": "agency", "code": "hadafmandi"}})
    await world.move(OCTOBER)
    assert await problem_of(await refer(world)) == (422, "exempt-then")
    assert await problem_of(await refer(world, agency="hadafmandi")) == (422, "deadline-not-passed")
    afterwards = {"verdict": VERDICT, "since": "2022-10-02T20:30:00Z"}
    assert (await refer(world, breach=afterwards)).is_success


async def test_no_code_and_no_number_of_a_body_is_used_twice(world: World) -> None:
    await gone_by(world, "sanjesh", "hadafmandi")
    first = await refer(world)
    assert first.json()["change"] is not None
    assert (await refer(world)).json()["change"] is None
    assert await problem_of(await refer(world, number="552")) == (409, "content-differs")
    assert await problem_of(await refer(world, agency="hadafmandi")) == (409, "content-differs")
    again = {"code": "inspection-551-b", "agency": "hadafmandi", "number": "1401/ب/551"}
    refused = await refer(world, **again)
    assert await problem_of(refused) == (409, "number-taken")
    assert "inspection-551" in refused.json()["detail"]
    assert (await refer(world, **again | {"number": "۱۴۰۱/ب/۵۵۲"})).is_success
    by_another = again | {"code": "committee-551", "oversight_body": "oversight_committee"}
    assert (await refer(world, OF_THE_COMMITTEE, **by_another)).is_success
    corrected = {"action": "correct_referral", "referral": "inspection-551-b", "number": REFERRAL["number"]}
    assert await problem_of(await world.propose(corrected, INSPECTOR)) == (409, "number-taken")


async def test_what_has_ended_takes_no_answer_and_no_other_end(world: World) -> None:
    await closed(world)
    refused = await reply(world, date="2022-12-20")
    assert await problem_of(refused) == (409, "referral-ended")
    for operation in (CLOSING, WITHDRAWAL | {"date": "2022-12-20"}):
        assert await problem_of(await world.propose(operation, INSPECTOR)) == (409, "referral-ended")
    persian = await world.send(
        "POST",
        "/v1/proposals",
        {"operation": CLOSING, "reason": "twice"},
        by=INSPECTOR,
        headers={"Accept-Language": "fa"},
    )
    assert "مختومه" in persian.json()["detail"]


async def test_two_closings_wait_and_only_one_is_carried_out(world: World) -> None:
    await gone_by(world, "sanjesh")
    await refer(world)
    await world.move(DECEMBER)
    numbers = [(await world.propose(CLOSING, INSPECTOR)).json()["number"] for _ in range(2)]
    assert (await world.approve(numbers[0])).is_success
    assert await problem_of(await world.approve(numbers[1])) == (409, "proposal-stale")


async def test_an_answer_goes_over_the_version_that_was_read_and_comes_once(world: World) -> None:
    await gone_by(world, "sanjesh")
    await refer(world)
    await world.move(NOVEMBER)
    path, tag = f"{PATH}/answers", (await world.send("GET", PATH)).headers["ETag"]
    assert await problem_of(await world.send("POST", path, REPLY, by=INSPECTOR)) == (428, "precondition-required")
    headers = {"If-Match": tag, "Idempotency-Key": "one"}
    first = await world.send("POST", path, REPLY, by=INSPECTOR, headers=headers)
    again = await world.send("POST", path, REPLY, by=INSPECTOR, headers=headers)
    assert (first.json(), again.headers["Idempotency-Replayed"]) == (again.json(), "true")
    stale = await world.send("POST", path, REPLY, by=INSPECTOR, headers={"If-Match": tag})
    assert await problem_of(stale) == (412, "precondition-failed")
    assert (await world.send("GET", PATH, headers={"If-None-Match": stale.headers["ETag"]})).status_code == 304
    assert await problem_of(await reply(world, due=JANUARY)) == (422, "request-malformed")
    assert await problem_of(await reply(world, date="2022-10-19")) == (422, "dated-before")
    assert await problem_of(await reply(world, code="inspection-9")) == (404, "not-found")
    assert len((await world.read(PATH))["answers"]) == 1


async def test_a_correction_is_a_new_fact_and_what_was_entered_stays(world: World) -> None:
    await closed(world)
    await world.move(JANUARY)
    before = await world.read(PATH, known_at=JANUARY)
    outcome = {name: CLOSING[name] for name in ("date", "text_fa", "text_en")} | {"result": "excused"}
    right = {"date": "2022-10-18", "due": "2022-12-20T20:30:00Z", "outcome": outcome}
    number = await decide(world, {"action": "correct_referral", "referral": "inspection-551"} | right)
    now = await world.read(PATH)
    assert (now["date"], now["outcome"]["result"], now["revision"]) == ("2022-10-18", "excused", number)
    assert (await world.read(PATH, as_of="2022-10-18T09:00:00Z"))["due"] == right["due"]
    assert await world.read(PATH, known_at=JANUARY) == before
    assert (before["date"], before["outcome"]["result"]) == ("2022-10-20", "complied")
    assert (await world.read(f"/v1/changes/{number}"))["reason"] == "as the law says"
    for wrong, problem in (
        ({"date": "2022-11-21"}, "dated-before"),
        ({"breach": {"verdict": VERDICT, "since": "2022-09-01T00:00:00Z"}}, "deadline-not-passed"),
        ({"answers": [{"author": "agency", "date": "2022-12-21", "text": "نامه"}]}, "dated-before"),
    ):
        entry = {"action": "correct_referral", "referral": "inspection-551"} | wrong
        assert (await problem_of(await world.propose(entry, INSPECTOR)))[1] == problem


async def test_an_end_entered_wrongly_is_struck_and_the_referral_goes_on(world: World) -> None:
    await gone_by(world, "sanjesh")
    await refer(world)
    reopening = {"action": "correct_referral", "referral": "inspection-551", "reopened": True}
    assert await problem_of(await world.propose(reopening, INSPECTOR)) == (409, "referral-open")
    await world.move(NOVEMBER)
    await decide(world, WITHDRAWAL)
    assert await state(world) == "withdrawn"
    await world.move(DECEMBER)
    await decide(world, reopening)
    assert await state(world) == "opened"
    assert await state(world, known_at=DECEMBER, as_of=NOVEMBER) == "withdrawn"
    assert (await reply(world)).is_success


async def test_the_lists_show_what_stood_then(world: World) -> None:
    await gone_by(world, "sanjesh", "hadafmandi")
    await refer(world)
    other = {"code": "committee-7", "agency": "hadafmandi", "oversight_body": "oversight_committee", "number": "7"}
    await refer(world, OF_THE_COMMITTEE, **other, due="2022-11-01T20:30:00Z")
    await world.move(NOVEMBER)
    await reply(world)

    async def codes(path: str = "/v1/referrals", **asked: str) -> list[str]:
        return [each["code"] for each in (await world.read(path, **asked))["items"]]

    both = ["committee-7", "inspection-551"]
    assert await codes() == both
    assert await codes(state="answered") == ["inspection-551"]
    assert await codes(state="opened", as_of=OCTOBER) == both
    assert await codes(oversight_body="oversight_committee") == ["committee-7"]
    assert await codes(agency="sanjesh", mandate="window") == ["inspection-551"]
    assert await codes(mandate="other") == await codes(as_of=DEADLINE) == await codes(known_at=OCTOBER) == []
    assert await codes("/v1/agencies/sanjesh/referrals") == ["inspection-551"]
    assert await codes("/v1/agencies/nobody/referrals") == []
    page = await world.read("/v1/referrals", limit="1")
    assert [each["due_passed"] for each in page["items"]] == [True]
    following = await world.read("/v1/referrals", limit="1", cursor=page["next"])
    assert ([each["code"] for each in following["items"]], following["next"]) == (["inspection-551"], None)
    refused = await world.send("GET", "/v1/referrals", params={"cursor": page["next"], "state": "opened"})
    assert await problem_of(refused) == (422, "cursor-malformed")


async def test_an_inspector_uploads_the_letter_and_everybody_can_fetch_it(world: World) -> None:
    await gone_by(world, "sanjesh")
    letter, headers = b"%PDF-1.7 letter 551", {"Content-Type": "application/pdf"}
    path = "/v1/documents?file_name=letter.pdf"
    kept = await world.must("POST", path, content=letter, headers=headers, by=INSPECTOR)
    assert (await refer(world, document=kept["sha256"])).is_success
    document = (await world.read(PATH))["document"]
    assert document == hashlib.sha256(letter).hexdigest()
    assert (await world.send("GET", f"/v1/documents/{document}", by=OVERSEER)).content == letter


async def test_a_referral_reaches_the_registry_topic_in_its_agencys_partition_and_moves_no_other_fact(
    world: World, kafka: Broker, topic_prefix: str, migrated: str
) -> None:
    await gone_by(world, "sanjesh", "hadafmandi")
    async with a_line(kafka, topic_prefix, migrated, SimulatedClock()) as line, running(line.relay()):
        await refer(world)
        await world.move(NOVEMBER)
        await reply(world)
        await world.move(DECEMBER)
        found = await line.read(datetime.fromisoformat(DECEMBER))
    at_last = [datetime.fromisoformat(at) for at in (OCTOBER, NOVEMBER)]
    told = [record for record in found if not is_tick(record) and record.known_at in at_last]
    assert [(record.key, [type(each.event).__name__ for each in record.events]) for record in told] == [
        ("sanjesh", ["ReferralRecorded"]),
        ("sanjesh", ["ReferralRecorded"]),
    ]
    home = {record.partition for record in found if record.key == "sanjesh"}
    assert len(home) == 1
    assert {record.partition for record in told} == home <= set(range(PARTITIONS))
    assert [record.known_at for record in told] == at_last
