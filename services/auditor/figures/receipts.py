"""A figure's receipt: all it takes to compute the figure again and to find out whether anything was changed. Pure."""

from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
from mohlat_contracts.envelope import AgencyCode, Identifier, Instant
from msgspec import Meta, Struct, structs

from services.auditor.figures.bodies import Census, Partition
from services.auditor.figures.canonical import canonical, hash_of, hash_of_facts
from services.auditor.figures.computing import Tally, figure
from services.auditor.figures.definitions import Definition

Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class ReceiptUnreadable(ValueError):
    """Bytes that are no receipt, or not the bytes it was issued with."""


class PartitionTime(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far a partition was judged when the receipt was issued; None where nothing was promised yet."""

    partition: Partition
    w: Instant | None


class Receipt(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a figure said and what it rests on. Lists are sorted.

    Attributes:
        numerator: codes of the bodies that count; `denominator` has them too.
        not_judged: codes of the bodies that are in neither, because time had not come that far for them.
        rules: versions of the rules that gave the verdicts.
        facts: how many facts the verdicts on all selected, judged bodies rest on, those left out included.
        facts_sha256: over the sorted names of those facts.
        sha256: over the canonical form of all the rest.
    """

    form: Literal[1] = 1
    definition: Definition
    definition_sha256: Hash
    as_of: Instant
    known_at: Instant
    numerator: tuple[AgencyCode, ...]
    denominator: tuple[AgencyCode, ...]
    not_judged: tuple[AgencyCode, ...]
    rules: tuple[Identifier, ...]
    w: tuple[PartitionTime, ...]
    facts: Annotated[int, Meta(ge=0)]
    facts_sha256: Hash
    sha256: str = ""

    @property
    def tally(self) -> Tally:
        return Tally(counted=self.numerator, base=self.denominator, not_judged=self.not_judged)


def issue(definition: Definition, census: Census) -> Receipt:
    """The receipt of a figure.

    Raises:
        CensusInvalid: the census is of another duty.
    """
    found = figure(definition, census)
    judged = [body for body in census.bodies if body.judged and definition.selects(body)]
    facts, facts_sha256 = hash_of_facts(name for body in judged for name in body.facts)
    return sealed(
        Receipt(
            definition=definition,
            definition_sha256=hash_of(definition),
            as_of=_utc(census.as_of),
            known_at=_utc(census.known_at),
            numerator=found.counted,
            denominator=found.base,
            not_judged=found.not_judged,
            rules=tuple(sorted({body.rules for body in judged if body.rules is not None})),
            w=tuple(
                PartitionTime(partition=partition, w=time and _utc(time))
                for partition, time in sorted(census.w.items())
            ),
            facts=facts,
            facts_sha256=facts_sha256,
        )
    )


def sealed(receipt: Receipt) -> Receipt:
    """The same with the hash over all the rest."""
    return structs.replace(receipt, sha256=seal_of(receipt))


def seal_of(receipt: Receipt) -> str:
    """The hash that an unaltered receipt carries."""
    return hash_of(structs.replace(receipt, sha256=""))


def write_receipt(receipt: Receipt) -> bytes:
    """The bytes to hand out and to keep: one line of canonical JSON."""
    return canonical(receipt) + b"\n"


def read_receipt(data: bytes) -> Receipt:
    """The receipt in those bytes; its seal is for `verify` to judge.

    Raises:
        ReceiptUnreadable: not a receipt, or in another form than it was written in.
    """
    try:
        receipt = msgspec.json.decode(data, type=Receipt)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ReceiptUnreadable(f"not a receipt: {error}") from error
    if canonical(receipt) != data.removesuffix(b"\n"):
        raise ReceiptUnreadable("a receipt, but not in the bytes that it was issued with")
    return receipt


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC)
