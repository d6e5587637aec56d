"""Six replicas on a Kafka of two nodes, and what befalls five of them at once.

One is killed, one stopped for longer than the others wait and then continued, one cut off from the second node and
later reached again; the clocks of two jump by ten minutes, one back, one ahead. Agencies post to all of them all the
time. What the log says afterwards is read as the auditor reads it.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from aiokafka import ConsumerRecord
from mohlat_contracts import decode_batch, headers
from mohlat_contracts.clock import EXPELLED_AFTER, ClockTicked, TickData
from typer.testing import CliRunner

from services.auditor.cases.auditing import PartitionAuditor
from services.connector.cli import app
from services.connector.timing.evidence_ticks import tick_of
from services.plumbing.records import read_record
from services.timekeeping.partition_time import PartitionTime
from tests.cluster import Cluster
from tests.integration.connector.several import Several, TickingRegistry
from tests.integration.connector.surroundings import PARTITIONS
from tests.stacks import new_topic_prefix
from tests.unit.auditor.stores import BytesStore
from tests.waiting import wait_until

DISTURBED = ("killed", "stopped", "severed", "slow", "fast")
TOLERANCE = timedelta(seconds=10)
"""For a machine that does other things as well."""


class Played:
    """The whole story, told once for all tests of this module."""

    def __init__(self, several: Several, cluster: Cluster, registry: TickingRegistry) -> None:
        self.replicas, self.bootstrap_servers, self.prefix = (
            several.replicas,
            registry.bootstrap_servers,
            registry.prefix,
        )
        several.start("steady", cluster.bootstrap_servers)
        for name in DISTURBED:
            servers = cluster.linked_servers if name == "severed" else cluster.bootstrap_servers
            several.start(name, servers)
        several.wait_ready()
        several.enrol(deadline=datetime.now(UTC) + timedelta(seconds=20))
        several.begin_posting()
        self._wait_accepted(*self.replicas)
        self.disturbed_at = datetime.now(UTC)
        self._disturb(cluster)
        wait_until(self._time_is_up, 60, "the others to have been silent for too long")
        self.hindrances = {name: self.replicas[name].hindrance() for name in ("severed", "slow", "fast")}
        self.mended_at = datetime.now(UTC)
        cluster.link.mend()
        self.replicas["stopped"].process.resume()
        several.wait_ready("steady", "stopped", "severed")
        self._wait_accepted("steady", "stopped", "severed")
        several.stop_posting()
        for replica in self.replicas.values():
            replica.process.kill()
        self.evidence, self.registry = several.evidence(), several.registry()

    def _disturb(self, cluster: Cluster) -> None:
        self.replicas["killed"].process.kill()
        self.replicas["stopped"].process.pause()
        cluster.link.cut()
        self.replicas["slow"].set_clock(timedelta(minutes=-10))
        self.replicas["fast"].set_clock(timedelta(minutes=10))

    def _time_is_up(self) -> bool:
        return datetime.now(UTC) > self.disturbed_at + EXPELLED_AFTER + timedelta(seconds=3)

    def _wait_accepted(self, *names: str) -> None:
        """Until each of these has taken something more of each of its agencies."""
        since = {name: len(self.replicas[name].posts) for name in names}

        def all_have() -> bool:
            posts = {name: self.replicas[name].posts[start:] for name, start in since.items()}
            return all(
                {post.agency for post in posts[name] if post.status == 202} == set(self.replicas[name].keys)
                for name in names
            )

        wait_until(all_have, 60, f"posts to be accepted by {', '.join(names)}")

    def partition(self, number: int) -> list[ConsumerRecord]:
        return [record for record in self.evidence if record.partition == number]

    def ticks(self, name: str) -> list[tuple[ConsumerRecord, TickData]]:
        found = ((record, tick_of(record)) for record in self.evidence)
        return [(record, tick) for record, tick in found if tick is not None and tick.writer == name]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("replicas")
    with (
        Cluster(folder) as cluster,
        TickingRegistry(cluster.bootstrap_servers, new_topic_prefix()) as registry,
        Several(folder, registry) as several,
    ):
        yield Played(several, cluster, registry)


def appended_at(record: ConsumerRecord) -> datetime:
    return datetime.fromtimestamp(record.timestamp / 1000, UTC)


def stamped(record: ConsumerRecord) -> datetime:
    return datetime.fromisoformat(dict(record.headers)[headers.KNOWN_AT].decode())


def facts(records: list[ConsumerRecord]) -> list[ConsumerRecord]:
    return [record for record in records if record.key is not None]


def times(records: list[ConsumerRecord]) -> Iterator[tuple[ConsumerRecord, PartitionTime]]:
    """The partition's time before each record."""
    time = PartitionTime()
    for record in records:
        yield record, time
        if (tick := tick_of(record)) is not None:
            time = time.tick("evidence", tick, appended_at(record))


def judged(played: Played, number: int, order: tuple[str, str]) -> tuple[PartitionAuditor, list[str], list[str]]:
    """The auditor, ids and statuses of its verdicts, when one topic is read to its end before the other."""
    auditor, ids, statuses = PartitionAuditor(BytesStore()), list[str](), list[str]()
    for kind in order:
        for raw in played.partition(number) if kind == "evidence" else played.registry:
            if raw.partition != number:
                continue
            record = read_record(raw)
            first = record.events[0].event
            tick = first.data if isinstance(first, ClockTicked) else tick_of(raw)
            if not isinstance(first, ClockTicked) and record.key is not None and record.known_at is not None:
                auditor.facts(kind, record.key, record.events, record.known_at)  # type: ignore[arg-type]
            if tick is not None and (advance := auditor.tick(kind, tick, appended_at(raw))):  # type: ignore[arg-type]
                ids += [verdict.id for verdict in advance.verdicts]
                statuses += [verdict.data.status for verdict in advance.verdicts]
    return auditor, ids, statuses


