"""The standing of the demo: what is written is the same for the same content, what is printed is for people."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from deploy.local.demo import standing


def figure(name: str, as_of: str, numerator: int, percent: float | None) -> dict[str, Any]:
    return {
        "name": name,
        "label_fa": "متصل",
        "label_en": "Connected",
        "definition_fa": "اتصال اثبات‌شده",
        "definition_en": "Core bodies in scope whose connection is proven",
        "as_of": as_of,
        "numerator": numerator,
        "denominator": 138,
        "percent": percent,
        "not_judged": 0,
    }


def agency(code: str, status: str, days_overdue: int | None, kind: str = "core") -> dict[str, Any]:
    return {
        "code": code,
        "name_fa": "سازمان",
        "name_en": f"Body {code}",
        "group": "ministries",
        "kind": kind,
        "status": status,
        "grade": "none",
        "reason": "deadline_passed",
        "days_overdue": days_overdue,
    }


@pytest.fixture
def served() -> dict[str, Any]:
    return {
        "simulated": True,
        "as_of": "2023-07-22T20:30:00Z",
        "judged_through": "2023-07-22T20:30:00Z",
        "letters_through": "2023-07-22T20:30:00Z",
        "figures": [
            figure("connected", "2023-07-22T20:30:00Z", 135, 97.8),
            figure("fully_connected", "2023-06-14T20:30:00Z", 126, 91.3),
            figure("connected", "2023-06-14T20:30:00Z", 134, 97.1),
            figure("connected_affiliates", "2023-07-22T20:30:00Z", 0, None),
        ],
        "groups": [
            {
                "group": "ministries",
                "name_fa": "وزارتخانه‌ها",
                "name_en": "Ministries",
                "kind": "core",
                "obligated": 20,
                "exempt": 3,
                "connected": 18,
                "full": 15,
                "unconnected": 2,
            }
        ],
        "agencies": [
            agency("zeta", "met", None),
            agency("beta", "overdue", 31),
            agency("alef", "overdue", 31, kind="affiliated"),
        ],
        "letters": [
            {"step": "7_days_after", "recipient": "parent", "count": 2},
            {"step": "1_day_after", "recipient": "agency", "count": 3},
        ],
    }


def printed(served: dict[str, Any]) -> str:
    console = Console(width=160, record=True, file=StringIO())
    standing.show(served, console)
    return console.export_text()


def test_the_written_standing_does_not_depend_on_the_order_it_was_served_in(
    served: dict[str, Any], tmp_path: Path
) -> None:
    standing.write(served, tmp_path / "one.json")
    shuffled = {**served, **{key: served[key][::-1] for key in ("figures", "agencies", "letters")}}
    standing.write(shuffled, tmp_path / "other.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "other.json").read_bytes()


def test_only_the_agreed_keys_are_written(served: dict[str, Any], tmp_path: Path) -> None:
    standing.write(served, tmp_path / "standing.json")
    written = json.loads((tmp_path / "standing.json").read_text())
    assert set(written) == {"simulated", "as_of", "figures", "agencies", "letters"}
    assert set(written["figures"][0]) == {"name", "as_of", "numerator", "denominator", "percent"}
    assert set(written["agencies"][0]) == {"code", "group", "status", "grade", "reason", "days_overdue"}
    assert set(written["letters"][0]) == {"step", "recipient", "count"}


def test_how_far_judging_went_beyond_the_end_leaves_no_trace(served: dict[str, Any], tmp_path: Path) -> None:
    standing.write(served, tmp_path / "one.json")
    standing.write({**served, "judged_through": "2024-01-01T00:00:00Z"}, tmp_path / "other.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "other.json").read_bytes()


def test_the_print_says_simulated_and_both_headlines_with_their_definitions(served: dict[str, Any]) -> None:
    text = printed(served)
    assert "simulated data" in text
    assert "97.1 % (134 of 138) as of the end of 24 Khordad 1402 (14 June 2023)" in text
    assert "91.3 % (126 of 138)" in text
    assert "اتصال اثبات‌شده" in text
    assert "Core bodies in scope whose connection is proven" in text


def test_data_of_the_real_world_are_not_called_simulated(served: dict[str, Any]) -> None:
    assert "simulated" not in printed({**served, "simulated": False})


def test_unconnected_bodies_come_core_first_and_connected_ones_not_at_all(served: dict[str, Any]) -> None:
    text = printed(served)
    assert text.index("Body beta") < text.index("Body alef")
    assert "Body zeta" not in text


def test_letters_are_listed_in_the_order_of_the_steps_with_their_total(served: dict[str, Any]) -> None:
    text = printed(served)
    assert "Letters accepted: 5" in text
    assert text.index("1 day after") < text.index("7 days after")


def test_a_scenario_without_letters_or_bodies_prints(served: dict[str, Any]) -> None:
    empty = {**served, "figures": [], "groups": [], "agencies": [], "letters": []}
    assert "Letters accepted: 0" in printed(empty)


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        pytest.param("2023-06-14T20:30:00Z", "the end of 24 Khordad 1402 (14 June 2023)", id="a midnight ends a day"),
        pytest.param("2022-09-22T20:30:00Z", "the end of 31 Shahrivar 1401 (22 September 2022)", id="back an hour"),
        pytest.param("2023-06-14T05:30:00Z", "24 Khordad 1402 (14 June 2023) 09:00", id="a moment within a day"),
    ],
)
def test_an_instant_reads_as_a_day_of_tehran_in_both_calendars(instant: str, words: str) -> None:
    assert standing.day(instant) == words
