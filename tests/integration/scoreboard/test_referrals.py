"""Referrals beside the breaches, over a real PostgreSQL: in figures, beside verdicts and letters, in both languages."""

import csv
import io
from datetime import date, datetime
from typing import Any

import httpx2
import pytest
from mohlat_contracts import sources
from mohlat_contracts.referrals import Breach, ReferralOutcome, ReferralRecorded
from mohlat_contracts.topics import REGISTRY, VERDICTS
from msgspec import structs
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.integration.scoreboard.history import DAY, EXTENDED, as_read, outgoing, reached, referred, registered
from tests.integration.scoreboard.test_recording import record_in_batches
from tests.integration.scoreboard.test_scoreboard import get

OPENED = EXTENDED + 18 * DAY


def at(moment: datetime) -> str:
    return moment.isoformat()


async def change(engine: AsyncEngine, when: datetime, **changes: Any) -> None:
    """Another revision of the one referral becomes known."""
    before = referred("bb")
    data = structs.replace(before.data, revision=before.data.revision + 1, **changes)
    event = ReferralRecorded(id="bb-referral-again", source=sources.REGISTRY, time=when, data=data)
    await record_in_batches(engine, as_read([outgoing("", REGISTRY, event, key="bb")]), 500)


@pytest.mark.usefixtures("recorded")
class TestReferrals:
    async def test_a_breach_is_told_with_what_is_done_about_it(self, client: httpx2.AsyncClient) -> None:
        answer = await get(client, "/v1/referrals")
        assert (answer["duty"], answer["breaches"]["in_breach"]) == ("connect", ["bb"])
        assert (answer["breaches"]["waiting"], answer["breaches"]["not_referred"]) == (["bb"], [])
        assert answer["breaches"]["by_body"] == {"inspection_organisation": ["bb"]}
        (referral,) = answer["referrals"]
        assert (referral["state"], referral["past_due"], referral["about_breach"]) == ("opened", False, True)
        assert answer["agencies"]["bb"]["name_en"] == "Agency bb"

    async def test_before_it_was_opened_the_breach_was_not_referred(self, client: httpx2.AsyncClient) -> None:
        answer = await get(client, "/v1/referrals", as_of=at(OPENED - DAY))
        assert (answer["breaches"]["not_referred"], answer["referrals"]) == (["bb"], [])

    async def test_what_was_not_known_yet_is_not_told(self, client: httpx2.AsyncClient, engine: AsyncEngine) -> None:
        closing = OPENED + 3 * DAY
        outcome = ReferralOutcome(
            result="sanctioned", date=date(2023, 2, 11), at=closing, text_fa="جریمه شد", text_en="It was fined"
        )
        await change(engine, closing + DAY, outcome=outcome)
        late = await get(client, "/v1/referrals", as_of=at(closing), known_at=at(closing + 2 * DAY))
        assert (late["breaches"]["closed"], late["referrals"][0]["result"]) == (["bb"], "sanctioned")
        then = await get(client, "/v1/referrals", as_of=at(closing), known_at=at(closing))
        assert (then["breaches"]["waiting"], then["referrals"][0]["result"]) == (["bb"], None)

    @pytest.mark.parametrize(("language", "words"), [("fa", "ارجاع از سوی"), ("en", "Referred by")])
    async def test_the_body_shows_it_beside_the_verdict_that_it_rests_on(
        self, client: httpx2.AsyncClient, engine: AsyncEngine, language: str, words: str
    ) -> None:
        lapse = reached(
            "bb", "lapsed", "silent", OPENED - DAY, "silent", outcomes=("unmet", "late"), effective_at=EXTENDED
        )
        verdict = outgoing("", VERDICTS, structs.replace(lapse, id="b" * 64), key="bb")
        await record_in_batches(engine, as_read([verdict]), 500)
        await change(engine, OPENED, breach=Breach(verdict="b" * 64, since=EXTENDED))
        page = (await client.get(f"/{language}/agencies/bb")).text
        assert page.count(words) == 1, "beside that verdict and no other"
        assert 'id="referral-inspection-1"' in page
        assert "referral" not in (await client.get(f"/{language}/agencies/aa")).text

    @pytest.mark.parametrize("language", ["fa", "en"])
    async def test_the_standing_counts_the_breaches_and_leads_to_the_bodies(
        self, client: httpx2.AsyncClient, language: str
    ) -> None:
        assert f'href="/{language}/referrals?place=waiting"' in (await client.get(f"/{language}")).text
        whole = (await client.get(f"/{language}/referrals")).text
        assert f'href="/{language}/agencies/bb"' in whole
        waiting = (await client.get(f"/{language}/referrals?place=waiting")).text
        assert 'id="referral-inspection-1"' in waiting
        closed = (await client.get(f"/{language}/referrals?place=closed")).text
        assert f'href="/{language}/agencies/bb"' not in closed

    async def test_the_ladder_shows_it_after_the_letters_before_it(self, client: httpx2.AsyncClient) -> None:
        page = (await client.get("/en/agencies/bb")).text
        ladder = page[page.index("Letters and referrals") :]
        assert ladder.index("14 days after") < ladder.index("opened")
        before = (await client.get(f"/en/agencies/bb?as_of={(OPENED - DAY):%Y-%m-%d}")).text
        assert "opened" not in before[before.index('id="letters"') :]

    async def test_a_sandbox_is_in_none_of_it(self, client: httpx2.AsyncClient, engine: AsyncEngine) -> None:
        more = [
            outgoing("", REGISTRY, registered("trial", kind="sandbox"), key="trial"),
            outgoing("", REGISTRY, referred("trial"), key="trial"),
        ]
        await record_in_batches(engine, as_read(more), 500)
        assert [each["referral"]["agency"] for each in (await get(client, "/v1/referrals"))["referrals"]] == ["bb"]

    async def test_it_is_had_as_a_table(self, client: httpx2.AsyncClient) -> None:
        answer = await client.get("/v1/referrals?format=csv&lang=en")
        assert answer.headers["content-type"].startswith("text/csv")
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [(row["code"], row["state"]) for row in rows] == [("bb", "open")]

    @pytest.mark.parametrize(
        ("query", "status"),
        [("duty=none", 404), ("agency=nobody", 404), ("agency=%00", 422), ("as_of=soon", 422)],
    )
    async def test_what_cannot_be_meant_is_a_problem(self, client: httpx2.AsyncClient, query: str, status: int) -> None:
        answer = await client.get(f"/v1/referrals?{query}")
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")

    async def test_a_list_there_is_not_is_an_error_page(self, client: httpx2.AsyncClient) -> None:
        assert (await client.get("/fa/referrals?place=elsewhere")).status_code == 422
