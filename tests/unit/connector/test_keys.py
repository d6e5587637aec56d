"""Keys and time as the registry topic tells them."""

from datetime import timedelta

from mohlat_contracts import DecodedEvent, sources
from mohlat_contracts.clock import ClockTicked, TickData
from mohlat_contracts.codec import Event
from mohlat_contracts.registry import KeyData, KeyEnrolled
from mohlat_sdk import SigningKey

from services.connector.keys import KeyRing
from services.plumbing.records import Record
from tests.golden import a_referral
from tests.unit.connector.signed import DOMAIN, KEY, OTHER_KEY, seconds


def record(*events: Event, partition: int = 0) -> Record:
    return Record("registry", partition, 0, None, DOMAIN, tuple(DecodedEvent(e, "0" * 64) for e in events), b"")


def key_enrolled(
    key: SigningKey = KEY, revision: int = 1, source: str = sources.REGISTRY, **data: object
) -> KeyEnrolled:
    content = {"agency": "sanjesh", "key_id": "k1", "revision": revision, "public_key": key.public_key, **data}
    return KeyEnrolled(id=f"key-{revision}", source=source, time=DOMAIN, data=KeyData(**content))  # type: ignore[arg-type]


def tick(to: object) -> ClockTicked:
    data = TickData(writer="registry", epoch=1, open_from=DOMAIN, open_to=to)  # type: ignore[arg-type]
    return ClockTicked(id="t", source=sources.REGISTRY, time=DOMAIN, data=data)


def public_bytes(ring: KeyRing, key_id: str = "k1") -> bytes:
    found = ring.find(key_id)
    assert found is not None
    return found.public_key.public_bytes_raw()


def test_the_highest_revision_rules_in_whatever_order_they_come() -> None:
    first, second = key_enrolled(), key_enrolled(OTHER_KEY, revision=2)
    for order in ([first, second], [second, first], [second, first, second, first]):
        ring = KeyRing(1)
        for event in order:
            ring.fold(record(event))
        assert public_bytes(ring) == OTHER_KEY.private_key.public_key().public_bytes_raw()


def test_a_key_is_revoked_from_its_instant_on() -> None:
    ring = KeyRing(1)
    ring.fold(record(key_enrolled(revision=2, revoked_at=DOMAIN)))
    found = ring.find("k1")
    assert found is not None
    assert found.revoked(DOMAIN)
    assert not found.revoked(DOMAIN - seconds(1))


def test_a_key_id_stays_with_its_agency() -> None:
    ring = KeyRing(1)
    ring.fold(record(key_enrolled()))
    ring.fold(record(key_enrolled(OTHER_KEY, revision=5, agency="hadafmandi")))
    assert public_bytes(ring) == KEY.private_key.public_key().public_bytes_raw()


def test_only_the_registry_enrols() -> None:
    ring = KeyRing(1)
    ring.fold(record(key_enrolled(source=sources.agency("sanjesh"))))
    assert ring.find("k1") is None


def test_the_registry_is_known_through_its_lowest_tick() -> None:
    ring = KeyRing(2)
    ring.fold(record(tick(DOMAIN + timedelta(days=2)), partition=0))
    assert ring.known_through() is None
    ring.fold(record(tick(DOMAIN), partition=1))
    ring.fold(record(tick(DOMAIN + timedelta(days=1)), partition=0))
    assert ring.known_through() == DOMAIN


def test_what_else_the_registry_says_in_a_record_is_no_key() -> None:
    ring = KeyRing(1)
    ring.fold(record(a_referral().event, key_enrolled()))
    assert ring.find("k1") is not None
