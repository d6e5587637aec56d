"""The API and the pages over a real PostgreSQL."""

from typing import Any

import httpx2
import pytest
from mohlat_contracts.topics import REGISTRY, VERDICTS
from sqlalchemy.ext.asyncio import AsyncEngine

from services.auditor.recorder.recording import Recorder
from services.plumbing.topics import partition_of
from tests.integration.scoreboard.history import (
    ANNOUNCED,
    DAY,
    END,
    EXTENDED,
    ORIGINAL,
    PARTITIONS,
    as_read,
    outgoing,
    reached,
    ticked,
)
from tests.integration.scoreboard.test_recording import Burials


async def get(client: httpx2.AsyncClient, path: str, **query: Any) -> Any:
    answer = await client.get(path, params={name: str(value) for name, value in query.items()})
    assert answer.status_code == 200, answer.text
    return answer.json()


def figure(answer: Any, name: str) -> Any:
    return next(each for each in answer["figures"] if each["name"] == name)


@pytest.mark.usefixtures("recorded")
class TestFigures:
    async def test_by_default_they_are_as_of_the_time_of_the_slowest_partition(
        self, client: httpx2.AsyncClient
    ) -> None:
        answer = await get(client, "/v1/figures")
        assert answer["as_of"] == answer["known_at"] == answer["judged_through"] == "2023-02-19T20:30:00Z"
        connected = figure(answer, "connected")
        assert (connected["numerator"], connected["denominator"], connected["percent"]) == (1, 2, 50.0)
        assert (connected["counted"], connected["not_counted"], connected["not_judged"]) == (["aa"], ["bb"], [])

    async def test_the_past_is_shown_as_it_was(self, client: httpx2.AsyncClient) -> None:
        before = figure(await get(client, "/v1/figures", as_of=ANNOUNCED.isoformat()), "connected")
        assert (before["counted"], before["not_counted"]) == ([], ["aa", "bb"])

    async def test_what_was_true_and_what_was_known_are_two_questions(self, client: httpx2.AsyncClient) -> None:
        async def at_the_deadline(known_at: str) -> str:
            answer = await get(client, "/v1/agencies", as_of=ORIGINAL.isoformat(), known_at=known_at)
            return str(answer["agencies"][1]["status"]["connect"])

        assert await at_the_deadline(ORIGINAL.isoformat()) == "at_risk"
        # What becomes known at an instant is not known at it: more may come with the same stamp.
        assert await at_the_deadline((ORIGINAL + DAY).isoformat()) == "at_risk"
        assert await at_the_deadline((ORIGINAL + 2 * DAY).isoformat()) == "overdue"

    async def test_bodies_whose_time_is_behind_are_not_judged(
        self, client: httpx2.AsyncClient, engine: AsyncEngine
    ) -> None:
        ahead = [outgoing("", topic, ticked(END + DAY), partition=0) for topic in (REGISTRY, VERDICTS)]
        await Recorder(engine, "", Burials().bury).record(as_read(ahead))
        connected = figure(await get(client, "/v1/figures", as_of=(END + DAY).isoformat()), "connected")
        behind = [code for code in ("aa", "bb", "cc") if partition_of(code, PARTITIONS) != 0]
        assert connected["not_judged"] == behind != []
        assert not {*behind} & {*connected["counted"], *connected["not_counted"]}

    async def test_later_than_anybody_is_judged_nothing_is_said(self, client: httpx2.AsyncClient) -> None:
        answer = await client.get("/v1/figures", params={"as_of": (END + DAY).isoformat()})
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:mohlat:problem:later-than-judged")


