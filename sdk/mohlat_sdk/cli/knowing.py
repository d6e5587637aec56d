"""Waiting until the connector knows a key: the registry tells it, and that takes a moment."""

from time import monotonic, sleep

from mohlat_sdk import AgencyStatus, Rejected, SigningKey, Unreachable
from mohlat_sdk.cli.desk import Desk

PAUSE = 1.0


def status_once_known(desk: Desk, key: SigningKey, limit: float) -> AgencyStatus | None:
    """How the connector sees the agency as soon as it takes this key's signature; None when it has not within `limit`.

    Args:
        limit: seconds; at least one try is made.

    Raises:
        Rejected: for another reason than the signature.
    """
    give_up = monotonic() + limit
    with desk.agency(attempts=1, spooling=False, key=key) as opened:
        while True:
            try:
                return opened.agency.status()
            except Unreachable:
                pass
            except Rejected as refused:
                if not refused.concerns_the_signer:
                    raise
            if (left := give_up - monotonic()) <= 0:
                return None
            sleep(min(PAUSE, left))
