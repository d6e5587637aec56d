"""Crashes, a relay that is away, refusals, broken connections."""

import os
import signal

from httpx2 import AsyncClient, HTTPError

from deploy.local.daemons.daemon import Daemon
from tests.integration.notifier.conftest import Notices, NotifierRunner, NotifierStarter
from tests.integration.notifier.logs import START, Logs, day
from tests.integration.notifier.scripted_relay import Arrival, ScriptedRelay
from tests.integration.notifier.test_letters_sent import settled
from tests.waiting import eventually

CODES = ("a1", "a2", "a3", "a4", "a5", "a6")


async def six_bodies_up_to_30_days_before(logs: Logs) -> set[str]:
    for code in CODES:
        await logs.agency(code)
        await logs.verdict(code, "pending", START)
    await logs.days(-32, -29)
    return {f"{code}/connect/0/30_days_before/agency" for code in CODES}


async def test_a_kill_after_acceptance_repeats_that_letter_alone_byte_for_byte(
    logs: Logs, relay: ScriptedRelay, notices: Notices, start_notifier: NotifierStarter
) -> None:
    expected = await six_bodies_up_to_30_days_before(logs)
    processes: list[Daemon] = []

    def kill_at_the_third(arrival: Arrival, before: int) -> str | None:
        if before == 2:
            os.killpg(processes[0].pid, signal.SIGKILL)
        return "250 OK"

    relay.answer = kill_at_the_third
    processes.append(start_notifier())
    await eventually(lambda: _true(len(relay.arrived) >= 3 and not processes[0].alive))
    start_notifier()
    await settled(notices, -29)
    letters = relay.notices()
    twice = [arrival for arrival in relay.accepted if letters.count(arrival.notice) > 1]
    assert set(letters) == expected
    assert len(letters) == len(expected) + 1
    assert len(twice) == 2
    assert twice[0] == twice[1]
    assert twice[0] == relay.accepted[2]
    assert {event.data.message_id for event in notices.accepted} == {arrival.message_id for arrival in relay.accepted}


async def test_a_broken_connection_after_the_final_dot_is_resolved_by_the_same_letter(
    logs: Logs, relay: ScriptedRelay, notices: Notices, run_notifier: NotifierRunner
) -> None:
    expected = await six_bodies_up_to_30_days_before(logs)
    relay.answer = lambda arrival, before: None if before in (1, 2) else "250 OK"
    run_notifier()
    await settled(notices, -29)
    assert sorted(relay.notices()) == sorted(expected)
    broken = relay.arrived[1]
    assert [arrival for arrival in relay.arrived if arrival.notice == broken.notice].count(broken) >= 2


async def test_a_4xx_is_tried_again_and_a_5xx_is_final(
    logs: Logs, relay: ScriptedRelay, notices: Notices, run_notifier: NotifierRunner
) -> None:
    expected = await six_bodies_up_to_30_days_before(logs)

    def answer(arrival: Arrival, before: int) -> str | None:
        if arrival.notice.startswith("a1/"):
            return "554 no"
        return "451 later" if arrival.notice not in {each.notice for each in relay.arrived} else "250 OK"

    relay.answer = answer
    run_notifier()
    await settled(notices, -29)
    assert sorted(relay.notices()) == sorted(expected - {"a1/connect/0/30_days_before/agency"})
    assert sum(arrival.notice.startswith("a1/") for arrival in relay.arrived) == 1
    assert len(notices.accepted) == len(expected) - 1


async def test_a_relay_that_is_away_stops_time_and_readiness_until_it_is_back(
    logs: Logs, relay: ScriptedRelay, notices: Notices, run_notifier: NotifierRunner
) -> None:
    relay.stop()
    expected = await six_bodies_up_to_30_days_before(logs)
    address = run_notifier()
    await eventually(lambda: _readiness(address, False), 60, "not ready")
    assert not notices.settled_through(day(-29))
    assert relay.notices() == []
    relay.start()
    await settled(notices, -29)
    await eventually(lambda: _readiness(address, True), 60, "ready again")
    assert sorted(relay.notices()) == sorted(expected)


async def test_a_paused_notifier_and_its_successor_send_each_letter_once(
    logs: Logs, relay: ScriptedRelay, notices: Notices, start_notifier: NotifierStarter
) -> None:
    expected = await six_bodies_up_to_30_days_before(logs)
    first, second = start_notifier(), start_notifier()
    await settled(notices, -29)
    first.pause()
    await logs.days(-28, -13)
    first.resume()
    await settled(notices, -13)
    second.stop()
    await logs.days(-12, -6)
    await settled(notices, -6)
    letters = relay.notices()
    assert len(letters) == len(set(letters)) == 3 * len(expected)


async def _readiness(address: str, expected: bool) -> bool:
    try:
        async with AsyncClient() as client:
            answer = await client.get(f"{address}/readyz")
    except HTTPError:
        return False
    return bool(answer.json()["ready"]) is expected


async def _true(value: bool) -> bool:
    return value
