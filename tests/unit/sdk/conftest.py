from collections.abc import Iterator

import pytest
import stamina


@pytest.fixture(autouse=True)
def no_pauses_between_tries() -> Iterator[None]:
    """As many tries as asked for, none of the waiting."""
    with stamina.set_testing(True, attempts=100, cap=True):
        yield
