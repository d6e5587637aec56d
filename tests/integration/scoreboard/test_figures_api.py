"""Figures, histories and comparisons, asked of the API over a real PostgreSQL."""

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from openpyxl import load_workbook
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner, Result

from services.auditor.cli import MIGRATIONS, SCHEMA, app
from services.auditor.figures import DEFINITIONS, write_definitions
from services.auditor.figures.receipts import read_receipt
from services.auditor.scoreboard.app import build_app
from services.auditor.scoreboard.reading import Library
from services.plumbing.database import migrate, open_engine
from services.plumbing.health import Health
from tests.integration.scoreboard.country import country
from tests.integration.scoreboard.history import ANNOUNCED, DAY, END, PARTITIONS, as_read
from tests.integration.scoreboard.test_recording import record_in_batches
from tests.stacks import DatabaseServer

DEFINITION = {
    "name": "connected_with_affiliates",
    "duty": "connect",
    "counts": "proven",
    "over": "listed",
    "among": "core_and_affiliated",
    "label_fa": "متصل با تابعه‌ها",
    "label_en": "Connected with affiliates",
    "definition_fa": "همهٔ دستگاه‌های فهرست که اتصال آن‌ها اثبات شده است",
    "definition_en": "All listed bodies whose connection is proven",
}
OWN = {"form": 1, "definitions": [DEFINITION]}


@pytest.fixture(scope="module")
def database(postgres: DatabaseServer) -> str:
    """One for all: nothing here changes what is recorded."""
    return postgres.fresh_database()


@pytest.fixture(scope="module")
async def engine(database: str) -> AsyncIterator[AsyncEngine]:
    await asyncio.to_thread(migrate, database, MIGRATIONS, SCHEMA)
    engine = open_engine(database)
    await record_in_batches(engine, as_read(country()), 500)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="module")
async def client(engine: AsyncEngine) -> AsyncIterator[httpx2.AsyncClient]:
    app = build_app(Library(engine, PARTITIONS), Health(), simulated=True)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://scoreboard") as client:
        yield client


