"""Two figures that differ, each pair played on the whole stack, and the command that says by which bodies and why.

The same plays give the topics of which any interleaving is one history.
"""

import os

import pytest

from deploy.local.paths import ROOT
from tests.asking import ask_auditor, fraction
from tests.interleaving import history, one_hash
from tests.playing import play_to_the_end
from tests.recorded import said_by, sources_of
from tests.stacks import StartStack, TestedStack

DATES = ROOT / "scenarios" / "one-base-two-dates"
LISTS = ROOT / "scenarios" / "two-lists"
INTERLEAVINGS = 1_000 if os.environ.get("MOHLAT_PROOF") == "1" else 10

pytestmark = pytest.mark.timeout(3_600)  # at full size, beside other work


@pytest.fixture(scope="module")
def two_dates(start_module_stack: StartStack, tmp_path_factory: pytest.TempPathFactory) -> TestedStack:
    stack = start_module_stack()
    play_to_the_end(stack, DATES, tmp_path_factory.mktemp("player"))
    return stack


@pytest.fixture(scope="module")
def two_lists(start_module_stack: StartStack, tmp_path_factory: pytest.TempPathFactory) -> TestedStack:
    stack = start_module_stack()
    play_to_the_end(stack, LISTS, tmp_path_factory.mktemp("player"))
    return stack


def codes(prefix: str, first: int, last: int) -> list[str]:
    return [f"{prefix}-{n:03}" for n in range(first, last + 1)]


def test_129_and_137_of_142_are_one_definition_at_two_dates(two_dates: TestedStack) -> None:
    answer = ask_auditor(two_dates, "reconcile", "connected@1401-12-29", "connected@1402-01-17")
    assert (fraction(answer["left"]), fraction(answer["right"])) == ((129, 142, 90.8), (137, 142, 96.5))
    # Each side by what was known at its own date: nothing was learnt later of the first.
    (step,) = answer["steps"]
    assert (step["numerator"]["entered"], step["numerator"]["left"]) == (codes("body", 130, 138), ["body-129"])
    assert (step["denominator"]["entered"], step["denominator"]["left"]) == ([], [])


def test_by_what_is_known_at_the_end_the_date_alone_is_the_step(two_dates: TestedStack) -> None:
    answer = ask_auditor(
        two_dates, "reconcile", "connected@1401-12-29", "connected@1402-01-17", "--known-at", "1402-01-17"
    )
    (step,) = answer["steps"]
    assert step["name"] == "date"
    assert (fraction(step["before"]), fraction(step["after"])) == ((129, 142, 90.8), (137, 142, 96.5))


def test_54_and_70_per_cent_are_two_obligations_under_one_deadline(two_lists: TestedStack) -> None:
    documented = ("--definitions", str(LISTS / "definitions.yaml"), "--as-of", "1402-03-31")
    answer = ask_auditor(two_lists, "reconcile", "full_list", "one_part", *documented)
    assert (fraction(answer["left"]), fraction(answer["right"])) == ((27, 50, 54.0), (35, 50, 70.0))
    (step,) = answer["steps"]
    assert step["name"] == "duty"
    assert (step["numerator"]["entered"], step["numerator"]["left"]) == (codes("office", 28, 35), [])
    assert (step["denominator"]["entered"], step["denominator"]["left"]) == ([], [])


def test_any_interleaving_of_the_topics_gives_one_hash_of_the_history(two_dates: TestedStack) -> None:
    sources = sources_of(two_dates)
    hashes = {one_hash(history(sources, seed)) for seed in range(INTERLEAVINGS)}
    assert hashes == {one_hash(said_by(two_dates))}
