"""Ticks on a real Kafka, simulated and real time, across kills."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from mohlat_contracts.clock import TickData
from mohlat_sdk import Agency, Delivery, SigningKey, Unreachable

from tests.integration.connector.conftest import StartConnector
from tests.integration.connector.surroundings import Registry, batches, read_evidence, ticks
from tests.waiting import wait_until

AT = datetime(2023, 6, 14, 20, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def last_ticks(registry: Registry) -> set[tuple[int, datetime, datetime]]:
    lasts = [found[-1] for found in ticks(read_evidence(registry)).values()]
    return {(tick.epoch, tick.open_from, tick.open_to) for tick in lasts}


def test_every_move_is_one_tick_in_every_partition(registry: Registry, start_connector: StartConnector) -> None:
    registry.tick(AT + 2 * DAY)
    connector = start_connector(registry)
    for day in range(3):
        answer = connector.move(AT + max(day - 1, 0) * DAY, AT + day * DAY)
        assert answer.status_code == 200
    for found in ticks(read_evidence(registry)).values():
        assert [(t.open_from, t.open_to) for t in found] == [(AT, AT), (AT, AT + DAY), (AT + DAY, AT + 2 * DAY)]


def test_a_move_waits_for_the_registry(registry: Registry, start_connector: StartConnector) -> None:
    registry.tick(AT)
    connector = start_connector(registry)
    assert connector.move(AT, AT).status_code == 200
    assert connector.move(AT, AT + DAY).status_code == 503
    registry.tick(AT + DAY)
    assert connector.move(AT, AT + DAY).json()["now"] == "2023-06-15T20:30:00Z"


def test_a_killed_connector_resumes_behind_its_own_ticks_when_the_player_repeats_its_move(
    registry: Registry, key: SigningKey, start_connector: StartConnector
) -> None:
    registry.enrol("sanjesh", key, AT)
    registry.tick(AT + DAY)
    connector = start_connector(registry)
    connector.move(AT, AT)
    connector.move(AT, AT + DAY)
    connector.kill()
    connector.start()
    agency = Agency("sanjesh", key, connector.url, clock=lambda: AT + DAY, attempts=1)
    try:
        agency.connected()
    except Unreachable as shut:
        assert "503" in str(shut)
    else:
        raise AssertionError("the door stood open before the first move")
    assert connector.move(AT, AT + DAY).json() == {"now": "2023-06-15T20:30:00Z", "epoch": 2}
    assert agency.connected() is Delivery.ACCEPTED
    records = read_evidence(registry)
    assert dict(batches(records)[0].headers)["known_at"] == b"2023-06-15T20:30:00Z"
    assert last_ticks(registry) == {(2, AT + DAY, AT + DAY)}


def test_time_while_the_connector_was_away_is_not_open(registry: Registry, start_connector: StartConnector) -> None:
    registry.tick(AT + 91 * DAY)
    connector = start_connector(registry)
    connector.move(AT, AT + DAY)
    assert connector.stop() == 0
    connector.start()
    connector.move(AT + 90 * DAY, AT + 91 * DAY)
    assert last_ticks(registry) == {(2, AT + 90 * DAY, AT + 91 * DAY)}


def test_in_real_time_every_partition_ticks_without_gaps_and_a_new_life_opens_anew(
    registry: Registry, key: SigningKey, start_connector: StartConnector
) -> None:
    registry.enrol("sanjesh", key, AT)
    registry.tick(datetime.now(UTC))
    connector = start_connector(registry, clock="system")
    with Agency("sanjesh", key, connector.url) as agency:
        assert agency.connected() is Delivery.ACCEPTED
    wait_until(lambda: _lives(registry, 1, count=3), what="three ticks")
    connector.kill()
    connector.start()
    wait_until(lambda: _lives(registry, 2, count=2), what="ticks of the second life")
    for found in ticks(read_evidence(registry)).values():
        first, second = sorted({tick.epoch for tick in found})
        for epoch in (first, second):
            life = [tick for tick in found if tick.epoch == epoch]
            assert life[0].open_from == life[0].open_to
            assert all(earlier.open_to >= later.open_from for earlier, later in pairwise(life[1:]))


def _lives(registry: Registry, lives: int, count: int) -> bool:
    """Whether every partition has had so many lives, the last one with at least so many ticks."""

    def enough(found: list[TickData]) -> bool:
        epochs = sorted({tick.epoch for tick in found})
        return len(epochs) == lives and sum(tick.epoch == epochs[-1] for tick in found) >= count

    return all(enough(found) for found in ticks(read_evidence(registry)).values())
