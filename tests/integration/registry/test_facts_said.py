"""What each change puts into the outbox."""

from datetime import datetime

from mohlat_contracts import decode_batch
from mohlat_contracts.contacts import ContactUpdated
from mohlat_contracts.registry import AgencyRegistered, DutyAssigned, ExemptionGranted, KeyEnrolled

from tests.integration.registry.world import EXTENSION, MANDATE, START, World, a_public_key, an_agency

AFTERWARDS = "2022-09-16T05:30:00Z"


async def test_an_agency_and_its_services_are_said_in_one_record(world: World) -> None:
    await world.found()
    await world.must("POST", "/v1/agencies", [an_agency("sanjesh"), an_agency("hadafmandi")])
    said = await world.said()
    assert [key for key, _ in said] == ["hadafmandi", "sanjesh"]
    assert [event.id for event in said[1][1]] == ["registry:agency:sanjesh:0", "registry:services:sanjesh:0"]
    assert {event.source for _, events in said for event in events} == {"urn:mohlat:registry"}
    assert {event.time for _, events in said for event in events} == {datetime.fromisoformat(START)}


async def test_a_mandate_is_said_once_of_each_agency_with_the_duties_that_bind_it(world: World) -> None:
    await world.found()
    await world.must("POST", "/v1/agencies", [an_agency("sanjesh"), an_agency("hospital", kind="affiliated")])
    await world.must("POST", "/v1/mandates", MANDATE)
    by_agency = dict((await world.said())[2:])
    assert [event.id for event in by_agency["hospital"]] == ["registry:duty:connect:hospital:0"]
    assert [event.id for event in by_agency["sanjesh"]] == [
        "registry:duty:connect:sanjesh:0",
        "registry:duty:digitize:sanjesh:0",
    ]


async def test_an_agency_that_comes_after_the_mandate_gets_its_duties_in_the_same_record(world: World) -> None:
    await world.found()
    await world.must("POST", "/v1/mandates", MANDATE)
    await world.must("POST", "/v1/mandates/window/extensions", EXTENSION)
    await world.move(AFTERWARDS)
    await world.must("POST", "/v1/agencies", [an_agency("sanjesh")])
    ((key, events),) = await world.said()
    assert key == "sanjesh"
    duties = [event.data for event in events if isinstance(event, DutyAssigned)]
    assert [duty.duty for duty in duties] == ["connect", "digitize"]
    assert [link.revision for link in duties[0].deadlines] == [0, 1]
    assert duties[0].bound[0].start == datetime.fromisoformat(AFTERWARDS)


async def test_an_extension_says_the_whole_chain_of_every_bound_agency(world: World) -> None:
    await world.found()
    await world.must("POST", "/v1/agencies", [an_agency("sanjesh"), an_agency("hospital", kind="affiliated")])
    await world.must("POST", "/v1/mandates", MANDATE)
    await world.move(AFTERWARDS)
    await world.must("POST", "/v1/mandates/window/extensions", EXTENSION)
    fanned_out = (await world.said())[4:]
    assert [(key, [event.id for event in events]) for key, events in fanned_out] == [
        ("hospital", ["registry:duty:connect:hospital:1"]),
        ("sanjesh", ["registry:duty:connect:sanjesh:1", "registry:duty:digitize:sanjesh:1"]),
    ]
    event = fanned_out[0][1][0]
    assert isinstance(event, DutyAssigned)
    assert [(link.revision, link.announced_at.isoformat()) for link in event.data.deadlines] == [
        (0, "2022-03-20T20:30:00+00:00"),
        (1, "2022-09-16T05:30:00+00:00"),
    ]


