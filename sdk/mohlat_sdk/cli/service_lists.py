"""Which services a heartbeat names."""

from pathlib import Path

from mohlat_sdk.cli.exits import UNUSABLE
from mohlat_sdk.cli.failing import Failed
from mohlat_sdk.cli.tables.levels import SERVICE

MOST_SERVICES = 10_000


def services_in(text: str) -> tuple[str, ...]:
    """Codes apart by commas, spaces or lines; what follows a `#` is a remark. Each once, in their order.

    Raises:
        Failed: one of them is no code, or there are too many.
    """
    words = (word for line in text.splitlines() for word in line.partition("#")[0].replace(",", " ").split())
    found = tuple(dict.fromkeys(words))
    for word in found:
        if not SERVICE.fullmatch(word):
            raise Failed(UNUSABLE, "usage.service", value=word)
    if len(found) > MOST_SERVICES:
        raise Failed(UNUSABLE, "usage.services", most=MOST_SERVICES)
    return found


def services_from(file: Path) -> tuple[str, ...]:
    """The same out of a file.

    Raises:
        Failed: as above, or it cannot be read.
    """
    try:
        return services_in(file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Failed(UNUSABLE, "heartbeat.list", file=file, reason=reason) from None
