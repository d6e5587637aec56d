"""Over which time an obligation was kept: its parts, each from an instant to another."""

from typing import Literal, NamedTuple

from mohlat_contracts.envelope import Span
from mohlat_contracts.registry import ServicesData
from mohlat_contracts.verdicts import FactName

from tests.unit.auditor.reference.evidence import Counted
from tests.unit.auditor.reference.log import Interval, number
from tests.unit.auditor.reference.open_time import open_time

Why = Literal["closed", "silent", "share_fell"]


class Part(NamedTuple):
    """[start, end); `end` and `why` are None while it lasts.

    Attributes:
        facts: what began it, and what ended it where a fact did.
        closed: the agency closed its connection at its end or later, and before the next part.
    """

    start: int
    end: int | None
    why: Why | None
    facts: tuple[FactName, ...]
    closed: bool = False


def marked(parts: list[Part], evidence: list[Counted]) -> list[Part]:
    """With `closed` where a closing counts after a part and not after the next one's start.

    It does not matter why the part ended: who closes late wins no time by it.
    """
    closings = [each.at for each in evidence if each.said.kind == "closing"]
    until = [*(part.start for part in parts[1:]), None]
    return [
        part._replace(closed=any(_between(part.end, each, following) for each in closings))
        for part, following in zip(parts, until, strict=False)
    ]


def _between(after: int | None, closing: int, before: int | None) -> bool:
    return after is not None and after <= closing and (before is None or closing <= before)


def bridged(parts: list[Part], door: list[Interval], grace: int) -> list[Part]:
    """Two parts are one if the open time between them stayed below the grace and the agency did not close."""
    joined: list[Part] = []
    for part in parts:
        last = joined[-1] if joined else None
        if last and last.end is not None and not last.closed and open_time(door, last.end, part.start) < grace:
            joined[-1] = part._replace(start=last.start, facts=last.facts[:1] + part.facts)
        else:
            joined.append(part)
    return joined


def covers(span: Span, at: int) -> bool:
    return number(span.start) <= at and (span.until is None or at < number(span.until))


def changes(catalogue: ServicesData | None) -> list[int]:
    """When a service begins or ends."""
    spans = [span for service in catalogue.services for span in service.spans] if catalogue else []
    return [number(each) for span in spans for each in (span.start, span.until) if each is not None]
