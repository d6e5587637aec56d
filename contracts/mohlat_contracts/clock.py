"""Time as data: what a writer promises about one partition."""

from datetime import timedelta
from typing import Annotated

from msgspec import Meta, Struct

from mohlat_contracts.envelope import CloudEvent, Identifier, Instant

EXPELLED_AFTER = timedelta(seconds=30)
"""By the broker's append times: a writer of evidence whose last tick in a partition lies further back does not hold its
time back. Part of the contract and no setting: every reader must come to the same history, now and in ten years."""


class TickData(Struct, frozen=True, kw_only=True):
    """ "I was open from `open_from` to `open_to`, and will append nothing here with known_at < open_to."

    `epoch` grows whenever the writer starts anew.
    """

    writer: Identifier
    epoch: Annotated[int, Meta(ge=0)]
    open_from: Instant
    open_to: Instant


class ClockTicked(CloudEvent, frozen=True, kw_only=True, tag="ir.mohlat.clock.ticked.v1"):
    data: TickData
