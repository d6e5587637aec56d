"""A registry with something of everything in it, to be asked about."""

from collections.abc import Sequence

from mohlat_contracts.enrolment import enrolment_statement
from mohlat_sdk import generate_key

from tests.integration.registry.enrolling import signed
from tests.integration.registry.familiar import AGENCIES, GROUPS, REFERRALS
from tests.integration.registry.referring import CLOSING, VERDICT, decide, oversee, refer
from tests.integration.registry.world import (
    EXEMPTION,
    EXTENSION,
    INSTRUMENT,
    MANDATE,
    REGISTRAR,
    START,
    World,
    a_contact,
    a_service,
    an_agency,
    registering,
)

JANUARY = "2023-01-21T09:00:00Z"
ROLL_UP = {
    "action": "amend_roll_up",
    "duty": "connect",
    "roll_up": {"kind": "weighted", "percent": 60, "weights": {"hospital": 3}},
    "instrument": INSTRUMENT,
}
CERTIFICATES = {
    "action": "certify_services",
    "certificates": [
        {
            "agency": code,
            "service": f"{code}-s01",
            "level": "fully_online",
            "certifier": "سازمان اداری و استخدامی",
            "instrument": INSTRUMENT,
        }
        for code in AGENCIES
    ],
}
There = dict[str, Sequence[object]]
"""By parameter, what only running it has shown."""


async def populate(world: World) -> There:
    await world.move(START)
    for group in GROUPS:
        await world.put_group(group)
    bodies = [an_agency(code, parent="sanjesh" if code == "hospital" else None) for code in AGENCIES]
    await world.enact(registering(*bodies))
    offered = {"services": [a_service(code) for code in AGENCIES], "reason": "roster"}
    await world.must("POST", "/v1/services", offered)
    await world.must("POST", "/v1/contacts", {"contacts": [a_contact(code) for code in AGENCIES], "reason": "roster"})
    for operation in (MANDATE, EXTENSION, EXEMPTION, ROLL_UP, CERTIFICATES):
        await world.enact(operation)
    await _refer(world)
    await _leave_open(world)
    contacts = [each["contact"] for each in (await world.read("/v1/contacts", by=REGISTRAR))["items"]]
    return {"contact": contacts, "sha256": [await _document(world)], "key_id": [await _key(world)]}


async def _refer(world: World) -> None:
    """After the deadline of an agency that was given no more time by then: one open, one that is closed."""
    await oversee(world, "inspection_organisation", "oversight_committee")
    await world.move(JANUARY)
    breach = {"verdict": VERDICT, "since": EXTENSION["deadline"]}
    for number, code in enumerate(REFERRALS):
        body = {"agency": "hadafmandi", "number": str(number), "date": "2023-01-21", "due": "2023-03-01T20:30:00Z"}
        assert (await refer(world, code=code, breach=breach, **body)).is_success
    await decide(world, CLOSING | {"referral": REFERRALS[1], "date": "2023-01-21"})


async def _leave_open(world: World) -> None:
    """Proposals for others to decide."""
    for number in range(8):
        place = {"group": GROUPS[number % 2], "kind": "affiliated", "parent": None, "province": "fars"}
        await world.propose({"action": "move_agency", "agency": AGENCIES[number % 4]} | place)


async def _document(world: World) -> str:
    given = {"content": b"%PDF-1.7 the law", "params": {"file_name": "law.pdf"}}
    kept = await world.must("POST", "/v1/documents", headers={"Content-Type": "application/pdf"}, **given)
    return str(kept["sha256"])


async def _key(world: World) -> str:
    approved = await world.enact({"action": "enrol_keys", "agencies": ["sanjesh"]})
    code, key = approved["enrolment_codes"]["sanjesh"], generate_key()
    proof = signed(key, enrolment_statement(code, key.key_id, key.public_key))
    entry = {"code": code, "key_id": key.key_id, "public_key": key.public_key, "proof": proof}
    await world.must("POST", "/v1/enrolments", entry, by=None)
    return key.key_id
