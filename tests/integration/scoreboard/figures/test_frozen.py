"""Figures that were published, and stay."""

import asyncio

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner, Result

from services.auditor.cli import app
from tests.integration.scoreboard.figures.asking import get, numbers
from tests.integration.scoreboard.history import PARTITIONS


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
