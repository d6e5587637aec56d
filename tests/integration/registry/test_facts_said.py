"""What each change puts into the outbox."""

from datetime import datetime
from typing import Any

from mohlat_contracts import decode_batch
from mohlat_contracts.registry import AgencyRegistered, DutyAssigned, ExemptionGranted, ServicesListed

from tests.integration.registry.world import (
    EXEMPTION,
    EXTENSION,
    MANDATE,
    START,
    World,
    a_service,
    an_agency,
    registering,
)

AFTERWARDS = "2022-09-16T05:30:00Z"


def ids(said: list[Any]) -> list[tuple[str | None, list[str]]]:
    return [(key, [event.id for event in events]) for key, events in said]


async def test_an_agency_is_said_with_its_history_under_the_number_of_its_change(world: World) -> None:
    await world.found()
    approved = await world.enact(registering(an_agency("sanjesh"), an_agency("hadafmandi")))
    said = await world.said()
    assert ids(said) == [
        ("hadafmandi", [f"registry:agency:hadafmandi:{approved['change']}"]),
        ("sanjesh", [f"registry:agency:sanjesh:{approved['change']}"]),
    ]
    event = said[1][1][0]
    assert isinstance(event, AgencyRegistered)
    assert (event.source, event.time) == ("urn:mohlat:registry", datetime.fromisoformat(START))
    assert event.data.revision == approved["change"]
    assert [(span.name_en, span.group, span.until) for span in event.data.history] == [
        ("Assessment Organisation", "organisations", None)
    ]


async def test_a_mandate_is_said_once_of_each_agency_with_the_duties_that_bind_it(world: World) -> None:
    await world.found()
    await world.enact(registering(an_agency("sanjesh"), an_agency("hospital", kind="affiliated")))
    number = (await world.enact(MANDATE))["change"]
    by_agency = dict(ids((await world.said())[2:]))
    assert by_agency == {
        "hospital": [f"registry:duty:connect:hospital:{number}"],
        "sanjesh": [f"registry:duty:connect:sanjesh:{number}", f"registry:duty:digitize:sanjesh:{number}"],
    }


async def test_of_a_sandbox_no_duty_is_said_until_a_mandate_names_it_or_its_kind(world: World) -> None:
    await world.found()
    await world.enact(registering(an_agency("sanjesh"), an_agency("trial", kind="sandbox")))
    everybody = MANDATE | {"duties": [MANDATE["duties"][0] | {"binds": {}}, MANDATE["duties"][1]]}
    await world.enact(everybody)
    await world.enact(EXTENSION)
    assert [key for key, events in await world.said() if isinstance(events[0], DutyAssigned)] == ["sanjesh"] * 2
    amendment = {"action": "amend_binding", "instrument": EXTENSION["instrument"]}
    await world.enact(amendment | {"duty": "connect", "binds": {"kinds": ["core"], "including": ["trial"]}})
    await world.enact(amendment | {"duty": "digitize", "binds": {"kinds": ["core", "affiliated", "sandbox"]}})
    told = [event for key, events in await world.said() if key == "trial" for event in events]
    assert [event.data.kind for event in told if isinstance(event, AgencyRegistered)] == ["sandbox"]
    duties = [event.data for event in told if isinstance(event, DutyAssigned)]
    assert [duty.duty for duty in duties] == ["connect", "digitize"]
    assert [link.revision for link in duties[0].deadlines] == [0, 1]


async def test_an_agency_that_comes_after_the_mandate_gets_its_duties_in_the_same_record(world: World) -> None:
    await world.found()
    await world.enact(MANDATE)
    await world.enact(EXTENSION)
    await world.move(AFTERWARDS)
    await world.enact(registering(an_agency("sanjesh")))
    ((key, events),) = await world.said()
    assert key == "sanjesh"
    duties = [event.data for event in events if isinstance(event, DutyAssigned)]
    assert [duty.duty for duty in duties] == ["connect", "digitize"]
    assert [link.revision for link in duties[0].deadlines] == [0, 1]
    assert duties[0].bound[0].start == datetime.fromisoformat(AFTERWARDS)