@pytest.mark.usefixtures("recorded")
class TestStanding:
    async def test_it_holds_the_whole_table(self, client: httpx2.AsyncClient) -> None:
        answer = await get(client, "/v1/standing", headline=ANNOUNCED.isoformat())
        assert (answer["simulated"], answer["as_of"]) == (True, "2023-02-19T20:30:00Z")
        assert answer["judged_through"] == answer["letters_through"] == "2023-02-19T20:30:00Z"
        assert [each["as_of"] for each in answer["figures"]][::5] == ["2022-10-20T05:30:00Z", "2023-02-19T20:30:00Z"]
        assert answer["groups"] == [
            {
                "group": "banks",
                "name_fa": "بانک‌ها",
                "name_en": "Banks",
                "kind": "core",
                "obligated": 3,
                "exempt": 1,
                "connected": 1,
                "full": 1,
                "unconnected": 1,
            }
        ]
        assert [(each["code"], each["status"], each["days_overdue"]) for each in answer["agencies"]] == [
            ("aa", "met", 0),
            ("bb", "overdue", 30),
            ("cc", "exempt", 0),
        ]
        assert answer["letters"] == [
            {"step": "1_day_after", "recipient": "agency", "count": 2},
            {"step": "14_days_after", "recipient": "oversight_committee", "count": 1},
        ]

    async def test_letters_of_later_are_not_counted(self, client: httpx2.AsyncClient) -> None:
        answer = await get(client, "/v1/standing", as_of=EXTENDED.isoformat())
        assert answer["letters"] == [{"step": "1_day_after", "recipient": "agency", "count": 1}]

    async def test_a_verdict_that_arrives_late_but_was_known_earlier_does_not_win(
        self, client: httpx2.AsyncClient, engine: AsyncEngine
    ) -> None:
        before = (await client.get("/v1/standing")).content
        old = reached("aa", "lapsed", "silent", ANNOUNCED - DAY)
        await Recorder(engine, "", Burials().bury).record(as_read([outgoing("", VERDICTS, old, key="aa")]))
        assert (await client.get("/v1/standing")).content == before


@pytest.mark.usefixtures("recorded")
class TestAgency:
    async def test_it_tells_the_whole_story(self, client: httpx2.AsyncClient) -> None:
        story = await get(client, "/v1/agencies/aa")
        assert story["agency"]["name_en"] == "Agency aa"
        assert [each["status"] for each in story["history"]] == ["pending", "at_risk", "overdue", "pending", "met"]
        assert [each["outcome"] for each in story["current"]["connect"]["timeliness"]] == ["late", "on_time"]
        assert [each["revision"] for each in story["duties"][0]["deadlines"]] == [0, 1]

    async def test_an_unknown_one_is_a_problem(self, client: httpx2.AsyncClient) -> None:
        answer = await client.get("/v1/agencies/nobody")
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
        assert answer.json()["type"] == "urn:mohlat:problem:agency-unknown"


@pytest.mark.usefixtures("recorded")
class TestPages:
    @pytest.mark.parametrize("language", ["fa", "en"])
    @pytest.mark.parametrize(
        "path",
        [
            "",
            "?as_of=1401-07-10",
            "/figures/connected",
            "/figures/digitized",
            "/agencies",
            "/agencies?group=banks&kind=core&state=unconnected",
            "/agencies/aa",
            "/agencies/cc",
            "/letters?step=1_day_after&recipient=agency",
            "/signals",
            "/agencies/bb",
        ],
    )
    async def test_every_page_is_there_in_both_languages(
        self, client: httpx2.AsyncClient, language: str, path: str
    ) -> None:
        answer = await client.get(f"/{language}{path}")
        assert answer.status_code == 200
        assert f'lang="{language}"' in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]

    async def test_the_root_leads_to_persian(self, client: httpx2.AsyncClient) -> None:
        assert (await client.get("/")).headers["location"] == "/fa"

    async def test_its_numbers_are_those_of_the_api(self, client: httpx2.AsyncClient) -> None:
        connected = figure(await get(client, "/v1/figures"), "connected")
        page = (await client.get("/en")).text
        assert f"{connected['numerator']} of {connected['denominator']} bodies" in page
        assert f"{connected['percent']}%" in page

    async def test_style_and_font_are_served_from_here(self, client: httpx2.AsyncClient) -> None:
        for asset in ("scoreboard.css", "vazirmatn.woff2", "mark.svg"):
            assert (await client.get(f"/static/{asset}")).status_code == 200

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/de", 404),
            ("/fa/nothing", 404),
            ("/fa/agencies/nobody", 404),
            ("/fa/figures/popularity", 404),
            ("/en?as_of=soon", 422),
            ("/en/agencies?state=happy", 422),
        ],
    )
    async def test_an_error_is_a_page_too(self, client: httpx2.AsyncClient, path: str, status: int) -> None:
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")


async def test_before_anything_is_judged_it_says_so_and_when_to_come_back(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/v1/standing")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["type"] == "urn:mohlat:problem:nothing-judged"
    assert (await client.get("/fa")).status_code == 503
