"""A published figure, and its recomputation ever after."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from msgspec import structs

from services.auditor.figures.bodies import Body
from services.auditor.figures.computing import tally
from services.auditor.figures.freezing import Frozen, NotToBeFrozen, compare, freeze
from services.auditor.figures.receipts import Receipt, issue
from services.auditor.figures.reconciling import Side
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.figures.censuses import (
    DAY_1,
    DAY_2,
    SEEDS,
    a_body,
    a_census,
    a_definition,
    dice,
    random_census,
    random_definition,
)

PUBLISHED = [a_body("aa"), a_body("bb", grade="proven"), a_body("cc", "overdue", "none")]


def frozen(bodies: list[Body] = PUBLISHED) -> Frozen:
    return freeze("khordad", issue(a_definition(), a_census(bodies)), DAY_1 + timedelta(hours=12))


def test_the_same_answer_is_the_same() -> None:
    found = compare(frozen(), a_census(PUBLISHED))
    assert (found.outcome, found.differences, found.steps.steps) == ("same", (), ())


def test_a_changed_history_is_named_and_reconciled() -> None:
    again = a_census([PUBLISHED[0], a_body("bb", "lapsed", "silent"), PUBLISHED[2]])
    found = compare(frozen(), again)
    assert found.outcome == "differs"
    assert [(each.kind, each.about) for each in found.differences] == [("numerator_only_in_receipt", "bb")]
    assert [(step.name, step.numerator.left) for step in found.steps.steps] == [("recomputed", ("bb",))]


def test_what_became_known_since_does_not_make_it_differ_but_is_shown_as_a_step() -> None:
    now = a_census([*PUBLISHED[:2], a_body("cc", "met", "proven")], DAY_1, DAY_2)
    found = compare(frozen(), a_census(PUBLISHED), Side(definition=a_definition(), census=now))
    assert found.outcome == "same"
    assert [(step.name, step.numerator.entered) for step in found.steps.steps] == [("knowledge", ("cc",))]


def test_a_definition_that_changed_under_its_name_is_a_step() -> None:
    tighter = Side(definition=a_definition(version=2, counts="full"), census=a_census(PUBLISHED))
    found = compare(frozen(), a_census(PUBLISHED), tighter)
    assert [(step.name, step.numerator.left) for step in found.steps.steps] == [("counts", ("bb",))]


def test_other_facts_under_the_same_lists_differ_without_a_step() -> None:
    found = compare(frozen(), a_census([structs.replace(each, rules="2") for each in PUBLISHED]))
    assert (found.outcome, found.steps.steps) == ("differs", ())


RECEIPT = issue(a_definition(), a_census(PUBLISHED))


@pytest.mark.parametrize(
    ("receipt", "said"),
    [
        pytest.param(structs.replace(RECEIPT, numerator=()), "altered", id="an altered receipt"),
        pytest.param(
            issue(a_definition(), a_census([a_body("aa", judged=False)])),
            "not judged yet.*: 1",
            id="not all judged",
        ),
    ],
)
def test_what_is_bound_to_change_is_not_frozen(receipt: Receipt, said: str) -> None:
    with pytest.raises(NotToBeFrozen, match=said):
        freeze("early", receipt, DAY_1)


def test_a_frozen_figure_travels_as_json() -> None:
    assert msgspec.json.decode(msgspec.json.encode(frozen()), type=Frozen) == frozen()


@given(seed=SEEDS)
@worlds(200, 5_000)
def test_the_steps_lead_from_the_frozen_figure_to_today_s(seed: int) -> None:
    rng = dice(seed)
    definition = random_definition(rng)
    then = random_census(rng, DAY_1, DAY_1, "connect")
    judged = structs.replace(then, bodies=tuple(structs.replace(body, judged=True) for body in then.bodies))
    again = rng.choice([judged, structs.replace(random_census(rng, DAY_1, DAY_1, "connect"), w=then.w)])
    now = Side(definition=random_definition(rng), census=random_census(rng, duty="connect"))
    kept = freeze("some", issue(definition, judged), DAY_2)
    found = compare(kept, again, now)
    assert (found.outcome == "same") == (issue(definition, again) == kept.receipt)
    chain = [found.steps.first, *(step.after for step in found.steps.steps)]
    assert chain[0] == kept.receipt.tally
    assert [step.before for step in found.steps.steps] == chain[:-1]
    assert chain[-1] == found.steps.second == tally(now.definition, now.census.bodies)