async def get(client: httpx2.AsyncClient, path: str, **query: Any) -> Any:
    answer = await client.get(f"/v1{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def post(client: httpx2.AsyncClient, path: str, body: Any, **query: Any) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = await client.post(f"/v1{path}", params=query, content=content)
    assert answer.status_code == 200, answer.text
    return answer.json()


def numbers(figure: Any) -> tuple[int, int]:
    return figure["numerator"], figure["denominator"]


class TestFigures:
    async def test_each_says_which_bodies(self, client: httpx2.AsyncClient) -> None:
        figures = {each["name"]: each for each in (await get(client, "/figures"))["figures"]}
        assert list(figures) == [each.name for each in DEFINITIONS]
        connected = figures["connected"]
        assert (connected["counted"], connected["not_counted"], connected["not_judged"]) == (["aa"], ["bb", "cc"], [])
        assert figures["connected_affiliates"]["counted"] == ["dd"]

    async def test_the_quick_answer_has_the_same_numbers(self, client: httpx2.AsyncClient) -> None:
        for family in ("published", "lateness", "shares"):
            whole, quick = [
                (await get(client, "/figures", family=family, bodies=bodies))["figures"] for bodies in ("true", "false")
            ]
            assert [numbers(each) for each in whole] == [numbers(each) for each in quick]
            assert {each["counted"] for each in quick} == {None}

    @pytest.mark.parametrize(
        ("selection", "expected"),
        [
            ({"group": "banks"}, (1, 2)),
            ({"group": "universities"}, (0, 1)),
            ({"province": "fars"}, (1, 1)),
            ({"province": "gilan"}, (0, 1)),
            ({"parent": "aa"}, (0, 0)),
        ],
    )
    async def test_of_a_group_a_province_or_a_parent(
        self, client: httpx2.AsyncClient, selection: dict[str, str], expected: tuple[int, int]
    ) -> None:
        answer = await get(client, "/figures", definition="connected", **selection)
        assert numbers(answer["figures"][0]) == expected
        assert {key: value for key, value in answer["selection"].items() if value} == selection

    async def test_affiliates_of_a_parent(self, client: httpx2.AsyncClient) -> None:
        answer = await get(client, "/figures", definition="connected_affiliates", parent="aa")
        assert (answer["figures"][0]["counted"], answer["figures"][0]["not_counted"]) == (["dd"], ["ee"])

    @pytest.mark.parametrize(
        "written", ["1401-08-30", "1401/08/30", "۱۴۰۱-۰۸-۳۰", "2022-11-21", "2022-11-21T20:30:00Z"]
    )
    async def test_a_day_of_either_calendar_means_its_end(self, client: httpx2.AsyncClient, written: str) -> None:
        answer = await get(client, "/figures", as_of=written)
        assert (answer["as_of"], answer["known_at"]) == ("2022-11-21T20:30:00Z",) * 2
        assert numbers(answer["figures"][0]) == (2, 3)

    async def test_lateness_is_told_under_each_deadline(self, client: httpx2.AsyncClient) -> None:
        figures = (await get(client, "/figures", family="lateness", duty="connect"))["figures"]
        assert [(each["name"], *numbers(each)) for each in figures] == [
            ("on_time_original", 0, 3),
            ("on_time_extension_1", 2, 3),
            ("on_time", 2, 3),
        ]

    async def test_one_has_its_receipt_and_every_body_with_its_place(self, client: httpx2.AsyncClient) -> None:
        one = await get(client, "/figures/connected")
        assert [(each["code"], each["place"], each["status"]) for each in one["bodies"]] == [
            ("aa", "counted", "met"),
            ("bb", "not_counted", "lapsed"),
            ("cc", "not_counted", "overdue"),
        ]
        assert one["receipt"]["numerator"] == one["counted"]

    async def test_a_definition_of_ones_own_is_posted(self, client: httpx2.AsyncClient) -> None:
        (figure,) = (await post(client, "/figures", OWN))["figures"]
        assert figure["counted"] == ["aa", "dd"]
        assert (await post(client, "/figures/connected_with_affiliates", OWN))["denominator"] == 6

    async def test_the_definitions_are_a_document_to_post_again(self, client: httpx2.AsyncClient) -> None:
        document = await get(client, "/definitions", family="published")
        assert document == json.loads(json.dumps(write_definitions(DEFINITIONS)))
        every = (await get(client, "/definitions"))["definitions"]
        assert {"connected", "on_time_extension_1", "share_fully_online_use_certified"} < {
            each["name"] for each in every
        }

    async def test_who_has_the_answer_already_is_not_sent_it_again(self, client: httpx2.AsyncClient) -> None:
        first = await client.get("/v1/figures")
        again = await client.get("/v1/figures", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


class TestReceipts:
    async def receipt(self, client: httpx2.AsyncClient, name: str = "connected", **query: Any) -> bytes:
        answer = await client.get(f"/v1/figures/{name}/receipt", params=query)
        assert answer.status_code == 200, answer.text
        return answer.content

    @pytest.mark.parametrize(
        "name", ["connected", "fully_connected", "on_time_extension_1", "share_fully_online_count_claimed"]
    )
    async def test_every_figure_verifies_from_its_receipt(self, client: httpx2.AsyncClient, name: str) -> None:
        told = await post(client, "/receipts/verify", await self.receipt(client, name))
        assert (told["holds"], told["differences"], told["definition"]) == (True, [], name)

    async def test_a_receipt_of_long_ago_holds(self, client: httpx2.AsyncClient) -> None:
        receipt = await self.receipt(client, as_of="1401-08-30", province="gilan")
        assert read_receipt(receipt).numerator == ("bb",)
        assert (await post(client, "/receipts/verify", receipt))["holds"]

    async def test_a_tampered_one_does_not_and_its_differences_are_named(self, client: httpx2.AsyncClient) -> None:
        tampered = (await self.receipt(client)).replace(b'"numerator":["aa"]', b'"numerator":["aa","bb"]')
        told = await post(client, "/receipts/verify", tampered)
        assert not told["holds"]
        assert [(each["kind"], each["about"]) for each in told["differences"]] == [
            ("altered", ""),
            ("numerator_only_in_receipt", "bb"),
        ]
        assert "bb" in told["differences"][1]["text_fa"] and "bb" in told["differences"][1]["text_en"]

    @pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"\xff", b'{"form": 1}'])
    async def test_what_is_no_receipt_is_a_problem(self, client: httpx2.AsyncClient, body: bytes) -> None:
        answer = await client.post("/v1/receipts/verify", content=body)
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:mohlat:problem:receipt-unreadable")


