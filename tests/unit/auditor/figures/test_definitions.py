"""Definitions are data, and say what is wrong with them."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from msgspec import structs

from services.auditor.figures import DEFINITIONS
from services.auditor.figures.definitions import DefinitionsInvalid, read_definitions, write_definitions
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.figures.censuses import SEEDS, dice, random_definition

GOOD: dict[str, Any] = {
    "name": "connected_in_fars",
    "duty": "connect",
    "counts": "proven",
    "where": {"province": ["fars"]},
    "label_fa": "متصل در فارس",
    "label_en": "Connected in Fars",
    "definition_fa": "دستگاه‌های متصل استان فارس",
    "definition_en": "Connected bodies of Fars",
}
FIRST = "definition 1 (connected_in_fars)"


def document(*entries: Any) -> dict[str, Any]:
    return {"form": 1, "definitions": list(entries)}


def without(field: str) -> dict[str, Any]:
    return {key: value for key, value in GOOD.items() if key != field}


def test_a_definition_is_read_with_what_it_leaves_unsaid() -> None:
    (read,) = read_definitions(document(GOOD))
    assert (read.version, read.over, read.among) == (1, "obligated_less_exempt", "core")
    assert read.where == {"province": ("fars",)}


def test_a_definition_is_written_in_yaml() -> None:
    text = """
        form: 1
        definitions:
          - name: connected_in_fars
            duty: connect
            counts: proven
            where: {province: [fars]}
            label_fa: متصل در فارس
            label_en: Connected in Fars
            definition_fa: دستگاه‌های متصل استان فارس
            definition_en: Connected bodies of Fars
    """
    assert read_definitions(yaml.safe_load(text)) == read_definitions(document(GOOD))


def test_the_published_figures_are_such_a_document() -> None:
    assert read_definitions(write_definitions(DEFINITIONS)) == DEFINITIONS


@given(seed=SEEDS)
@worlds(50, 2_000)
def test_whatever_is_written_is_read_back(seed: int) -> None:
    rng = dice(seed)
    definitions = tuple(structs.replace(random_definition(rng), name=f"figure_{n}") for n in range(3))
    assert read_definitions(write_definitions(definitions)) == definitions


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (None, "the document is not a mapping with `form` and `definitions`"),
        ({"definitions": [GOOD]}, "form: None is not a form known here; it is 1"),
        ({"form": True, "definitions": [GOOD]}, "form: True is not a form known here; it is 1"),
        ({**document(GOOD), "figures": []}, "unknown at the top: figures"),
        (document(), "definitions: a list with at least one definition is wanted"),
        (document("connected"), "definition 1: Expected `object`, got `str`"),
        (
            document({**GOOD, "counts": "proved"}),
            f"{FIRST}: counts: Invalid enum value 'proved'; "
            "it is one of claimed, proven, full, met, on_time, late, share",
        ),
        (document(without("duty")), f"{FIRST}: Object missing required field `duty`"),
        (document({**GOOD, "weight": 2}), f"{FIRST}: Object contains unknown field `weight`"),
        (document({**GOOD, "version": 0}), f"{FIRST}: version: Expected `int` >= 1"),
        (document({**GOOD, "label_fa": "Connected"}), f"{FIRST}: label_fa has no Persian word"),
        (
            document({**GOOD, "definition_en": "متصل"}),
            f"{FIRST}: definition_en has no English word",
        ),
        (document({**GOOD, "under": 1}), f"{FIRST}: under is for what counts on_time or late, not for proven"),
        (document({**GOOD, "counts": "share"}), f"{FIRST}: share is there when what counts is a share, and only then"),
        (
            document({**GOOD, "share": {"level": "fully_online", "percent": 30}}),
            f"{FIRST}: share is there when what counts is a share, and only then",
        ),
        (document(GOOD, GOOD), "the name 'connected_in_fars' is given to more than one definition"),
    ],
)
def test_what_is_wrong_is_said(wrong: object, said: str) -> None:
    with pytest.raises(DefinitionsInvalid) as caught:
        read_definitions(wrong)
    assert caught.value.problems == (said,)


def test_a_selection_by_no_value_is_refused() -> None:
    with pytest.raises(DefinitionsInvalid, match=r"where.*Expected `array` of length >= 1"):
        read_definitions(document({**GOOD, "where": {"province": []}}))


def test_every_definition_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(DefinitionsInvalid) as caught:
        read_definitions(document({**GOOD, "over": "all"}, GOOD, without("name")))
    assert [problem.partition(":")[0] for problem in caught.value.problems] == [
        "definition 1 (connected_in_fars)",
        "definition 3",
    ]
