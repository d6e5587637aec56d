"""The broker or the connector goes away: nothing acknowledged is lost, and all comes back unaided."""

import threading
from datetime import UTC, datetime
from pathlib import Path

from mohlat_sdk import Agency, Delivery, SigningKey, Unreachable

from deploy.local.kafka import Kafka
from tests.integration.connector.conftest import StartConnector
from tests.integration.connector.surroundings import Registry, event_ids, read_evidence
from tests.waiting import wait_until

AT = datetime(2023, 6, 14, 20, 30, tzinfo=UTC)


def test_without_the_broker_the_answer_is_503_and_the_spool_is_delivered_when_it_is_back(
    own_kafka: Kafka, topic_prefix: str, key: SigningKey, start_connector: StartConnector, tmp_path: Path
) -> None:
    registry = Registry(own_kafka.bootstrap_servers, topic_prefix)
    registry.enrol("sanjesh", key, AT)
    registry.tick(AT)
    connector = start_connector(registry)
    connector.move(AT, AT)
    names = iter(f"e{number}" for number in range(1000))
    agency = Agency("sanjesh", key, connector.url, clock=lambda: AT, attempts=1, new_id=lambda: next(names))
    assert agency.connected() is Delivery.ACCEPTED

    own_kafka.kill()
    try:
        agency.connected()
    except Unreachable as answer:
        assert "503" in str(answer)
    else:
        raise AssertionError("acknowledged without a broker")
    wait_until(lambda: not connector.ready(), 10, "readiness to fall")
    spooling = Agency("sanjesh", key, connector.url, clock=lambda: AT, attempts=1, spool=tmp_path / "spool.db")
    assert spooling.connected() is Delivery.SPOOLED

    own_kafka.start()
    wait_until(connector.ready, 30, "readiness to return")
    wait_until(lambda: spooling.flush() is Delivery.ACCEPTED, 30, "the spool to be taken")
    assert agency.connected() is Delivery.ACCEPTED
    assert connector.move(AT, AT).status_code == 200
    assert {"e0", "e2"} <= set(event_ids(read_evidence(registry)))


def test_a_connector_killed_at_any_moment_loses_nothing_it_acknowledged(
    registry: Registry, key: SigningKey, start_connector: StartConnector, tmp_path: Path
) -> None:
    registry.enrol("sanjesh", key, AT)
    registry.tick(AT)
    connector = start_connector(registry)
    connector.move(AT, AT)
    names = [f"e{number}" for number in range(300)]
    remaining, sent, done = iter(names), threading.Event(), threading.Event()
    agency = Agency(
        "sanjesh", key, connector.url, clock=lambda: AT, spool=tmp_path / "spool.db", new_id=lambda: next(remaining)
    )

    def send() -> None:
        for number in range(len(names)):
            agency.heartbeat([])
            if number == 20:
                sent.set()
        done.set()

    sender = threading.Thread(target=send)
    sender.start()
    assert sent.wait(30)
    connector.kill()
    connector.start()
    connector.move(AT, AT)
    assert done.wait(60)
    sender.join()
    wait_until(lambda: agency.flush() is Delivery.ACCEPTED, 30, "the spool to be taken")
    found = event_ids(read_evidence(registry))
    assert list(dict.fromkeys(found)) == names
