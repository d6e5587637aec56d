"""What the contract promises of the topics as a set."""

from mohlat_contracts import topics

PARTS = {"registry", "connector", "auditor", "notifier"}


def test_every_primary_topic_has_one_writer_and_at_least_one_reader_among_the_parts() -> None:
    for topic in topics.PRIMARY:
        assert len(topic.writers) == 1
        assert topic.readers
        assert {*topic.writers, *topic.readers} <= PARTS


def test_every_primary_topic_has_a_dead_letter_topic_that_its_readers_write_and_that_ends_after_a_month() -> None:
    dead = {topic.name: topic for topic in topics.ALL if topic not in topics.PRIMARY}
    for topic in topics.PRIMARY:
        letters = dead[f"{topic.name}.dlq"]
        assert letters.writers == topic.readers
        assert letters.retention_days == 30


def test_what_is_evidence_or_verdict_is_kept_for_ever() -> None:
    for topic in topics.PRIMARY:
        assert topic.retention_days is None


def test_only_contacts_are_compacted_since_a_tombstone_must_erase_a_person() -> None:
    assert [topic for topic in topics.ALL if topic.compacted] == [topics.CONTACTS]
