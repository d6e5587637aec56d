"""Facts and ticks in, letters out."""

from datetime import timedelta

import asyncpg

from services.notifier.settings import NotifierSettings
from tests.integration.notifier.conftest import Notices, NotifierRunner
from tests.integration.notifier.logs import DEADLINE, START, Logs, day
from tests.integration.notifier.scripted_relay import ScriptedRelay
from tests.waiting import eventually

LADDER = (
    "30_days_before/agency",
    "14_days_before/agency",
    "7_days_before/agency",
    "1_day_before/agency",
    "1_day_after/agency",
    "7_days_after/parent",
    "14_days_after/oversight_committee",
    "21_days_after/inspection_organisation",
    "30_days_after/article_90_commission",
)


async def settled(notices: Notices, n: int) -> None:
    async def condition() -> bool:
        return notices.settled_through(day(n))

    await eventually(condition, 60, f"day {n} settled")


async def test_a_body_that_never_connects_climbs_the_whole_ladder_and_others_stop(
    logs: Logs, relay: ScriptedRelay, notices: Notices, run_notifier: NotifierRunner
) -> None:
    await logs.oversight()
    await logs.agency("ministry")
    await logs.agency("never", parent="ministry")
    await logs.agency("late")
    for code in ("ministry", "never", "late"):
        await logs.verdict(code, "met" if code == "ministry" else "pending", START)
    await logs.verdict("late", "met", day(-10))
    await logs.days(-39, 35)
    run_notifier()
    await settled(notices, 35)
    letters = relay.notices()
    assert sorted(letters) == sorted(
        [f"never/connect/0/{step}" for step in LADDER]
        + ["late/connect/0/30_days_before/agency", "late/connect/0/14_days_before/agency"]
    )
    assert [letter for letter in letters if letter.startswith("never")] == [f"never/connect/0/{s}" for s in LADDER]
    to = {arrival.notice: arrival.recipients for arrival in relay.accepted}
    assert to["never/connect/0/7_days_after/parent"] == ("ministry@agency.example",)
    assert to["never/connect/0/30_days_after/article_90_commission"] == ("article_90_commission@oversight.example",)
    assert sorted(event.data.message_id for event in notices.accepted) == sorted(a.message_id for a in relay.accepted)


async def test_a_repeat_of_everything_changes_nothing(
    logs: Logs, relay: ScriptedRelay, notices: Notices, run_notifier: NotifierRunner
) -> None:
    async def play() -> None:
        await logs.agency("repeated")
        await logs.verdict("repeated", "pending", START)
        await logs.days(-39, -5)

    await play()
    run_notifier()
    await settled(notices, -5)
    before = relay.notices()
    await play()
    await logs.days(-4, -4)
    await settled(notices, -4)
    assert len(before) == 3
    assert relay.notices() == before


async def test_a_letter_waits_for_the_registry(
    logs: Logs, relay: ScriptedRelay, notices: Notices, run_notifier: NotifierRunner
) -> None:
    await logs.agency("waiting")
    await logs.verdict("waiting", "pending", START)
    await logs.registry_ticks(day(-31))
    await logs.verdict_ticks(day(-31), day(-30))
    run_notifier()
    await settled(notices, -31)
    assert relay.notices() == []
    await logs.exemption("waiting", day(-30))
    await logs.registry_ticks(day(-30))
    await settled(notices, -30)
    assert relay.notices() == []


async def test_an_exemption_known_later_does_not_unsend_and_an_extension_restarts(
    logs: Logs, relay: ScriptedRelay, notices: Notices, run_notifier: NotifierRunner
) -> None:
    await logs.agency("extended")
    await logs.verdict("extended", "pending", START)
    later = DEADLINE + timedelta(days=100)
    # Everything is in the topic before the notifier starts: it must not look ahead.
    await logs.duty("extended", (DEADLINE, later), day(3))
    await logs.exemption("extended", day(90))
    await logs.days(-39, 99)
    run_notifier()
    await settled(notices, 99)
    assert relay.notices() == [
        *(f"extended/connect/0/{step}" for step in LADDER[:5]),
        "extended/connect/1/30_days_before/agency",
        "extended/connect/1/14_days_before/agency",
    ]


async def test_a_poisonous_record_is_buried_and_the_next_is_read(
    logs: Logs, relay: ScriptedRelay, notices: Notices, run_notifier: NotifierRunner
) -> None:
    await logs.garbage(logs.registry, "poisoned")
    await logs.garbage(logs.verdicts, "poisoned")
    await logs.agency("poisoned")
    await logs.verdict("poisoned", "pending", START)
    await logs.days(-31, -30)
    run_notifier()
    await settled(notices, -30)
    assert relay.notices() == ["poisoned/connect/0/30_days_before/agency"]


async def test_without_a_contact_the_notice_is_suppressed_and_others_go_on(
    logs: Logs, relay: ScriptedRelay, notices: Notices, run_notifier: NotifierRunner
) -> None:
    await logs.agency("orphan", parent="nobody")
    await logs.verdict("orphan", "overdue", START)
    await logs.days(-2, 8)
    run_notifier()
    await settled(notices, 8)
    assert relay.notices() == ["orphan/connect/0/7_days_before/agency", *(f"orphan/connect/0/{s}" for s in LADDER[3:5])]


async def test_under_the_real_clock_stale_instants_send_nothing(
    logs: Logs, relay: ScriptedRelay, notices: Notices, run_notifier: NotifierRunner
) -> None:
    await logs.agency("stale")
    await logs.verdict("stale", "pending", START)
    await logs.days(-39, 5)
    run_notifier(clock="system")
    await settled(notices, 5)
    assert relay.notices() == []


async def test_about_a_sandbox_no_letter_is_sent_and_the_ledger_says_why(
    logs: Logs,
    relay: ScriptedRelay,
    notices: Notices,
    run_notifier: NotifierRunner,
    settings: NotifierSettings,
) -> None:
    await logs.oversight()
    await logs.agency("ministry")
    await logs.verdict("ministry", "met", START)
    await logs.agency("beside", parent="ministry")
    await logs.agency("trial", parent="ministry", kind="sandbox")
    for code in ("beside", "trial"):
        await logs.verdict(code, "overdue", START)
    await logs.days(-2, 35)
    run_notifier()
    await settled(notices, 35)
    assert {letter.partition("/")[0] for letter in relay.notices()} == {"beside"}
    assert len(relay.notices()) == 7
    connection = await asyncpg.connect(settings.database_url)
    try:
        rows = await connection.fetch(
            "select distinct agency, state, reason from notifier.notices where agency = 'trial'"
        )
    finally:
        await connection.close()
    assert [tuple(row) for row in rows] == [("trial", "suppressed", "sandbox")]


async def test_a_signal_among_the_verdicts_is_passed_over(
    logs: Logs, relay: ScriptedRelay, notices: Notices, run_notifier: NotifierRunner
) -> None:
    await logs.agency("signalled")
    await logs.signal("signalled", day(-35))
    await logs.verdict("signalled", "pending", START)
    await logs.days(-31, -30)
    await logs.signal("signalled", day(-30))
    await logs.days(-29, -14)
    run_notifier()
    await settled(notices, -14)
    assert relay.notices() == [f"signalled/connect/0/{step}" for step in LADDER[:2]]
