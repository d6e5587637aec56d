"""Services are certified at levels by two officials, and what was certified when stays in the book and on the topic."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from mohlat_contracts.registry import ServiceCertified

from services.registry.entries.certificates import CertificateEntry
from services.registry.tables import write_xlsx
from tests.integration.registry.world import INSTRUMENT, REGISTRAR, START, World, a_service

APRIL, JUNE, AUGUST = "2022-04-20T19:30:00Z", "2022-06-20T19:30:00Z", "2022-08-20T19:30:00Z"
PATH = "/v1/agencies/sanjesh/services/sanjesh-s01/certification"
CERTIFICATE: dict[str, Any] = {
    "agency": "sanjesh",
    "service": "sanjesh-s01",
    "level": "partly_online",
    "certifier": "سازمان اداری و استخدامی",
    "instrument": INSTRUMENT | {"number": "14"},
}
OF_THE_SERVICE = {"agency": "sanjesh", "service": "sanjesh-s01"}
REASON = "?reason=the report of the assessment"


def certifying(**more: Any) -> dict[str, Any]:
    return {"action": "certify_services", "certificates": [CERTIFICATE | more]}


def ending(**more: Any) -> dict[str, Any]:
    return {"action": "end_certificate"} | OF_THE_SERVICE | more


def correcting(holds_at: str, **more: Any) -> dict[str, Any]:
    return {"action": "correct_certificate", "holds_at": holds_at} | OF_THE_SERVICE | more


async def refused(world: World, operation: Mapping[str, Any]) -> str:
    answer = await world.propose(operation)
    assert answer.status_code in (404, 409, 422), answer.text
    return str(answer.json()["name"])


async def spans(world: World, **asked: str) -> list[tuple[str, str | None, str]]:
    told = await world.read(PATH, **asked)
    return [(each["start"], each["until"], each["level"]) for each in told["certificates"]]


async def certified_twice(world: World) -> None:
    """Partly online since April, fully since June; it is August."""
    await world.populate("sanjesh", "hadafmandi")
    await world.move(APRIL)
    await world.enact(certifying())
    await world.move(JUNE)
    await world.enact(certifying(level="fully_online"))
    await world.move(AUGUST)


async def test_a_certificate_takes_two_officials(world: World) -> None:
    await world.populate("sanjesh")
    proposed = (await world.propose(certifying(), by="both-roles")).json()
    assert (await world.read("/v1/certifications"))["items"] == []
    own = await world.approve(proposed["number"], by="both-roles")
    assert (own.status_code, own.json()["name"]) == (403, "same-person")
    assert (await world.propose(certifying(), by="laleh-overseer")).status_code == 403
    change = (await world.approve(proposed["number"])).json()["change"]
    told = await world.read(f"/v1/changes/{change}")
    assert (told["made_by"]["subject"], told["approved_by"]["subject"]) == ("both-roles", "parisa-approver")
    assert told["wrote"] == [{"kind": "certification", "code": "sanjesh/sanjesh-s01"}]


async def test_what_was_certified_when_and_known_when_stays(world: World) -> None:
    await certified_twice(world)
    both = [(APRIL, JUNE, "partly_online"), (JUNE, None, "fully_online")]
    assert await spans(world) == both
    assert await spans(world, known_at=JUNE) == [(APRIL, None, "partly_online")]
    levels = [(await world.read(PATH, as_of=at))["level"] for at in (START, APRIL, JUNE)]
    assert levels == [None, "partly_online", "fully_online"]
    unknown = await world.send("GET", PATH, params={"known_at": APRIL}, by=REGISTRAR)
    assert (unknown.status_code, unknown.json()["name"]) == (404, "not-found")
    await world.enact(ending())
    assert (await world.read(PATH))["level"] is None
    assert await spans(world, known_at=AUGUST) == both
    await world.enact(correcting(APRIL, **{"from": START}, certifier="دیوان محاسبات"))
    assert await spans(world) == [(START, JUNE, "partly_online"), (JUNE, AUGUST, "fully_online")]
    assert (await world.read(PATH))["certificates"][0]["certifier"] == "دیوان محاسبات"
    await world.enact(correcting(JUNE, endless=True, level="information_only"))
    assert (await world.read(PATH))["level"] == "information_only"
    await world.enact(correcting(APRIL, struck=True))
    assert await spans(world) == [(JUNE, None, "information_only")]


async def test_it_is_said_as_a_whole_by_the_key_of_its_agency(world: World) -> None:
    await certified_twice(world)
    said = [(key, event) for key, events in await world.said() for event in events if _certified(event)]
    assert [key for key, _ in said] == ["sanjesh", "sanjesh"]
    last = said[-1][1]
    assert isinstance(last, ServiceCertified)
    revision = (await world.read(PATH))["revision"]
    assert last.id == f"registry:certification:sanjesh-s01:sanjesh:{revision}"
    assert [(each.level, each.until) for each in last.data.spans] == [
        ("partly_online", datetime.fromisoformat(JUNE)),
        ("fully_online", None),
    ]
    assert {(each.certifier, each.instrument and each.instrument.number) for each in last.data.spans} == {
        (CERTIFICATE["certifier"], "14")
    }


def _certified(event: object) -> bool:
    return isinstance(event, ServiceCertified)


async def test_certificates_are_listed_by_agency_level_and_day(world: World) -> None:
    await certified_twice(world)
    await world.enact(certifying(agency="hadafmandi", service="hadafmandi-s01"))
    every = (await world.read("/v1/certifications"))["items"]
    assert [(each["agency"], each["level"]) for each in every] == [
        ("hadafmandi", "partly_online"),
        ("sanjesh", "fully_online"),
    ]
    for asked, expected in (
        ({"agency": "sanjesh"}, ["sanjesh"]),
        ({"level": "partly_online"}, ["hadafmandi"]),
        ({"level": "partly_online", "as_of": APRIL}, ["sanjesh"]),
        ({"as_of": START}, []),
    ):
        found = (await world.read("/v1/certifications", **asked))["items"]
        assert [each["agency"] for each in found] == expected, asked
    first = await world.read("/v1/certifications", limit="1")
    second = await world.read("/v1/certifications", limit="1", cursor=first["next"])
    assert [page["items"][0]["agency"] for page in (first, second)] == ["hadafmandi", "sanjesh"]
    its_own = (await world.read("/v1/agencies/sanjesh/certifications"))["items"]
    assert its_own == (await world.read("/v1/agencies/sanjesh"))["certifications"] == every[1:]


@pytest.mark.parametrize(
    ("operation", "name"),
    [
        pytest.param(certifying(agency="nobody"), "not-found", id="an unknown agency"),
        pytest.param(certifying(service="nothing"), "not-found", id="an unknown service"),
        pytest.param(certifying(instrument=None), "instrument-missing", id="on nothing"),
        pytest.param(certifying(instrument=INSTRUMENT | {"document": "0" * 64}), "document-unknown", id="no document"),
        pytest.param(certifying(**{"from": "2022-03-01T00:00:00Z"}), "service-not-offered", id="before the service"),
        pytest.param(certifying(**{"from": "2023-01-01T00:00:00Z"}), "effective-later", id="of a day to come"),
        pytest.param(certifying(**{"from": JUNE, "until": APRIL}), "span-reversed", id="backwards"),
        pytest.param(certifying(**{"from": START, "until": JUNE}), "certificate-overlaps", id="over another"),
        pytest.param(ending(service="nothing"), "not-found", id="the end of no service's"),
        pytest.param(ending(agency="hadafmandi", service="hadafmandi-s01"), "not-found", id="the end of none"),
        pytest.param(ending(until=START), "not-found", id="an end before all"),
        pytest.param(ending(until=JUNE), "span-reversed", id="an end that leaves nothing"),
        pytest.param(correcting(START, level="fully_online"), "not-found", id="a correction of none"),
        pytest.param(correcting(APRIL, until=AUGUST), "certificate-overlaps", id="a correction over another"),
        pytest.param(correcting(APRIL, **{"from": "2022-03-01T00:00:00Z"}), "service-not-offered", id="rightly before"),
        pytest.param(correcting(JUNE, until=APRIL), "span-reversed", id="a correction that leaves nothing"),
        pytest.param(
            {"action": "certify_services", "certificates": [CERTIFICATE, CERTIFICATE]},
            "repeated-in-request",
            id="a service twice",
        ),
    ],
)
async def test_what_cannot_be_is_a_clear_problem_and_nothing_is_written(
    world: World, operation: Mapping[str, Any], name: str
) -> None:
    await certified_twice(world)
    rows = len(await world.outbox())
    assert await refused(world, operation) == name
    assert (await world.read("/v1/proposals", state="proposed"))["items"] == []
    assert len(await world.outbox()) == rows


async def test_a_service_that_was_retired_is_not_certified_any_more(world: World) -> None:
    await world.populate("sanjesh")
    await world.move(APRIL)
    await world.must("POST", "/v1/agencies/sanjesh/services/sanjesh-s01/retirement", {"reason": "act 9"})
    await world.move(JUNE)
    assert await refused(world, certifying()) == "service-not-offered"
    await world.enact(certifying(**{"from": START}))
    assert (await world.read(PATH, as_of=START))["level"] == "partly_online"


async def test_the_same_words_again_change_nothing(world: World) -> None:
    await certified_twice(world)
    again = await world.enact(certifying(**{"from": JUNE}, level="fully_online"))
    assert again["change"] is None
    later = await world.enact(certifying(level="fully_online"))
    assert later["change"] is None


async def test_a_correction_that_another_overtook_is_not_approved(world: World) -> None:
    await certified_twice(world)
    waiting = (await world.propose(correcting(JUNE, level="information_only"))).json()["number"]
    other = (await world.propose(certifying(agency="hadafmandi", service="hadafmandi-s01"))).json()["number"]
    await world.enact(ending())
    assert (await world.approve(waiting)).json()["name"] == "proposal-stale"
    assert (await world.approve(other)).status_code == 200


async def test_a_table_of_certificates_becomes_a_proposal_and_comes_out_again(world: World) -> None:
    await world.populate("sanjesh", "hadafmandi")
    await world.move(APRIL)
    rows = [
        "کد دستگاه,کد خدمت,سطح,از تاریخ,تا تاریخ,گواهی‌دهنده,شماره مستند,تاریخ مستند,صادر کننده سند",
        "sanjesh,sanjesh-s01,تمام الکترونیکی,۱۴۰۱/۰۱/۱۵,۱۴۰۱/۱۲/۲۹,سازمان اداري,۱۴,۱۴۰۱/۰۱/۱۴,سازمان اداری",
        "hadafmandi,hadafmandi-s01,نیمه‌الکترونیکی,۱۴۰۱/۰۱/۲۰,,سازمان اداری,۱۴,۱۴۰۱/۰۱/۱۴,سازمان اداری",
    ]
    table = "\n".join(rows).encode()
    report = await world.must("POST", f"/v1/imports/certificates{REASON}", content=table)
    assert (report["new"], report["changed"], report["change"]) == (2, 0, None)
    assert (await world.read("/v1/certifications"))["items"] == []
    assert (await world.approve(report["proposal"])).status_code == 200
    told = (await world.read("/v1/certifications"))["items"]
    assert [(each["agency"], each["level"]) for each in told] == [
        ("hadafmandi", "partly_online"),
        ("sanjesh", "fully_online"),
    ]
    (certificate,) = told[1]["certificates"]
    assert (certificate["start"], certificate["until"]) == ("2022-04-03T19:30:00Z", "2023-03-20T20:30:00Z")
    assert (certificate["certifier"], certificate["instrument"]["date"]) == ("سازمان اداری", "2022-04-03")
    for path in ("csv?lang=fa", "xlsx?lang=en"):
        exported = await world.send("GET", f"/v1/exports/certificates.{path}")
        again = await world.must("POST", f"/v1/imports/certificates{REASON}", content=exported.content)
        assert (again["rows"], again["unchanged"], again["proposal"]) == (2, 2, None)


async def test_every_row_that_cannot_be_certified_is_reported(world: World) -> None:
    await certified_twice(world)
    given = CERTIFICATE | {"instrument": INSTRUMENT}
    entries = [
        given | {"agency": "nobody"},
        given | {"service": "nothing"},
        given | {"from": START, "until": JUNE},
        given | {"agency": "hadafmandi", "service": "hadafmandi-s01", "from": "2022-01-01T00:00:00Z"},
        given | {"service": "sanjesh-s02"},
    ]
    await world.must("POST", "/v1/services", {"services": [a_service(code="sanjesh-s02")], "reason": "roster"})
    rehearse = f"/v1/imports/certificates{REASON}&dry_run=true"

    async def errors(rows: list[dict[str, Any]]) -> list[tuple[int, str]]:
        table = write_xlsx("certificates", [CertificateEntry.model_validate(each) for each in rows], "fa")
        report = await world.must("POST", rehearse, content=table)
        assert all(each["expected"]["fa"] and each["expected"]["en"] for each in report["errors"])
        return [(each["line"], each["column"]) for each in report["errors"]]

    assert await errors(entries) == [(2, "agency")]
    assert await errors(entries[1:]) == [(2, "service"), (3, ""), (4, "")]
    assert await errors(entries[4:]) == []
