"""What if, asked of a world instead of Kafka."""

from datetime import datetime

from services.auditor.replay.log import Log
from services.auditor.whatif import Facts, Question
from services.auditor.whatif.answering import Answer, answer
from services.auditor.whatif.changes import Change, LawChange
from services.auditor.whatif.changing import change_law
from tests.unit.auditor.replay.topics import source_topic
from tests.unit.auditor.worlds import World


def facts_of(played: World) -> Facts:
    """One partition, one topic after the other."""
    facts = Facts(Log(bootstrap_servers="nowhere", partitions=1))
    (partition,) = facts.partitions
    for raw in source_topic("registry", played.registry):
        partition.take("registry", raw)
    for raw in source_topic("evidence", played.evidence):
        partition.take("evidence", raw)
    partition.judge()
    return facts


def asked(played: World, *changes: Change, as_of: datetime | None = None, known_at: datetime | None = None) -> Answer:
    return answer(facts_of(played), Question(changes=changes, as_of=as_of, known_at=known_at))


def histories_under(played: World, *changes: LawChange) -> dict[str, list[str]]:
    """Verdict ids by agency, as they would have been."""
    facts = facts_of(played)
    changed = facts.verdicts_under(change_law(facts.law(), list(enumerate(changes, start=1))))
    return {
        code: [verdict_id(verdict) for verdict in changed.get(code, known.verdicts)]
        for code, known in facts.partitions[0].agencies.items()
    }


def verdict_id(verdict: object) -> str:
    from services.auditor.rules.walk import verdict_event

    return verdict_event(verdict).id  # type: ignore[arg-type]
