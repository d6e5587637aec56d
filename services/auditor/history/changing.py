"""The periods of a body as a list of changes, which a series sweeps through. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from operator import attrgetter

from mohlat_contracts.verdicts import VerdictData
from msgspec import structs

from services.auditor.figures.bodies import Body
from services.auditor.figures.placing import placed
from services.auditor.figures.series import Change
from services.auditor.standings.forks import FOREVER
from services.auditor.standings.periods import Period


def changes_of(code: str, partition: int, found: Sequence[Period[VerdictData]]) -> Iterator[Change]:
    """What changes how a body stands, by when it became known.

    A change rules over all that took effect later, as far as it was known earlier. So with whatever begins to be known
    or is known no longer, all that stands after it is said again; and where the body is off the list, that.
    """
    turns = sorted({each.known_from for each in found} | {each.known_until for each in found} - {FOREVER})
    for known_at in turns:
        since = min(each.true_from for each in found if known_at in (each.known_from, each.known_until))
        row = sorted(
            (each for each in found if each.known_from <= known_at < each.known_until and each.true_until > since),
            key=attrgetter("true_from"),
        )
        at = since
        for period in row:
            if at < period.true_from:
                yield _off_the_list(code, partition, at, known_at)
            yield _stands(code, partition, max(since, period.true_from), known_at, period)
            at = period.true_until
        if at < FOREVER:
            yield _off_the_list(code, partition, at, known_at)


def _stands(
    code: str, partition: int, effective_at: datetime, known_at: datetime, period: Period[VerdictData]
) -> Change:
    ruling = period.ruling
    body = placed(code, ruling.place, ruling.said, judged=True, partition=partition)
    return Change(effective_at=effective_at, body=structs.replace(body, known_at=known_at))


def _off_the_list(code: str, partition: int, effective_at: datetime, known_at: datetime) -> Change:
    """As a sandbox, which is in no figure."""
    body = Body(code=code, kind="sandbox", judged=True, status=None, partition=partition, known_at=known_at)
    return Change(effective_at=effective_at, body=body)
