"""Figures, their receipts, and parents and shares, asked of the API."""

import json
from typing import Any

import httpx2
import pytest

from services.auditor.figures import DEFINITIONS, write_definitions
from services.auditor.figures.receipts import read_receipt
from tests.integration.scoreboard.figures.asking import OWN, get, numbers, post


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
