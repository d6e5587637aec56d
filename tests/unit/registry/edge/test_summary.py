"""What an approver reads of a proposal."""

from typing import Any

import pytest

from services.registry.api.desk.summary import AT_MOST, lines

AGENCY = {
    "code": "sanjesh",
    "name_fa": "سازمان سنجش",
    "name_en": "Assessment",
    "group": "organisations",
    "parent": None,
}
MANDATE: dict[str, Any] = {
    "action": "enact_mandate",
    "code": "window",
    "instrument": {"number": "7", "date": "2022-03-01", "issuer": "Majlis"},
    "duties": [{"code": "connect", "binds": {"kinds": ["core"], "groups": []}}],
    "milestones": [],
    "original": {"code": "Window"},
}


def test_what_is_about_many_is_shown_in_part_and_the_rest_is_counted() -> None:
    shown, more = lines({"action": "register_agencies", "agencies": [AGENCY] * 30}, "en")
    assert (len(shown), more) == (AT_MOST, 30 * 4 - AT_MOST)


def test_a_weight_of_nothing_is_said_too() -> None:
    shown, _ = lines({"duty": "connect", "roll_up": {"kind": "weighted", "percent": 50, "own": 0}}, "en")
    assert ("with its affiliates · own weight", "0") in shown


@pytest.mark.parametrize("operation", [MANDATE, {"action": "register_agencies", "agencies": [AGENCY] * 10}])
def test_of_what_is_shown_whole_nothing_is_left_to_count(operation: dict[str, Any]) -> None:
    shown, more = lines(operation, "fa")
    assert (0 < len(shown) <= AT_MOST, more) == (True, 0)
