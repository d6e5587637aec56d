"""A signed request that comes to a second replica as well: the same bytes twice, and one history."""

from collections.abc import Iterable

import httpx2
from aiokafka import ConsumerRecord
from mohlat_contracts.clock import ClockTicked, TickData
from mohlat_sdk import SigningKey

from services.auditor.cases.auditing import PartitionAuditor
from services.plumbing.records import read_record
from services.plumbing.topics import partition_of
from tests.integration.connector.conftest import StartConnector
from tests.integration.connector.posting import batch, heartbeat, signed
from tests.integration.connector.surroundings import PARTITIONS, Registry, batches, read_evidence
from tests.unit.auditor.events import AGENCY, START, day, duty
from tests.unit.auditor.stores import BytesStore

PUBLIC = "https://evidence.mohlat.example"
"""Both replicas are behind one address, so one signature suits both."""


def test_a_replay_that_slips_past_to_another_replica_is_the_same_bytes_and_changes_no_verdict(
    registry: Registry, key: SigningKey, start_connector: StartConnector
) -> None:
    registry.enrol(AGENCY, key, START)
    registry.tick(day(12))
    names = ("connector-1", "connector-2")
    first, second = (start_connector(registry, MOHLAT_PUBLIC_URL=PUBLIC, MOHLAT_REPLICA=name) for name in names)
    for replica in (first, second):
        replica.move(START, day(1)).raise_for_status()
    wire = signed(key, f"{PUBLIC}/v1/events", batch([heartbeat(AGENCY, day(1), "beat-1")]))

    def post(url: str) -> int:
        return httpx2.post(f"{url}/v1/events", content=wire.body, headers=wire.headers).status_code

    assert post(first.url) == 202
    assert post(first.url) == 401, "a replica knows its own nonces"
    second.move(day(1), day(2)).raise_for_status()
    assert post(second.url) == 202, "and no other's"
    for replica in (first, second):
        replica.move(day(1), day(12)).raise_for_status()

    records = [each for each in read_evidence(registry) if each.partition == partition_of(AGENCY, PARTITIONS)]
    original, replayed = batches(records)
    assert (replayed.key, replayed.value) == (original.key, original.value)
    once = judged(record for record in records if record is not replayed)
    assert once == judged(records)
    assert [status for _, status in once] == ["at_risk", "met"]


def judged(records: Iterable[ConsumerRecord]) -> list[tuple[str, str]]:
    """The verdicts to which the auditor comes: id and status."""
    auditor = PartitionAuditor(BytesStore())
    auditor.facts("registry", AGENCY, [duty([day(10)])], START)
    auditor.tick("registry", TickData(writer="registry", epoch=0, open_from=START, open_to=day(12)))
    found = []
    for raw in records:
        record = read_record(raw)
        event = record.events[0].event
        if not isinstance(event, ClockTicked):
            assert record.key is not None
            assert record.known_at is not None
            auditor.facts("evidence", record.key, record.events, record.known_at)
        elif (advance := auditor.tick("evidence", event.data)) is not None:
            found += [(verdict.id, verdict.data.status) for verdict in advance.verdicts]
    return found
