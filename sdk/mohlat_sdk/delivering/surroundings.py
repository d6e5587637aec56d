"""What the core asks of whoever runs it."""

from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, Protocol, TypeVar

from mohlat_sdk.batches import Content
from mohlat_sdk.receipts import Receipt

P = ParamSpec("P")
T = TypeVar("T")


class Surroundings(Protocol):
    """Everything that takes time. In threads each of these returns without having let anything else go on."""

    async def post(self, content: Content, attempts: int | None, within: float | None) -> Receipt:
        """Send a batch; raises Rejected or Unreachable.

        Args:
            attempts: tries, None for as many as usual.
            within: seconds for an answer, None for as many as usual.
        """

    async def on_disk(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Make a call that reads or writes the spool."""

    async def pause(self, seconds: float) -> None:
        """Let real time pass."""

    def now(self) -> float:
        """Real time in seconds, from no particular beginning."""


def run(core: Coroutine[Any, Any, T]) -> T:
    """Run the core to its end in this thread, in surroundings that never wait for an event loop."""
    try:
        core.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    core.close()
    raise AssertionError("these surroundings wait for an event loop")