class TestComparisons:
    async def test_two_grades_differ_by_the_bodies_between_them(self, client: httpx2.AsyncClient) -> None:
        told = await get(client, "/reconcile", left="fully_connected", right="connected", as_of="1401-08-30")
        assert (numbers(told["left"]), numbers(told["right"]), told["equal"]) == ((1, 3), (2, 3), False)
        (step,) = told["steps"]
        assert (step["name"], step["numerator"]) == ("counts", {"entered": ["bb"], "left": []})
        assert told["agencies"] == {"bb": {"name_fa": "دستگاه bb", "name_en": "Agency bb"}}
        assert "ضربان" in step["text_fa"] and "heartbeat" in step["text_en"]

    async def test_two_dates_of_one_figure(self, client: httpx2.AsyncClient) -> None:
        told = await get(
            client, "/reconcile", left="connected", right="connected", left_as_of="1401-08-30", right_as_of="1401-11-30"
        )
        (step,) = told["steps"]
        assert (step["name"], step["numerator"]["left"]) == ("date", ["bb"])

    async def test_one_of_ones_own_against_a_published_one(self, client: httpx2.AsyncClient) -> None:
        told = await post(client, "/reconcile", OWN, left="connected", right="connected_with_affiliates")
        (step,) = told["steps"]
        assert (step["name"], step["denominator"]["entered"]) == ("affiliates", ["dd", "ee", "ff"])

    async def test_a_figure_and_itself_are_equal(self, client: httpx2.AsyncClient) -> None:
        told = await get(client, "/reconcile", left="connected", right="connected")
        assert (told["equal"], told["steps"]) == (True, [])

    async def test_two_duties(self, client: httpx2.AsyncClient) -> None:
        told = await get(client, "/reconcile", left="connected", right="digitized", left_as_of="1401-08-30")
        assert told["steps"][-1]["name"] == "duty"

    async def test_who_moved_between_two_dates(self, client: httpx2.AsyncClient) -> None:
        told = await get(client, "/delta", **{"from": "1401-08-30", "to": "1401-11-30"})
        assert [(each["code"], each["was"], each["now"]) for each in told["moves"]] == [
            ("bb", "met", "lapsed"),
            ("cc", "pending", "overdue"),
            ("ee", "pending", "overdue"),
            ("ff", "pending", "overdue"),
        ]
        assert {"was": "pending", "now": "overdue", "bodies": 3} in told["flows"]


class TestTrends:
    async def test_a_series_is_the_figure_of_each_day(self, client: httpx2.AsyncClient) -> None:
        told = await get(client, "/series", **{"definition": "connected", "from": "1401-07-25", "to": "1401-08-05"})
        assert len(told["points"]) == 11
        for point in told["points"]:
            figure = await get(client, "/figures", definition="connected", as_of=point["day"])
            assert numbers(point) == numbers(figure["figures"][0]), point

    async def test_a_burn_up_is_against_each_deadline(self, client: httpx2.AsyncClient) -> None:
        told = await get(client, "/burn-up", **{"definition": "connected", "from": "1401-07-01"})
        assert [(each["revision"], each["remaining"]) for each in told["deadlines"]] == [(0, 3), (1, 1)]
        assert numbers(told["deadlines"][1]["reached"]) == (2, 3)

    async def test_a_forecast_tells_its_method(self, client: httpx2.AsyncClient) -> None:
        told = await get(client, "/forecast", definition="connected", as_of="1401-09-10")
        assert told["deadline_revision"] == 1
        assert (told["forecast"]["remaining"], told["forecast"]["days_left"]) == (1, 50)
        assert len(told["text_fa"]) == len(told["text_en"]) == 8

    async def test_a_deadline_there_is_not(self, client: httpx2.AsyncClient) -> None:
        answer = await client.get("/v1/forecast", params={"definition": "connected", "deadline": 7})
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:mohlat:problem:deadline-unknown")


class TestSharing:
    async def test_a_parent_stands_by_itself_and_with_its_affiliates(self, client: httpx2.AsyncClient) -> None:
        told = await get(client, "/roll-ups")
        aa, bb = told["parents"]
        assert (aa["core"], aa["whole"], aa["met"], aa["not_met"]) == ("met", "not_met", ["dd"], ["ee"])
        assert aa["whole_text_en"] == "Not every affiliate has met the duty."
        assert (bb["core"], bb["whole"], bb["rule"]) == ("not_met", None, None)
        assert (numbers(told["core_only"]), numbers(told["with_affiliates"])) == ((1, 2), (0, 1))

    async def test_shares_of_services_at_each_level(self, client: httpx2.AsyncClient) -> None:
        told = await get(client, "/shares")
        assert len(told["totals"]) == 12
        claimed = next(
            each
            for each in told["totals"]
            if (each["level"], each["by"], each["proof"]) == ("fully_online", "count", "claimed")
        )
        assert (claimed["reached"], claimed["whole"], claimed["percent"]) == (4, 20, 20.0)
        assert [each["code"] for each in told["bodies"]] == ["aa", "bb"]


