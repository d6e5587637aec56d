"""When a stream counts as stalled."""

from services.auditor.worker.watching import Watch


def test_work_that_waits_without_any_sign_of_life_is_a_stall_after_the_limit() -> None:
    watch = Watch(limit=30)
    assert [watch.look(now, sign=7, waiting=True) for now in (0, 15, 29, 30)] == [False, False, False, True]


def test_any_sign_of_life_starts_the_wait_anew() -> None:
    watch = Watch(limit=30)
    assert not watch.look(0, sign=7, waiting=True)
    assert not watch.look(29, sign=8, waiting=True)
    assert not watch.look(58, sign=8, waiting=True)
    assert watch.look(59, sign=8, waiting=True)


def test_a_stream_with_nothing_to_do_may_be_silent_for_ever() -> None:
    watch = Watch(limit=30)
    assert not any(watch.look(now, sign=7, waiting=False) for now in range(0, 1000, 10))
    assert not watch.look(1000, sign=7, waiting=True), "the wait begins with the work"
