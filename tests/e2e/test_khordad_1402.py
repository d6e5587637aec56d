"""Sixteen months of 1401 and 1402 on the whole stack, compared with what the three files alone say."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from tests.e2e.expected_letters import expected_letters
from tests.e2e.expected_standing import expected_figures, expected_standing
from tests.playing import KHORDAD, Outcome, play_to_the_end
from tests.stacks import StartStack

HEADLINE = datetime(2023, 6, 14, 20, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def outcome(start_module_stack: StartStack, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return play_to_the_end(start_module_stack(), KHORDAD, tmp_path_factory.mktemp("player"))


def figures_at(outcome: Outcome, instant: datetime) -> dict[str, tuple[int, int, float]]:
    return {
        figure["name"]: (figure["numerator"], figure["denominator"], figure["percent"])
        for figure in outcome.standing["figures"]
        if datetime.fromisoformat(figure["as_of"]) == instant
    }


def test_the_letters_are_those_worked_out_from_the_files(outcome: Outcome) -> None:
    expected = {
        (letter.agency, letter.duty, letter.deadline_revision, letter.step, letter.recipient, letter.at)
        for letter in expected_letters(KHORDAD)
    }
    sent = {
        (n.key.agency, n.key.duty, n.key.deadline_revision, n.key.step, n.key.recipient, n.at) for n in outcome.notices
    }
    assert sent == expected


def test_every_letter_was_accepted_by_the_relay_once(outcome: Outcome) -> None:
    assert len(outcome.accepted) == len(outcome.notices) <= 3000
    assert set(outcome.accepted.values()) == {1}


def test_the_two_headline_figures_are_134_and_126_of_138(outcome: Outcome) -> None:
    figures = figures_at(outcome, HEADLINE)
    assert figures["connected"] == (134, 138, 97.1)
    assert figures["fully_connected"] == (126, 138, 91.3)


@pytest.mark.parametrize("instant", [HEADLINE, datetime(2023, 7, 22, 20, 30, tzinfo=UTC)])
def test_every_figure_is_the_one_worked_out_from_the_files(outcome: Outcome, instant: datetime) -> None:
    expected = {f.name: (f.numerator, f.denominator, f.percent) for f in expected_figures(KHORDAD, instant)}
    assert figures_at(outcome, instant) == expected


def test_the_standing_of_every_body_is_the_one_worked_out_from_the_files(outcome: Outcome) -> None:
    as_of = datetime.fromisoformat(outcome.standing["as_of"])
    expected = {(stand.code, stand.status, stand.grade) for stand in expected_standing(KHORDAD, as_of)}
    assert {(each["code"], each["status"], each["grade"]) for each in outcome.standing["agencies"]} == expected


def test_the_letters_of_the_standing_are_the_letters_that_went_out(outcome: Outcome) -> None:
    sent = Counter((notice.key.step, notice.key.recipient) for notice in outcome.notices)
    assert {(row["step"], row["recipient"]): row["count"] for row in outcome.standing["letters"]} == sent


def test_nobody_who_was_met_or_exempt_got_a_letter_of_that_instant(outcome: Outcome) -> None:
    by_duty: dict[tuple[str, str], list[tuple[datetime, str]]] = {}
    for verdict in outcome.history:
        by_duty.setdefault((verdict.agency, verdict.duty), []).append((verdict.known_at, verdict.status))
    for notice in outcome.notices:
        before = [s for known_at, s in by_duty[notice.key.agency, notice.key.duty] if known_at < notice.at]
        assert before[-1] not in {"met", "exempt"}, notice


def test_one_agency_was_late_by_the_first_two_deadlines_and_on_time_by_the_third(outcome: Outcome) -> None:
    (*_, last) = [v for v in outcome.history if (v.agency, v.duty) == ("agency-042", "connect")]
    assert (last.status, last.outcomes) == ("met", ("late", "late", "on_time"))


def test_a_spool_delivered_across_a_deadline_counts_by_event_time_where_it_is_young_enough(outcome: Outcome) -> None:
    told = {v.duty: v.outcomes for v in outcome.history if v.agency == "agency-058" and v.status == "met"}
    assert told == {"connect": ("late", "on_time", "on_time"), "digitize": ("late", "late", "on_time")}
