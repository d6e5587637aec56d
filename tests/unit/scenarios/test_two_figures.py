"""The two small scenarios of figures that differ: what their generators write, and what their files alone say."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from scenarios import build_one_base_two_dates as two_dates
from scenarios import build_two_lists as two_lists
from scenarios.player.reading import read
from scenarios.player.schedule import schedule
from services.auditor.figures import read_definitions
from tests.e2e.expected_standing import expected_standing

END_OF_1401 = datetime(2023, 3, 20, 20, 30, tzinfo=UTC)
BOTH = pytest.mark.parametrize("scenario", [two_dates, two_lists], ids=["two dates", "two lists"])


def grades(folder: Path, at: datetime | None = None) -> Counter[str]:
    """How many bodies have which grade, at the headline unless told otherwise."""
    at = at or read(folder).law.headline_as_of
    assert at is not None
    return Counter(stand.grade for stand in expected_standing(folder, at))


@BOTH
def test_building_it_again_gives_the_same_bytes(scenario: ModuleType, tmp_path: Path) -> None:
    scenario.build(tmp_path)
    for name in ("roster.csv", "timeline.csv"):
        assert (tmp_path / name).read_bytes() == (scenario.FOLDER / name).read_bytes()


@BOTH
def test_it_is_quick_to_play(scenario: ModuleType) -> None:
    assert len(schedule(read(scenario.FOLDER))) < 50


@BOTH
def test_every_body_is_fictitious(scenario: ModuleType) -> None:
    assert all(body.synthetic and body.name_en.endswith("(synthetic)") for body in read(scenario.FOLDER).roster)


def test_129_of_142_connected_in_1401_and_137_in_1402() -> None:
    assert grades(two_dates.FOLDER, END_OF_1401) == {"full": 129, "none": 13}
    assert grades(two_dates.FOLDER) == {"full": 137, "none": 5}


def test_27_of_50_keep_the_full_list_and_8_more_one_part_of_it() -> None:
    assert grades(two_lists.FOLDER) == {"full": 27, "proven": 8, "none": 15}


def test_its_two_definitions_can_be_read() -> None:
    document = yaml.safe_load((two_lists.FOLDER / "definitions.yaml").read_text("utf-8"))
    assert [(each.name, each.duty) for each in read_definitions(document)] == [
        ("full_list", "full-list"),
        ("one_part", "connect"),
    ]
