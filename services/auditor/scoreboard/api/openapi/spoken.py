"""What each operation takes and answers, by its name: the types that FastAPI cannot see."""

from typing import Any, NamedTuple

from msgspec import Struct

from services.auditor.answers.comparisons import DeltaAnswer, ReconciliationAnswer, VerificationAnswer
from services.auditor.answers.figures import DefinitionsAnswer, FiguresAnswer, OneFigureAnswer
from services.auditor.answers.frozen import FrozenListAnswer, OneFrozenAnswer
from services.auditor.answers.histories import HistoryAnswer
from services.auditor.answers.referring import ReferralsAnswer
from services.auditor.answers.sharing import RollUpsAnswer, SharesAnswer
from services.auditor.answers.trends import BurnUpAnswer, ForecastAnswer, SeriesAnswer
from services.auditor.figures import Receipt
from services.auditor.scoreboard.answers import AgenciesAnswer, SignalsAnswer, StoryAnswer
from services.auditor.scoreboard.standing import Standing
from services.auditor.whatif import Answer as WhatIfAnswer
from services.auditor.whatif import Change


class ChangesDocument(Struct, kw_only=True):
    """What to suppose; every instant may also be a day, Jalali or Gregorian."""

    form: int
    changes: tuple[Change, ...]


class Spoken(NamedTuple):
    """The type of an answer; whether it is a list, in CSV and Excel too; the type of a body."""

    answer: Any
    is_list: bool = False
    body: Any = None


BY_OWN = "_by_own_definitions"

OPERATIONS: dict[str, Spoken] = {
    "figures": Spoken(FiguresAnswer, is_list=True),
    "figure": Spoken(OneFigureAnswer, is_list=True),
    "receipt": Spoken(Receipt),
    "definitions": Spoken(DefinitionsAnswer, is_list=True),
    "verify_receipt": Spoken(VerificationAnswer, is_list=True, body=Receipt),
    "reconcile": Spoken(ReconciliationAnswer, is_list=True),
    "delta": Spoken(DeltaAnswer, is_list=True),
    "series": Spoken(SeriesAnswer, is_list=True),
    "burn_up": Spoken(BurnUpAnswer, is_list=True),
    "forecast": Spoken(ForecastAnswer),
    "roll_ups": Spoken(RollUpsAnswer, is_list=True),
    "shares": Spoken(SharesAnswer, is_list=True),
    "history": Spoken(HistoryAnswer, is_list=True),
    "frozen_list": Spoken(FrozenListAnswer, is_list=True),
    "frozen": Spoken(OneFrozenAnswer),
    "referrals": Spoken(ReferralsAnswer, is_list=True),
    "what_if": Spoken(WhatIfAnswer, body=ChangesDocument),
    "agencies": Spoken(AgenciesAnswer, is_list=True),
    "agency": Spoken(StoryAnswer),
    "signals": Spoken(SignalsAnswer, is_list=True),
    "standing": Spoken(Standing),
}


def spoken(operation: str) -> Spoken:
    """Of an operation; one with definitions of one's own answers as the other does."""
    found = OPERATIONS[operation.removesuffix(BY_OWN)]
    return found._replace(body=DefinitionsAnswer) if operation.endswith(BY_OWN) else found
