"""A receipt holds against a replay of the topics when nothing in it was changed, and not otherwise."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from services.auditor.figures import (
    DEFINITIONS,
    Definition,
    Receipt,
    ReceiptUnreadable,
    definition,
    issue,
    read_receipt,
    write_receipt,
)
from services.auditor.figures.canonical import hash_of
from services.auditor.figures.receipts import PartitionTime, sealed
from services.auditor.replay.census import bodies, census
from services.auditor.replay.verifying import Verification, judge_receipt, question_of, share_of
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.events import hour
from tests.unit.auditor.replay.registered import world_of_bodies
from tests.unit.auditor.replay.topics import advances, replayed
from tests.unit.auditor.worlds import HOURS, World

SEEDS = st.integers(min_value=0, max_value=2**32)
HOUR = st.integers(min_value=1, max_value=HOURS - 1)


def issued(played: World, asked: Definition, as_of: datetime, known_at: datetime) -> Receipt:
    """From the verdicts that a worker recorded tick by tick."""
    steps = advances(played, 1)
    found = bodies(
        replayed(played).agencies,
        [verdict.data for step in steps for verdict in step.verdicts],
        partition=0,
        w=steps[-1].w,
        duty=asked.duty,
        as_of=as_of,
        known_at=known_at,
    )
    return issue(asked, census(found, {0: steps[-1].w}, duty=asked.duty, as_of=as_of, known_at=known_at))


def verified(receipt: Receipt, played: World) -> Verification:
    """As far as the receipt asks, by the topics alone."""
    asked = question_of(receipt)
    return judge_receipt(receipt, [share_of(0, replayed(played, 7, asked.until), asked)])


@given(seed=SEEDS, which=st.sampled_from(DEFINITIONS), as_of=HOUR, known_at=HOUR)
@worlds(20, 1_000)
def test_a_receipt_issued_from_recorded_verdicts_holds_against_the_topics(
    seed: int, which: Definition, as_of: int, known_at: int
) -> None:
    played = world_of_bodies(seed)
    found = verified(issued(played, which, hour(as_of), hour(known_at)), played)
    assert (found.holds, found.published, found.differences) == (True, True, ())


def test_a_receipt_of_a_definition_of_ones_own_is_held_against_what_it_says_itself() -> None:
    own = structs.replace(definition("connected"), name="my_own", over="listed")
    found = verified(issued(PLAYED, own, AT, AT), PLAYED)
    assert (found.holds, found.published) == (True, False)


def test_a_receipt_that_redefines_a_published_figure_does_not_hold() -> None:
    own = structs.replace(definition("connected"), over="listed")
    found = verified(issued(PLAYED, own, AT, AT), PLAYED)
    assert ("definition", "over") in {(each.kind, each.about) for each in found.differences}


AT = hour(HOURS // 2)


def genuine() -> tuple[World, Receipt]:
    """A world, and a receipt that has bodies on both sides of the line."""
    for seed in range(1_000):
        played = world_of_bodies(seed, agencies=8)
        receipt = issued(played, definition("connected"), AT, AT)
        if 1 < len(receipt.numerator) < len(receipt.denominator) and not receipt.not_judged:
            return played, receipt
    raise LookupError("no such world")


PLAYED, GENUINE = genuine()
SOMEBODY = "somebody-else"


def test_the_receipt_that_is_tampered_with_below_says_something() -> None:
    assert verified(GENUINE, PLAYED).holds
    assert GENUINE.facts


def less_one(codes: tuple[str, ...]) -> tuple[str, ...]:
    return codes[:-1] if codes else (SOMEBODY,)


TAMPERED: dict[str, Callable[[Receipt], object]] = {
    "form": lambda receipt: 2,
    "definition": lambda receipt: structs.replace(receipt.definition, counts="full"),
    "definition_sha256": lambda receipt: "0" * 64,
    "as_of": lambda receipt: receipt.as_of - timedelta(days=10),
    "known_at": lambda receipt: receipt.known_at - timedelta(days=10),
    "numerator": lambda receipt: less_one(receipt.numerator),
    "denominator": lambda receipt: (*receipt.denominator, SOMEBODY),
    "not_judged": lambda receipt: (*receipt.not_judged, SOMEBODY),
    "rules": lambda receipt: (*receipt.rules, "99"),
    "w": lambda receipt: (PartitionTime(partition=0, w=AT + timedelta(microseconds=1)),),
    "facts": lambda receipt: receipt.facts + 1,
    "facts_sha256": lambda receipt: "0" * 64,
    "sha256": lambda receipt: "0" * 64,
}


def test_every_field_of_a_receipt_is_tampered_with() -> None:
    assert set(TAMPERED) == set(Receipt.__struct_fields__)


@pytest.mark.parametrize("field", TAMPERED)
def test_a_receipt_of_which_a_field_was_changed_does_not_hold(field: str) -> None:
    tampered = structs.replace(GENUINE, **{field: TAMPERED[field](GENUINE)})
    assert "altered" in {each.kind for each in verified(tampered, PLAYED).differences}


@pytest.mark.parametrize("field", [field for field in TAMPERED if field not in ("form", "sha256", "as_of", "known_at")])
def test_a_receipt_that_a_forger_has_sealed_anew_does_not_hold_either(field: str) -> None:
    tampered = structs.replace(GENUINE, **{field: TAMPERED[field](GENUINE)})
    if field == "definition":
        tampered = structs.replace(tampered, definition_sha256=hash_of(tampered.definition))
    found = verified(sealed(tampered), PLAYED).differences
    assert found
    assert "altered" not in {each.kind for each in found}


OTHERWISE: dict[str, object] = {
    "duty": "digitize",
    "counts": "full",
    "over": "listed",
    "among": "core_and_affiliated",
    "group": "ministries",
    "parent": "agency-1",
    "where": {"province": ("fars",)},
    "label_fa": "دیگر",
    "label_en": "Other",
    "definition_fa": "دیگر",
    "definition_en": "Other",
}


@pytest.mark.parametrize(("field", "value"), OTHERWISE.items())
def test_a_published_definition_that_was_changed_in_a_receipt_and_sealed_anew_does_not_hold(
    field: str, value: object
) -> None:
    changed = structs.replace(GENUINE.definition, **{field: value})
    tampered = sealed(structs.replace(GENUINE, definition=changed, definition_sha256=hash_of(changed)))
    assert ("definition", field) in {(each.kind, each.about) for each in verified(tampered, PLAYED).differences}


@given(place=st.integers(min_value=0), byte=st.integers(min_value=1, max_value=255))
@worlds(200, 20_000)
def test_a_byte_of_a_receipt_that_is_another_is_noticed(place: int, byte: int) -> None:
    data = bytearray(write_receipt(GENUINE))
    data[place % (len(data) - 1)] ^= byte
    try:
        receipt = read_receipt(bytes(data))
    except ReceiptUnreadable:
        return
    assert "altered" in {each.kind for each in judge_receipt(receipt, []).differences}
