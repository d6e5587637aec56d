"""Changes as documents: what is read, and what is refused by name."""

from datetime import UTC, datetime

import pytest

from services.auditor.whatif import ChangesInvalid, read_changes
from services.auditor.whatif.changes import (
    Bound,
    Change,
    Deadline,
    Exempted,
    NotExempted,
    OtherDefinition,
    OtherLimits,
    Threshold,
    Whom,
)


def one(**entry: object) -> Change:
    (change,) = read_changes({"form": 1, "changes": [entry]})
    return change


def problem(**entry: object) -> str:
    with pytest.raises(ChangesInvalid) as refused:
        one(**entry)
    (told,) = refused.value.problems
    return told


def test_a_deadline_on_a_jalali_day_is_the_end_of_that_day() -> None:
    at = datetime(2023, 9, 22, 20, 30, tzinfo=UTC)
    assert one(change="deadline", to="1402-06-31", mandate="window-1401") == Deadline(to=at, mandate="window-1401")
    assert one(change="deadline", to="۱۴۰۲/۰۶/۳۱") == one(change="deadline", to="2023-09-22T20:30:00Z")


def test_what_begins_on_a_day_begins_with_it_and_what_ends_ends_with_it() -> None:
    read = one(
        change="exempted", mandate="m", whom={"agencies": ["sanjesh"]}, **{"from": "2023-05-01", "until": "2023-05-01"}
    )
    whom = Whom(agencies=("sanjesh",))
    start, until = datetime(2023, 4, 30, 20, 30, tzinfo=UTC), datetime(2023, 5, 1, 20, 30, tzinfo=UTC)
    assert read == Exempted(mandate="m", whom=whom, start=start, until=until)


@pytest.mark.parametrize(
    ("entry", "read"),
    [
        ({"change": "threshold", "duty": "digitize", "share_percent": 50, "by": "use"}, Threshold),
        ({"change": "limits", "silent_after_days": 30}, OtherLimits),
        ({"change": "not_exempted"}, NotExempted),
        ({"change": "bound", "duty": "connect", "from": "2023-05-01"}, Bound),
        ({"change": "definition", "of": "connected", "counts": "full"}, OtherDefinition),
    ],
)
def test_each_kind_of_change_is_read(entry: dict[str, object], read: type[Change]) -> None:
    assert isinstance(one(**entry), read)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"change": "deadline", "to": "1402-13-01"}, "change 1 (deadline): there is no Jalali day"),
        ({"change": "deadline"}, "change 1 (deadline): Object missing required field `to`"),
        ({"change": "deadline", "to": "2023-05-01T00:00:00"}, "change 1 (deadline): "),
        ({"change": "deadline", "to": "2023-05-01", "off": "current"}, "unknown field `off`"),
        ({"change": "deadline", "to": "2023-05-01", "of": "last"}, "change 1 (deadline): of: "),
        ({"change": "threshold", "share_percent": 130}, "change 1 (threshold): share_percent: "),
        ({"change": "limits", "silent_after_days": 1}, "change 1 (limits): silent_after_days: "),
        ({"change": "exempted", "mandate": "m", "from": "2023-05-01"}, "missing required field `whom`"),
        (
            {"change": "exempted", "mandate": "m", "whom": {"agency": "x"}, "from": "2023-05-01"},
            "unknown field `agency`",
        ),
        ({"change": "wish"}, "change 1 (wish): change: Invalid value 'wish'; it is one of deadline, no_extension, "),
        ({}, "change 1: "),
    ],
)
def test_a_change_that_says_nothing_that_can_be_done_is_named(entry: dict[str, object], told: str) -> None:
    assert told in problem(**entry)


def test_every_change_that_is_wrong_is_named() -> None:
    wrong = [
        {"change": "deadline"},
        {"change": "not_exempted"},
        "exempt them",
        {"change": "limits", "at_risk_days": -1},
    ]
    with pytest.raises(ChangesInvalid) as refused:
        read_changes({"form": 1, "changes": wrong})
    assert [told.partition(":")[0] for told in refused.value.problems] == [
        "change 1 (deadline)",
        "change 3",
        "change 4 (limits)",
    ]


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        "changes",
        {},
        {"form": 2, "changes": []},
        {"form": True, "changes": []},
        {"form": 1},
        {"form": 1, "changes": {}},
        {"form": 1, "changes": [], "also": 1},
    ],
)
def test_what_is_no_document_of_changes_is_refused(document: object) -> None:
    with pytest.raises(ChangesInvalid):
        read_changes(document)


def test_no_changes_are_a_document_too() -> None:
    assert read_changes({"form": 1, "changes": []}) == ()
