"""Every status, reason and grade there is, each with the shortest story that leads to it."""

from datetime import datetime
from typing import NamedTuple, get_args

import pytest
from mohlat_contracts import DecodedEvent
from mohlat_contracts.registry import Connect, Digitize
from mohlat_contracts.verdicts import ConnectionGrade, Reason, Status

from tests.unit.auditor.courts import case_of, said
from tests.unit.auditor.events import (
    START,
    always,
    catalogue,
    closed,
    day,
    digitized,
    duty,
    established,
    exemption,
    heartbeat,
)

Known = tuple[datetime, DecodedEvent]


class Story(NamedTuple):
    """What became known, and when it is asked what is said of it."""

    tells: str
    known: tuple[Known, ...]
    at: datetime
    said: tuple[str, ...]
    duty: str = "connect"


DUTY = (START, duty([day(60)]))
ALL_OF_TWO = (START, duty([day(60)], obligation=Digitize(share_percent=100, level="fully_online")))
TWO = (START, catalogue(always("s0", "s1")))
BOTH_ONLINE = tuple((day(5), digitized(day(5), service)) for service in ("s0", "s1"))
ONE_FELL = (day(9), digitized(day(9), "s0", "partly_online"))
BEAT = (day(9), heartbeat(day(9), "s0"))
FULL_BEAT = (day(9), heartbeat(day(9), "s0", "s1"))
FULL = (START, duty([day(60)], obligation=Connect(grade="full")))

STORIES = [
    Story("nothing yet, long before the deadline", (DUTY,), day(9), ("pending", "before_deadline", "none")),
    Story("nothing yet, two weeks before it", (DUTY,), day(46), ("at_risk", "deadline_near", "none")),
    Story("nothing yet, and a spool may still come", (DUTY,), day(60), ("at_risk", "in_grace", "none")),
    Story("nothing, a day of open time after it", (DUTY,), day(61), ("overdue", "deadline_passed", "none")),
    Story(
        "stated and never proven",
        (DUTY, (day(9), established(day(9)))),
        day(61),
        ("overdue", "deadline_passed", "claimed"),
    ),
    Story("proven by a heartbeat", (DUTY, TWO, BEAT), day(9), ("met", "in_force", "proven")),
    Story("a heartbeat that reaches every service", (DUTY, TWO, FULL_BEAT), day(9), ("met", "in_force", "full")),
    Story("silent to the limit, and a spool may still come", (DUTY, BEAT), day(30), ("met", "in_grace", "proven")),
    Story("silent beyond it", (DUTY, BEAT), day(31), ("lapsed", "silent", "silent")),
    Story("closed", (DUTY, BEAT, (day(12), closed(day(12)))), day(12), ("lapsed", "closed", "none")),
    Story("full once, and reaching less", (FULL, TWO, FULL_BEAT, (day(12), heartbeat(day(12), "s0"))), day(13),
          ("lapsed", "share_fell", "proven")),
    Story("exempted", (DUTY, (day(2), exemption([(day(2), None)]))), day(9), ("exempt", "exempted", "none")),
    Story("no longer bound", ((START, duty([day(60)], bound=[(START, day(5))])),), day(5),
          ("exempt", "not_bound", "none")),
    Story("a share that is held", (ALL_OF_TWO, TWO, *BOTH_ONLINE), day(6), ("met", "in_force"), "digitize"),
    Story("a share that has just fallen", (ALL_OF_TWO, TWO, *BOTH_ONLINE, ONE_FELL), day(9), ("met", "in_grace"),
          "digitize"),
    Story("a share that has fallen", (ALL_OF_TWO, TWO, *BOTH_ONLINE, ONE_FELL), day(10), ("lapsed", "share_fell"),
          "digitize"),
    Story("a share that is not held yet", (ALL_OF_TWO, TWO), day(6), ("pending", "before_deadline"), "digitize"),
    Story("a share not held two weeks before the deadline", (ALL_OF_TWO, TWO), day(46), ("at_risk", "deadline_near"),
          "digitize"),
    Story("a share not held, and a spool may still come", (ALL_OF_TWO, TWO), day(60), ("at_risk", "in_grace"),
          "digitize"),
    Story("a share not held", (ALL_OF_TWO, TWO), day(61), ("overdue", "deadline_passed"), "digitize"),
]  # fmt: skip


@pytest.mark.parametrize("story", STORIES, ids=[each.tells for each in STORIES])
def test_the_verdict_on(story: Story) -> None:
    assert said(case_of(*story.known), story.at, story.duty) == story.said


def test_every_status_reason_and_grade_has_its_story() -> None:
    assert {each.said[0] for each in STORIES} == set(get_args(Status))
    assert {each.said[1] for each in STORIES} == set(get_args(Reason))
    assert {each.said[2] for each in STORIES if each.duty == "connect"} == set(get_args(ConnectionGrade))
