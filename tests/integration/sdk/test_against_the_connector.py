"""Both clients against a real connector and a real Kafka: receipts hold, numbers have no gaps, the order stays."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from mohlat_contracts.codec import EvidenceEvent
from mohlat_sdk import Agency, AgencyStatus, AsyncAgency, Batching, Delivery, Rejected, SigningKey, generate_key

from services.plumbing.records import read_record
from tests.integration.connector.conftest import StartConnector
from tests.integration.connector.surroundings import ConnectorProcess, Registry, batches, read_evidence
from tests.waiting import wait_until

AT = datetime(2023, 6, 14, 20, 30, tzinfo=UTC)


@pytest.fixture
def connector(registry: Registry, key: SigningKey, start_connector: StartConnector) -> ConnectorProcess:
    registry.enrol("sanjesh", key, AT)
    registry.tick(AT)
    process = start_connector(registry)
    assert process.move(AT, AT).status_code == 200
    return process


def written(registry: Registry) -> list[EvidenceEvent]:
    records = [read_record(raw) for raw in batches(read_evidence(registry))]
    return [decoded.event for record in records for decoded in record.events]  # type: ignore[misc]


def test_a_receipt_names_the_record_that_was_written_and_the_agency_sees_itself(
    registry: Registry, key: SigningKey, connector: ConnectorProcess, tmp_path: Path
) -> None:
    with Agency("sanjesh", key, connector.url, clock=lambda: AT, spool=tmp_path / "spool.db") as agency:
        assert agency.heartbeat([f"s{number:04}" for number in range(500)]) is Delivery.ACCEPTED
        receipt = agency.last_receipt
        assert receipt is not None
        place = (receipt.topic, receipt.partition, receipt.offset)
        [raw] = [one for one in read_evidence(registry) if (one.topic, one.partition, one.offset) == place]
        record = read_record(raw)
        assert record.headers["content-encoding"] == b"gzip"
        assert record.headers["content-digest"].decode() == receipt.digest
        assert agency.clock_skew is not None
        assert abs(agency.clock_skew) < timedelta(seconds=10)

        status = wait_until(lambda: seen(agency), 30, "the agency's own evidence in its status")
        assert status.last_evidence is not None
        assert (status.last_evidence.partition, status.last_evidence.offset) == place[1:]
        [stream] = status.streams
        assert (stream.first, stream.highest, stream.missing) == (1, 1, ())
        assert [one.key_id for one in status.keys] == [key.key_id]


def seen(agency: Agency) -> AgencyStatus | None:
    status = agency.status()
    return status if status.streams else None


def test_background_delivery_goes_on_over_a_killed_connector(
    registry: Registry, key: SigningKey, connector: ConnectorProcess, tmp_path: Path
) -> None:
    batching = Batching(count=50, age=0.05)
    spool = tmp_path / "spool.db"
    with Agency("sanjesh", key, connector.url, clock=lambda: AT, spool=spool, batching=batching) as agency:
        for number in range(400):
            agency.heartbeat([f"s{number}"])
            if number == 100:
                connector.kill()
        connector.start()
        connector.move(AT, AT)
        assert agency.flush(60) is Delivery.ACCEPTED
        assert agency.rejected() == []
    arrived = dict.fromkeys(event.ordinal for event in written(registry))
    assert list(arrived) == list(range(1, 401))


async def test_in_an_event_loop_it_is_the_same(
    registry: Registry, key: SigningKey, connector: ConnectorProcess, tmp_path: Path
) -> None:
    spool = tmp_path / "spool.db"
    async with AsyncAgency(
        "sanjesh", key, connector.url, clock=lambda: AT, spool=spool, batching=Batching(count=50, age=0.05)
    ) as agency:
        for number in range(200):
            assert await agency.heartbeat([f"s{number}"]) is Delivery.SPOOLED
        assert await agency.flush(60) is Delivery.ACCEPTED
        assert agency.last_receipt is not None
        assert (await agency.status()).agency == "sanjesh"


def test_another_key_is_refused_with_a_word_on_the_clock(connector: ConnectorProcess) -> None:
    with Agency("sanjesh", generate_key(), connector.url, clock=lambda: AT) as agency:
        with pytest.raises(Rejected) as told:
            agency.connected()
        with pytest.raises(Rejected):
            agency.status()
    assert told.value.concerns_the_signer
    assert told.value.clock_skew is not None
