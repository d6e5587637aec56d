"""Processes are killed at awkward moments: the history and the letters are those of a run that nobody disturbed."""

import os
import random
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from deploy.local.daemons.server import Server
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from tests.playing import TWELVE, Outcome, play_to_the_end
from tests.stacks import StartStack, TestedStack
from tests.waiting import wait_until

PROCESSES = ("issuer", "registry", "relay", "connector", "worker", "recorder", "scoreboard", "notifier")
ROUNDS = 10 if os.environ.get("MOHLAT_PROOF") else 1


@pytest.fixture(scope="module")
def undisturbed(start_module_stack: StartStack, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return play_to_the_end(start_module_stack(), TWELVE, tmp_path_factory.mktemp("undisturbed"))


class Killer:
    """Kills each named process once, at the shares of the play drawn for it."""

    def __init__(self, stack: TestedStack, seed: int) -> None:
        draw = random.Random(seed)  # noqa: S311  (moments, not secrets)
        self._stack = stack
        self._moments = sorted((draw.uniform(0.02, 0.98), name) for name in PROCESSES)
        self.killed: list[str] = []

    def __call__(self, share: float, _doing: str) -> None:
        while self._moments and share >= self._moments[0][0]:
            _, name = self._moments.pop(0)
            self._stack.process(name).kill()
            self.killed.append(name)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_each_process_killed_once_changes_neither_history_nor_letters(
    start_stack: StartStack, undisturbed: Outcome, tmp_path: Path, seed: int
) -> None:
    stack = start_stack()
    killer = Killer(stack, seed)
    outcome = play_to_the_end(stack, TWELVE, tmp_path / "player", killer)
    assert sorted(killer.killed) == sorted(PROCESSES)
    assert outcome.history == undisturbed.history
    assert outcome.notices == undisturbed.notices
    assert outcome.accepted.keys() == undisturbed.accepted.keys()
    twice = {message_id: count for message_id, count in outcome.accepted.items() if count > 1}
    assert len(twice) <= 1, "only the letter in flight may be accepted twice"
    assert all(count == 2 for count in twice.values())


class LosingAnswers(httpx2.BaseTransport):
    """Carries every write to the registry, and loses its first answer: as if it died between commit and answer.

    Args:
        heard: the writes so far, shared by all clients of a play.
    """

    def __init__(self, registry: str, heard: set[tuple[str, bytes]]) -> None:
        self._registry, self._heard = httpx2.URL(registry), heard
        self._wire = httpx2.HTTPTransport()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = self._wire.handle_request(request)
        if request.url.port != self._registry.port or request.url.path == "/v1/clock":
            return answer  # other tests lose what moves the clock
        shows_codes = b'"enrolment_codes":{"' in answer.read()  # once for all: each time it is another request
        write = ("codes", b"") if shows_codes else (request.url.path, request.read())
        if write in self._heard or not answer.is_success:
            return answer
        self._heard.add(write)
        answer.close()
        raise httpx2.ReadError("the answer is lost", request=request)

    def close(self) -> None:
        self._wire.close()


class KilledWhileFilled:
    """Kills the registry and the issuer, twice each, while officials and agencies enter what they have to."""

    def __init__(self, stack: TestedStack) -> None:
        self._stack = stack
        self.steps = 0

    def __call__(self, _share: float, doing: str) -> None:
        if doing == "registering":
            self.steps += 1
            if self.steps in (4, 11):
                for name in ("registry", "issuer"):
                    self._stack.process(name).kill()


def test_a_registry_killed_while_it_is_filled_whose_every_answer_is_lost_once_does_nothing_twice(
    start_stack: StartStack, undisturbed: Outcome, tmp_path: Path
) -> None:
    stack = start_stack()
    killing = KilledWhileFilled(stack)
    heard: set[tuple[str, bytes]] = set()

    def open_client(**how: Any) -> httpx2.Client:
        return httpx2.Client(transport=LosingAnswers(stack.url("registry"), heard), **how)

    outcome = play_to_the_end(stack, TWELVE, tmp_path / "player", killing, open_client)
    assert killing.steps > 11
    paths = {path for path, _ in heard}
    assert {"/v1/imports/agencies", "/v1/proposals", "codes", "/v1/enrolments"} < paths
    assert outcome.history == undisturbed.history, "every change has the number that it has in the other play"
    assert outcome.notices == undisturbed.notices


class Staller:
    """Stops a worker half-way until another has taken its partitions and judged on, then lets it go on."""

    def __init__(self, stack: TestedStack, name: str) -> None:
        self._stack, self._name = stack, name
        self.stalled = False

    def __call__(self, share: float, _doing: str) -> None:
        if not self.stalled and share >= 0.5:
            self.stalled = True
            worker = self._stack.process(self._name)
            worker.pause()
            now = clock_of(self._stack)
            wait_until(lambda: judged_through(self._stack, now), limit=90, what="the other worker's judgement")
            worker.resume()


def clock_of(stack: TestedStack) -> datetime:
    answer = httpx2.get(f"{stack.url('registry')}/v1/clock").raise_for_status()
    return datetime.fromisoformat(answer.json()["now"])


def judged_through(stack: TestedStack, instant: datetime) -> bool:
    answer = httpx2.get(f"{stack.url('scoreboard')}/v1/standing").raise_for_status().json()
    return answer["judged_through"] is not None and datetime.fromisoformat(answer["judged_through"]) >= instant


def test_a_worker_stopped_past_its_session_and_continued_changes_nothing(
    start_stack: StartStack, undisturbed: Outcome, tmp_path: Path
) -> None:
    stack = start_stack(workers=2)
    staller = Staller(stack, "worker")
    outcome = play_to_the_end(stack, TWELVE, tmp_path / "player", staller)
    assert staller.stalled
    assert outcome.history == undisturbed.history
    assert outcome.notices == undisturbed.notices
    assert set(outcome.accepted.values()) == {1}


class Breaker:
    """Kills the broker and later the database, and starts them again while the play tries to go on."""

    def __init__(self, kafka: Kafka, postgres: Postgres, again: ThreadPoolExecutor) -> None:
        self._left: list[tuple[float, Server]] = [(0.6, postgres), (0.3, kafka)]
        self._again = again
        self.restarts: list[Future[Server]] = []

    def __call__(self, share: float, _doing: str) -> None:
        while self._left and share >= self._left[-1][0]:
            _, server = self._left.pop()
            server.kill()
            self.restarts.append(self._again.submit(server.start))


def test_broker_and_database_killed_in_the_middle_change_neither_history_nor_letters(
    start_stack: StartStack, own_kafka: Kafka, own_postgres: Postgres, undisturbed: Outcome, tmp_path: Path
) -> None:
    stack = start_stack(bootstrap_servers=own_kafka.bootstrap_servers, database_url=own_postgres.fresh_database())
    with ThreadPoolExecutor(max_workers=1) as again:
        breaker = Breaker(own_kafka, own_postgres, again)
        outcome = play_to_the_end(stack, TWELVE, tmp_path / "player", breaker)
    assert all(restart.exception() is None for restart in breaker.restarts)
    assert len(breaker.restarts) == 2
    assert outcome.history == undisturbed.history
    assert outcome.notices == undisturbed.notices
    assert outcome.accepted.keys() == undisturbed.accepted.keys()
    assert sum(count - 1 for count in outcome.accepted.values()) <= 2, "the letter in flight, at each of two kills"
