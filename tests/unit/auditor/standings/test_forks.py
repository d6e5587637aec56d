"""Every interval that holds an instant is found under a fork of the path to it, and no other is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.auditor.standings.forks import BEGINNING, FOREVER, fork, path_to
from tests.unit.auditor.conftest import worlds

NEAR = datetime(2023, 6, 14, 20, 30, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

near = st.integers(-50, 50).map(lambda n: NEAR + n * MICROSECOND)
far = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
instants = near | far | st.sampled_from([BEGINNING, NEAR])
ends = near | far | st.just(FOREVER)


@given(start=instants, end=ends, at=instants)
@worlds(500, 50_000)
def test_an_interval_is_found_where_it_holds_the_instant_and_nowhere_else(
    start: datetime, end: datetime, at: datetime
) -> None:
    if start >= end:
        return
    where, path = fork(start, end), path_to(at)
    assert start <= where < end
    found = (where in path.before and end > at) or (where in path.after and start <= at)
    assert found == (start <= at < end)
    assert not (where in path.before and where in path.after)


def test_the_path_is_short() -> None:
    path = path_to(NEAR)
    assert len(path.before) + len(path.after) < 120
    assert max(path.before) <= NEAR < min(path.after)


def test_an_empty_interval_has_no_fork() -> None:
    with pytest.raises(ValueError, match="is empty"):
        fork(NEAR, NEAR)