async def test_an_extension_says_the_whole_chain_of_every_bound_agency(world: World) -> None:
    await world.found()
    await world.enact(registering(an_agency("sanjesh"), an_agency("hospital", kind="affiliated")))
    await world.enact(MANDATE)
    await world.move(AFTERWARDS)
    number = (await world.enact(EXTENSION))["change"]
    fanned_out = (await world.said())[4:]
    assert sorted(ids(fanned_out)) == [
        ("hospital", [f"registry:duty:connect:hospital:{number}"]),
        ("sanjesh", [f"registry:duty:connect:sanjesh:{number}", f"registry:duty:digitize:sanjesh:{number}"]),
    ]
    event = fanned_out[0][1][0]
    assert isinstance(event, DutyAssigned)
    assert [(link.revision, link.announced_at.isoformat()) for link in event.data.deadlines] == [
        (0, "2022-03-20T20:30:00+00:00"),
        (1, "2022-09-16T05:30:00+00:00"),
    ]


async def test_an_extension_for_one_agency_or_group_is_said_of_nobody_else(world: World) -> None:
    await world.found()
    await world.put_group("hospitals")
    await world.enact(
        registering(an_agency("sanjesh"), an_agency("hadafmandi"), an_agency("clinic", group="hospitals"))
    )
    await world.enact(MANDATE)
    said = len(await world.said())
    await world.enact(EXTENSION | {"scope": {"kind": "agency", "code": "sanjesh"}})
    assert [key for key, _ in (await world.said())[said:]] == ["sanjesh"]
    await world.enact(EXTENSION | {"scope": {"kind": "group", "code": "hospitals"}})
    (key, events) = (await world.said())[-1]
    assert key == "clinic"
    assert isinstance(events[0], DutyAssigned)
    assert [(link.revision, link.scope) for link in events[0].data.deadlines] == [(0, "all"), (2, "group")]


async def test_once_some_have_a_deadline_of_their_own_an_extension_for_all_is_still_said_once_of_each(
    world: World,
) -> None:
    await world.found()
    await world.put_group("hospitals")
    others = [f"agency-{number}" for number in range(5)]
    clinics = [an_agency(code, group="hospitals", kind="affiliated") for code in ("clinic-a", "clinic-b")]
    await world.enact(registering(an_agency("sanjesh"), *clinics, *map(an_agency, others)))
    await world.enact(MANDATE)
    await world.enact(EXTENSION | {"scope": {"kind": "agency", "code": "sanjesh"}})
    await world.enact(EXTENSION | {"scope": {"kind": "group", "code": "hospitals"}})
    told = await told_by(world, EXTENSION | {"deadline": "2023-06-20T20:30:00Z"})
    assert told == {
        "sanjesh": [0, 1, 3],
        "clinic-a": [0, 2, 3],
        "clinic-b": [0, 2, 3],
        **{key: [0, 3] for key in others},
    }
    withdrawal = {"action": "withdraw_extension", "mandate": "window", "instrument": EXTENSION["instrument"]}
    assert await told_by(world, withdrawal | {"deadline_revision": 1}) == {"sanjesh": [0, 3]}
    assert await told_by(world, withdrawal | {"deadline_revision": 3}) == {
        "sanjesh": [0],
        "clinic-a": [0, 2],
        "clinic-b": [0, 2],
        **{key: [0] for key in others},
    }


async def test_an_extension_for_one_is_not_said_of_those_who_had_one_before(world: World) -> None:
    await world.populate("sanjesh", "hadafmandi")
    await world.enact(MANDATE)
    await world.enact(EXTENSION | {"scope": {"kind": "group", "code": "organisations"}})
    later = EXTENSION | {"deadline": "2023-06-20T20:30:00Z"}
    assert await told_by(world, later | {"scope": {"kind": "agency", "code": "sanjesh"}}) == {"sanjesh": [0, 1, 2]}


