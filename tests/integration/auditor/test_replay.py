"""The log of a whole play, read again without Faust: replayed, verified, and asked what would have been."""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from multiprocessing import active_children
from pathlib import Path

import pytest
from aiokafka import ConsumerRecord
from mohlat_contracts import encode_batch
from mohlat_contracts.topics import EVIDENCE, REGISTRY, VERDICTS
from mohlat_contracts.verdicts import VerdictReached
from msgspec import structs
from typer import Typer
from typer.testing import CliRunner, Result

from deploy.local.daemons.ports import free_port
from services.auditor.cli.replay import replay as replay_command
from services.auditor.cli.verify import verify as verify_command
from services.auditor.cli.whatif import whatif as whatif_command
from services.auditor.figures import DEFINITIONS, Definition, Receipt, issue, write_receipt
from services.auditor.figures.receipts import sealed
from services.auditor.replay import Log, replay, verify_receipts
from services.auditor.rules.walk import verdict_event
from services.auditor.scoreboard.reading import Library
from services.auditor.whatif import Answer, ChangesInvalid, Desk, NoAnswer, Question, TooManyFacts, read_changes
from services.plumbing.database import open_engine
from services.plumbing.publisher import Outgoing, Publisher
from services.plumbing.records import read_record
from services.plumbing.topics import create_topics
from tests.logs import read_topic
from tests.playing import TWELVE, Outcome, play_to_the_end
from tests.stacks import StartStack, TestedStack, new_topic_prefix

PARTITIONS = 3
Raws = list[ConsumerRecord]


@pytest.fixture(scope="module")
def stack(start_module_stack: StartStack) -> TestedStack:
    return start_module_stack(partitions=PARTITIONS)


