"""The worked example of the protocol, run as it stands: a shell, curl and openssl are all an agency needs."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from mohlat_contracts.evidence import ConnectionClosed, ConnectionEstablished
from mohlat_sdk import SigningKey, generate_key

from services.plumbing.records import read_record
from tests.integration.connector.surroundings import (
    ConnectorProcess,
    Registry,
    an_open_connector,
    batches,
    read_evidence,
)
from tests.integration.connector.verifying import verify
from tests.stacks import Broker, new_topic_prefix

SCRIPT = Path(__file__).parents[3] / "docs/examples/send.sh"
AT = datetime(2023, 6, 14, 20, 30, tzinfo=UTC)
NEEDED = ("bash", "curl", "openssl", "base64", "date")
pytestmark = pytest.mark.skipif(
    any(shutil.which(name) is None for name in NEEDED), reason=f"needs all of {', '.join(NEEDED)}"
)


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
    with an_open_connector(registry, {"sanjesh": key}, AT, tmp_path_factory.mktemp("connector")) as process:
        yield process


def run(
    connector: ConnectorProcess, key: SigningKey, folder: Path, **changes: str
) -> "subprocess.CompletedProcess[str]":
    pem = folder / "agency.key"
    if not pem.exists():
        key.save(pem)
    given = {"KEY": str(pem), "KEY_ID": key.key_id, "AGENCY": "sanjesh", "URL": connector.url, "TIME": AT.isoformat()}
    environment = {"PATH": os.environ["PATH"], **given, **changes}
    command = ["bash", str(SCRIPT)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603


def test_the_worked_example_is_accepted_and_in_the_log(
    registry: Registry, connector: ConnectorProcess, key: SigningKey, tmp_path: Path
) -> None:
    done = run(connector, key, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    status, told = done.stdout.splitlines()
    receipt = json.loads(told)
    assert (status, receipt["accepted"]) == ("202", 1)
    place = receipt["partition"], receipt["offset"]
    [record] = [each for each in batches(read_evidence(registry)) if (each.partition, each.offset) == place]
    assert receipt["digest"] == f"sha-256=:{base64.b64encode(hashlib.sha256(record.value).digest()).decode()}:"
    [decoded] = read_record(record).events
    assert isinstance(decoded.event, ConnectionEstablished)
    assert verify(registry).code == 0


def test_another_type_of_event_is_as_easy(connector: ConnectorProcess, key: SigningKey, tmp_path: Path) -> None:
    closed = str(ConnectionClosed.__struct_config__.tag)
    assert run(connector, key, tmp_path, TYPE=closed).returncode == 0


def test_what_is_refused_ends_with_an_error_and_the_connectors_words(
    connector: ConnectorProcess, key: SigningKey, tmp_path: Path
) -> None:
    for changes, status in (({"KEY_ID": "another"}, "401"), ({"AGENCY": "setad"}, "403"), ({"TYPE": "unheard"}, "422")):
        done = run(connector, key, tmp_path, **changes)
        assert done.returncode != 0
        told = done.stdout.splitlines()
        assert told[0] == status
        assert json.loads(told[1])["status"] == int(status)


def test_the_protocols_text_shows_this_very_script() -> None:
    text = (SCRIPT.parents[1] / "protocol.md").read_text(encoding="utf-8")
    assert SCRIPT.read_text(encoding="utf-8") in text
