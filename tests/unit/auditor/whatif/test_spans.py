"""Adding to spans and taking from them is adding and taking at every instant."""

from datetime import datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from mohlat_contracts.envelope import Span

from services.auditor.whatif.spans import with_span, without
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.events import hour

HOURS = st.integers(min_value=0, max_value=30)
SPANS = st.builds(
    lambda start, length: Span(start=hour(start), until=None if length is None else hour(start + length)),
    HOURS,
    st.none() | st.integers(min_value=1, max_value=12),
)
INSTANTS = [hour(n / 2) for n in range(-2, 100)]


def covered(spans: tuple[Span, ...], at: datetime) -> bool:
    return any(span.covers(at) for span in spans)


@given(spans=st.lists(SPANS, max_size=4).map(tuple), added=SPANS)
@worlds(200, 5_000)
def test_with_a_span_every_instant_of_it_is_covered_and_no_other_is_besides(
    spans: tuple[Span, ...], added: Span
) -> None:
    found = with_span(spans, added)
    assert all(covered(found, at) == (covered(spans, at) or added.covers(at)) for at in INSTANTS)
    assert all(one.until is not None and one.until < two.start for one, two in pairwise(found))


@given(spans=st.lists(SPANS, max_size=4).map(tuple), start=st.none() | HOURS, length=st.none() | HOURS)
@worlds(200, 5_000)
def test_without_a_span_no_instant_of_it_is_covered_and_every_other_is_as_before(
    spans: tuple[Span, ...], start: int | None, length: int | None
) -> None:
    since = None if start is None else hour(start)
    until = None if length is None else hour((start or 0) + length)
    found = without(spans, since, until)
    taken = [(since is None or since <= at) and (until is None or at < until) for at in INSTANTS]
    assert [covered(found, at) for at in INSTANTS] == [
        covered(spans, at) and not gone for at, gone in zip(INSTANTS, taken, strict=True)
    ]
    assert all(span.until is None or span.start < span.until for span in found)
