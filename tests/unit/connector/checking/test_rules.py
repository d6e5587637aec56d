"""A record is good only when all of it is as it was signed, by the agency whose record it is, when it says."""

import base64
import gzip
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from mohlat_contracts import encode_batch
from mohlat_contracts.clock import TickData
from mohlat_contracts.headers import SIGNED
from mohlat_contracts.signing import COMPONENTS, LIFETIME, TAG

from services.connector.checking.rules import APPEND_TOLERANCE, REVOCATION_LAG, Checking
from services.connector.checking.stored import StoredRecord
from services.connector.intake.verification import SignedRequest
from services.timekeeping.ticks import tick_headers
from tests.unit.connector.checking.records import compressed, record, tick, unsigned, with_headers
from tests.unit.connector.signed import DOMAIN, KEY, NOW, OTHER_KEY, enrolled, established, seconds, signed

KEYS = {KEY.key_id: enrolled(KEY), OTHER_KEY.key_id: enrolled(OTHER_KEY, "hadafmandi")}
checking = Checking(KEYS.get)


def test_a_record_as_it_was_signed_is_good() -> None:
    found = checking.check(record())
    assert (found.verdict, found.reason, found.agency, found.key_id, found.events) == (
        "good",
        "",
        "sanjesh",
        KEY.key_id,
        2,
    )


def test_a_nonce_that_looks_like_another_parameter_misleads_nobody() -> None:
    assert checking.check(record(_nonce_first(";created=5;"))).verdict == "good"


def test_a_compressed_record_is_good() -> None:
    assert checking.check(record(compressed())).verdict == "good"


def _nonce_first(nonce: str) -> SignedRequest:
    """Signed by hand: the order of parameters is free."""
    request = signed()
    now = int(NOW.timestamp())
    covered = " ".join(f'"{name}"' for name in COMPONENTS)
    parameters = f'({covered});nonce="{nonce}";created={now};expires={now + 300};keyid="{KEY.key_id}"'
    parameters += f';alg="ed25519";tag="{TAG}"'
    said = {"@method": request.method, "@target-uri": request.url, **request.headers}
    lines = [*(f'"{name}": {said[name]}' for name in COMPONENTS), f'"@signature-params": {parameters}']
    signature = base64.b64encode(KEY.private_key.sign("\n".join(lines).encode())).decode()
    headers = {"signature-input": f"mohlat={parameters}", "signature": f"mohlat=:{signature}:"}
    return replace(request, headers={**request.headers, **headers})


def test_a_single_event_is_good() -> None:
    body = encode_batch([established()])[1:-1]
    request = signed(body=body, extra={"content-type": "application/cloudevents+json"})
    assert checking.check(record(request)).events == 1


def test_a_tick_is_listed_as_such() -> None:
    assert checking.check(tick()).verdict == "tick"


def test_facts_that_bear_a_tick_are_good() -> None:
    event = tick().value
    assert event is not None
    assert checking.check(_bearing(DOMAIN)).verdict == "good"
    assert checking.check(_bearing(DOMAIN + seconds(1))).reason.startswith("bad_tick")


def _bearing(open_to: datetime) -> StoredRecord:
    data = TickData(writer="connector-1", epoch=1, open_from=DOMAIN, open_to=open_to)
    return with_headers(record(), **{name.replace("-", "_"): value for name, value in tick_headers(data).items()})


BAD: dict[str, tuple[str, Callable[[], StoredRecord]]] = {
    "another body": ("not_verified", lambda: record(value=b"[]")),
    "no body": ("no_value", lambda: record(value=None)),
    "without its signature": ("unsigned", lambda: with_headers(record(), signature=None)),
    "without its digest": ("unsigned", lambda: with_headers(record(), content_digest=None)),
    "without its target": ("unsigned", lambda: with_headers(record(), target_uri=None)),
    "an encoding added": ("not_verified", lambda: with_headers(record(), content_encoding="gzip")),
    "an encoding taken away": ("not_verified", lambda: with_headers(record(compressed()), content_encoding=None)),
    "a header twice": ("header_twice", lambda: replace(record(), headers=(*record().headers, ("method", b"POST")))),
    "a header that is no text": (
        "header",
        lambda: replace(
            record(), headers=tuple((name, b"\xff" if name == "method" else each) for name, each in record().headers)
        ),
    ),
    "a key that nobody enrolled": ("unknown_key", lambda: record(signed(key_id="other"))),
    "under another agency's key": ("another_key", lambda: record(key=b"hadafmandi")),
    "signed by another than it says": ("not_verified", lambda: record(signed(key=OTHER_KEY))),
    "another agency's event": ("another_agency", lambda: record(signed([established(), established("hadafmandi")]))),
    "a tick, signed": ("malformed", lambda: record(signed(body=tick().value))),
    "no events": ("malformed", lambda: record(signed(body=b"[]"))),
    "a life too long": ("not_verified", lambda: record(signed(expires=NOW + LIFETIME + seconds(1)))),
    "appended before it was signed": (
        "appended_early",
        lambda: record(appended_at=NOW - APPEND_TOLERANCE - seconds(1)),
    ),
    "appended after it expired": (
        "appended_late",
        lambda: record(appended_at=NOW + LIFETIME + APPEND_TOLERANCE + seconds(1)),
    ),
    "without known_at": ("header", lambda: with_headers(record(), known_at=None)),
    "a known_at without an offset": ("header", lambda: with_headers(record(), known_at="2023-06-14T20:30:00")),
    "ordinals that its events do not bear": ("ordinals", lambda: with_headers(record(), ordinals='{"s":[[1,2]]}')),
    "half a tick": ("bad_tick", lambda: with_headers(record(), tick_epoch="1")),
    "events without key and signature": ("unsigned", lambda: unsigned([established()])),
    "another's tick": ("bad_tick", lambda: tick(source="urn:mohlat:agency:sanjesh")),
    "a tombstone": ("unsigned", lambda: replace(tick(), value=None)),
}


