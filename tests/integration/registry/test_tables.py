"""Rosters in, rosters out: by CSV and Excel, through the API."""

import io

from openpyxl import load_workbook

from services.registry.entries.agencies import AgencyEntry
from services.registry.tables import write_csv, write_xlsx
from tests.integration.registry.world import APPROVER, OVERSEER, REGISTRAR, World, an_agency, registering

REASON = "?reason=the first roster"


def workbook(*codes: str, **more: object) -> bytes:
    return write_xlsx("agencies", [AgencyEntry.model_validate(an_agency(code, **more)) for code in codes], "fa")


async def test_a_roster_in_excel_becomes_a_proposal_and_then_agencies(world: World) -> None:
    await world.found()
    roster = workbook("sanjesh", "hadafmandi")
    rehearsed = await world.must("POST", f"/v1/imports/agencies{REASON}&dry_run=true", content=roster)
    assert (rehearsed["rows"], rehearsed["new"], rehearsed["proposal"]) == (2, 2, None)
    report = await world.must("POST", f"/v1/imports/agencies{REASON}", content=roster)
    assert (await world.read("/v1/agencies"))["items"] == []
    assert (await world.approve(report["proposal"])).status_code == 200
    assert [each["code"] for each in (await world.read("/v1/agencies"))["items"]] == ["hadafmandi", "sanjesh"]
    again = await world.must("POST", f"/v1/imports/agencies{REASON}", content=roster)
    assert (again["new"], again["unchanged"], again["proposal"]) == (0, 2, None)


async def test_a_sandbox_comes_in_by_a_table_as_any_agency_does(world: World) -> None:
    await world.found()
    roster = "کد,نام,نام انگلیسی,گروه,نوع\ntrial,آزمون,Trial,organisations,آزمایشی\n".encode()
    report = await world.must("POST", f"/v1/imports/agencies{REASON}", content=roster)
    await world.approve(report["proposal"])
    assert (await world.read("/v1/agencies", kind="sandbox"))["items"][0]["code"] == "trial"
    exported = await world.send("GET", "/v1/exports/agencies.csv?lang=fa", by=OVERSEER)
    assert "آزمایشی" in exported.text
    real = roster.replace("آزمایشی".encode(), "اصلی".encode())
    refused = await world.send("POST", f"/v1/imports/agencies{REASON}", content=real)
    assert [(each["line"], each["column"]) for each in refused.json()["errors"]] == [(2, "code")]


async def test_every_rows_error_is_reported_and_nothing_is_entered(world: World) -> None:
    await world.found()
    rows = [
        "کد,نام,نام انگلیسی,گروه,نوع,دستگاه بالادست",
        "Sanjesh!,سنجش,Sanjesh,organisations,اصلی,",
        "hadafmandi,هدفمندی,Hadafmandi,nowhere,اصلی,nobody",
        "third,سوم,Third,organisations,نوعی دیگر,",
    ]
    roster = "\n".join(rows).encode()
    report = await world.must("POST", f"/v1/imports/agencies{REASON}&dry_run=true", content=roster)
    assert {(error["line"], error["column"]) for error in report["errors"]} == {(2, "کد"), (4, "نوع")}
    assert all(error["expected"]["fa"] and error["expected"]["en"] for error in report["errors"])
    refused = await world.send("POST", f"/v1/imports/agencies{REASON}", content=roster)
    assert (refused.status_code, refused.json()["name"]) == (422, "table-refused")
    good = "\n".join([rows[0], rows[2]]).encode()
    refused = await world.send("POST", f"/v1/imports/agencies{REASON}", content=good)
    assert [(each["line"], each["column"]) for each in refused.json()["errors"]] == [(2, "group"), (2, "parent")]
    assert (await world.read("/v1/proposals"))["items"] == []


async def test_a_row_under_a_sandbox_is_named(world: World) -> None:
    await world.found()
    header = "code,name_fa,name_en,group,kind,parent"
    trial = "trial,آزمون,Trial,organisations,sandbox,"
    under = "under,زیر,Under,organisations,core,trial"
    for rows in ([trial, under], [under]):
        roster = "\n".join([header, *rows]).encode()
        refused = await world.send("POST", f"/v1/imports/agencies{REASON}", content=roster)
        found = [(each["line"], each["column"], each["value"]) for each in refused.json()["errors"]]
        assert found == [(len(rows) + 1, "parent", "trial")]
        await world.enact(registering(an_agency("trial", kind="sandbox", name_fa="آزمون", name_en="Trial")))


