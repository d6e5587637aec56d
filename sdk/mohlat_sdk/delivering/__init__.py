"""The core that both clients share: what to send next, how to treat answers, and when to be quiet. No I/O."""

from mohlat_sdk.delivering.pace import Batching, Pace
from mohlat_sdk.delivering.quiet import Quiet
from mohlat_sdk.delivering.sender import Delivery, Sender
from mohlat_sdk.delivering.surroundings import Surroundings, run

__all__ = ["Batching", "Delivery", "Pace", "Quiet", "Sender", "Surroundings", "run"]
