"""A receipt can be computed again, and whatever is changed in it is found."""

from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256

import msgspec
import pytest
from hypothesis import given
from msgspec import structs

from services.auditor.figures.bodies import Body, reached
from services.auditor.figures.canonical import canonical
from services.auditor.figures.receipts import (
    PartitionTime,
    Receipt,
    ReceiptUnreadable,
    issue,
    read_receipt,
    sealed,
    write_receipt,
)
from services.auditor.figures.verifying import recompute, verify
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.figures.censuses import (
    DAY_1,
    DAY_2,
    EARLIER,
    SEEDS,
    a_body,
    a_census,
    a_definition,
    dice,
    fact,
    random_census,
    random_definition,
)

WORLD = [
    a_body("melli", facts=(fact(2), fact(1)), known_at=EARLIER, rules="1"),
    a_body("saderat", "overdue", "claimed", facts=(fact(3),), known_at=EARLIER, rules="1"),
    a_body("excused", "exempt", None, facts=(fact(4), fact(1)), known_at=EARLIER, rules="1"),
    a_body("behind", judged=False, partition=1, facts=(fact(5),)),
    a_body("hospital", kind="affiliated", facts=(fact(6),), known_at=EARLIER, rules="1"),
]
TIMES = {0: DAY_2, 1: EARLIER}
RECEIPT = issue(a_definition(where={}), a_census(WORLD, w=TIMES))


def kinds(receipt: Receipt, recomputed: Receipt = RECEIPT) -> list[tuple[str, str]]:
    return [(each.kind, each.about) for each in verify(receipt, recomputed)]


def changed(**changes: object) -> Receipt:
    """A forger's receipt: altered, and sealed anew."""
    return sealed(structs.replace(RECEIPT, **changes))


def of(bodies: Iterable[Body]) -> Receipt:
    return issue(a_definition(), a_census(bodies, w=TIMES))


def test_a_receipt_says_who_is_where_and_on_what_it_rests() -> None:
    assert RECEIPT.numerator == ("melli",)
    assert RECEIPT.denominator == ("melli", "saderat")
    assert RECEIPT.not_judged == ("behind",)
    assert RECEIPT.rules == ("1",)
    assert RECEIPT.w == (PartitionTime(partition=0, w=DAY_2), PartitionTime(partition=1, w=EARLIER))


def test_the_facts_are_those_of_all_selected_bodies_also_of_the_exempt_each_once() -> None:
    lines = "".join(f"{fact(n).sha256} {fact(n).id}\n" for n in (1, 2, 3, 4))
    assert (RECEIPT.facts, RECEIPT.facts_sha256) == (4, sha256(lines.encode()).hexdigest())


def test_the_seal_can_be_checked_with_any_tool() -> None:
    content = msgspec.json.decode(write_receipt(RECEIPT))
    seal = content["sha256"]
    content["sha256"] = ""
    assert seal == sha256(canonical(content)).hexdigest()
    assert content["definition_sha256"] == sha256(canonical(content["definition"])).hexdigest()


@given(seed=SEEDS)
@worlds(100, 2_000)
def test_a_receipt_holds_against_its_recomputation_and_is_read_as_it_was_written(seed: int) -> None:
    rng = dice(seed)
    census, definition = random_census(rng, duty="connect"), random_definition(rng)
    receipt = issue(definition, census)
    again = issue(definition, structs.replace(census, bodies=tuple(reversed(census.bodies))))
    assert verify(receipt, again) == ()
    assert write_receipt(receipt) == write_receipt(again)
    assert read_receipt(write_receipt(receipt)) == receipt


def found(data: bytes, recomputed: Receipt) -> bool:
    try:
        return bool(verify(read_receipt(data), recomputed))
    except ReceiptUnreadable:
        return True


def test_every_flip_of_every_bit_is_found() -> None:
    data = write_receipt(RECEIPT)
    for at in range(len(data)):
        for bit in range(8):
            tampered = bytearray(data)
            tampered[at] ^= 1 << bit
            assert found(bytes(tampered), RECEIPT), (at, data[at : at + 1], bytes(tampered[at : at + 1]))


@given(seed=SEEDS)
@worlds(100, 5_000)
def test_whatever_bytes_are_changed_cut_or_put_in_it_is_found(seed: int) -> None:
    rng = dice(seed)
    receipt = issue(random_definition(rng), random_census(rng, duty="connect"))
    written = write_receipt(receipt)
    for _ in range(20):
        start = rng.randrange(len(written))
        end = min(start + rng.randrange(4), len(written) - 1)
        put_in = bytes(rng.choice([rng.randrange(256), *written[:9]]) for _ in range(rng.randrange(4)))
        tampered = written[:start] + put_in + written[end:]
        assert tampered == written or found(tampered, receipt), tampered


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b"\xff", b'"receipt"', write_receipt(RECEIPT) + b"\n", b" " + write_receipt(RECEIPT)],
    ids=["nothing", "empty", "a list", "not UTF-8", "a string", "a line too many", "a space before"],
)
def test_what_is_no_receipt_is_not_read(data: bytes) -> None:
    with pytest.raises(ReceiptUnreadable):
        read_receipt(data)


def test_the_same_receipt_in_other_bytes_is_refused() -> None:
    pretty = msgspec.json.format(write_receipt(RECEIPT), indent=2)
    with pytest.raises(ReceiptUnreadable, match="not in the bytes"):
        read_receipt(pretty)


