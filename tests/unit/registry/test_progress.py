"""When a relay counts as stuck: rows wait, and nothing moves."""

from services.registry.relay.backlog import Progress, Standing


class Watch:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def standing(through: int, depth: int, round_: int = 0) -> Standing:
    return Standing(round=round_, published_through=through, depth=depth, age=None)


def stuck_after(seconds: float, before: Standing, after: Standing) -> float:
    watch = Watch()
    progress = Progress(watch)
    progress.stuck_for(before)
    watch.seconds = seconds
    return progress.stuck_for(after)


def test_rows_that_wait_while_nothing_moves_are_stuck_since_they_were_seen() -> None:
    assert stuck_after(12, standing(5, depth=3), standing(5, depth=4)) == 12


def test_a_long_queue_that_gets_on_is_not_stuck() -> None:
    assert stuck_after(12, standing(5, depth=10_000), standing(6, depth=10_000)) == 0


def test_nothing_that_waits_is_nothing_stuck() -> None:
    assert stuck_after(12, standing(5, depth=0), standing(5, depth=0)) == 0


def test_starting_anew_is_a_move() -> None:
    assert stuck_after(12, standing(0, depth=5), standing(0, depth=5, round_=1)) == 0


def test_a_queue_counts_from_when_it_began_and_not_from_the_last_move() -> None:
    watch = Watch()
    progress = Progress(watch)
    for watch.seconds, depth in ((0, 0), (60, 0), (61, 1)):
        progress.stuck_for(standing(5, depth))
    watch.seconds = 63
    assert progress.stuck_for(standing(5, 1)) == 3
