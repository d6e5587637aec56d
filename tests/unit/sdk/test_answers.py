"""What the connector tells beside yes and no: receipts, its clock, how it sees the agency."""

import json
import logging
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from mohlat_sdk import Rejected, Unreachable
from mohlat_sdk.exchange import _digest

from tests.unit.sdk.conftest import OpenAgency
from tests.unit.sdk.connectors import Answer, FakeConnector, accepted, dated, problem

KNOWN_AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def receipt(digest: str | None = None) -> Answer:
    def answer(request: httpx2.Request) -> httpx2.Response:
        told = {
            "accepted": 1,
            "known_at": "2026-11-24T08:00:00Z",
            "topic": "mohlat.evidence.v1",
            "partition": 3,
            "offset": 41,
            "digest": digest or _digest(request.content),
        }
        return httpx2.Response(202, json=told)

    return answer


def test_the_receipt_tells_where_in_the_log_the_batch_is(agency: OpenAgency) -> None:
    connector = FakeConnector([receipt()])
    sender = agency(connector)
    assert sender.last_receipt is None
    sender.connected()
    found = sender.last_receipt
    assert found is not None
    assert (found.accepted, found.known_at) == (1, KNOWN_AT)
    assert (found.topic, found.partition, found.offset) == ("mohlat.evidence.v1", 3, 41)
    assert found.digest == connector.requests[0].headers["content-digest"]


def test_a_receipt_for_other_bytes_is_none(agency: OpenAgency) -> None:
    with pytest.raises(Unreachable, match="other bytes"):
        agency(FakeConnector([receipt(_digest(b"other"))]), attempts=2).connected()


def test_a_202_that_says_nothing_acknowledges_nothing(agency: OpenAgency) -> None:
    with pytest.raises(Unreachable, match="202"):
        agency(FakeConnector([lambda _: httpx2.Response(202, html="<h1>Welcome</h1>")]), attempts=1).connected()


@pytest.mark.parametrize("ahead", [timedelta(minutes=-10), timedelta(minutes=10)])
def test_a_clock_that_is_off_is_noticed_and_warned_of_once(
    agency: OpenAgency, ahead: timedelta, caplog: pytest.LogCaptureFixture
) -> None:
    sender = agency(FakeConnector([dated(accepted, ahead)]))
    assert sender.clock_skew is None
    with caplog.at_level(logging.WARNING, "mohlat_sdk"):
        for _ in range(3):
            sender.connected()
    assert sender.clock_skew is not None
    assert abs(sender.clock_skew + ahead) < timedelta(seconds=10)
    assert len([one for one in caplog.records if "clock" in one.message]) == 1


def test_a_clock_that_is_right_is_no_news(agency: OpenAgency, caplog: pytest.LogCaptureFixture) -> None:
    sender = agency(FakeConnector([dated(accepted, timedelta())]))
    with caplog.at_level(logging.WARNING, "mohlat_sdk"):
        sender.connected()
    assert caplog.records == []


def test_a_signature_that_is_refused_tells_how_far_the_clock_is_off(agency: OpenAgency) -> None:
    sender = agency(FakeConnector([dated(problem(401), timedelta(minutes=-12))]))
    with pytest.raises(Rejected, match=r"clock is 1\d min .* ahead of") as told:
        sender.connected()
    assert told.value.clock_skew is not None
    assert told.value.concerns_the_signer


def test_another_refusal_says_nothing_of_the_clock(agency: OpenAgency) -> None:
    with pytest.raises(Rejected) as told:
        agency(FakeConnector([dated(problem(422), timedelta(minutes=-12))])).connected()
    assert told.value.clock_skew is None


STATUS = {
    "agency": "sanjesh",
    "kind": "core",
    "name_fa": "سازمان سنجش",
    "name_en": "Sanjesh",
    "known_through": "2026-11-24T08:00:00Z",
    "judged_through": None,
    "last_evidence": {"known_at": "2026-11-24T08:00:00Z", "topic": "mohlat.evidence.v1", "partition": 3, "offset": 41},
    "evidence_read_from": "2026-11-17T08:00:00Z",
    "streams": [{"stream": "north", "first": 1, "highest": 9, "missing": [[3, 4]], "missing_count": 2}],
    "duties": [
        {
            "duty": "connect",
            "mandate": "window-1401",
            "name_fa": "اتصال",
            "name_en": "Connection",
            "obligation": {"kind": "connect", "grade": "proven"},
            "deadline": "2026-12-24T08:00:00Z",
            "original_deadline": "2026-11-24T08:00:00Z",
            "deadline_revision": 1,
            "verdict": {
                "id": "v1",
                "status": "met",
                "reason": "in_force",
                "grade": "proven",
                "effective_at": "2026-11-20T08:00:00Z",
                "known_at": "2026-11-20T08:00:00Z",
            },
        }
    ],
    "next_deadline": None,
    "keys": [{"key_id": "k1", "revoked_at": None}],
    "something_new": {"of": "a later version"},
}


def test_an_agency_is_told_how_it_is_seen(agency: OpenAgency) -> None:
    connector = FakeConnector([problem(503), lambda _: httpx2.Response(200, json=STATUS)])
    status = agency(connector).status()
    assert (status.agency, status.judged_through) == ("sanjesh", None)
    assert status.streams[0].missing == ((3, 4),)
    [duty] = status.duties
    assert duty.deadline == datetime(2026, 12, 24, 8, tzinfo=UTC)
    assert duty.verdict is not None
    assert duty.verdict.reason == "in_force"
    assert status.last_evidence is not None
    assert status.last_evidence.offset == 41
    first, second = connector.requests
    assert (first.method, first.url.path, first.content) == ("GET", "/v1/agencies/me", b"")
    assert first.headers["signature"] != second.headers["signature"]


def test_a_page_that_is_no_status_is_none(agency: OpenAgency) -> None:
    with pytest.raises(Unreachable, match="200"):
        agency(FakeConnector([lambda _: httpx2.Response(200, content=json.dumps({}))]), attempts=1).status()


def test_a_refused_status_is_told(agency: OpenAgency) -> None:
    with pytest.raises(Rejected):
        agency(FakeConnector([problem(401)])).status()
