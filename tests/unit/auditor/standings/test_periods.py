"""Periods say for each instant and each knowledge of it what reading the whole history anew says."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from mohlat_contracts.registry import AgencyData, AgencyKind, AgencySpan, Group

from services.auditor.figures.placing import place_of
from services.auditor.standings.forks import BEGINNING, FOREVER
from services.auditor.standings.periods import Listing, Period, Ruling, Verdict, periods, resumed
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.figures.censuses import SEEDS, dice

START = datetime(2022, 3, 20, 20, 30, tzinfo=UTC)
DAY = timedelta(days=1)
BANKS = Group(code="banks", name_fa="بانک‌ها", name_en="Banks")


def an_agency(revision: int = 0, *spans: AgencySpan, kind: AgencyKind = "core") -> AgencyData:
    return AgencyData(
        agency="aa", revision=revision, name_fa="دستگاه", name_en="Agency", group=BANKS, kind=kind, history=spans
    )


def a_span(start: int, until: int | None, group: str = "banks", kind: AgencyKind = "core") -> AgencySpan:
    end = None if until is None else START + until * DAY
    return AgencySpan(start=START + start * DAY, until=end, name_fa="ا", name_en="A", group=group, kind=kind)


def a_verdict(known: int, effective: int, said: str) -> Verdict[str]:
    return Verdict(START + known * DAY, START + effective * DAY, f"{known}-{said}", said)


FOUNDED = Listing(START, an_agency())


def told(found: list[Period[str]]) -> list[tuple[int | None, int | None, int, int | None, str | None]]:
    """Bounds in days after START; None for the beginning and the end of time."""

    def days(instant: datetime) -> int | None:
        return None if instant in (BEGINNING, FOREVER) else (instant - START) // DAY

    return [
        (
            days(each.true_from),
            days(each.true_until),
            days(each.known_from) or 0,
            days(each.known_until),
            each.ruling.said,
        )
        for each in found
    ]


def test_a_verdict_is_true_until_the_next_and_was_believed_to_go_on_until_that_was_known() -> None:
    found = periods([FOUNDED], [a_verdict(1, 1, "pending"), a_verdict(5, 4, "met")])
    assert sorted(told([each for each in found if each.ruling.said]), key=str) == [
        (1, 4, 5, None, "pending"),
        (1, None, 1, 5, "pending"),
        (4, None, 5, None, "met"),
    ]


def test_a_correction_takes_away_what_it_corrects_from_then_on() -> None:
    history = [a_verdict(1, 1, "pending"), a_verdict(4, 4, "met"), a_verdict(6, 4, "overdue")]
    found = [each for each in told(periods([FOUNDED], history)) if each[4] in ("met", "overdue")]
    assert found == [(4, None, 4, 6, "met"), (4, None, 6, None, "overdue")]


def test_a_verdict_that_says_the_same_again_makes_no_period() -> None:
    once = periods([FOUNDED], [a_verdict(1, 1, "pending")])
    assert periods([FOUNDED], [a_verdict(1, 1, "pending"), a_verdict(3, 2, "pending")]) == once


def test_without_verdicts_there_is_its_time_on_the_list() -> None:
    found: list[Period[str]] = periods([Listing(START, an_agency(0, a_span(2, 5)))], [])
    assert told(found) == [(2, 5, 0, None, None)]


def test_an_agency_that_moves_stands_in_its_new_place_from_then_on() -> None:
    moved = Listing(START + 9 * DAY, an_agency(1, a_span(0, 7), a_span(7, None, "ministries")))
    found = periods([Listing(START, an_agency(0, a_span(0, None))), moved], [a_verdict(1, 1, "met")])
    assert [each for each in told(found) if each[4]] == [
        (1, None, 1, 9, "met"),
        (1, 7, 9, None, "met"),
        (7, None, 9, None, "met"),
    ]
    assert {each.ruling.place.group for each in found if each.true_from == START + 7 * DAY} == {"ministries"}


def test_a_sandbox_has_no_period() -> None:
    assert periods([Listing(START, an_agency(kind="sandbox"))], [a_verdict(1, 1, "met")]) == []


def random_agency(rng: random.Random, revision: int) -> AgencyData:
    cuts = sorted(rng.sample(range(0, 20), rng.choice([0, 2, 3, 4])))
    ends = [*cuts[1:], *([None] if cuts else [])]
    spans = [
        a_span(start, end, rng.choice(["banks", "ministries"]), rng.choice(["core", "core", "affiliated", "sandbox"]))
        for start, end in zip(cuts, ends, strict=True)
        if rng.random() < 0.9
    ]
    return an_agency(revision, *spans)


def random_history(rng: random.Random) -> tuple[list[Listing], list[Verdict[str]]]:
    listings = [
        Listing(START + rng.randrange(20) * DAY, random_agency(rng, revision)) for revision in range(rng.randrange(4))
    ]
    verdicts = [
        Verdict(START + known * DAY, START + (known - rng.choice([0, 0, 1, 3, 9, -2])) * DAY, f"{n}", rng.choice("abc"))
        for n, known in enumerate(rng.choices(range(20), k=rng.randrange(9)))
    ]
    return listings, verdicts


def read_anew(
    listings: list[Listing], verdicts: list[Verdict[str]], at: datetime, known: datetime
) -> Ruling[str] | None:
    """How the body stands at an instant, by what was known at another; the text, not the periods."""
    by_then = [each.data for each in listings if each.known_at <= known]
    place = place_of(max(by_then, key=lambda data: data.revision), at) if by_then else None
    if place is None or place.kind == "sandbox":
        return None
    ruling = [each for each in verdicts if each.known_at <= known and each.effective_at <= at]
    return Ruling(place, max(ruling, key=lambda each: each[:3]).said if ruling else None)


@given(seed=SEEDS)
@worlds(300, 30_000)
def test_each_instant_is_what_reading_anew_says(seed: int) -> None:
    listings, verdicts = random_history(dice(seed))
    found = periods(listings, verdicts)
    for known in (START + n * DAY for n in range(-1, 22)):
        for at in (START + n * DAY for n in range(-3, 22)):
            holding = [
                each.ruling
                for each in found
                if each.true_from <= at < each.true_until and each.known_from <= known < each.known_until
            ]
            expected = read_anew(listings, verdicts, at, known)
            assert holding == ([] if expected is None else [expected])


@given(seed=SEEDS)
@worlds(100, 10_000)
def test_the_order_in_which_it_came_does_not_matter(seed: int) -> None:
    rng = dice(seed)
    listings, verdicts = random_history(rng)
    expected = sorted(periods(listings, verdicts), key=str)
    rng.shuffle(listings)
    rng.shuffle(verdicts)
    assert sorted(periods(listings, verdicts), key=str) == expected


@given(seed=SEEDS)
@worlds(300, 30_000)
def test_going_on_from_what_is_known_is_the_same_as_beginning_anew(seed: int) -> None:
    """What is said of nobody is kept for nobody: a body's periods are those with a verdict."""
    rng = dice(seed)
    listings, verdicts = random_history(rng)
    last_listed = max((each.known_at for each in listings), default=START)
    later = [each for each in verdicts if each.known_at > last_listed]
    if not listings or not later:
        return
    at = rng.choice(later).known_at
    news = [each for each in verdicts if each.known_at >= at]
    since = min(each.effective_at for each in news)
    before = with_verdict(periods(listings, [each for each in verdicts if each.known_at < at]))
    open_then = [each for each in before if each.known_until == FOREVER and each.true_until >= since]
    untouched = [each for each in before if each not in open_then]
    found = [*untouched, *with_verdict(resumed(listings, open_then, news))]
    assert sorted(found, key=str) == sorted(with_verdict(periods(listings, verdicts)), key=str)


def with_verdict(found: list[Period[str]]) -> list[Period[str]]:
    return [each for each in found if each.ruling.said is not None]
