"""The topics of the scenarios, read in any order and with repeats: one hash of the history, and the figures of it."""

import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

import pytest
import yaml
from mohlat_contracts.verdicts import VerdictData, VerdictReached

from deploy.local.paths import ROOT
from scenarios.player.reading import read
from services.auditor.figures import (
    Census,
    Definition,
    Side,
    Step,
    body_of,
    definition,
    read_definitions,
    reconcile,
)
from services.calendar.civil import end_of_day
from services.calendar.jalali import parse_jalali_day
from tests.interleaving import Said, Sources, history, one_hash
from tests.unit.auditor.conftest import PROOF
from tests.written import written

SCENARIOS = ROOT / "scenarios"
KHORDAD, TWELVE = SCENARIOS / "khordad-1402", SCENARIOS / "twelve-agencies"
DATES, LISTS = SCENARIOS / "one-base-two-dates", SCENARIOS / "two-lists"

pytestmark = pytest.mark.timeout(7_200)  # at full size, beside other work


@cache
def sources(folder: Path) -> list[Sources]:
    return written(folder)


@cache
def played(folder: Path) -> tuple[Said, ...]:
    return tuple(history(sources(folder), seed=0))


def hash_of(folder: Path, seed: int) -> str:
    return one_hash(history(sources(folder), seed))


@pytest.mark.parametrize("folder", [TWELVE, DATES, LISTS], ids=lambda folder: folder.name)
def test_any_interleaving_of_a_small_scenario_gives_one_hash_of_the_history(folder: Path) -> None:
    assert len(played(folder)) > len(read(folder).roster)
    assert {hash_of(folder, seed) for seed in range(100 if PROOF else 10)} == {one_hash(played(folder))}


def test_any_interleaving_of_the_demos_topics_gives_one_hash_of_the_history() -> None:
    if not PROOF:
        assert hash_of(KHORDAD, seed=1) == one_hash(played(KHORDAD))
        return
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as processes:
        hashes = set(processes.map(partial(hash_of, KHORDAD), range(1_000), chunksize=10))
    assert hashes == {one_hash(played(KHORDAD))}


def day(jalali: str) -> datetime:
    return end_of_day(parse_jalali_day(jalali))


def census(folder: Path, duty: str, as_of: datetime, known_at: datetime) -> Census:
    """Every body as the history says: by the last verdict that was known before an instant, and true by another."""
    said = sorted((e.data for e in played(folder) if isinstance(e, VerdictReached)), key=lambda data: data.known_at)
    last: dict[str, VerdictData] = {}
    for data in said:
        if data.duty == duty and data.known_at < known_at and data.effective_at <= as_of:
            last[data.agency] = data
    bodies = tuple(
        body_of(body.code, "core" if body.kind == "core" else "affiliated", last.get(body.code), judged=True)
        for body in read(folder).roster
    )
    return Census(duty=duty, as_of=as_of, known_at=known_at, bodies=bodies)


def side(folder: Path, counts: Definition, on: str) -> Side:
    return Side(definition=counts, census=census(folder, counts.duty, day(on), day(on)))


def codes(prefix: str, numbers: Iterable[int]) -> tuple[str, ...]:
    return tuple(f"{prefix}-{n:03}" for n in numbers)


def fractions(step: Step) -> list[tuple[int, int]]:
    return [(tally.numerator, tally.denominator) for tally in (step.before, step.after)]


def test_91_and_97_per_cent_of_the_demo_differ_by_eight_bodies_that_are_connected_and_not_fully() -> None:
    fully, connected = (definition(name) for name in ("fully_connected", "connected"))
    (step,) = reconcile(side(KHORDAD, fully, "1402-03-24"), side(KHORDAD, connected, "1402-03-24")).steps
    most_used = ("bank-01", "bank-02", "bank-05", "agency-007", "agency-019", "agency-038", "agency-066", "agency-088")
    assert (step.name, fractions(step)) == ("counts", [(126, 138), (134, 138)])
    assert (step.numerator.entered, step.numerator.left) == (tuple(sorted(most_used)), ())


def test_129_and_137_of_142_are_one_definition_at_two_dates() -> None:
    connected = definition("connected")
    first, second = side(DATES, connected, "1401-12-29"), side(DATES, connected, "1402-01-17")
    known_now = census(DATES, "connect", day("1401-12-29"), day("1402-01-17"))
    (step,) = reconcile(first, second, between=[known_now]).steps
    assert (step.name, fractions(step)) == ("date", [(129, 142), (137, 142)])
    assert (step.numerator.entered, step.numerator.left) == (codes("body", range(130, 139)), ("body-129",))


def test_54_and_70_per_cent_are_two_obligations_under_one_deadline() -> None:
    document = yaml.safe_load((LISTS / "definitions.yaml").read_text("utf-8"))
    full_list, one_part = read_definitions(document)
    (step,) = reconcile(side(LISTS, full_list, "1402-03-31"), side(LISTS, one_part, "1402-03-31")).steps
    assert (step.name, fractions(step)) == ("duty", [(27, 50), (35, 50)])
    assert (step.numerator.entered, step.numerator.left) == (codes("office", range(28, 36)), ())
