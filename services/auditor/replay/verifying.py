"""A figure's receipt, recomputed from the topics: neither the recorded verdicts nor any table is asked."""

from collections.abc import Sequence
from datetime import datetime

from mohlat_contracts.topics import EVIDENCE, REGISTRY
from msgspec import Struct, structs

from services.auditor.figures import (
    Body,
    Difference,
    Receipt,
    recompute,
    verify,
)
from services.auditor.figures.families import named
from services.auditor.replay.census import bodies, census
from services.auditor.replay.log import Log, Reader
from services.auditor.replay.partition import PartitionReplay
from services.auditor.replay.replaying import replay_partition
from services.auditor.replay.sharing import shared


class Verification(Struct, frozen=True, kw_only=True):
    """What came of it.

    Attributes:
        published: the definition is the published one of its name and version, and was compared with that; otherwise it
            is its issuer's own, and the receipt is held against what it says itself.
        recomputed: the receipt as it is issued now.
    """

    published: bool
    differences: tuple[Difference, ...]
    recomputed: Receipt

    @property
    def holds(self) -> bool:
        return not self.differences


class Question(Struct, frozen=True, kw_only=True):
    """What each process is asked about its partitions."""

    duty: str
    as_of: datetime
    known_at: datetime
    w: dict[int, datetime]

    @property
    def until(self) -> datetime:
        """How far the topics must be read: to where the receipt says that they were."""
        return max(self.as_of, self.known_at, *self.w.values())


class Share(Struct, frozen=True, kw_only=True):
    """One partition's answer.

    Attributes:
        ticked: whether a writer of its topics ticked at the instant through which the receipt says it was judged.
    """

    partition: int
    w: datetime | None
    bodies: list[Body]
    ticked: bool


def verify_receipt(log: Log, receipt: Receipt, processes: int | None = None) -> Verification:
    """As `verify_receipts`, for one."""
    (found,) = verify_receipts(log, [receipt], processes)
    return found


def verify_receipts(log: Log, receipts: Sequence[Receipt], processes: int | None = None) -> list[Verification]:
    """Replay the topics as far as the receipts ask, issue each again, and name every difference.

    Blocks, and starts processes of its own, as `replay` does.

    Raises:
        aiokafka.errors.KafkaError: the broker does not answer, or a topic does not exist.
    """
    shares = shared(_answer_share, log, [question_of(receipt) for receipt in receipts], processes)
    return [judge_receipt(receipt, [answers[number] for answers in shares]) for number, receipt in enumerate(receipts)]


def question_of(receipt: Receipt) -> Question:
    """What the partitions must be asked to issue a receipt again."""
    return Question(
        duty=_as_published(receipt)[0].definition.duty,
        as_of=receipt.as_of,
        known_at=receipt.known_at,
        w={each.partition: each.w for each in receipt.w if each.w is not None},
    )


def judge_receipt(receipt: Receipt, shares: list[Share]) -> Verification:
    """The receipt against what the partitions say."""
    asked, published = _as_published(receipt)
    found = census(
        (body for share in shares for body in share.bodies),
        {share.partition: share.w for share in shares},
        duty=asked.definition.duty,
        as_of=receipt.as_of,
        known_at=receipt.known_at,
    )
    recomputed = recompute(asked, found)
    return Verification(
        published=published,
        differences=(*verify(receipt, recomputed), *_never_there(receipt, shares)),
        recomputed=recomputed,
    )


def _as_published(receipt: Receipt) -> tuple[Receipt, bool]:
    """With the published definition of its name and version: a receipt may not redefine what is published."""
    try:
        known = named(receipt.definition.name)
    except KeyError:
        return receipt, False
    if known.version != receipt.definition.version:
        return receipt, False
    return structs.replace(receipt, definition=known), True


def _never_there(receipt: Receipt, shares: list[Share]) -> list[Difference]:
    """Where the receipt says that a partition was judged through an instant at which nobody ticked."""
    unticked = {share.partition for share in shares if not share.ticked}
    return [
        Difference(kind="partition_never_there", about=str(each.partition), receipt=each.w.isoformat())
        for each in receipt.w
        if each.w is not None and each.partition in unticked
    ]


async def _answer_share(log: Log, partitions: tuple[int, ...], asked: list[Question]) -> list[list[Share]]:
    """The answers of each partition, in the order of the questions."""
    until = max(question.until for question in asked)
    answers = []
    async with Reader(log, partitions, (REGISTRY, EVIDENCE)) as reader:
        for partition in partitions:
            replayed = await replay_partition(log, reader, partition, until)
            answers.append([share_of(partition, replayed, question) for question in asked])
    return answers


def share_of(partition: int, replayed: PartitionReplay, asked: Question) -> Share:
    """What one replayed partition answers."""
    found = bodies(
        replayed.agencies,
        (event.data for event in replayed.verdicts),
        partition=partition,
        w=replayed.w,
        duty=asked.duty,
        as_of=asked.as_of,
        known_at=asked.known_at,
    )
    w = asked.w.get(partition)
    return Share(partition=partition, w=replayed.w, bodies=found, ticked=w is None or w in replayed.instants)