async def told_by(world: World, operation: dict[str, Any]) -> dict[str | None, list[int]]:
    """The chain that the change says of each; every agency is told in one record."""
    before = len(await world.said())
    await world.enact(operation)
    said = (await world.said())[before:]
    assert len({key for key, _ in said}) == len(said)
    duties = {key: event.data for key, events in said for event in events if isinstance(event, DutyAssigned)}
    return {key: [link.revision for link in duty.deadlines] for key, duty in duties.items()}


async def test_an_exemption_is_said_with_who_granted_it_by_what(world: World) -> None:
    await world.populate("sanjesh")
    await world.enact(MANDATE)
    number = (await world.enact(EXEMPTION))["change"]
    _, [exempt] = (await world.said())[-1]
    assert isinstance(exempt, ExemptionGranted)
    assert exempt.id == f"registry:exemption:out-of-scope:sanjesh:{number}"
    assert (exempt.data.spans[0].until, exempt.data.approver) == (None, "هیئت وزیران")
    assert exempt.data.instrument is not None
    assert exempt.data.instrument.number == "9"


async def test_a_reclassified_service_is_said_once_for_each_reading_of_it(world: World) -> None:
    await world.populate("sanjesh")
    await world.move(AFTERWARDS)
    body = {"services": [a_service(high_use=False, yearly_use=12)], "reason": "counted anew"}
    await world.must("POST", "/v1/services", body)
    _, [event] = (await world.said())[-1]
    assert isinstance(event, ServicesListed)
    then, now = event.data.services
    assert (then.high_use, then.yearly_use, then.spans[0].until) == (True, None, datetime.fromisoformat(AFTERWARDS))
    assert (now.high_use, now.yearly_use, now.spans[0].until) == (False, 12, None)


async def test_a_group_renamed_is_said_of_each_of_its_agencies(world: World) -> None:
    await world.populate("sanjesh", "hadafmandi")
    read = await world.send("GET", "/v1/groups/organisations")
    names = {"name_fa": "سازمان", "name_en": "Bodies", "reason": "renamed by decree"}
    await world.must("PUT", "/v1/groups/organisations", names, headers={"If-Match": read.headers["ETag"]})
    renamed = (await world.said())[-2:]
    assert [key for key, _ in renamed] == ["hadafmandi", "sanjesh"]
    event = renamed[0][1][0]
    assert isinstance(event, AgencyRegistered)
    assert event.data.group.name_en == "Bodies"


async def test_a_change_that_says_nothing_new_leaves_no_trace(world: World) -> None:
    await world.populate("sanjesh")
    await world.enact(MANDATE)
    before = len(await world.outbox()), len((await world.read("/v1/changes"))["items"])
    assert (await world.enact(MANDATE))["change"] is None
    assert (await world.must("POST", "/v1/services", {"services": [a_service()], "reason": "again"}))["change"] is None
    assert (len(await world.outbox()), len((await world.read("/v1/changes"))["items"])) == before


async def test_each_move_of_the_clock_puts_one_tick_in_order_with_the_facts(world: World) -> None:
    await world.found()
    await world.enact(registering(an_agency("sanjesh")))
    await world.move(AFTERWARDS)
    await world.move(AFTERWARDS)
    assert (await world.move("2022-04-01T00:00:00Z")) == {"now": AFTERWARDS}
    rows = await world.outbox()
    assert [row.key for row in rows] == [None, "sanjesh", None]
    assert [decode_batch(row.value or b"")[0].id for row in (rows[0], rows[2])] == [
        f"registry:tick:{START}",
        f"registry:tick:{AFTERWARDS}",
    ]
    assert [row.known_at for row in rows] == sorted(row.known_at for row in rows)
