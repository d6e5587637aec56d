"""Persons: in one topic, behind two roles, and gone for good when they are erased."""

from mohlat_contracts import decode_batch
from mohlat_contracts.contacts import ContactUpdated
from sqlalchemy import text

from tests.integration.registry.world import APPROVER, REGISTRAR, World, a_contact

PERSON = {"name": "مریم رضایی", "email": "maryam@sanjesh.example", "job": "head"}


async def enter(world: World, **person: str) -> str:
    await world.populate("sanjesh")
    body = {"contacts": [a_contact(**(PERSON | person))], "reason": "the letter of appointment"}
    await world.must("POST", "/v1/contacts", body)
    found = (await world.read("/v1/contacts", by=REGISTRAR, agency="sanjesh"))["items"]
    return str(next(each["contact"] for each in found if each["email"] == PERSON["email"]))


async def test_a_contact_is_a_record_of_its_own_and_no_other_topic_names_it(world: World) -> None:
    contact = await enter(world)
    rows = await world.outbox()
    of_contacts = [row for row in rows if row.topic == "mohlat.contacts.v1"]
    events = [decode_batch(row.value or b"")[0] for row in of_contacts]
    assert all(isinstance(event, ContactUpdated) for event in events)
    assert {row.key for row in of_contacts} >= {contact}
    assert not any(b"@" in (row.value or b"") for row in rows if row.topic == "mohlat.registry.v1")


async def test_a_correction_is_the_same_contact_at_a_higher_revision(world: World) -> None:
    contact = await enter(world)
    read = await world.send("GET", f"/v1/contacts/{contact}")
    body = PERSON | {"name": "مریم رضایی‌نژاد", "language": "en", "reason": "she married"}
    path = f"/v1/contacts/{contact}"
    assert (await world.send("PUT", path, body)).status_code == 428
    await world.must("PUT", path, body, headers={"If-Match": read.headers["ETag"]})
    last = decode_batch((await world.outbox())[-1].value or b"")[0]
    assert isinstance(last, ContactUpdated)
    assert (last.data.contact, last.data.name, last.data.language) == (contact, body["name"], "en")


async def test_an_erased_person_is_nowhere_any_more(world: World) -> None:
    contact = await enter(world)
    headers = {"Idempotency-Key": "erase-her"}
    path, body = f"/v1/contacts/{contact}/erasure", {"reason": "on request of the person"}
    first = await world.must("POST", path, body, headers=headers)
    assert await world.must("POST", path, body, headers=headers) == first
    assert (await world.must("POST", path, body))["change"] is None
    gone = await world.send("GET", f"/v1/contacts/{contact}", by=APPROVER)
    assert (gone.status_code, gone.json()["name"]) == (410, "contact-erased")
    rows = [row for row in await world.outbox() if row.key == contact]
    assert [row.value for row in rows] == [None, None]
    assert await traces(world, "maryam") == []
    assert await traces(world, "مریم") == []


async def test_a_past_state_of_the_book_brings_nobody_back(world: World) -> None:
    contact = await enter(world)
    known = (await world.read("/v1/contacts", by=REGISTRAR))["known_at"]
    await world.move("2022-07-01T00:00:00Z")
    await world.must("POST", f"/v1/contacts/{contact}/erasure", {"reason": "on request of the person"})
    past = await world.read("/v1/contacts", by=REGISTRAR, known_at=known)
    assert contact not in [each["contact"] for each in past["items"]]


async def test_an_oversight_body_changes_its_mailbox_under_the_same_contact(world: World) -> None:
    await world.found()
    body = {"action": "put_oversight_body", "role": "oversight_committee", "name_fa": "کمیته", "name_en": "Committee"}
    for email in ("first@committee.example", "second@committee.example"):
        await world.enact(body | {"email": email})
    events = [decode_batch(row.value or b"")[0] for row in (await world.outbox())[1:]]
    assert [isinstance(event, ContactUpdated) and event.data.email for event in events] == [
        "first@committee.example",
        "second@committee.example",
    ]
    assert len({row.key for row in (await world.outbox())[1:]}) == 1
    assert await traces(world, "first@", "contacts", "outbox") == []


async def test_one_official_alone_neither_edits_nor_silences_an_oversight_body(world: World) -> None:
    await world.found()
    body = {"action": "put_oversight_body", "role": "oversight_committee", "name_fa": "کمیته", "name_en": "Committee"}
    await world.enact(body | {"email": "first@committee.example"})
    mailbox = (await world.read("/v1/contacts", by=REGISTRAR))["items"][0]["contact"]
    read = await world.send("GET", f"/v1/contacts/{mailbox}")
    edited = PERSON | {"reason": "a new secretary"}
    refused = await world.send("PUT", f"/v1/contacts/{mailbox}", edited, headers={"If-Match": read.headers["ETag"]})
    assert (refused.status_code, refused.json()["name"]) == (422, "four-eyes-required")
    refused = await world.send("POST", f"/v1/contacts/{mailbox}/erasure", {"reason": "silence"})
    assert (refused.status_code, refused.json()["name"]) == (422, "four-eyes-required")
    proposed = await world.propose({"action": "erase_contact", "contact": mailbox})
    assert (await world.read(f"/v1/contacts/{mailbox}", by=REGISTRAR))["email"] == "first@committee.example"
    assert (await world.approve(proposed.json()["number"])).status_code == 200
    assert (await world.send("GET", f"/v1/contacts/{mailbox}")).status_code == 410


async def traces(world: World, word: str, *but: str) -> list[str]:
    """The tables of the registry in which a word still stands, in any column of any row."""
    async with world.engine.connect() as connection:
        tables = await connection.execute(
            text("select table_name from information_schema.tables where table_schema = 'registry' order by 1")
        )
        found = []
        for (table,) in tables.all():
            rows = await connection.execute(text(f"select to_jsonb(t)::text from registry.{table} t"))  # noqa: S608
            if table not in but and any(word in row or word.encode().hex() in row for (row,) in rows):
                found.append(table)
    return found
