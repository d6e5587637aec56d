"""The small scenario shows each rule at least once."""

from datetime import UTC, datetime
from pathlib import Path

from scenarios.build_twelve_agencies import FOLDER, build
from scenarios.player.reading import read
from scenarios.player.schedule import schedule
from tests.e2e.expected_letters import expected_letters
from tests.e2e.expected_standing import expected_standing

END = datetime(2022, 10, 20, 20, 30, tzinfo=UTC)


def test_building_it_again_gives_the_same_bytes(tmp_path: Path) -> None:
    build(tmp_path)
    for name in ("roster.csv", "timeline.csv"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()


def test_twelve_agencies_in_ninety_days() -> None:
    scenario = read(FOLDER)
    assert len(scenario.roster) == 12
    assert (scenario.law.ends - scenario.law.starts).days == 90
    assert scenario.law.ends == END


def test_it_is_quick_to_play() -> None:
    assert len(schedule(read(FOLDER))) < 130


def test_every_step_of_the_ladder_occurs_and_the_extension_restarts_it() -> None:
    letters = expected_letters(FOLDER)
    assert len({letter.step for letter in letters}) == 9
    assert {letter.deadline_revision for letter in letters} == {0, 1}


def test_every_outcome_occurs() -> None:
    assert {stand.status for stand in expected_standing(FOLDER, END)} == {"met", "exempt", "overdue", "lapsed"}


def test_nobody_is_written_to_after_the_exemption() -> None:
    late = [x.step for x in expected_letters(FOLDER) if x.agency == "branch-exempted" and x.deadline_revision == 1]
    assert late[-1] == "14_days_after"
