"""A folder that cannot be played is told where it is wrong."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scenarios.player.reading import Malformed, read
from scenarios.player.workbooks import write_workbooks
from services.registry.tables import read_table
from tests.unit.scenarios.folders import LAW, ROSTER, folder


def test_rows_become_what_they_mean(tmp_path: Path) -> None:
    scenario = read(folder(tmp_path, "2022-07-25T04:30:00Z,alpha,heartbeat,2022-08-10T04:30:00Z,all,,,,\n"))
    (heartbeat,) = scenario.timeline
    assert heartbeat.services == ("alpha-s01", "alpha-s02", "alpha-s03")
    assert heartbeat.until == datetime(2022, 8, 10, 4, 30, tzinfo=UTC)
    assert scenario.roster[1].parent == "alpha"


def test_a_roster_may_say_where_a_body_is_at_home(tmp_path: Path) -> None:
    first, *rows = ROSTER.splitlines()
    roster = "\n".join([f"{first},province", f"{rows[0]},fars", f"{rows[1]},"]) + "\n"
    scenario = read(folder(tmp_path, roster=roster))
    assert [body.province for body in scenario.roster] == ["fars", None]
    agencies = read_table("agencies", write_workbooks(scenario.roster, tmp_path)["agencies"]).entries
    assert [each.province for each in agencies] == ["fars", None]


def test_a_duty_may_say_how_a_parent_stands_with_its_affiliates(tmp_path: Path) -> None:
    law = LAW.replace("grade: proven}, binds", "grade: proven}, roll_up: {kind: every}, binds")
    assert [duty.roll_up for duty in read(folder(tmp_path, law=law)).law.mandate.duties] == [{"kind": "every"}, None]


def test_the_texts_of_its_instruments_belong_to_a_scenario(tmp_path: Path) -> None:
    instrument = '{number: "1", date: "1401-05-01", issuer: "Authority"'
    law = LAW.replace(instrument, f"{instrument}, document: exemptions.txt")
    assert read(folder(tmp_path, law=law)).documents == {"exemptions.txt": b"synthetic"}


def test_jalali_days_of_the_law_become_instants(tmp_path: Path) -> None:
    law = read(folder(tmp_path)).law
    assert law.starts == datetime(2022, 7, 22, 19, 30, tzinfo=UTC)
    assert law.mandate.deadline == datetime(2022, 8, 22, 19, 30, tzinfo=UTC)
    assert law.ends == datetime(2022, 9, 1, 19, 30, tzinfo=UTC)
    assert law.mandate.instrument.date == date(2022, 7, 23)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("yesterday,alpha,connected,,,,,,", "at"),
        ("2022-07-25T04:30:00,alpha,connected,,,,,,", "at"),
        ("2021-07-25T04:30:00Z,alpha,connected,,,,,,", "at"),
        ("2022-07-25T04:30:00Z,gamma,connected,,,,,,", "agency"),
        ("2022-07-25T04:30:00Z,alpha,conected,,,,,,", "event"),
        ("2022-07-25T04:30:00Z,alpha,connected,2022-07-26T04:30:00Z,,,,,", "until"),
        ("2022-07-25T04:30:00Z,alpha,heartbeat,2022-07-24T04:30:00Z,all,,,,", "until"),
        ("2022-07-25T04:30:00Z,alpha,offline,2023-07-24T04:30:00Z,,,,,", "until"),
        ("2022-07-25T04:30:00Z,alpha,heartbeat,2022-07-26T04:30:00Z,beta-s01,,,,", "services"),
        ("2022-07-25T04:30:00Z,alpha,digitized,,,alpha-s09,fully_online,,", "service"),
        ("2022-07-25T04:30:00Z,alpha,digitized,,,alpha-s01,online,,", "level"),
        ("2022-07-25T04:30:00Z,alpha,exempted,,,,,دلیل,", "reason_en"),
        ("2022-07-25T04:30:00Z,alpha,connected", "cells"),
    ],
)
def test_a_wrong_cell_of_the_timeline_is_named_by_file_line_and_column(tmp_path: Path, row: str, column: str) -> None:
    good = "2022-07-24T04:30:00Z,alpha,connected,,,,,,\n"
    with pytest.raises(Malformed) as wrong:
        read(folder(tmp_path, good + row + "\n"))
    assert wrong.value.place == ("timeline.csv", column, 3)
    assert "timeline.csv, line 3" in str(wrong.value)


@pytest.mark.parametrize(
    ("before", "after", "column", "line"),
    [
        ("offices,core,alpha", "offices,core,gamma", "parent", 3),
        ("beta,ب", "alpha,ب", "code", 3),
        ("Beta,offices", "Beta,branches", "group", 3),
        ("beta@mohlat.example,1", "beta@mohlat.example,one", "high_use_services", 3),
        ("core,,true", "core,,yes", "synthetic", 2),
        ("name_fa,name_en", "name_en,name_fa", "header", 1),
    ],
)
def test_a_wrong_cell_of_the_roster_is_named(tmp_path: Path, before: str, after: str, column: str, line: int) -> None:
    with pytest.raises(Malformed) as wrong:
        read(folder(tmp_path, roster=ROSTER.replace(before, after)))
    assert wrong.value.place == ("roster.csv", column, line)


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ('deadline: "1401-05-31"', 'deadline: "1401-07-31"', "deadline"),
        ("silent_after_days: 21", "silent_after_days: many", "mandate.limits[...]"),
        ("code: window", "cod: window", "mandate"),
        ("starts:", "starts: [", "as YAML"),
        ("exemptions.txt", "nothing.txt", "document"),
        ("exemptions.txt", "exemptions.html", "document"),
    ],
)
def test_a_wrong_field_of_the_law_is_named(tmp_path: Path, before: str, after: str, field: str) -> None:
    assert before in LAW
    with pytest.raises(Malformed) as wrong:
        read(folder(tmp_path, law=LAW.replace(before, after, 1)))
    assert wrong.value.place.file == "law.yaml"
    assert wrong.value.place.column == field