async def test_keys_and_exemptions_are_said(world: World) -> None:
    await world.found()
    await world.must("POST", "/v1/agencies", [an_agency("sanjesh")])
    await world.must("POST", "/v1/mandates", MANDATE)
    await world.must("POST", "/v1/agencies/sanjesh/keys", {"key_id": "k1", "public_key": a_public_key()})
    exemption = {"code": "e1", "mandate": "window", "from": START, "until": None, "basis_fa": "ب", "basis_en": "b"}
    await world.must("POST", "/v1/agencies/sanjesh/exemptions", exemption)
    (_, [key]), (_, [exempt]) = (await world.said())[2:]
    assert isinstance(key, KeyEnrolled)
    assert isinstance(exempt, ExemptionGranted)
    assert (key.id, exempt.id) == ("registry:key:k1:sanjesh:0", "registry:exemption:e1:sanjesh:0")
    assert exempt.data.spans[0].until is None


async def test_a_contact_is_a_record_of_its_own_and_no_other_topic_names_it(world: World) -> None:
    await world.found()
    body = {"name_fa": "کمیته نظارت", "name_en": "Committee", "email": "committee@oversight.example"}
    await world.must("PUT", "/v1/oversight-bodies/oversight_committee", body)
    await world.must("POST", "/v1/agencies", [an_agency("sanjesh")])
    rows = await world.outbox()
    contacts = [row for row in rows if row.topic == "mohlat.contacts.v1"]
    events = [event for row in contacts for event in decode_batch(row.value) if isinstance(event, ContactUpdated)]
    assert [event.data.holder for event in events] == ["oversight:oversight_committee", "agency:sanjesh"]
    assert [row.key for row in contacts] == [event.data.contact for event in events]
    assert not any(b"@" in row.value for row in rows if row.topic == "mohlat.registry.v1")


async def test_a_changed_mailbox_is_the_same_contact_at_a_higher_revision(world: World) -> None:
    await world.found()
    path = "/v1/oversight-bodies/article_90_commission"
    body = {"name_fa": "کمیسیون اصل ۹۰", "name_en": "Commission", "email": "first@majlis.example"}
    await world.must("PUT", path, body)
    await world.must("PUT", path, body)
    await world.must("PUT", path, body | {"email": "second@majlis.example"})
    first, second = [decode_batch(row.value)[0] for row in (await world.outbox())[1:]]
    assert isinstance(first, ContactUpdated)
    assert isinstance(second, ContactUpdated)
    assert first.data.contact == second.data.contact
    assert (first.id[-2:], second.id[-2:]) == (":0", ":1")
    assert second.data.email == "second@majlis.example"


async def test_a_group_renamed_is_said_of_each_of_its_agencies(world: World) -> None:
    await world.found()
    await world.must("POST", "/v1/agencies", [an_agency("sanjesh"), an_agency("hadafmandi")])
    await world.must("PUT", "/v1/groups/organisations", {"name_fa": "سازمان", "name_en": "Bodies"})
    renamed = (await world.said())[2:]
    assert [(key, events[0].id) for key, events in renamed] == [
        ("hadafmandi", "registry:agency:hadafmandi:1"),
        ("sanjesh", "registry:agency:sanjesh:1"),
    ]
    event = renamed[0][1][0]
    assert isinstance(event, AgencyRegistered)
    assert event.data.group.name_en == "Bodies"


async def test_each_move_of_the_clock_puts_one_tick_in_order_with_the_facts(world: World) -> None:
    await world.found()
    await world.must("POST", "/v1/agencies", [an_agency("sanjesh", contacts=[])])
    await world.move(AFTERWARDS)
    await world.move(AFTERWARDS)
    assert (await world.move("2022-04-01T00:00:00Z")) == {"now": AFTERWARDS}
    rows = await world.outbox()
    assert [row.key for row in rows] == [None, "sanjesh", None]
    assert [decode_batch(row.value)[0].id for row in (rows[0], rows[2])] == [
        f"registry:tick:{START}",
        f"registry:tick:{AFTERWARDS}",
    ]
    assert [row.known_at for row in rows] == sorted(row.known_at for row in rows)
