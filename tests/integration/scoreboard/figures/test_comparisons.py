"""Two figures, two dates, many days and every verdict, asked of the API."""

import httpx2

from tests.integration.scoreboard.figures.asking import OWN, get, numbers, post
from tests.integration.scoreboard.history import ANNOUNCED


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
