"""Workers join and leave while evidence flows: the history and the letters are those of a run in which nobody did."""

import os
from collections.abc import Sequence
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Self

import pytest

from tests.playing import TWELVE, Outcome, play_to_the_end
from tests.stacks import StartStack, TestedStack
from tests.waiting import wait_until

EVERY = 2.0
"""Seconds between two changes of who shares the partitions."""
CHANGES = 100 if os.environ.get("MOHLAT_PROOF") else 6
ROTATING = ("worker-2", "worker-3", "worker-4")


class Rotation:
    """One worker stays; of the others the next joins, or leaves if it is there, every other one by a kill.

    The play goes on only as fast as they rotate, so that they do to its very end.
    """

    def __init__(self, stack: TestedStack, names: Sequence[str]) -> None:
        self._stack, self._names = stack, names
        self._over = Event()
        self._thread = Thread(target=self._rotate, name="rotation")
        self.joined = self.left = 0

    @property
    def changes(self) -> int:
        return self.joined + self.left

    def __enter__(self) -> Self:
        for name in self._names:  # from now on nobody but us starts them
            self._stack.stop_service(name)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()
        for name in self._names:
            self._stack.process(name).kill()

    def _rotate(self) -> None:
        while not self._over.wait(EVERY) and self.changes < CHANGES:
            worker = self._stack.process(self._names[self.changes % len(self._names)])
            if not worker.alive:
                worker.start()
                self.joined += 1
                continue
            if self.left % 2:
                worker.kill()
            else:
                worker.stop()
            self.left += 1

    def __call__(self, share: float, doing: str) -> None:
        if doing != "registering":
            wait_until(
                lambda: self.changes >= share * (CHANGES - 1) or not self._thread.is_alive(),
                limit=120 + CHANGES * EVERY,
                what="the rotation",
            )


@pytest.fixture(scope="module")
def quiet(start_module_stack: StartStack, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return play_to_the_end(start_module_stack(), TWELVE, tmp_path_factory.mktemp("quiet"))


def test_workers_that_join_and_leave_every_two_seconds_leave_the_same_history(
    start_stack: StartStack, quiet: Outcome, tmp_path: Path
) -> None:
    stack = start_stack(workers=1 + len(ROTATING))
    with Rotation(stack, ROTATING) as rotation:
        outcome = play_to_the_end(stack, TWELVE, tmp_path / "player", rotation)
    assert rotation.joined
    assert rotation.left
    assert rotation.changes >= CHANGES - 1
    assert outcome.history == quiet.history
    assert outcome.notices == quiet.notices
    stack.wait_ready("worker")