async def test_what_was_typed_is_cleaned_and_kept(world: World) -> None:
    await world.found()
    roster = "كد,نام,نام انگليسي,گروه,نوع\nbank-12,  بانك  ملي ,Bank Melli,organisations,اصلي\n".encode()
    report = await world.must("POST", f"/v1/imports/agencies{REASON}", content=roster)
    await world.approve(report["proposal"])
    shown = await world.read("/v1/agencies/bank-12")
    assert shown["name_fa"] == "بانک ملی"
    assert shown["original"]["name_fa"] == "  بانك  ملي "


async def test_services_and_contacts_are_entered_at_once_and_once(world: World) -> None:
    await world.populate("sanjesh")
    services = "agency,code,name_fa,name_en,high_use,yearly_use\nsanjesh,s-1,یک,One,بله,۱۲۰۰\nsanjesh,s-2,دو,Two,no,\n"
    entered = await world.must("POST", f"/v1/imports/services{REASON}", content=services.encode())
    assert (entered["new"], entered["changed"], entered["change"] is None) == (2, 0, False)
    changed = await world.must(
        "POST", f"/v1/imports/services{REASON}", content=services.replace("no,", "yes,").encode()
    )
    assert (changed["new"], changed["changed"], changed["unchanged"]) == (0, 1, 1)
    contacts = "agency,name,email,job\nsanjesh,علی,ali@sanjesh.example,رئیس\n".encode()
    assert (await world.must("POST", f"/v1/imports/contacts{REASON}", content=contacts))["new"] == 1
    assert (await world.must("POST", f"/v1/imports/contacts{REASON}", content=contacts))["change"] is None


async def test_an_export_opens_right_to_left_and_can_be_imported_again(world: World) -> None:
    await world.populate("sanjesh", "hadafmandi")
    for kind, by in (("agencies", OVERSEER), ("services", OVERSEER), ("contacts", APPROVER)):
        for form in ("xlsx", "csv"):
            exported = await world.send("GET", f"/v1/exports/{kind}.{form}?lang=fa", by=by)
            assert exported.status_code == 200, exported.text
            report = await world.must("POST", f"/v1/imports/{kind}{REASON}", content=exported.content, by=REGISTRAR)
            assert (report["unchanged"], report["error_count"]) == (2, 0)
    exported = await world.send("GET", "/v1/exports/agencies.xlsx?lang=fa", by=OVERSEER)
    sheet = load_workbook(io.BytesIO(exported.content)).worksheets[0]
    assert sheet.sheet_view.rightToLeft


async def test_an_export_shows_any_past_moment(world: World) -> None:
    await world.populate("sanjesh", "hadafmandi")
    await world.move("2022-07-01T00:00:00Z")
    await world.enact({"action": "dissolve_agency", "agency": "sanjesh"})
    now = await world.send("GET", "/v1/exports/agencies.csv?lang=en")
    past = await world.send("GET", "/v1/exports/agencies.csv", params={"lang": "en", "as_of": "2022-04-01T00:00:00Z"})
    assert ("sanjesh" in now.text, "sanjesh" in past.text) == (False, True)


async def test_what_is_no_table_is_refused(world: World) -> None:
    await world.found()
    for content in (b"", b"\x00\x01\x02", b"PK\x03\x04broken", b"a,b\n1,2\n"):
        refused = await world.send("POST", f"/v1/imports/agencies{REASON}", content=content)
        assert (refused.status_code, refused.json()["name"]) == (422, "table-refused"), refused.text


def test_the_same_rows_make_the_same_bytes() -> None:
    rows = [AgencyEntry.model_validate(an_agency())]
    assert write_xlsx("agencies", rows, "fa") == write_xlsx("agencies", rows, "fa")
    assert write_csv("agencies", rows, "fa").startswith(b"\xef\xbb\xbf")
