"""Replaying partitions and comparing each with the log of verdicts."""

from datetime import datetime

from aiokafka import TopicPartition
from mohlat_contracts.signals import SignalRaised
from mohlat_contracts.topics import EVIDENCE, REGISTRY, VERDICTS
from mohlat_contracts.verdicts import VerdictReached
from msgspec import Struct

from services.auditor.replay.comparing import (
    Difference,
    PartitionReport,
    differences,
    history_sha256,
    is_before,
)
from services.auditor.replay.log import Log, Reader
from services.auditor.replay.partition import PartitionReplay
from services.auditor.replay.recorded import Recorded
from services.auditor.replay.sharing import shared
from services.timekeeping.partition_time import TopicKind


class Replayed(Struct, frozen=True, kw_only=True):
    """A replay of the whole log, partition by partition.

    Attributes:
        until: what became known from then on was left out; None for nothing.
    """

    until: datetime | None
    partitions: tuple[PartitionReport, ...]

    @property
    def same(self) -> bool:
        """The log of verdicts says what the topics lead to, and nothing else."""
        return not self.differences

    @property
    def differences(self) -> tuple[Difference, ...]:
        return tuple(each for partition in self.partitions for each in partition.differences)


def replay(log: Log, until: datetime | None = None, processes: int | None = None) -> Replayed:
    """Fold and judge the registry and the evidence topic from their beginning, and compare with the log of verdicts.

    Blocks, and starts processes of its own; call it from the main thread of a program that may be imported.

    Args:
        until: replay what became known before it.
        processes: that share the partitions; as many as there are processors by default.

    Raises:
        aiokafka.errors.KafkaError: the broker does not answer, or a topic does not exist.
    """
    reports = shared(_compare_share, log, until, processes)
    return Replayed(until=until, partitions=tuple(sorted(reports, key=lambda each: each.partition)))


async def _compare_share(log: Log, partitions: tuple[int, ...], until: datetime | None) -> list[PartitionReport]:
    reports = []
    async with Reader(log, partitions) as reader:
        for partition in partitions:
            replayed = await replay_partition(log, reader, partition, until)
            recorded = Recorded(replayed.w, replayed.instants, until)
            await _read_verdicts(log, reader, partition, recorded)
            reports.append(report(partition, recorded, replayed, until))
    return reports


async def replay_partition(log: Log, reader: Reader, partition: int, until: datetime | None = None) -> PartitionReplay:
    """One partition to the end of what the reader reads, or until it is judged through an instant."""
    places: dict[TopicKind, TopicPartition] = {
        "registry": log.place(REGISTRY, partition),
        "evidence": log.place(EVIDENCE, partition),
    }
    replayed = PartitionReplay()
    while not (until and replayed.is_through(until)):
        kind = replayed.behind
        if not reader.has_more(places[kind]):
            kind = "evidence" if kind == "registry" else "registry"
        records = await reader.read(places[kind])
        if not records:
            break
        replayed.take(kind, records)
    replayed.judge()
    return replayed


def report(
    partition: int, recorded: Recorded, replayed: PartitionReplay, until: datetime | None = None
) -> PartitionReport:
    """What comparing one partition comes to."""
    reached: dict[str, VerdictReached | SignalRaised] = {event.id: event for event in replayed.verdicts}
    reached |= {event.id: event for event in replayed.signals}
    through = _lowest(recorded.judged_through, replayed.w, until)
    compared = [event for event in reached.values() if is_before(event, through)]
    return PartitionReport(
        partition=partition,
        judged_through=replayed.w,
        recorded_through=recorded.judged_through,
        compared_through=through,
        verdicts=sum(is_before(event, through) for event in replayed.verdicts),
        signals=sum(is_before(event, through) for event in replayed.signals),
        waiting=sum(until is None or is_before(event, until) for event in reached.values()) - len(compared),
        repeats=recorded.repeats,
        refused=len(replayed.refused),
        records=replayed.records,
        events=replayed.events,
        history_sha256=history_sha256(compared),
        differences=differences(partition, recorded, reached, through, until),
    )


async def _read_verdicts(log: Log, reader: Reader, partition: int, recorded: Recorded) -> None:
    place = log.place(VERDICTS, partition)
    while records := await reader.read(place):
        recorded.take(records)


def _lowest(recorded: datetime | None, replayed: datetime | None, until: datetime | None) -> datetime | None:
    """How far both are; None when one is not anywhere."""
    if recorded is None or replayed is None:
        return None
    return min(recorded, replayed, until or recorded)
