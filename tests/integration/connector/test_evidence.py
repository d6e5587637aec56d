"""SDK to connector to a real Kafka: what is acknowledged is in the log, what is refused is not."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from mohlat_contracts import encode_batch, sources
from mohlat_contracts.evidence import ConnectionClosed
from mohlat_contracts.headers import SIGNED
from mohlat_sdk import Agency, Delivery, Rejected, SigningKey, generate_key
from mohlat_sdk.signing import RequestSigner

from services.connector.intake.verification import SignedRequest, Verification
from services.connector.keys import EnrolledKey
from services.plumbing.records import read_record
from tests.integration.connector.surroundings import (
    ConnectorProcess,
    Registry,
    an_open_connector,
    batches,
    read_evidence,
)
from tests.stacks import Broker, new_topic_prefix

AT = datetime(2023, 6, 14, 20, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return generate_key()


@pytest.fixture(scope="module")
def registry(kafka: Broker) -> Registry:
    return Registry(kafka.bootstrap_servers, new_topic_prefix())


@pytest.fixture(scope="module")
def connector(
    registry: Registry, key: SigningKey, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ConnectorProcess]:
    """One for all of these: open at AT, knowing `key` of sanjesh."""
    with an_open_connector(registry, {"sanjesh": key}, AT, tmp_path_factory.mktemp("connector")) as process:
        yield process


def test_what_is_acknowledged_is_in_the_log_byte_for_byte_and_proves_itself(
    registry: Registry, key: SigningKey, connector: ConnectorProcess
) -> None:
    events = [ConnectionClosed(id=f"e{i}", source=sources.agency("sanjesh"), time=AT) for i in range(3)]
    with Agency("sanjesh", key, connector.url, clock=lambda: AT) as agency:
        assert agency.send(events) is Delivery.ACCEPTED
    [raw] = [record for record in batches(read_evidence(registry)) if b'"e2"' in record.value]
    assert (raw.key, raw.value) == (b"sanjesh", encode_batch(events))
    record = read_record(raw)
    assert record.known_at == AT
    _verify_offline(record.headers, raw.value, key)


def _verify_offline(headers: dict[str, bytes], body: bytes, key: SigningKey) -> None:
    """With nothing but the record and the agency's public key."""
    assert {"traceparent", "known_at"} <= headers.keys() <= {*SIGNED, "traceparent", "known_at", "ordinals"}
    text = {name: value.decode() for name, value in headers.items()}
    request = SignedRequest(text.pop("method"), text.pop("target-uri"), text, body)
    public_key = key.private_key.public_key()
    enrolled = EnrolledKey("sanjesh", sources.agency("sanjesh"), 1, public_key, None)
    assert Verification({key.key_id: enrolled}.get).verify(request, datetime.now(UTC)).key_id == key.key_id


def test_nothing_is_written_of_what_is_refused(
    registry: Registry, key: SigningKey, connector: ConnectorProcess
) -> None:
    before = len(read_evidence(registry))
    refused = {}
    for name, signer, code, time in [
        ("an unknown key", generate_key(), "sanjesh", AT),
        ("another agency", key, "hadafmandi", AT),
        ("from the future", key, "sanjesh", AT + timedelta(days=1)),
    ]:
        agency = Agency(code, signer, connector.url, clock=lambda time=time: time)  # type: ignore[misc]
        with pytest.raises(Rejected) as told:
            agency.connected()
        refused[name] = told.value.status
    assert refused == {"an unknown key": 401, "another agency": 403, "from the future": 422}
    assert _post(connector, key, b'[{"specversion":"1.0"}]').status_code == 422
    assert _post(connector, key, b"[" + b" " * 2**20 + b"]").status_code == 413
    assert len(read_evidence(registry)) == before


def _post(connector: ConnectorProcess, key: SigningKey, body: bytes) -> httpx2.Response:
    url = f"{connector.url}/v1/events"
    headers = RequestSigner(key, key.key_id).headers(url, body, datetime.now(UTC))
    return httpx2.post(url, content=body, headers=headers)


def test_a_key_enrolled_a_moment_ago_is_known(registry: Registry, connector: ConnectorProcess) -> None:
    late = generate_key()
    registry.enrol("hadafmandi", late, AT)
    with Agency("hadafmandi", late, connector.url, clock=lambda: AT) as agency:
        assert agency.connected() is Delivery.ACCEPTED
