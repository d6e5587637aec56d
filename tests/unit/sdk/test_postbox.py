"""How long the SDK waits between tries."""

import pytest
import stamina
from mohlat_sdk import generate_key
from mohlat_sdk.answers import LONGEST_RETRY_AFTER
from mohlat_sdk.batches import Content
from mohlat_sdk.exchange import Exchange
from mohlat_sdk.postbox import Postbox
from mohlat_sdk.signing import RequestSigner
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from tests.unit.sdk.connectors import FakeConnector, accepted, problem

KEY = generate_key()


def postbox(connector: FakeConnector, url: str = "http://connector.test", attempts: int = 1) -> Postbox:
    return Postbox(Exchange(url, RequestSigner(KEY, KEY.key_id)), connector.client(), attempts, 1.0)


class _Noted(Exception):
    """Ends the try before its pause begins."""


def pause_after(answer: object) -> float:
    """The pause the SDK is about to make, in seconds."""
    pauses: list[float] = []

    def note(details: RetryDetails) -> None:
        pauses.append(details.wait_for)
        raise _Noted

    connector = FakeConnector([answer, accepted])  # type: ignore[list-item]
    stamina.set_testing(False)
    set_on_retry_hooks([note])
    try:
        postbox(connector, attempts=2).post(Content(b"[]"))
    except _Noted:
        return pauses[0]
    finally:
        set_on_retry_hooks(None)
    raise AssertionError("it was not tried again")


def test_the_pause_is_the_one_the_connector_asks_for_and_up_to_a_quarter_more() -> None:
    assert pause_after(problem(503, **{"retry-after": "7"})) == pytest.approx(7.875, abs=0.876)


def test_a_connector_that_asks_for_too_much_gets_less() -> None:
    asked = pause_after(problem(503, **{"retry-after": "86400"}))
    assert LONGEST_RETRY_AFTER <= asked <= 1.25 * LONGEST_RETRY_AFTER


@pytest.mark.parametrize("text", ["", "soon", "-1", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_without_a_number_of_seconds_the_pause_is_short(text: str) -> None:
    assert 0 < pause_after(problem(503, **{"retry-after": text})) < 1


def test_the_signature_covers_the_address_as_it_goes_on_the_wire() -> None:
    connector = FakeConnector()
    postbox(connector, "http://connector.test:80/").post(Content(b"[]"))
    assert str(connector.requests[0].url) == "http://connector.test/v1/events"
