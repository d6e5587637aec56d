"""What hypothesis may choose from: laws, services, evidence. Offsets are in steps from now."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hypothesis import strategies as st
from mohlat_contracts.registry import Connect, Digitize, Level, Limits

AGENCIES = ("a1", "a2")
SERVICES = ("s1", "s2", "s3")
LEVELS: tuple[Level, ...] = ("information_only", "partly_online", "fully_online")

Offsets = list[tuple[int, int | None]]
"""Spans: from when on, and how long where they end."""


class Grid(NamedTuple):
    """When a world begins, and how long a step is."""

    start: datetime
    step: timedelta


GRIDS = (
    # Three steps to an hour, and the end of summer time two days on.
    Grid(datetime(2022, 9, 19, 19, 30, tzinfo=UTC), timedelta(minutes=20)),
    Grid(datetime(2022, 9, 17, 19, 30, tzinfo=UTC), timedelta(hours=1)),
    # Long worlds; no clock is changed in them, which would lead off the grid.
    Grid(datetime(2022, 10, 1, 20, 30, tzinfo=UTC), timedelta(hours=3)),
)

limits = st.builds(
    Limits,
    silent_after_days=st.sampled_from([2, 2, 2, 3, 5]),
    at_risk_days=st.sampled_from([0, 1, 3]),
    grace_open_hours=st.sampled_from([0, 3, 6, 24]),
)
connects = st.builds(Connect, grade=st.sampled_from(["claimed", "proven", "proven", "full", "full"]))
digitizes = st.builds(
    Digitize,
    share_percent=st.sampled_from([1, 34, 50, 67, 100]),
    level=st.sampled_from(LEVELS),
    among=st.sampled_from(["high_use", "all"]),
    by=st.sampled_from(["count", "count", "use"]),
    proof=st.sampled_from(["claimed", "claimed", "certified"]),
)
spans = st.lists(st.tuples(st.integers(-30, 60), st.none() | st.integers(1, 60)), max_size=2)
bounds = st.one_of(st.just([(-1_000, None)]), st.just([(-1_000, None)]), spans)
milestones = st.dictionaries(
    st.sampled_from(["m1", "m2"]),
    st.tuples(st.integers(-6, 6) | st.integers(-20, 30), st.none() | st.sampled_from([20, 50, 90])),
    max_size=2,
)
listings = st.dictionaries(
    st.sampled_from(SERVICES), st.one_of(st.just([(-1_000, None)]), spans), min_size=0, max_size=3
)
uses = st.dictionaries(st.sampled_from(SERVICES), st.sampled_from([0, 1, 5, 40]), max_size=3)
certificates = st.lists(
    st.tuples(st.sampled_from(LEVELS), st.integers(-30, 60), st.none() | st.integers(1, 60)), max_size=2
)
reached = st.sampled_from([SERVICES, SERVICES, SERVICES[:2], SERVICES[:1], ()])
own_times = st.one_of(st.sampled_from([0, 0, 0, -1, -2, 1]), st.integers(-90, 3))
agencies = st.sampled_from((AGENCIES[0], AGENCIES[0], AGENCIES[1]))
duties = st.tuples(agencies, st.sampled_from(["connect", "connect", "digitize"]))
revisions = st.sampled_from([1, 1, 1, 1, 0, 2])
waits = st.integers(0, 6)
seconds = st.sampled_from([0, 0, 1, 5, 15, 15, 30, 31, 40, -50])
