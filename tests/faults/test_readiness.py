"""Every process says that it is not ready soon after it has lost what it needs, and recovers unaided."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from tests.country import START, Country
from tests.stacks import StartStack, TestedStack
from tests.waiting import wait_until

NOTICED_WITHIN, BACK_WITHIN = 10.0, 60.0
"""Seconds."""

ON_KAFKA = ("relay", "connector", "worker", "recorder", "notifier")
ON_POSTGRES = ("registry", "relay", "recorder", "scoreboard", "notifier")
ON_SMTP = ("notifier",)


class Killable(Protocol):
    """A broker, a database server or a mail relay of this test alone."""

    def kill(self) -> None: ...


@pytest.fixture
def stack(start_stack: StartStack, own_kafka: Kafka, own_postgres: Postgres) -> TestedStack:
    return start_stack(bootstrap_servers=own_kafka.bootstrap_servers, database_url=own_postgres.fresh_database())


@pytest.fixture
def country(stack: TestedStack, tmp_path: Path) -> Iterator[Country]:
    founded = Country(stack, tmp_path, ["steady"])
    founded.found()
    yield founded
    founded.close()


def lose_and_regain(
    stack: TestedStack, needed: Killable, start: Callable[[], object], dependants: tuple[str, ...]
) -> None:
    needed.kill()
    for name in dependants:
        wait_until(lambda name=name: not stack.is_ready(name), NOTICED_WITHIN, f"{name} not ready")  # type: ignore[misc]
    bystanders = set(stack.names) - set(dependants)
    assert {name for name in bystanders if stack.is_ready(name)} == bystanders, "the others have lost nothing"
    start()
    stack.wait_ready(limit=BACK_WITHIN)


def test_losing_broker_database_and_mail_relay_in_turn_is_said_and_passes(
    stack: TestedStack, country: Country, own_kafka: Kafka, own_postgres: Postgres
) -> None:
    lose_and_regain(stack, own_kafka, own_kafka.start, ON_KAFKA)
    lose_and_regain(stack, own_postgres, own_postgres.start, ON_POSTGRES)
    lose_and_regain(stack, stack.smtp, stack.smtp.start, ON_SMTP)

    with country.agency("steady") as steady:
        country.move(START)
        steady.heartbeat(["steady-s01"])
    country.advance(days=2)
    country.judged_through(country.now)
    assert [verdict.status for verdict in country.verdicts("steady")][-1] == "met", "and the pipeline flows again"
