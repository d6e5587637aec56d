"""The whole stack: one id is used twice, and a sandbox does what it likes. Overseers see it; nothing else changes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from mohlat_contracts import sources
from mohlat_contracts.evidence import ConnectionHeartbeat, HeartbeatData
from mohlat_sdk import Delivery

from tests.country import DEADLINE, Country
from tests.stacks import StartStack

TWICE, IDLE, TRIAL = "twice", "idle", "trial"


@pytest.fixture(scope="module")
def country(start_module_stack: StartStack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Country]:
    founded = Country(start_module_stack(), tmp_path_factory.mktemp("spools"), [TWICE, IDLE], sandboxes=[TRIAL])
    founded.found()
    yield founded
    founded.close()


def shown(country: Country, path: str) -> Any:
    return httpx2.get(f"{country.stack.url('scoreboard')}{path}", timeout=20).raise_for_status().json()


def beat(country: Country, code: str, *services: str) -> None:
    """A heartbeat under an id that is always the same."""
    event = ConnectionHeartbeat(
        id="always-the-same",
        source=sources.agency(code),
        time=country.now,
        data=HeartbeatData(services=services),
    )
    with country.agency(code) as agency:
        assert agency.send([event]) is Delivery.ACCEPTED


def test_one_id_with_two_contents_is_accepted_kept_and_shown_to_overseers(country: Country) -> None:
    for code in (TWICE, TRIAL):
        beat(country, code, f"{code}-s01")
    country.advance(days=1)
    for code in (TWICE, TRIAL):
        beat(country, code)
    country.advance(days=2)
    country.judged_through(country.now)
    (signal,) = shown(country, "/v1/signals")["signals"]
    assert (signal["agency"], signal["event_id"], len(signal["facts"])) == (TWICE, "always-the-same", 2)
    assert len(shown(country, f"/v1/signals?agency={TRIAL}")["signals"]) == 1
    # Both contents are judged: the first reached every service, the second none.
    grades = [each["grade"] for each in shown(country, f"/v1/agencies/{TWICE}")["history"] if each["status"] == "met"]
    assert grades == ["full", "proven"]


def test_a_sandbox_that_is_overdue_is_counted_nowhere_and_nobody_is_written_to(country: Country) -> None:
    while country.now < DEADLINE + timedelta(days=10):
        country.move(country.now + timedelta(days=5))
    country.judged_through(country.now)
    country.letters_through(country.now)
    assert country.verdicts(TRIAL)[-1].status in ("overdue", "lapsed")
    standing = shown(country, "/v1/standing")
    assert [line["code"] for line in standing["agencies"]] == [IDLE, TWICE]
    assert next(line["denominator"] for line in standing["figures"] if line["name"] == "connected") == 2
    assert standing["groups"][0]["obligated"] == 2
    addressed = {recipient for letter in country.stack.letters() for recipient in letter.recipients}
    assert addressed == {f"admin@{code}.mohlat.example" for code in (IDLE, TWICE)}
    assert shown(country, f"/v1/agencies/{TRIAL}")["agency"]["kind"] == "sandbox"
