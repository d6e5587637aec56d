"""Histories as hypothesis draws them: few values, few days, so that they meet."""

from hypothesis import settings
from hypothesis import strategies as st
from mohlat_contracts.envelope import Span

from services.registry.book.contents import AgencyContent, Binds, Place
from services.registry.book.timeline import Timeline, Value, clip, put
from tests.unit.registry.book.contents import day, names, open_day, span

DAYS = 12
days = st.integers(0, DAYS)
ends = st.one_of(st.none(), st.integers(1, DAYS + 1))
tried = settings(max_examples=200, derandomize=True, deadline=None, database=None)
"""The same examples in every run."""
CODES = ("aa", "bb", "cc", "dd")


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(st.integers(0, DAYS - 1))
    return span(start, draw(st.one_of(st.none(), st.integers(start + 1, DAYS))))


@st.composite
def timelines(draw: st.DrawFn, values: st.SearchStrategy[Value]) -> Timeline[Value]:
    """With gaps or without."""
    timeline: Timeline[Value] = ()
    for _ in range(draw(st.integers(1, 4))):
        during = draw(spans())
        timeline = put(timeline, draw(values), during.start, during.until)
    return timeline


@st.composite
def lives(draw: st.DrawFn, places: st.SearchStrategy[Place], code: str = "aa") -> AgencyContent:
    """An agency that is founded, moves, and perhaps ends."""
    born = draw(st.integers(0, DAYS // 2))
    end = draw(st.one_of(st.none(), st.integers(born + 1, DAYS)))
    place: Timeline[Place] = put((), draw(places), day(born))
    for start in draw(st.lists(st.integers(born, DAYS), max_size=3)):
        place = put(place, draw(places), day(start))
    named = put((), names(code), day(born))
    return AgencyContent(code, True, clip(named, None, open_day(end)), clip(place, None, open_day(end)))


sandboxes = st.builds(Place, st.sampled_from(["g1", "g2"]), st.just("sandbox"), st.sampled_from([None, "zz"]))
placings = st.builds(
    Place, st.sampled_from(["g1", "g2"]), st.sampled_from(["core", "affiliated"]), st.sampled_from([None, "zz"])
)
rules = st.builds(
    Binds,
    kinds=st.sampled_from([(), ("core",), ("affiliated",), ("sandbox",), ("core", "sandbox")]),
    groups=st.sampled_from([(), ("g1",), ("g1", "g2")]),
    parents=st.sampled_from([(), ("zz",)]),
    including=st.sampled_from([(), ("aa",), ("bb",)]),
    excluding=st.sampled_from([(), (), ("aa",), ("bb",)]),
)
