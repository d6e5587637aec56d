"""Several connectors in one partition: who holds its time back, told by the broker's append times alone."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from mohlat_contracts.clock import EXPELLED_AFTER
from msgspec import Struct, msgpack

from services.timekeeping.door import Door
from services.timekeeping.partition_time import PartitionTime, decode, encode, join
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.events import hour, tick
from tests.unit.auditor.replicas import world_of_replicas


def appended(seconds: float) -> datetime:
    return hour(0) + timedelta(seconds=seconds)


LIMIT = EXPELLED_AFTER.total_seconds()


def spoken(*ticks: tuple[str, float, float], time: PartitionTime | None = None) -> PartitionTime:
    """Ticks of (writer, open up to this hour, appended at this second)."""
    time = time or PartitionTime()
    for writer, to, at in ticks:
        time = time.tick("evidence", tick(hour(0), hour(to), writer), appended(at))
    return time


def test_the_slowest_live_connector_holds_time_back() -> None:
    assert spoken(("a", 1, 0), ("b", 1, 0), ("a", 9, LIMIT)).evidence == hour(1)


def test_a_connector_that_has_been_silent_for_longer_holds_nothing_back() -> None:
    assert spoken(("a", 1, 0), ("b", 1, 0), ("a", 9, LIMIT + 0.001)).evidence == hour(9)


def test_a_retired_connector_never_holds_time_back_again() -> None:
    time = spoken(("retired", 1, 0), ("a", 1, 0))
    for second in range(100):
        time = spoken(("a", 2 + second, second), time=time)
    assert time.evidence == hour(101)


def test_it_is_live_again_with_its_next_tick_and_holds_time_where_it_is() -> None:
    time = spoken(("a", 1, 0), ("b", 1, 0), ("a", 9, 40), ("b", 3, 41), ("a", 12, 42))
    assert time.evidence == hour(9), "b has promised up to 3 only; what is judged stays judged"
    assert spoken(("b", 11, 43), time=time).evidence == hour(11)


def test_the_one_that_ticks_is_live_however_long_nobody_did() -> None:
    assert spoken(("a", 1, 0), ("b", 2, 0), ("a", 9, 10_000)).evidence == hour(9)


def test_a_leader_whose_clock_is_behind_brings_nobody_back_and_expels_nobody() -> None:
    time = spoken(("a", 1, 0), ("b", 1, 0), ("a", 9, 40))
    assert spoken(("a", 10, 5), time=time).evidence == hour(10), "b is still gone"
    time = spoken(("a", 1, 100), ("b", 1, 100), ("a", 9, 20))
    assert time.evidence == hour(1), "b is not older than a"


def test_a_repeat_is_no_sign_of_life() -> None:
    time = spoken(("a", 1, 0), ("b", 1, 0), ("b", 1, 25), ("a", 9, 31))
    assert time.evidence == hour(9)


def test_what_an_expelled_connector_says_of_judged_time_opens_no_door() -> None:
    time = spoken(("b", 1, 0))
    for to, at in ((2, 31), (9, 40)):
        time = time.tick("evidence", tick(hour(to), hour(to), "a"), appended(at))
    late = time.tick("evidence", tick(hour(1), hour(12), "b"), appended(41))
    assert late.door.intervals == ((hour(0), hour(1)), (hour(9), hour(12)))


def test_a_fact_counts_as_known_not_before_the_time_where_it_stands() -> None:
    time = spoken(("a", 5, 0)).tick("registry", tick(hour(0), hour(3), "registry"))
    assert time.known_since("evidence", hour(2)) == hour(5)
    assert time.known_since("evidence", hour(6)) == hour(6)
    assert time.known_since("registry", hour(2)) == hour(3)
    assert PartitionTime().known_since("evidence", hour(2)) == hour(2)


class FirstWriterTime(Struct, array_like=True):
    """As the first version stored it."""

    epoch: int
    open_to: datetime


class FirstPartitionTime(Struct, array_like=True):
    registry: datetime | None
    writers: dict[str, FirstWriterTime]
    evidence: datetime | None
    door: Door


def first_version() -> PartitionTime:
    writers = {"a": FirstWriterTime(0, hour(8)), "gone": FirstWriterTime(0, hour(7))}
    stored = FirstPartitionTime(hour(9), writers, hour(7), Door().union(hour(0), hour(8)))
    return decode(msgpack.encode(stored))


def test_values_of_the_first_version_are_read() -> None:
    time = first_version()
    assert (time.registry, time.evidence, time.w) == (hour(9), hour(7), hour(7))
    assert time.door == Door().union(hour(0), hour(8))
    assert decode(encode(time)) == time


def test_a_connector_of_the_first_version_is_given_as_long_as_any_other_to_speak_again() -> None:
    time = spoken(("a", 10, 1_000), time=first_version())
    assert time.evidence == hour(7)
    assert spoken(("a", 11, 1_000 + LIMIT), time=time).evidence == hour(7)
    assert spoken(("a", 12, 1_001 + LIMIT), time=time).evidence == hour(12)


def prefixes(seed: int) -> list[PartitionTime]:
    out = [PartitionTime(), first_version()]
    for record in world_of_replicas(seed).evidence:
        if record.tick is not None:
            out.append(out[-1].tick("evidence", record.tick, record.appended_at))
    return out


@given(seed=st.integers(0, 2**32), places=st.lists(st.floats(0, 1, exclude_max=True), min_size=3, max_size=3))
@worlds(20, 1_000)
def test_join_is_associative_commutative_idempotent_and_the_further_of_two_places(
    seed: int, places: list[float]
) -> None:
    times = prefixes(seed)
    a, b, c = sorted(int(place * len(times)) for place in places)
    assert join(times[a], times[a]) == times[a]
    assert join(times[a], times[b]) == join(times[b], times[a])
    assert join(join(times[a], times[b]), times[c]) == join(times[a], join(times[b], times[c]))
    if a > 0:
        assert join(times[a], times[c]) == times[c]


@given(seed=st.integers(0, 2**32), place=st.floats(0, 1, exclude_max=True))
@worlds(20, 1_000)
def test_reading_any_stretch_again_says_nothing_new(seed: int, place: float) -> None:
    ticks = [record for record in world_of_replicas(seed).evidence if record.tick is not None]
    time = PartitionTime()
    for record in ticks:
        time = time.tick("evidence", record.tick, record.appended_at)  # type: ignore[arg-type]
    for record in ticks[int(place * len(ticks)) :]:
        assert time.tick("evidence", record.tick, record.appended_at) is time  # type: ignore[arg-type]
