"""How long the SDK waits between tries."""

from datetime import UTC, datetime

import pytest
import stamina
from mohlat_sdk import generate_key
from mohlat_sdk.answers import LONGEST_RETRY_AFTER
from mohlat_sdk.postbox import Postbox
from mohlat_sdk.signing import RequestSigner
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from tests.unit.sdk.connectors import FakeConnector, accepted, problem

KEY = generate_key()


class _Noted(Exception):
    """Ends the try before its pause begins."""


def pause_after(answer: object) -> float:
    """The pause the SDK is about to make, in seconds."""
    pauses: list[float] = []

    def note(details: RetryDetails) -> None:
        pauses.append(details.wait_for)
        raise _Noted

    connector = FakeConnector([answer, accepted])  # type: ignore[list-item]
    signer = RequestSigner(KEY, KEY.key_id)
    stamina.set_testing(False)
    set_on_retry_hooks([note])
    try:
        Postbox("http://connector.test", signer, connector.client(), 2, 1.0).post(b"[]")
    except _Noted:
        return pauses[0]
    finally:
        set_on_retry_hooks(None)
    raise AssertionError("it was not tried again")


def test_the_pause_is_the_one_the_connector_asks_for() -> None:
    assert pause_after(problem(503, **{"retry-after": "7"})) == 7.0


def test_a_connector_that_asks_for_too_much_gets_less() -> None:
    assert pause_after(problem(503, **{"retry-after": "86400"})) == LONGEST_RETRY_AFTER


@pytest.mark.parametrize("text", ["", "soon", "-1", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_without_a_number_of_seconds_the_pause_is_short(text: str) -> None:
    assert 0 < pause_after(problem(503, **{"retry-after": text})) < 1


def test_the_signature_covers_the_address_as_it_goes_on_the_wire() -> None:
    connector = FakeConnector()
    Postbox("http://connector.test:80/", RequestSigner(KEY, KEY.key_id), connector.client(), 1, 1.0).post(b"[]")
    assert str(connector.requests[0].url) == "http://connector.test/v1/events"


def test_every_signature_has_a_nonce_of_its_own() -> None:
    signer = RequestSigner(KEY, KEY.key_id)
    now = datetime.now(UTC)
    made = {signer.headers("http://connector.test/v1/events", b"[]", now)["Signature"] for _ in range(50)}
    assert len(made) == 50
