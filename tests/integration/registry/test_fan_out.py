"""A mass change: one form, a row for each agency, and a record in Kafka for each."""

import asyncio
from pathlib import Path

import httpx2
import pytest
from mohlat_contracts import encode_batch
from mohlat_contracts.envelope import Span
from mohlat_contracts.topics import MAX_RECORD_BYTES, REGISTRY

from services.registry import forms, outbox
from services.registry.problems import RecordTooLarge
from tests.integration.registry.line import LATER, START, Line, a_duty, a_line, agencies, running
from tests.integration.registry.log import is_tick
from tests.integration.registry.processes import Processes, readiness
from tests.stacks import Broker
from tests.waiting import wait_until

MANY = 10_000


async def test_each_agency_gets_its_own_facts_byte_for_byte_once_and_before_the_tick(
    kafka: Broker, topic_prefix: str, migrated: str
) -> None:
    bound = Span(start=START, until=LATER), Span(start=LATER)
    async with a_line(kafka, topic_prefix, migrated) as line:
        await line.say_by_form(agencies(MANY), bound)
        await line.move(LATER)
        async with running(line.relay()):
            found = await line.read(LATER)
    facts = {record.key: record.value for record in found if not is_tick(record)}
    expected = {agency: encode_batch([a_duty(agency, START, bound=bound)]) for agency in agencies(MANY)}
    assert facts == expected
    assert sum(not is_tick(record) for record in found) == MANY


async def test_rows_of_a_form_hold_no_copy_of_it(kafka: Broker, topic_prefix: str, migrated: str) -> None:
    async with a_line(kafka, topic_prefix, migrated) as line:
        await line.say_by_form(agencies(10))
        rows = [row for row in await line.outbox() if row.key]
    assert {row.value for row in rows} == {None}
    assert len({row.form for row in rows}) == 1


async def test_a_form_too_large_once_it_is_filled_is_refused_and_nothing_is_written(
    kafka: Broker, topic_prefix: str, migrated: str
) -> None:
    spans = [Span(start=START, until=LATER)] * (MAX_RECORD_BYTES // 60)
    async with a_line(kafka, topic_prefix, migrated) as line:
        with pytest.raises(RecordTooLarge):
            await line.say_by_form(agencies(3), spans)
        assert [row.key for row in await line.outbox()] == [None]


async def test_a_row_that_could_not_be_filled_is_refused(kafka: Broker, topic_prefix: str, migrated: str) -> None:
    async with a_line(kafka, topic_prefix, migrated) as line:
        with pytest.raises(ValueError, match="fillings"):
            await too_many_fillings(line)
        assert [row.key for row in await line.outbox()] == [None]


async def test_the_relay_and_the_api_both_get_on_while_many_rows_are_carried(
    tmp_path: Path, kafka: Broker, topic_prefix: str, migrated: str
) -> None:
    async with a_line(kafka, topic_prefix, migrated) as line:
        with Processes(tmp_path, kafka.bootstrap_servers, migrated, topic_prefix) as processes:
            (_, api), (_, relay) = processes.start("api"), processes.start("relay")
            wait_until(lambda: readiness(api) == readiness(relay) == 200, what="readiness")
            await line.say_by_form(agencies(MANY))
            last = await line.last()
            async with httpx2.AsyncClient(base_url=api, timeout=20) as client:
                seen = await asyncio.gather(*(places_at_answers(line, client, last) for _ in range(4)))
            assert readiness(api) == readiness(relay) == 200
    for places in seen:
        # The API answered this caller time and again while the relay was on its way, and the relay went on meanwhile.
        assert len({place for place in places if 1 < place < last}) >= 2
        assert places[-1] == last


async def places_at_answers(line: Line, client: httpx2.AsyncClient, last: int) -> list[int]:
    """Ask the API without a pause until all is carried; how far the relay was at each answer."""
    places = [0]
    async with asyncio.timeout(60):
        while places[-1] < last:
            assert (await client.get("/v1/clock")).status_code == 200
            places.append((await line.place()).published_through)
    return places


async def too_many_fillings(line: Line) -> None:
    async with line.registrar.locked() as session:
        form = await outbox.write_form(session, [a_duty("sanjesh", START)])
        rows = [("sanjesh", [forms.filling(()), forms.filling(())])]
        await outbox.copy_forms(session, form, REGISTRY.name, rows, START)
