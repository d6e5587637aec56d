"""What if: another deadline, threshold, exemption, binding or definition, against all the facts, touching nothing."""

from services.auditor.whatif.answering import Answer, Move, NotJudged, Question, WhatIfFigure
from services.auditor.whatif.changes import Change, ChangesInvalid, read_changes
from services.auditor.whatif.desk import Desk, NoAnswer, what_if
from services.auditor.whatif.facts import Facts, TooManyFacts

__all__ = [
    "Answer",
    "Change",
    "ChangesInvalid",
    "Desk",
    "Facts",
    "Move",
    "NoAnswer",
    "NotJudged",
    "Question",
    "TooManyFacts",
    "WhatIfFigure",
    "read_changes",
    "what_if",
]
