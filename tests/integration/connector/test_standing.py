"""How an agency is told that it stands: by the registry, its evidence and its verdicts, from a real Kafka."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from mohlat_contracts import Event, encode_batch, sources, topics
from mohlat_contracts.clock import ClockTicked, TickData
from mohlat_contracts.envelope import Span
from mohlat_contracts.registry import (
    AgencyData,
    AgencyRegistered,
    Connect,
    Deadline,
    DutyAssigned,
    DutyData,
    Group,
    Instrument,
    Limits,
)
from mohlat_contracts.topics import Topic
from mohlat_contracts.verdicts import Reason, Status, VerdictData, VerdictReached
from mohlat_sdk import SigningKey, generate_key

from services.plumbing.publisher import Outgoing, Publisher
from services.plumbing.topics import partition_of, topic_name
from tests.integration.connector.conftest import StartConnector
from tests.integration.connector.posting import Answer, batch, conversation, heartbeat, signed
from tests.integration.connector.surroundings import PARTITIONS, ConnectorProcess, Registry
from tests.waiting import wait_until

AT = datetime(2023, 6, 14, 20, 30, tzinfo=UTC)
DAY = timedelta(days=1)
FIRST, EXTENDED, NOT_YET = AT - 30 * DAY, AT + 30 * DAY, AT + 90 * DAY
INSTRUMENT = Instrument(number="1", date=date(2022, 9, 20), issuer="هیئت وزیران")


def say(registry: Registry, topic: Topic, agency: str, event: Event) -> None:
    """Publish as the topic's own writer would."""

    async def publish() -> None:
        async with Publisher(registry.bootstrap_servers, PARTITIONS) as publisher:
            name = topic_name(registry.prefix, topic)
            await publisher.publish([Outgoing(name, encode_batch([event]), agency)])

    asyncio.run(publish())


def registered(agency: str) -> AgencyRegistered:
    group = Group(code="organisations", name_fa="سازمان‌ها", name_en="Organisations")
    data = AgencyData(
        agency=agency, revision=1, name_fa="سازمان سنجش", name_en="Sanjesh", group=group, kind="core", parent=None
    )
    return AgencyRegistered(id=f"{agency}-1", source=sources.REGISTRY, time=AT, data=data)


def duty(agency: str) -> DutyAssigned:
    deadlines = (
        Deadline(revision=0, at=FIRST, announced_at=FIRST - 90 * DAY, instrument=INSTRUMENT),
        Deadline(revision=1, at=EXTENDED, announced_at=AT - DAY, instrument=INSTRUMENT),
        Deadline(revision=2, at=NOT_YET, announced_at=AT + DAY, instrument=INSTRUMENT),
    )
    data = DutyData(
        agency=agency,
        duty="connect",
        mandate="window",
        revision=1,
        name_fa="اتصال",
        name_en="Connection",
        obligation=Connect(grade="proven"),
        limits=Limits(silent_after_days=21, at_risk_days=14, grace_open_hours=24),
        bound=(Span(start=FIRST - 90 * DAY),),
        deadlines=deadlines,
    )
    return DutyAssigned(id=f"{agency}-connect-1", source=sources.REGISTRY, time=AT, data=data)


def verdict(agency: str, event_id: str, known_at: datetime, status: Status, reason: Reason) -> VerdictReached:
    data = VerdictData(
        agency=agency,
        duty="connect",
        mandate="window",
        status=status,
        reason=reason,
        grade="proven",
        effective_at=known_at,
        known_at=known_at,
        first_met_at=None,
        deadline_revision=1,
        timeliness=(),
        facts=(),
        rules="1",
    )
    return VerdictReached(id=event_id, source=sources.AUDITOR, time=known_at, data=data)


def judged(at: datetime) -> ClockTicked:
    tick = TickData(writer="auditor", epoch=1, open_from=at, open_to=at)
    return ClockTicked(id=f"judged-{at.isoformat()}", source=sources.AUDITOR, time=at, data=tick)


def ask(connector: ConnectorProcess, key: SigningKey, path: str = "/v1/agencies/me") -> Answer:
    async def once() -> Answer:
        async with conversation(connector.url) as talking:
            return await talking.ask(bytes(signed(key, connector.url + path, None)))

    return asyncio.run(once())


def post(connector: ConnectorProcess, key: SigningKey, agency: str, ordinals: Iterable[int]) -> dict[str, Any]:
    events = [heartbeat(agency, AT, f"e{number}", stream="spool-1", ordinal=number) for number in ordinals]

    async def once() -> Answer:
        async with conversation(connector.url) as talking:
            return await talking.ask(bytes(signed(key, f"{connector.url}/v1/events", batch(events))))

    answer = asyncio.run(once())
    assert answer.status == 202, answer.body
    receipt: dict[str, Any] = answer.json()
    return receipt


