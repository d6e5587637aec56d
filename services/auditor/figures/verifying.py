"""A receipt held against its recomputation: every difference by name. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from msgspec import Struct, structs

from services.auditor.figures.bodies import Census, reached
from services.auditor.figures.canonical import hash_of
from services.auditor.figures.receipts import Receipt, issue, seal_of

DifferenceKind = Literal[
    "altered",
    "definition_hash",
    "definition",
    "as_of",
    "known_at",
    "numerator_only_in_receipt",
    "numerator_only_recomputed",
    "denominator_only_in_receipt",
    "denominator_only_recomputed",
    "judged_since",
    "not_judged_again",
    "list_out_of_order",
    "rules",
    "partition_unknown",
    "partition_behind",
    "partition_never_there",
    "facts",
]


class Difference(Struct, frozen=True, kw_only=True):
    """One thing that a receipt says and its recomputation does not.

    Attributes:
        about: the agency, the field of the definition, the list or the partition; empty where there is but one.
    """

    kind: DifferenceKind
    about: str = ""
    receipt: str = ""
    recomputed: str = ""


def recompute(receipt: Receipt, census: Census) -> Receipt:
    """The receipt that the same question gets now, looking no further than the partitions were judged for this one.

    Args:
        census: of the receipt's duty, as of its instants, from the history as it is now.

    Raises:
        CensusInvalid: the census is of another duty.
    """
    issued = {each.partition: each.w for each in receipt.w}
    w = {partition: _lower(time, issued.get(partition, time)) for partition, time in census.w.items()}
    bodies = tuple(
        structs.replace(body, judged=body.judged and reached(w.get(body.partition), census.as_of, census.known_at))
        for body in census.bodies
    )
    return issue(receipt.definition, structs.replace(census, bodies=bodies, w=w))


def _lower(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else min(one, other)


def verify(receipt: Receipt, recomputed: Receipt) -> tuple[Difference, ...]:
    """Every difference; none when the receipt holds.

    A recomputation whose partitions have come further is no difference. Bodies judged since are named as such, not as
    having entered or left; `recompute` has them as they were.
    """
    return (
        *_seals(receipt),
        *_questions(receipt, recomputed),
        *_bodies(receipt, recomputed),
        *_grounds(receipt, recomputed),
    )


def _seals(receipt: Receipt) -> Iterator[Difference]:
    if receipt.sha256 != seal_of(receipt):
        yield Difference(kind="altered", receipt=receipt.sha256, recomputed=seal_of(receipt))
    if receipt.definition_sha256 != hash_of(receipt.definition):
        yield Difference(
            kind="definition_hash", receipt=receipt.definition_sha256, recomputed=hash_of(receipt.definition)
        )


def _questions(receipt: Receipt, recomputed: Receipt) -> Iterator[Difference]:
    there, here = structs.asdict(receipt.definition), structs.asdict(recomputed.definition)
    for field in there:
        if there[field] != here[field]:
            yield Difference(kind="definition", about=field, receipt=str(there[field]), recomputed=str(here[field]))
    if receipt.as_of != recomputed.as_of:
        yield Difference(kind="as_of", receipt=receipt.as_of.isoformat(), recomputed=recomputed.as_of.isoformat())
    if receipt.known_at != recomputed.known_at:
        yield Difference(
            kind="known_at", receipt=receipt.known_at.isoformat(), recomputed=recomputed.known_at.isoformat()
        )


def _bodies(receipt: Receipt, recomputed: Receipt) -> Iterator[Difference]:
    for name, codes in (
        ("numerator", receipt.numerator),
        ("denominator", receipt.denominator),
        ("not_judged", receipt.not_judged),
    ):
        if tuple(sorted(set(codes))) != codes:
            yield Difference(kind="list_out_of_order", about=name)
    then, now = set(receipt.not_judged), set(recomputed.not_judged)
    yield from (Difference(kind="judged_since", about=code) for code in sorted(then - now))
    yield from (Difference(kind="not_judged_again", about=code) for code in sorted(now - then))
    explained = then ^ now
    yield from _sides(receipt.numerator, recomputed.numerator, explained, _NUMERATOR)
    yield from _sides(receipt.denominator, recomputed.denominator, explained, _DENOMINATOR)


_NUMERATOR: tuple[DifferenceKind, DifferenceKind] = ("numerator_only_in_receipt", "numerator_only_recomputed")
_DENOMINATOR: tuple[DifferenceKind, DifferenceKind] = ("denominator_only_in_receipt", "denominator_only_recomputed")


def _sides(
    receipt: tuple[str, ...],
    recomputed: tuple[str, ...],
    explained: set[str],
    kinds: tuple[DifferenceKind, DifferenceKind],
) -> Iterator[Difference]:
    there, here = set(receipt) - explained, set(recomputed) - explained
    yield from (Difference(kind=kinds[0], about=code) for code in sorted(there - here))
    yield from (Difference(kind=kinds[1], about=code) for code in sorted(here - there))


def _grounds(receipt: Receipt, recomputed: Receipt) -> Iterator[Difference]:
    if receipt.rules != recomputed.rules:
        yield Difference(kind="rules", receipt=", ".join(receipt.rules), recomputed=", ".join(recomputed.rules))
    yield from _times(receipt, recomputed)
    there, here = (receipt.facts, receipt.facts_sha256), (recomputed.facts, recomputed.facts_sha256)
    if there != here:
        yield Difference(kind="facts", receipt="{} {}".format(*there), recomputed="{} {}".format(*here))


def _times(receipt: Receipt, recomputed: Receipt) -> Iterator[Difference]:
    there = {each.partition: each.w for each in receipt.w}
    here = {each.partition: each.w for each in recomputed.w}
    if len(there) != len(receipt.w) or list(there) != sorted(there):
        yield Difference(kind="list_out_of_order", about="w")
    for partition in sorted(there.keys() ^ here.keys()):
        yield Difference(kind="partition_unknown", about=str(partition))
    for partition in sorted(there.keys() & here.keys()):
        then, now = there[partition], here[partition]
        if then is not None and (now is None or now < then):
            yield Difference(
                kind="partition_behind",
                about=str(partition),
                receipt=then.isoformat(),
                recomputed=now.isoformat() if now else "",
            )