def test_nothing_that_was_acknowledged_is_missing(played: Played) -> None:
    found = {
        (record.key.decode(), event.id) for record in facts(played.evidence) for event in decode_batch(record.value)
    }
    for replica in played.replicas.values():
        assert replica.accepted() <= found, replica.name


def test_time_goes_on_while_others_are_dead_and_no_longer_waits_than_it_must(played: Played) -> None:
    for number in range(PARTITIONS):
        for record, time in times(played.partition(number)):
            if time.evidence is None or record.key is not None:
                continue
            behind = appended_at(record) - time.evidence
            assert behind <= EXPELLED_AFTER + TOLERANCE
            if played.disturbed_at + EXPELLED_AFTER + TOLERANCE < appended_at(record) < played.mended_at:
                assert behind <= TOLERANCE, "the dead hold nobody up any more"


def test_the_door_was_open_all_the_time_since_one_was(played: Played) -> None:
    for number in range(PARTITIONS):
        *_, (_, time) = times(played.partition(number))
        [(_, end)] = [span for span in time.known_door.intervals if span[1] > played.disturbed_at]
        assert end > played.mended_at


def test_what_landed_behind_the_time_is_noticed_and_counted(played: Played) -> None:
    counted = [judged(played, number, ("registry", "evidence"))[0].behind for number in range(PARTITIONS)]
    seen = [
        sum(
            stamped(record) < time.evidence
            for record, time in times(played.partition(number))
            if record.key and time.evidence
        )
        for number in range(PARTITIONS)
    ]
    assert counted == seen
    assert sum(counted) > 0, "what the one that was cut off had under way came in at the end"


def test_nobody_is_overdue_or_silent_by_it_however_the_topics_are_read(played: Played) -> None:
    for number in range(PARTITIONS):
        auditor, ids, statuses = judged(played, number, ("registry", "evidence"))
        assert set(statuses) <= {"pending", "at_risk", "met"}
        assert statuses.count("met") == len(played.replicas), "one agency of each replica"
        assert auditor.w is not None
        assert auditor.w > played.mended_at
        assert judged(played, number, ("evidence", "registry"))[1] == ids


@pytest.mark.parametrize("name", ["slow", "fast"])
def test_a_replica_whose_clock_is_wrong_takes_nothing_in_and_tells_nobody_the_time(played: Played, name: str) -> None:
    assert played.hindrances[name].split(":")[0] == {"slow": "clock_skewed", "fast": "keys_stale"}[name]
    since = played.disturbed_at + timedelta(seconds=7)
    assert not [post for post in played.replicas[name].posts if post.at > since and post.status == 202]
    for record, tick in played.ticks(name):
        assert abs(tick.open_to - appended_at(record)) < TOLERANCE


def test_the_one_that_is_cut_off_from_one_node_goes_on_telling_the_others_the_time_with_its_door_shut(
    played: Played,
) -> None:
    assert played.hindrances["severed"].split(":")[0] in {"door_shut", "keys_stale"}
    last = [
        tick
        for record, tick in played.ticks("severed")
        if played.disturbed_at + timedelta(seconds=20) < appended_at(record) < played.mended_at
    ]
    assert last, "per partition, not all or none"
    assert all(tick.open_from == tick.open_to for tick in last)


@pytest.mark.parametrize("name", ["stopped", "severed"])
def test_who_comes_back_after_too_long_begins_a_new_epoch_with_empty_ticks(played: Played, name: str) -> None:
    assert len({tick.epoch for _, tick in played.ticks(name)}) == 2
    for number in range(PARTITIONS):
        ticks = [tick for record, tick in played.ticks(name) if record.partition == number]
        [(_, first)] = [(a, b) for a, b in pairwise(ticks) if b.epoch > a.epoch]
        assert first.open_from == first.open_to
    assert any(post.status == 202 and post.at > played.mended_at for post in played.replicas[name].posts)


def test_ticks_ride_on_evidence_while_there_is_any(played: Played) -> None:
    [riding, alone] = [
        sum((record.key is not None) == rides for record, _ in played.ticks("steady")) for rides in (True, False)
    ]
    assert riding > alone


def test_the_command_prints_the_same_door(played: Played) -> None:
    surroundings = {
        "KAFKA_BOOTSTRAP_SERVERS": played.bootstrap_servers,
        "MOHLAT_TOPIC_PREFIX": played.prefix,
        "MOHLAT_PARTITIONS": str(PARTITIONS),
    }
    before = (played.disturbed_at - timedelta(days=1)).isoformat()
    told = CliRunner().invoke(app, ["door", "--json", "--from", before], env=surroundings)
    assert told.exit_code == 0, told.output
    shut = json.loads(told.stdout)
    assert {each["from"] for each in shut if each["partition"] is None} == {before.replace("+00:00", "Z")}
    assert max(each["until"] for each in shut) < played.disturbed_at.isoformat(), "before the first replica opened it"