@pytest.fixture(scope="module")
def outcome(stack: TestedStack, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return play_to_the_end(stack, TWELVE, tmp_path_factory.mktemp("player"))


@pytest.fixture(scope="module")
def log(stack: TestedStack, outcome: Outcome) -> Log:
    assert outcome.history
    return Log(bootstrap_servers=stack.bootstrap_servers, prefix=stack.topic_prefix, partitions=PARTITIONS)


@pytest.fixture(scope="module")
def ends(outcome: Outcome) -> datetime:
    """Through which everything is judged."""
    return datetime.fromisoformat(outcome.standing["as_of"])


def test_a_replay_of_a_play_reaches_what_was_recorded_and_nothing_else(log: Log, outcome: Outcome) -> None:
    replayed = replay(log)
    assert replayed.differences == ()
    assert sum(each.verdicts for each in replayed.partitions) == len(outcome.history)
    assert all(each.compared_through == each.recorded_through for each in replayed.partitions)


def test_a_replay_until_an_instant_compares_what_became_known_before_it(log: Log, outcome: Outcome) -> None:
    until = outcome.history[len(outcome.history) // 2].known_at
    replayed = replay(log, until, processes=1)
    assert replayed.differences == ()
    known = {verdict.id for verdict in outcome.history if verdict.known_at < until}
    assert sum(each.verdicts for each in replayed.partitions) == len(known) > 0


def copied(log: Log, stack: TestedStack, change: Callable[[Raws], Raws]) -> Log:
    """The log under another prefix, with other verdicts."""
    copy = structs.replace(log, prefix=new_topic_prefix())
    topics = {topic: read_topic(stack, topic) for topic in (REGISTRY, EVIDENCE, VERDICTS)}
    topics[VERDICTS] = change(topics[VERDICTS])

    async def write() -> None:
        await create_topics(copy.bootstrap_servers, copy.prefix, PARTITIONS)
        async with Publisher(copy.bootstrap_servers, PARTITIONS) as publisher:
            for topic, records in topics.items():
                await publisher.publish(_again(copy.prefix + topic.name, record) for record in records)

    asyncio.run(write())
    return copy


def _again(topic: str, record: ConsumerRecord) -> Outgoing:
    key = None if record.key is None else record.key.decode()
    return Outgoing(topic, record.value, key, dict(record.headers), record.partition)


def _verdict(record: ConsumerRecord) -> VerdictReached | None:
    (first, *_) = read_record(record).events
    return first.event if isinstance(first.event, VerdictReached) else None


def test_a_verdict_that_was_taken_out_of_the_log_is_named(log: Log, stack: TestedStack, outcome: Outcome) -> None:
    gone = outcome.history[7]

    def without(records: Raws) -> Raws:
        return [record for record in records if (said := _verdict(record)) is None or said.id != gone.id]

    found = replay(copied(log, stack, without)).differences
    assert [(each.kind, each.agency, each.place, each.known_at) for each in found] == [
        ("missing_in_log", gone.agency, gone.duty, gone.known_at)
    ]


def test_a_verdict_that_was_altered_in_the_log_is_named(log: Log, stack: TestedStack, outcome: Outcome) -> None:
    genuine = outcome.history[7]

    def altered(records: Raws) -> Raws:
        return [_forged(record, genuine.id) for record in records]

    found = replay(copied(log, stack, altered)).differences
    assert [(each.kind, each.agency, each.place, each.fields) for each in found] == [
        ("other_content", genuine.agency, genuine.duty, ("effective_at",))
    ]


def _forged(record: ConsumerRecord, id: str) -> ConsumerRecord:
    said = _verdict(record)
    if said is None or said.id != id:
        return record
    data = structs.replace(said.data, effective_at=said.data.effective_at - timedelta(days=1))
    return ConsumerRecord(**{**vars_of(record), "value": encode_batch([verdict_event(data)])})


def vars_of(record: ConsumerRecord) -> dict[str, object]:
    return {name: getattr(record, name) for name in ConsumerRecord.__dataclass_fields__}


def receipts(
    stack: TestedStack, definitions: tuple[Definition, ...], as_of: datetime, known_at: datetime
) -> list[Receipt]:
    """As they are issued from the recorder's tables."""

    async def ask() -> list[Receipt]:
        engine = open_engine(stack.database_url)
        try:
            async with Library(engine, PARTITIONS).read() as reading:
                return [issue(each, await reading.history.census(each.duty, as_of, known_at)) for each in definitions]
        finally:
            await engine.dispose()

    return asyncio.run(ask())


def test_every_figure_of_the_tables_verifies_from_the_topics(log: Log, stack: TestedStack, ends: datetime) -> None:
    issued = [
        receipt for days in (0, 40, 120) for receipt in receipts(stack, DEFINITIONS, ends - timedelta(days=days), ends)
    ]
    for receipt, found in zip(issued, verify_receipts(log, issued), strict=True):
        assert (found.differences, found.published) == ((), True), receipt.definition.name


COMMANDS = Typer()
for command in (replay_command, verify_command, whatif_command):
    COMMANDS.command()(command)


def run(log: Log, *arguments: str) -> Result:
    where = ("--kafka", log.bootstrap_servers, "--prefix", log.prefix, "--partitions", str(log.partitions))
    return CliRunner().invoke(COMMANDS, [*arguments, *where])


def test_the_command_replays_and_says_that_nothing_differs(log: Log, outcome: Outcome) -> None:
    told = run(log, "replay", "--lang", "en")
    assert told.exit_code == 0, told.output
    assert told.output.startswith(f"The same: {len(outcome.history)} verdicts")
    said = json.loads(run(log, "replay", "--json").output)
    assert said["same"] is True
    assert len(said["partitions"]) == PARTITIONS


def test_the_command_verifies_a_receipt_and_refuses_one_that_was_tampered_with(
    log: Log, stack: TestedStack, ends: datetime, tmp_path: Path
) -> None:
    (receipt,) = receipts(stack, DEFINITIONS[:1], ends, ends)
    file = tmp_path / "receipt.json"
    file.write_bytes(write_receipt(receipt))
    assert run(log, "verify", str(file)).exit_code == 0
    file.write_bytes(write_receipt(sealed(structs.replace(receipt, numerator=receipt.numerator[1:]))))
    told = run(log, "verify", str(file), "--json")
    assert told.exit_code == 1
    assert json.loads(told.output)["differences"] == [
        {"kind": "numerator_only_recomputed", "about": receipt.numerator[0], "receipt": "", "recomputed": ""}
    ]
    file.write_text("{}")
    assert run(log, "verify", str(file)).exit_code == 2


def test_the_command_tells_what_another_deadline_would_have_changed(log: Log, ends: datetime) -> None:
    later = (ends + timedelta(days=60)).isoformat()
    told = run(log, "whatif", "--deadline", later, "--duty", "connect", "--json")
    assert told.exit_code == 0, told.output
    answer = json.loads(told.output)
    assert {move["duty"] for move in answer["moves"]} == {"connect"}
    assert not {move["now"] for move in answer["moves"]} & {"overdue"}
    assert run(log, "whatif", "--deadline", later, "--duty", "connect", "--lang", "fa").exit_code == 0
    nobody = run(log, "whatif", "--exempt", "--agency", "nobody", "--mandate", "m", "--from", "1402-01-01")
    assert (nobody.exit_code, "no agency has the code 'nobody'" in nobody.output) == (2, True)


def test_the_desk_answers_from_facts_that_are_at_hand(log: Log, ends: datetime) -> None:
    changes = read_changes({"form": 1, "changes": [{"change": "deadline", "to": ends.isoformat()}]})
    wrong = read_changes({"form": 1, "changes": [{"change": "no_extension", "mandate": "unheard-of"}]})

    async def ask() -> list[Answer]:
        async with Desk(log) as desk:
            with pytest.raises(ChangesInvalid):
                await desk.ask(Question(changes=wrong))
            return [await desk.ask(Question(changes=each)) for each in (changes, changes, ())]

    first, second, nothing = asyncio.run(ask())
    assert first == second
    assert first.as_of == ends
    assert nothing.moves == ()


def test_the_desk_holds_no_more_facts_than_it_may(log: Log) -> None:
    async def ask() -> None:
        async with Desk(log, most=10) as desk:
            await desk.ask(Question(changes=()))

    with pytest.raises(TooManyFacts):
        asyncio.run(ask())


def test_a_desk_whose_process_is_gone_says_so_and_the_next_question_is_answered(log: Log) -> None:
    async def ask() -> Answer:
        async with Desk(log) as desk:
            await desk.ask(Question(changes=()))
            for child in active_children():
                child.kill()
                child.join()
            with pytest.raises(NoAnswer):
                await desk.ask(Question(changes=()))
            return await desk.ask(Question(changes=()))

    assert asyncio.run(ask()).moves == ()


def test_a_desk_that_cannot_reach_the_topics_says_so_each_time() -> None:
    async def ask() -> None:
        async with Desk(Log(bootstrap_servers=f"127.0.0.1:{free_port()}")) as desk:
            for _ in range(2):
                with pytest.raises(NoAnswer):
                    await desk.ask(Question(changes=()))

    asyncio.run(ask())