class TestHistory:
    async def test_it_has_every_verdict_in_order_and_in_pages(self, client: httpx2.AsyncClient) -> None:
        whole = await get(client, "/agencies/bb/history", duty="connect")
        assert [each["status"] for each in whole["verdicts"]] == ["pending", "met", "lapsed"]
        page = await get(client, "/agencies/bb/history", duty="connect", limit=2)
        rest = await get(client, "/agencies/bb/history", duty="connect", limit=2, after=page["next"])
        assert [*page["verdicts"], *rest["verdicts"]] == whole["verdicts"]
        assert rest["next"] is None

    async def test_as_it_was_known_then(self, client: httpx2.AsyncClient) -> None:
        told = await get(client, "/agencies/bb/history", duty="connect", known_at=ANNOUNCED.isoformat())
        assert [each["status"] for each in told["verdicts"]] == ["pending"]


class TestFrozen:
    @pytest.fixture(autouse=True)
    async def published(self, engine: AsyncEngine, database: str) -> None:
        """Frozen as its official does it; the same again changes nothing."""
        frozen = await freeze(database, "autumn-report", "connected", "--as-of", "1401-08-30", "--note", "a speech")
        assert frozen.exit_code == 0, frozen.output

    async def test_it_is_listed_with_what_it_said(self, client: httpx2.AsyncClient) -> None:
        (listed,) = (await get(client, "/frozen"))["frozen"]
        assert (listed["name"], listed["definition"], *numbers(listed)) == ("autumn-report", "connected", 2, 3)
        assert (listed["by"], listed["note"], listed["frozen_at"]) == ("sara", "a speech", "2023-02-19T20:30:00Z")

    async def test_it_is_compared_with_its_recomputation_and_led_on_to_today(self, client: httpx2.AsyncClient) -> None:
        one = await get(client, "/frozen/autumn-report")
        assert (one["comparison"]["outcome"], one["comparison"]["differences"]) == ("same", [])
        assert [each["name"] for each in one["comparison"]["steps"]] == ["date"]
        assert one["comparison"]["agencies"] == {"bb": {"name_fa": "دستگاه bb", "name_en": "Agency bb"}}

    async def test_it_is_led_on_to_another_figure(self, client: httpx2.AsyncClient) -> None:
        one = await get(client, "/frozen/autumn-report", definition="fully_connected", as_of="1401-08-30")
        assert [each["name"] for each in one["comparison"]["steps"]] == ["counts"]

    async def test_nothing_is_frozen_under_another_name(self, client: httpx2.AsyncClient) -> None:
        answer = await client.get("/v1/frozen/spring-report")
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:mohlat:problem:frozen-unknown")

    @pytest.mark.parametrize(
        ("arguments", "code", "said"),
        [
            (("autumn-report", "claimed"), 1, "another figure was frozen"),
            (("later", "connected", "--as-of", "1410-01-01"), 2, "nobody is judged"),
            (("unknown", "popularity"), 2, "no figure is called"),
        ],
    )
    async def test_what_is_published_stays_and_what_is_not_judged_is_not_frozen(
        self, database: str, arguments: tuple[str, ...], code: int, said: str
    ) -> None:
        result = await freeze(database, *arguments)
        assert result.exit_code == code
        assert said in " ".join(result.stderr.split())


async def freeze(database: str, *arguments: str) -> Result:
    """`mohlat auditor freeze …`, in a thread: a command runs a loop of its own."""
    asked = ["freeze", *arguments, "--by", "sara", "--database", database, "--lang", "en"]
    environment = {"MOHLAT_PARTITIONS": str(PARTITIONS)}
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, asked, env=environment, catch_exceptions=False))


LISTS = (
    "/definitions",
    "/figures",
    "/figures/connected",
    "/reconcile?left=fully_connected&right=connected&as_of=1401-08-30",
    "/delta?from=1401-08-30&to=1401-11-30",
    "/series?definition=connected",
    "/burn-up?definition=connected",
    "/roll-ups",
    "/shares",
    "/agencies",
    "/agencies/bb/history",
    "/signals",
    "/frozen",
)