def stands(connector: ConnectorProcess, key: SigningKey, **expected: Any) -> dict[str, Any]:
    """Its standing, once it says what is expected."""

    def said() -> dict[str, Any] | None:
        answer = ask(connector, key)
        standing: dict[str, Any] = answer.json() if answer.status == 200 else {}
        return standing if standing and all(standing[name] == value for name, value in expected.items()) else None

    found = wait_until(said, 20, f"a standing with {expected}")
    assert found is not None
    return found


def test_an_agency_is_told_its_duties_its_gaps_and_its_verdict(
    registry: Registry, key: SigningKey, start_connector: StartConnector
) -> None:
    other = generate_key()
    registry.enrol("sanjesh", key, AT)
    registry.enrol("hadafmandi", other, AT)
    say(registry, topics.REGISTRY, "sanjesh", registered("sanjesh"))
    say(registry, topics.REGISTRY, "sanjesh", duty("sanjesh"))
    registry.tick(AT)
    connector = start_connector(registry)

    # Before the door has opened, too.
    standing = stands(connector, key, last_evidence=None)
    assert (standing["agency"], standing["kind"], standing["name_fa"]) == ("sanjesh", "core", "سازمان سنجش")
    assert (standing["known_through"], standing["judged_through"]) == ("2023-06-14T20:30:00Z", None)
    [owed] = standing["duties"]
    assert (owed["duty"], owed["obligation"]) == ("connect", {"kind": "connect", "grade": "proven"})
    assert (owed["original_deadline"], owed["deadline"]) == ("2023-05-15T20:30:00Z", "2023-07-14T20:30:00Z")
    assert (owed["deadline_revision"], owed["verdict"]) == (1, None)
    assert standing["next_deadline"] == owed["deadline"]
    assert standing["keys"] == [{"key_id": key.key_id, "revoked_at": None}]
    assert ask(connector, other).json()["agency"] == "hadafmandi"

    connector.move(AT, AT)
    post(connector, key, "sanjesh", range(1, 11))
    receipt = post(connector, key, "sanjesh", [20, 21, 25])
    place = {name: receipt[name] for name in ("known_at", "topic", "partition", "offset")}
    gaps = {"stream": "spool-1", "first": 1, "highest": 25, "missing": [[11, 19], [22, 24]], "missing_count": 12}
    stands(connector, key, last_evidence=place, streams=[gaps])

    say(registry, topics.VERDICTS, "sanjesh", verdict("sanjesh", "v2", AT, "met", "in_force"))
    say(registry, topics.VERDICTS, "sanjesh", verdict("sanjesh", "v1", AT - DAY, "pending", "before_deadline"))
    say(registry, topics.VERDICTS, "sanjesh", judged(AT + DAY))
    standing = stands(connector, key, judged_through="2023-06-15T20:30:00Z", next_deadline=None)
    assert standing["duties"][0]["verdict"] == {
        "id": "v2",
        "status": "met",
        "reason": "in_force",
        "grade": "proven",
        "effective_at": "2023-06-14T20:30:00Z",
        "known_at": "2023-06-14T20:30:00Z",
    }

    post(connector, key, "sanjesh", [*range(11, 20), 22, 23, 24])
    whole = {"stream": "spool-1", "first": 1, "highest": 25, "missing": [], "missing_count": 0}
    stands(connector, key, streams=[whole])

    # All of it comes from the log: a new process knows it again.
    connector.kill()
    connector.start()
    again = stands(connector, key, streams=[whole])
    assert again["duties"] == standing["duties"]
    assert partition_of("sanjesh", PARTITIONS) == again["last_evidence"]["partition"]


def test_a_question_is_signed_like_everything_else(
    registry: Registry, key: SigningKey, start_connector: StartConnector
) -> None:
    registry.enrol("sanjesh", key, AT)
    registry.tick(AT)
    connector = start_connector(registry)
    stands(connector, key)
    assert ask(connector, generate_key()).status == 401
    wire = bytes(signed(key, f"{connector.url}/v1/agencies/me", None))

    async def twice() -> list[Answer]:
        async with conversation(connector.url) as talking:
            return [
                await talking.ask(wire),
                await talking.ask(wire),
                await talking.ask(wire.replace(b"me ", b"me?x=1 ")),
            ]

    assert [answer.status for answer in asyncio.run(twice())] == [200, 401, 401]
