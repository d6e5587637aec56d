"""Adding to spans and taking from them. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from mohlat_contracts.envelope import Span


def with_span(spans: tuple[Span, ...], added: Span) -> tuple[Span, ...]:
    """The spans with one more, joined where they touch."""
    joined: list[Span] = []
    for span in sorted((*spans, added), key=_start):
        last = joined[-1] if joined else None
        if last is not None and (last.until is None or span.start <= last.until):
            until = None if last.until is None or span.until is None else max(last.until, span.until)
            joined[-1] = Span(start=last.start, until=until)
        else:
            joined.append(span)
    return tuple(joined)


def without(spans: Iterable[Span], start: datetime | None, until: datetime | None) -> tuple[Span, ...]:
    """What of the spans lies outside [start, until); an end that is None reaches as far as they do."""
    return tuple(part for span in spans for part in _outside(span, start, until))


def _outside(span: Span, start: datetime | None, until: datetime | None) -> Iterator[Span]:
    if start is not None and span.start < start:
        yield Span(start=span.start, until=start if span.until is None else min(start, span.until))
    if until is not None and (span.until is None or until < span.until):
        yield Span(start=max(until, span.start), until=span.until)


def _start(span: Span) -> datetime:
    return span.start
