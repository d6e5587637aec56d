"""Waiting until everything that was played is judged and its letters are settled."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from deploy.local.daemons.blocking import NotReady
from deploy.local.demo.standing import Standing

PAUSE = 0.5


def standing_when_settled(
    scoreboard_url: str,
    ends: datetime,
    headline_as_of: datetime | None,
    progress: Callable[[datetime], None],
    patience: float = 90.0,
) -> Standing:
    """The standing as of `ends`, once it is judged through and its letters are settled.

    Args:
        progress: gets the instant reached so far.
        patience: seconds without any progress.

    Raises:
        NotReady: nothing moved for `patience` seconds.
    """
    asked = {"as_of": rfc3339(ends), **({"headline": rfc3339(headline_as_of)} if headline_as_of else {})}
    url = f"{scoreboard_url}/v1/standing?{urlencode(asked)}"
    reached, moved = datetime.min.replace(tzinfo=UTC), time.monotonic()
    while True:
        standing = _ask(url)
        through = _through(standing) if standing else None
        if standing and through and through >= ends:
            return standing
        if through and through > reached:
            reached, moved = through, time.monotonic()
            progress(reached)
        if time.monotonic() - moved > patience:
            raise NotReady(f"no progress for {patience:g} s; judged and sent through {reached:%Y-%m-%d}")
        time.sleep(PAUSE)


def _ask(url: str) -> Standing | None:
    try:
        with urlopen(url, timeout=30) as response:  # noqa: S310  (our own scoreboard)
            standing: Standing = json.load(response)
            return standing
    except (URLError, TimeoutError, ConnectionError):
        return None


def _through(standing: Standing) -> datetime | None:
    both = standing["judged_through"], standing["letters_through"]
    return min(datetime.fromisoformat(instant) for instant in both) if all(both) else None


def rfc3339(instant: datetime) -> str:
    """In UTC, with a `Z`."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
