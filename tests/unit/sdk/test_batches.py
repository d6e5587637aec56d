from mohlat_contracts.codec import MAX_EVENTS
from mohlat_contracts.topics import MAX_BODY_BYTES
from mohlat_sdk.batches import batch, split


def test_runs_keep_the_order_and_fit_a_batch() -> None:
    events = [b"x" * (1 + 7919 * i % 5000) for i in range(3000)]
    runs = list(split(events))
    assert [event for run in runs for event in run] == events
    assert all(len(run) <= MAX_EVENTS and len(batch(run)) <= MAX_BODY_BYTES for run in runs)


def test_a_run_is_as_large_as_it_may_be() -> None:
    half = b"x" * ((MAX_BODY_BYTES - 3) // 2)
    assert [len(run) for run in split([half, half, half])] == [2, 1]
    assert [len(run) for run in split([half, half + b"xx", half])] == [1, 1, 1]


def test_an_event_too_large_for_any_batch_stands_alone() -> None:
    assert [len(run) for run in split([b"a", b"x" * (MAX_BODY_BYTES + 1), b"b"])] == [1, 1, 1]


def test_no_events_are_no_runs() -> None:
    assert list(split([])) == []