class TestTables:
    @pytest.mark.parametrize("path", LISTS)
    async def test_every_list_is_also_a_csv(self, client: httpx2.AsyncClient, path: str) -> None:
        answer = await client.get(f"/v1{path}", headers={"Accept": "text/csv"})
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
        assert answer.content.startswith(b"\xef\xbb\xbf")
        assert all(len(row) == len(header) for row in rows)
        assert rows or path in ("/signals", "/frozen")

    @pytest.mark.parametrize("path", LISTS)
    async def test_and_a_workbook_that_opens_from_the_right_in_persian(
        self, client: httpx2.AsyncClient, path: str
    ) -> None:
        answer = await client.get(
            f"/v1{path}", params={"format": "xlsx", "lang": "fa"} | dict(httpx2.QueryParams(path.partition("?")[2]))
        )
        page = load_workbook(io.BytesIO(answer.content)).active
        assert page is not None and page.sheet_view.rightToLeft

    @pytest.mark.parametrize("path", ["/figures?format=pdf", "/forecast?definition=connected&format=csv"])
    async def test_no_other_form_is_written(self, client: httpx2.AsyncClient, path: str) -> None:
        answer = await client.get(f"/v1{path}")
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:mohlat:problem:format-unknown")


class TestProblems:
    @pytest.mark.parametrize(
        ("path", "status", "name"),
        [
            ("/figures?as_of=1402-12-30", 422, "not-an-instant"),
            ("/figures?as_of=1402-03-24T00:00:00Z", 422, "not-an-instant"),
            (f"/figures?as_of={(END + DAY):%Y-%m-%d}", 422, "later-than-judged"),
            ("/figures?known_at=1410-01-01", 422, "later-than-judged"),
            ("/figures/popularity", 404, "figure-unknown"),
            ("/figures?definition=popularity", 404, "figure-unknown"),
            ("/figures?group=nobody", 404, "group-unknown"),
            ("/figures?province=atlantis", 404, "province-unknown"),
            ("/figures?parent=nobody", 404, "agency-unknown"),
            ("/agencies/nobody/history", 404, "agency-unknown"),
            ("/agencies/aa/history?after=nothing", 422, "cursor-unknown"),
            ("/delta?from=1401-08-30&to=1401-11-30&duty=dance", 404, "duty-unknown"),
            ("/series?definition=connected&from=1401-09-01&to=1401-08-01", 422, "days-reversed"),
            ("/reconcile?left=connected&right=popularity", 404, "figure-unknown"),
            ("/forecast?definition=connected&as_of=1410-01-01", 422, "later-than-judged"),
        ],
    )
    async def test_bad_input_is_a_problem_in_both_languages(
        self, client: httpx2.AsyncClient, path: str, status: int, name: str
    ) -> None:
        english = await client.get(f"/v1{path}")
        persian = await client.get(f"/v1{path}", headers={"Accept-Language": "fa-IR"})
        for answer, language in ((english, "en"), (persian, "fa")):
            assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
            assert (answer.json()["type"], answer.headers["content-language"]) == (
                f"urn:mohlat:problem:{name}",
                language,
            )
        assert english.json()["detail"].isascii() and not persian.json()["detail"].isascii()

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            (b"nonsense", "not valid JSON"),
            (b"{}", "form: None is not a form known here"),
            (json.dumps(write_definitions(DEFINITIONS[:1])).encode(), "that of a published figure"),
        ],
    )
    async def test_a_document_that_defines_no_figures(self, client: httpx2.AsyncClient, body: bytes, said: str) -> None:
        answer = await client.post("/v1/figures", content=body)
        assert answer.status_code == 422
        assert said in answer.json()["detail"]

    async def test_a_body_too_large_is_not_read(self, client: httpx2.AsyncClient) -> None:
        answer = await client.post("/v1/receipts/verify", content=b" " * (33 * 1024 * 1024))
        assert (answer.status_code, answer.json()["type"]) == (413, "urn:mohlat:problem:request-too-large")

    async def test_a_definition_that_selects_otherwise_is_not_narrowed(self, client: httpx2.AsyncClient) -> None:
        own = {"form": 1, "definitions": [{**DEFINITION, "group": "banks"}]}
        answer = await client.post("/v1/figures", params={"group": "universities"}, content=json.dumps(own).encode())
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:mohlat:problem:selection-taken")

    async def test_without_a_log_nothing_is_supposed(self, client: httpx2.AsyncClient) -> None:
        answer = await client.post("/v1/whatif", content=b'{"form": 1, "changes": []}')
        assert answer.json()["type"] in ("urn:mohlat:problem:what-if-unavailable", "urn:mohlat:problem:changes-invalid")
