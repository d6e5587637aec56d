from services.connector.intake.nonces import Nonces
from tests.unit.connector.signed import NOW, seconds


def test_a_nonce_counts_once_for_a_key() -> None:
    nonces = Nonces()
    assert nonces.first_use("k1", "n", NOW + seconds(300), NOW)
    assert not nonces.first_use("k1", "n", NOW + seconds(300), NOW)
    assert nonces.first_use("k2", "n", NOW + seconds(300), NOW)


def test_a_nonce_is_remembered_as_long_as_its_signature_holds() -> None:
    nonces = Nonces()
    nonces.first_use("k1", "n", NOW, NOW)
    assert not nonces.first_use("k1", "n", NOW, NOW)
    nonces.first_use("k1", "later", NOW + seconds(300), NOW + seconds(1))
    assert len(nonces) == 1


def test_memory_is_bounded_and_the_oldest_go_first() -> None:
    nonces = Nonces(limit=3)
    for number in range(10):
        nonces.first_use("k1", str(number), NOW + seconds(300), NOW)
    assert len(nonces) == 3
    assert not nonces.first_use("k1", "9", NOW + seconds(300), NOW)
