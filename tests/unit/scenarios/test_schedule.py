"""The instants at which a scenario is played, and what happens at each."""

from datetime import UTC, datetime
from pathlib import Path

from scenarios.player.reading import read
from scenarios.player.schedule import Moment, midnights, schedule
from tests.unit.scenarios.folders import folder


def _moments(tmp_path: Path, *rows: str) -> dict[str, Moment]:
    played = schedule(read(folder(tmp_path, "".join(f"{row}\n" for row in rows))))
    return {f"{moment.at:%m-%dT%H:%M}": moment for moment in played}


def test_the_clock_stops_at_every_tehran_midnight_after_the_start_up_to_the_end(tmp_path: Path) -> None:
    played = schedule(read(folder(tmp_path)))
    assert played[0].at == datetime(2022, 7, 23, 19, 30, tzinfo=UTC)
    assert played[-1].at == datetime(2022, 9, 1, 19, 30, tzinfo=UTC)
    assert len(played) == 41
    assert all(not moment.deeds for moment in played)


def test_a_day_that_begins_at_one_o_clock_does_not_shift_those_after_it() -> None:
    start, end = datetime(2022, 3, 20, 20, 30, tzinfo=UTC), datetime(2022, 3, 23, 19, 30, tzinfo=UTC)
    assert [f"{at:%dT%H:%M}" for at in midnights(start, end)] == ["21T20:30", "22T19:30", "23T19:30"]


def test_a_heartbeat_is_repeated_every_seven_days_while_before_its_end(tmp_path: Path) -> None:
    moments = _moments(tmp_path, "2022-07-25T04:30:00Z,alpha,heartbeat,2022-08-08T04:30:00Z,alpha-s01,,,,")
    beats = {at: moment.deeds[0].services for at, moment in moments.items() if moment.deeds}
    assert beats == {"07-25T04:30": ("alpha-s01",), "08-01T04:30": ("alpha-s01",)}


def test_a_line_goes_down_and_comes_back_before_anything_else_of_that_instant(tmp_path: Path) -> None:
    moments = _moments(
        tmp_path,
        "2022-07-25T04:30:00Z,alpha,connected,,,,,,",
        "2022-07-25T04:30:00Z,alpha,offline,2022-07-27T04:30:00Z,,,,,",
        "2022-07-27T04:30:00Z,alpha,closed,,,,,,",
    )
    assert [deed.kind for deed in moments["07-25T04:30"].deeds] == ["offline", "connected"]
    assert [deed.kind for deed in moments["07-27T04:30"].deeds] == ["online", "closed"]


def test_deeds_of_one_instant_are_sorted_by_agency(tmp_path: Path) -> None:
    moments = _moments(
        tmp_path,
        "2022-07-25T04:30:00Z,beta,connected,,,,,,",
        "2022-07-25T04:30:00Z,alpha,digitized,,,alpha-s02,fully_online,,",
        "2022-07-25T04:30:00Z,alpha,digitized,,,alpha-s01,partly_online,,",
    )
    deeds = moments["07-25T04:30"].deeds
    assert [(deed.agency, deed.service) for deed in deeds] == [
        ("alpha", "alpha-s01"),
        ("alpha", "alpha-s02"),
        ("beta", ""),
    ]
