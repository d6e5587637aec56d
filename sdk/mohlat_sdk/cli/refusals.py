"""What the SDK raises, as the sentence and the exit code that a command ends with."""

import sqlite3

from mohlat_sdk.cli.exits import AWAY, DISK, REFUSED
from mohlat_sdk.cli.failing import Failed
from mohlat_sdk.clock_skew import WORTH_A_WARNING
from mohlat_sdk.errors import Rejected, SpoolFull, SpoolInUse, SpoolUnreadable, Unreachable


def failure_of(error: BaseException) -> Failed | None:
    """None for what nobody foresaw."""
    match error:
        case Failed():
            return error
        case Rejected():
            message, values = _refusal(error)
            return Failed(REFUSED, message, **values)
        case SpoolFull():
            return Failed(DISK, f"spool.full_{error.cause}", reason=error)
        case Unreachable():
            return Failed(AWAY, "failure.away", reason=error)
        case SpoolInUse():
            return Failed(DISK, "spool.in_use", reason=error)
        case SpoolUnreadable():
            return Failed(DISK, "spool.unreadable", reason=error)
        case sqlite3.Error() | OSError():
            return Failed(DISK, "failure.disk", reason=error)
    return None


def _refusal(error: Rejected) -> tuple[str, dict[str, object]]:
    """By status, for what has to be done differs."""
    told: dict[str, object] = {"reason": error.detail or error.title, "status": str(error.status)}
    match error.status:
        case 401 if error.clock_skew is not None and abs(error.clock_skew) > WORTH_A_WARNING:
            return "refused.clock", {"seconds": round(abs(error.clock_skew.total_seconds()))}
        case 401:
            return "refused.signature", {}
        case 403:
            return "refused.forbidden", told
        case 404:
            return "refused.address", told
        case 429:
            return "refused.too_often", told
    return "refused.other", told