@pytest.mark.parametrize(("reason", "make"), BAD.values(), ids=BAD.keys())
def test_a_bad_record_is_told_by_its_reason(reason: str, make: Callable[[], StoredRecord]) -> None:
    found = checking.check(make())
    assert (found.verdict, found.reason.partition(":")[0]) == ("bad", reason)


def test_ordinals_are_held_against_the_events() -> None:
    request = signed([established(stream="s", ordinal=4), established(id="e2", stream="s", ordinal=5)])
    assert checking.check(with_headers(record(request), ordinals='{"s":[[4,5]]}')).verdict == "good"
    assert checking.check(record(request)).reason.startswith("ordinals")


def test_a_revoked_key_signs_no_more_once_every_connector_has_to_know() -> None:
    def at(revoked: timedelta) -> str:
        key = enrolled(KEY, revoked_at=DOMAIN - revoked)
        return Checking({KEY.key_id: key}.get).check(record()).reason.partition(":")[0]

    assert at(-seconds(1)) == ""
    assert at(REVOCATION_LAG - seconds(1)) == ""
    assert at(REVOCATION_LAG) == "revoked_key"


def test_in_a_copied_topic_append_times_say_nothing() -> None:
    copied = record(appended_at=NOW + timedelta(days=1000))
    assert Checking(KEYS.get, append_time=False).check(copied).verdict == "good"


@pytest.mark.parametrize("good", [record(), record(compressed())], ids=["plain", "gzip"])
def test_a_changed_bit_anywhere_is_found(good: StoredRecord) -> None:
    """In the key, the value, and every header that is signed. Seeded; at full size it is every bit."""
    assert checking.check(good).verdict == "good"
    chance = random.Random(1402)  # noqa: S311
    full = os.environ.get("MOHLAT_PROOF") == "1"
    for place, size in list(_places(good)):
        for byte in range(size):
            for bit in range(8) if full else [chance.randrange(8)]:
                changed = _flipped(good, place, byte, bit)
                assert checking.check(changed).verdict == "bad", (place, byte, bit)


def test_a_byte_that_is_added_or_lost_at_the_end_is_found() -> None:
    good = record()
    for place, _ in list(_places(good)):
        for change in (lambda data: data + b" ", lambda data: data + b"\0", lambda data: data[:-1]):
            assert checking.check(_replaced(good, place, change)).verdict == "bad", place


def _places(good: StoredRecord) -> Iterator[tuple[str, int]]:
    yield "value", len(good.value or b"")
    yield "key", len(good.key or b"")
    for name, value in good.headers:
        if name in SIGNED:
            yield name, len(value)


def _flipped(good: StoredRecord, place: str, byte: int, bit: int) -> StoredRecord:
    return _replaced(good, place, lambda data: data[:byte] + bytes([data[byte] ^ 1 << bit]) + data[byte + 1 :])


def _replaced(good: StoredRecord, place: str, change: Callable[[bytes], bytes]) -> StoredRecord:
    if place in ("value", "key"):
        return replace(good, **{place: change(getattr(good, place))})
    return replace(good, headers=tuple((n, change(v) if n == place else v) for n, v in good.headers))


def test_a_record_that_inflates_without_end_is_bad() -> None:
    bomb = gzip.compress(b" " * (9 * 2**20), mtime=0)
    assert checking.check(record(compressed(bomb))).reason.startswith("malformed")