def test_an_altered_receipt_is_found_by_its_seal_alone() -> None:
    assert kinds(structs.replace(RECEIPT, numerator=("melli", "saderat")))[0] == ("altered", "")


def test_a_definition_that_its_hash_is_not_of_is_found() -> None:
    forged = changed(definition=a_definition(counts="claimed", where={}))
    assert kinds(forged) == [("definition_hash", ""), ("definition", "counts")]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        pytest.param(
            {"numerator": ("melli", "saderat")}, [("numerator_only_in_receipt", "saderat")], id="one counted too many"
        ),
        pytest.param({"numerator": ()}, [("numerator_only_recomputed", "melli")], id="one not counted"),
        pytest.param(
            {"denominator": ("melli",)},
            [("denominator_only_recomputed", "saderat")],
            id="a breach left out of the base",
        ),
        pytest.param(
            {"denominator": ("melli", "nobody", "saderat")},
            [("denominator_only_in_receipt", "nobody")],
            id="made up",
        ),
        pytest.param({"not_judged": ()}, [("not_judged_again", "behind")], id="said to be judged"),
        pytest.param({"denominator": ("saderat", "melli")}, [("list_out_of_order", "denominator")], id="another order"),
        pytest.param({"numerator": ("melli", "melli")}, [("list_out_of_order", "numerator")], id="one counted twice"),
        pytest.param({"as_of": DAY_2}, [("as_of", "")], id="another date"),
        pytest.param({"known_at": DAY_2}, [("known_at", "")], id="another knowledge"),
        pytest.param({"rules": ("2",)}, [("rules", "")], id="other rules"),
        pytest.param({"facts": 5}, [("facts", "")], id="another number of facts"),
        pytest.param({"facts_sha256": "0" * 64}, [("facts", "")], id="other facts"),
        pytest.param({"w": RECEIPT.w[:1]}, [("partition_unknown", "1")], id="a partition left out"),
        pytest.param({"w": (*RECEIPT.w, RECEIPT.w[0])}, [("list_out_of_order", "w")], id="a partition twice"),
        pytest.param(
            {"w": (RECEIPT.w[0], PartitionTime(partition=1, w=DAY_2))},
            [("partition_behind", "1")],
            id="said to be judged further than it is",
        ),
    ],
)
def test_a_forgery_with_a_good_seal_is_named(changes: dict[str, object], named: list[tuple[str, str]]) -> None:
    assert kinds(changed(**changes)) == named


def test_partitions_that_have_come_further_are_no_difference() -> None:
    later = structs.replace(RECEIPT, w=tuple(structs.replace(each, w=DAY_2 + timedelta(1)) for each in RECEIPT.w))
    assert kinds(RECEIPT, sealed(later)) == []


def test_bodies_judged_since_are_named_as_such() -> None:
    caught_up = of([*(body for body in WORLD if body.code != "behind"), a_body("behind", partition=1)])
    assert kinds(RECEIPT, caught_up) == [("judged_since", "behind")]


def test_recomputed_no_further_than_it_was_judged_then_it_holds() -> None:
    caught_up = [*(body for body in WORLD if body.code != "behind"), a_body("behind", partition=1)]
    later = a_census(caught_up, w={0: DAY_2 + timedelta(1), 1: DAY_2})
    assert kinds(RECEIPT, recompute(RECEIPT, later)) == []


def test_a_recomputation_that_has_not_come_as_far_is_named() -> None:
    behind = a_census(WORLD, w={0: EARLIER, 1: EARLIER})
    assert kinds(RECEIPT, recompute(RECEIPT, behind)) == [
        ("not_judged_again", "excused"),
        ("not_judged_again", "melli"),
        ("not_judged_again", "saderat"),
        ("rules", ""),
        ("partition_behind", "0"),
        ("facts", ""),
    ]


@given(seed=SEEDS)
@worlds(100, 5_000)
def test_a_receipt_holds_however_far_the_partitions_have_come_since(seed: int) -> None:
    rng = dice(seed)
    definition, now = random_definition(rng), random_census(rng, DAY_1, DAY_1, "connect")
    judged = [structs.replace(body, judged=True) for body in now.bodies]
    times = {n: rng.choice([None, EARLIER, DAY_1, DAY_2]) for n in range(3)}
    then = [structs.replace(body, judged=reached(times[body.partition], DAY_1, DAY_1)) for body in judged]
    receipt = issue(definition, a_census(then, DAY_1, w=times))
    later = a_census(judged, DAY_1, w=dict.fromkeys(range(3), DAY_2 + timedelta(days=1)))
    assert verify(receipt, recompute(receipt, later)) == ()


def test_another_verdict_on_other_facts_is_named() -> None:
    connected = of([a_body("saderat", facts=(fact(9),), known_at=EARLIER, rules="2"), *WORLD[:1], *WORLD[2:]])
    assert kinds(RECEIPT, connected) == [("numerator_only_recomputed", "saderat"), ("rules", ""), ("facts", "")]


@given(seed=SEEDS)
@worlds(200, 5_000)
def test_two_answers_are_the_same_or_every_body_between_them_is_named(seed: int) -> None:
    rng = dice(seed)
    first, second = (issue(a_definition(), random_census(rng, DAY_1, DAY_1, "connect")) for _ in range(2))
    between = {
        code
        for mine, theirs in zip(structs.astuple(first.tally), structs.astuple(second.tally), strict=True)
        for code in set(mine) ^ set(theirs)
    }
    named = {
        each.about
        for each in verify(first, second)
        if each.kind.startswith(("numerator", "denominator", "judged", "not_judged"))
    }
    assert named == between
