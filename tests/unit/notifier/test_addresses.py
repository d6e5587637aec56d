"""Whom to write to: the newest word on a contact counts, whatever is repeated."""

from datetime import UTC, datetime, timedelta

from mohlat_contracts import decode_batch, encode_batch, read_batch, sources
from mohlat_contracts.contacts import ContactData, ContactUpdated

from services.notifier.addresses import AddressBook
from services.plumbing.records import Record

EARLY = datetime(2022, 3, 20, 20, 30, tzinfo=UTC)
LATE = EARLY + timedelta(days=1)


def word(email: str | None, known_at: datetime) -> Record:
    """A record on one contact; without an address it is the tombstone."""
    value = None
    if email is not None:
        data = ContactData(contact="c1", holder="agency:a1", name="x", email=email)
        event = ContactUpdated(id=f"c1-{email}", source=sources.REGISTRY, time=known_at, data=data)
        value = encode_batch([event])
        assert decode_batch(value) == [event]
    events = () if value is None else tuple(read_batch(value))
    return Record("contacts", 0, 0, "c1", known_at, events, value)


def addresses(*records: Record) -> list[str]:
    book = AddressBook()
    for record in records:
        book.fold(record)
    return [addressee.email for addressee in book.of("agency:a1")]


def test_a_later_word_replaces_an_earlier_one() -> None:
    assert addresses(word("old@a1.example", EARLY), word("new@a1.example", LATE)) == ["new@a1.example"]


def test_a_repeated_earlier_word_brings_no_old_address_back() -> None:
    old, new = word("old@a1.example", EARLY), word("new@a1.example", LATE)
    assert addresses(old, new, old) == ["new@a1.example"]


def test_a_repeated_earlier_word_brings_no_erased_person_back() -> None:
    old = word("old@a1.example", EARLY)
    assert addresses(old, word(None, LATE), old) == []
