"""The verdicts on one agency, in order. Pure."""

from datetime import datetime
from typing import Protocol

from mohlat_contracts.verdicts import VerdictData
from msgspec import Struct, structs


class Recorded(Protocol):
    """A verdict with its id."""

    @property
    def id(self) -> str: ...
    @property
    def data(self) -> VerdictData: ...


class VerdictAnswer(VerdictData, frozen=True, kw_only=True):
    """A verdict with its id, a hash of its content; `supersedes` names the one that it corrects."""

    id: str


class HistoryAnswer(Struct, frozen=True, kw_only=True):
    """Verdicts by duty, then in the order in which they became known; `next` is the `after` of the page that follows.

    Attributes:
        as_of: without those that took effect later; None: all.
        known_at: without those that became known at it or later; None: all.
    """

    agency: str
    name_fa: str
    name_en: str
    as_of: datetime | None
    known_at: datetime | None
    verdicts: tuple[VerdictAnswer, ...]
    next: str | None


def verdict_answer(recorded: Recorded) -> VerdictAnswer:
    return VerdictAnswer(id=recorded.id, **structs.asdict(recorded.data))
