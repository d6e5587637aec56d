"""When two exemptions share an instant."""

from datetime import datetime, timedelta

import pytest

from services.registry.changes.exemptions import overlap
from tests.unit.registry.rows import KNOWN, an_exemption


def day(number: int) -> datetime:
    return KNOWN + timedelta(days=number)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ((day(0), day(2)), (day(1), day(3)), True),
        ((day(0), day(3)), (day(1), day(2)), True),
        ((day(0), None), (day(9), day(10)), True),
        ((day(0), None), (day(9), None), True),
        ((day(0), day(1)), (day(1), day(2)), False),
        ((day(0), day(1)), (day(5), None), False),
    ],
    ids=["crossing", "within", "within an open end", "two open ends", "one after the other", "far apart"],
)
def test_exemptions_overlap(
    left: tuple[datetime, datetime | None], right: tuple[datetime, datetime | None], expected: bool
) -> None:
    assert overlap(an_exemption(*left), an_exemption(*right)) is expected
    assert overlap(an_exemption(*right), an_exemption(*left)) is expected
