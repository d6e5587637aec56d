"""Signals and sandboxes over a real PostgreSQL: who is shown where."""

from datetime import timedelta

import httpx2
import pytest
from mohlat_contracts.topics import REGISTRY, VERDICTS
from sqlalchemy.ext.asyncio import AsyncEngine

from services.auditor.scoreboard.reading import Library
from tests.integration.scoreboard.history import (
    ANNOUNCED,
    DAY,
    END,
    PARTITIONS,
    START,
    as_read,
    assigned,
    outgoing,
    reached,
    registered,
    signalled,
    ticks,
)
from tests.integration.scoreboard.test_recording import record_in_batches
from tests.integration.scoreboard.test_scoreboard import get

TRIAL = [
    outgoing("", REGISTRY, registered("trial", kind="sandbox"), key="trial"),
    outgoing("", REGISTRY, assigned("trial", 1), key="trial"),
    outgoing("", VERDICTS, reached("trial", "pending", "before_deadline", START), key="trial"),
    outgoing("", VERDICTS, reached("trial", "overdue", "deadline_passed", END - 20 * DAY), key="trial"),
    outgoing("", VERDICTS, signalled("trial", END - 10 * DAY), key="trial"),
]


@pytest.mark.usefixtures("recorded")
class TestSignals:
    async def test_the_newest_comes_first_and_the_pages_join_without_a_gap(
        self, client: httpx2.AsyncClient, engine: AsyncEngine
    ) -> None:
        instants = [ANNOUNCED + timedelta(hours=n // 2) for n in range(7)]  # some in the same instant
        more = [outgoing("", VERDICTS, signalled("aa", at, f"beat-{n}"), key="aa") for n, at in enumerate(instants, 2)]
        await record_in_batches(engine, as_read(more), 500)
        whole = await get(client, "/v1/signals")
        assert (len(whole["signals"]), whole["next"]) == (8, None)
        known_at = [each["known_at"] for each in whole["signals"]]
        assert known_at == sorted(known_at, reverse=True)
        page = await get(client, "/v1/signals", limit=3)
        paged = page["signals"]
        while page["next"]:
            page = await get(client, "/v1/signals", limit=3, after=page["next"])
            paged += page["signals"]
        assert paged == whole["signals"]

    async def test_it_says_what_was_seen(self, client: httpx2.AsyncClient) -> None:
        (signal,) = (await get(client, "/v1/signals"))["signals"]
        assert (signal["agency"], signal["signal"], signal["event_id"]) == ("bb", "one_id_two_contents", "beat-1")
        assert signal["facts"] == [{"id": "beat-1", "sha256": digit * 64} for digit in "ab"]

    async def test_they_are_asked_for_by_agency(self, client: httpx2.AsyncClient) -> None:
        assert len((await get(client, "/v1/signals", agency="bb"))["signals"]) == 1
        assert (await get(client, "/v1/signals", agency="aa"))["signals"] == []

    async def test_the_past_did_not_know_them_yet(self, client: httpx2.AsyncClient) -> None:
        assert (await get(client, "/v1/signals", as_of=ANNOUNCED.isoformat()))["signals"] == []
        assert len((await get(client, "/v1/signals", as_of=(ANNOUNCED + DAY).isoformat()))["signals"]) == 1
        assert "/en/signals" not in (await client.get("/en?as_of=1401-07-10")).text

    async def test_the_standing_leads_to_the_list_and_the_body_shows_its_own(self, client: httpx2.AsyncClient) -> None:
        assert 'href="/en/signals"' in (await client.get("/en")).text
        assert 'href="/en/agencies/bb"' in (await client.get("/en/signals")).text
        assert "beat-1" in (await client.get("/en/agencies/bb")).text
        assert "beat-1" not in (await client.get("/en/agencies/aa")).text
        story = await get(client, "/v1/agencies/bb")
        assert [each["event_id"] for each in story["signals"]] == ["beat-1"]

    @pytest.mark.parametrize(
        "query",
        ["limit=0", "limit=1001", "limit=many", "after=nothing", "after=%00", "agency=%00", "agency=A", "as_of=soon"],
    )
    async def test_what_cannot_be_meant_is_a_problem(self, client: httpx2.AsyncClient, query: str) -> None:
        answer = await client.get(f"/v1/signals?{query}")
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")

    async def test_a_page_that_follows_nothing_is_an_error_page(self, client: httpx2.AsyncClient) -> None:
        assert (await client.get("/fa/signals?after=nothing")).status_code == 422

    async def test_the_page_of_one_body_lists_its_own(self, client: httpx2.AsyncClient) -> None:
        assert 'href="/en/signals?agency=bb"' in (await client.get("/en/agencies/bb")).text
        assert "beat-1" in (await client.get("/en/signals?agency=bb")).text
        assert "beat-1" not in (await client.get("/en/signals?agency=aa")).text


@pytest.mark.usefixtures("recorded")
class TestSandbox:
    EVERYTHING = (
        *("/v1/figures", "/v1/agencies", "/v1/standing", "/v1/signals", "/fa", "/en", "/en/agencies", "/en/signals"),
        *("/en/agencies?state=unconnected", "/en/agencies?group=banks", "/en/figures/connected"),
    )

    async def test_it_changes_nothing_that_is_counted_or_listed(
        self, client: httpx2.AsyncClient, engine: AsyncEngine
    ) -> None:
        before = {path: (await client.get(path)).content for path in self.EVERYTHING}
        await record_in_batches(engine, as_read(TRIAL), 500)
        assert {path: (await client.get(path)).content for path in self.EVERYTHING} == before

    async def test_its_own_page_shows_how_it_is_judged_and_what_it_is(
        self, client: httpx2.AsyncClient, engine: AsyncEngine
    ) -> None:
        await record_in_batches(engine, as_read(TRIAL), 500)
        story = await get(client, "/v1/agencies/trial")
        assert (story["agency"]["kind"], story["current"]["connect"]["status"]) == ("sandbox", "overdue")
        assert len(story["signals"]) == 1
        assert len((await get(client, "/v1/signals", agency="trial"))["signals"]) == 1
        english, persian = [(await client.get(f"/{language}/agencies/trial")).text for language in ("en", "fa")]
        assert "This is a sandbox" in english
        assert "Overdue" in english
        assert "دستگاه آزمایشی" in persian


async def test_a_sandbox_lends_the_standing_no_chain_of_deadlines(engine: AsyncEngine) -> None:
    others = [outgoing("", REGISTRY, event, key="aa") for event in (registered("aa"), assigned("aa"))]
    await record_in_batches(engine, as_read([*TRIAL, *others, *ticks("", END)]), 500)
    async with Library(engine, PARTITIONS).read() as reading:
        (duty,) = await reading.chains()
    assert (duty.agency, len(duty.deadlines)) == ("aa", 1)
