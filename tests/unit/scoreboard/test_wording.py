"""Numbers, dates and verdicts as a person reads them."""

import dataclasses
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, get_args

import pytest
from mohlat_contracts.notices import Recipient, Step
from mohlat_contracts.verdicts import ConnectionGrade, Outcome, Reason, Status, Timeliness
from msgspec.structs import replace

from services.auditor.scoreboard.texts import TEXTS
from services.auditor.scoreboard.wording import Wording
from services.calendar.jalali import Language
from tests.unit.scoreboard.books import AS_OF, DEADLINE, a_verdict

FA, EN = Wording("fa"), Wording("en")
LANGUAGES: list[Language] = ["fa", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_contract_has_its_word(language: Language) -> None:
    texts = TEXTS[language]
    pairs: list[tuple[Mapping[Any, str], object]] = [
        (texts.reasons, Reason),
        (texts.statuses, Status),
        (texts.connect_statuses, Status),
        (texts.grades, ConnectionGrade),
        (texts.outcomes, Outcome),
        (texts.steps, Step),
        (texts.recipients, Recipient),
    ]
    for words, of in pairs:
        assert list(words) == list(get_args(of))
        assert all(words.values())


def test_both_languages_fill_in_the_same_braces() -> None:
    def braces(text: object) -> set[str]:
        return {part.split("}")[0] for part in str(text).split("{")[1:]} if isinstance(text, str) else set()

    for field in dataclasses.fields(TEXTS["fa"]):
        assert braces(getattr(TEXTS["fa"], field.name)) == braces(getattr(TEXTS["en"], field.name)), field.name


def test_persian_is_written_with_persian_digits() -> None:
    assert (FA.number(138), FA.percent(97.1), FA.percent(None)) == ("۱۳۸", "۹۷٫۱٪", "—")
    assert (EN.number(138), EN.percent(97.1)) == ("138", "97.1%")


def test_an_exclusive_bound_is_read_as_the_end_of_the_day_before() -> None:
    assert EN.bound(DEADLINE) == "the end of 31 Shahrivar 1401 (22 September 2022)"
    assert FA.bound(DEADLINE) == "پایان ۳۱ شهریور ۱۴۰۱ (۲۲ سپتامبر ۲۰۲۲)"
    assert EN.bound(DEADLINE + timedelta(hours=9)) == "1 Mehr 1401 (23 September 2022), 09:00"


def test_deadlines_are_named_by_their_place_in_the_chain() -> None:
    assert [EN.deadline(revision) for revision in (0, 1, 2)] == [
        "Original deadline", "First extension", "Second extension"
    ]  # fmt: skip
    assert FA.deadline(11) == "تمدید ۱۱"


def test_late_by_the_first_and_on_time_under_the_second_is_told_so() -> None:
    later = Timeliness(revision=1, deadline=AS_OF + timedelta(days=1), outcome="on_time")
    first = Timeliness(revision=0, deadline=DEADLINE, outcome="late")
    verdict = replace(a_verdict("aa", "met"), timeliness=(later, first))
    assert [(told.deadline, told.outcome) for told in EN.told(verdict, AS_OF)] == [
        ("Original deadline", "late"),
        ("First extension", "on time"),
    ]
    assert EN.told_briefly(verdict, AS_OF) == EN.told(verdict, AS_OF)


def test_a_deadline_still_ahead_is_open_not_missed() -> None:
    verdict = a_verdict("aa", "pending")
    assert [told.tone for told in EN.told(verdict, DEADLINE - timedelta(seconds=1))] == ["open"]
    assert [told.tone for told in EN.told(verdict, DEADLINE)] == ["unmet"]


def test_the_same_under_every_deadline_is_told_once() -> None:
    both = tuple(Timeliness(revision=number, deadline=DEADLINE, outcome="unmet") for number in (0, 1))
    told = EN.told_briefly(replace(a_verdict("aa", "overdue"), timeliness=both), AS_OF)
    assert [(each.deadline, each.outcome) for each in told] == [("All deadlines", "not met")]
