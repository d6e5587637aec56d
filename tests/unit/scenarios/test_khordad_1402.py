"""The data of `khordad-1402` say what the README says of them."""

import csv
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scenarios.build_khordad_1402 import FOLDER, build
from scenarios.player.reading import read
from tests.e2e.expected_letters import Letter, expected_letters
from tests.e2e.expected_letters import read as read_plainly
from tests.e2e.expected_standing import Stand, expected_figures, expected_standing, is_exempt

HEADLINE = datetime(2023, 6, 14, 20, 30, tzinfo=UTC)
END = datetime(2023, 7, 22, 20, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def headline() -> dict[str, Stand]:
    return {stand.code: stand for stand in expected_standing(FOLDER, HEADLINE)}


@pytest.fixture(scope="module")
def letters() -> list[Letter]:
    return expected_letters(FOLDER)


def test_building_it_again_gives_the_same_bytes(tmp_path: Path) -> None:
    build(tmp_path)
    for name in ("roster.csv", "timeline.csv"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()


def test_it_runs_from_farvardin_1401_to_the_end_of_tir_1402() -> None:
    law = read(FOLDER).law
    assert (law.starts, law.ends, law.headline_as_of) == (datetime(2022, 3, 20, 20, 30, tzinfo=UTC), END, HEADLINE)


def test_173_core_agencies_and_96_affiliates_with_their_parents() -> None:
    roster = read(FOLDER).roster
    assert Counter(body.kind for body in roster) == {"core": 173, "affiliated": 96}
    assert all((body.parent is not None) == (body.kind == "affiliated") for body in roster)


def test_35_core_agencies_are_exempt_by_24_khordad_with_a_reason() -> None:
    _, bodies = read_plainly(FOLDER)
    exempt = [body for body in bodies if is_exempt(body, HEADLINE)]
    assert len(exempt) == 35
    assert {body.kind for body in exempt} == {"core"}


def test_only_one_exemption_comes_after_letters(letters: list[Letter]) -> None:
    _, bodies = read_plainly(FOLDER)
    written_to = {letter.agency for letter in letters}
    assert [body.code for body in bodies if body.exempt_from and body.code in written_to] == ["agency-150"]


def test_the_headline_figures() -> None:
    figures = {figure.name: figure for figure in expected_figures(FOLDER, HEADLINE)}
    assert figures["connected"][1:] == (134, 138)
    assert figures["connected"].percent == 97.1
    assert figures["fully_connected"][1:] == (126, 138)
    assert figures["fully_connected"].percent == 91.3
    assert figures["connected_affiliates"].denominator == 96


def test_the_four_others_of_the_138(headline: dict[str, Stand]) -> None:
    core = {body.code for body in read(FOLDER).roster if body.kind == "core"}
    others = {
        code: stand[2:] for code, stand in headline.items() if code in core and stand.status not in ("met", "exempt")
    }
    assert others == {
        "sanjesh": ("at_risk", "none"),
        "hadafmandi": ("at_risk", "none"),
        "agency-077": ("at_risk", "none"),
        "agency-023": ("lapsed", "silent"),
    }


def test_those_not_yet_full_are_those_used_most(headline: dict[str, Stand]) -> None:
    by_use = sorted(read(FOLDER).roster, key=lambda body: -body.high_use_services)
    assert {body.code for body in by_use[:8]} == {code for code, stand in headline.items() if stand.grade == "proven"}


def test_the_affiliates_that_the_article_names_unconnected(headline: dict[str, Stand]) -> None:
    connected = Counter(stand.group for code, stand in headline.items() if stand.grade in ("proven", "full"))
    everybody = Counter(stand.group for stand in headline.values())
    assert connected["health-universities"] == connected["hospitals"] == 0
    assert everybody["municipalities"] - connected["municipalities"] == 11
    assert everybody["science-universities"] - connected["science-universities"] == 6
    assert everybody["agriculture-bodies"] - connected["agriculture-bodies"] == 3


def test_the_least_connected_connect_only_in_dey_1401() -> None:
    dey = datetime(2022, 12, 21, 20, 30, tzinfo=UTC)
    stands = {stand.code: stand.status for stand in expected_standing(FOLDER, dey)}
    late = {code: status for code, status in stands.items() if code.startswith(("bank-", "science-university-"))}
    assert {*late.values(), stands["setad"], stands["health-ministry"]} == {"pending"}


@pytest.mark.parametrize(
    ("code", "status", "grade"),
    [
        ("agency-014", "met", "full"),
        ("agency-042", "met", "full"),
        ("agency-058", "met", "full"),
        ("agency-095", "met", "full"),
        ("agency-103", "lapsed", "none"),
        ("agency-150", "exempt", "none"),
        ("municipality-07", "met", "full"),
        ("hospital-04", "overdue", "claimed"),
        ("science-university-22", "overdue", "claimed"),
    ],
)
def test_how_each_story_ends(code: str, status: str, grade: str) -> None:
    stands = {stand.code: stand[2:] for stand in expected_standing(FOLDER, END)}
    assert stands[code] == (status, grade)


def test_the_agency_offline_across_the_deadline_is_heard_by_its_own_time_where_the_spool_is_young() -> None:
    deadline = datetime(2023, 1, 20, 20, 30, tzinfo=UTC)
    _, bodies = read_plainly(FOLDER)
    offline = next(body for body in bodies if body.code == "agency-058")
    counted = {
        s.event: s.counted < deadline for s in offline.statements if s.known_at.hour == 4 and s.known_at.minute == 30
    }
    assert counted == {"digitized": False, "connected": True, "heartbeat": True}


def test_at_most_3000_letters_and_every_step_among_them(letters: list[Letter]) -> None:
    assert 1800 <= len(letters) <= 3000
    assert len({letter.step for letter in letters}) == 9
    assert len(set(letters)) == len(letters)


def test_whatever_is_not_named_by_the_article_says_that_it_is_synthetic() -> None:
    for body in read(FOLDER).roster:
        assert body.synthetic == (body.code not in ("sanjesh", "hadafmandi", "setad", "health-ministry"))
        assert body.synthetic == ("(synthetic)" in body.name_en) == ("(ساختگی)" in body.name_fa)
        assert body.contact_email.endswith("@mohlat.example")


def test_timeline_is_in_order_and_compact() -> None:
    with (FOLDER / "timeline.csv").open(encoding="utf-8") as file:
        instants = [row["at"] for row in csv.DictReader(file)]
    assert instants == sorted(instants)
    assert len(instants) < 1000
