"""Sending one thing, and saying what became of it."""

from collections.abc import Callable
from typing import Any

import msgspec
import typer

from mohlat_sdk import Agency, Delivery, Receipt, Unreachable
from mohlat_sdk.cli.desk import Desk
from mohlat_sdk.cli.exits import AWAY, DISK, KEPT
from mohlat_sdk.cli.failing import Failed


def deliver(desk: Desk, act: Callable[[Agency], Delivery], *, whole: bool = True) -> None:
    """Do it, show the receipt; ends with KEPT when this disk has it and the log has not.

    Args:
        whole: it fits into one batch. What does not is begun only with a spool, which keeps the rest of it.

    Raises:
        Failed: it could be neither delivered nor kept.
    """
    with desk.agency() as opened:
        if not whole and not opened.spooling:
            raise Failed(DISK, "spool.in_use", reason=desk.spool)
        try:
            delivery = act(opened.agency)
        except Unreachable as error:
            if opened.spooling:
                raise
            raise Failed(AWAY, "delivery.unkept", reason=error) from error
        receipt = opened.agency.last_receipt
    accepted = delivery is Delivery.ACCEPTED
    _show(desk, receipt if accepted else None)
    if not accepted:
        raise typer.Exit(KEPT)


def _show(desk: Desk, receipt: Receipt | None) -> None:
    if desk.as_json:
        desk.screen.json({"delivery": "spooled" if receipt is None else "accepted", "receipt": as_json(receipt)})
    elif receipt is None:
        desk.screen.say("delivery.spooled", spool=desk.spool)
    else:
        desk.screen.say("delivery.accepted")
        say_receipt(desk, receipt)


def say_receipt(desk: Desk, receipt: Receipt) -> None:
    """Where in the log it is, as far as the connector tells it."""
    if receipt.known_at is not None:
        desk.screen.say("receipt.known_at", at=receipt.known_at)
    if receipt.topic is not None and receipt.offset is not None:
        place = f"{receipt.topic}/{receipt.partition}/{receipt.offset}"
        desk.screen.say("receipt.place", place=place, digest=receipt.digest or "")


def as_json(receipt: Receipt | None) -> Any:
    return msgspec.to_builtins(receipt)
