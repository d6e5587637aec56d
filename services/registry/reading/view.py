"""From where the book is looked at."""

from datetime import datetime
from typing import NamedTuple

from mohlat_contracts.envelope import Span
from pydantic import BaseModel, ConfigDict, Field


class View(NamedTuple):
    """What was true at `as_of`, by what had become known before `known_at`; both aware, UTC."""

    as_of: datetime
    known_at: datetime


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True)


class Viewed(Answer):
    """An item, with the instants it was looked at from."""

    as_of: datetime
    known_at: datetime


class SpanAnswer(Answer):
    """[from, until); without `until` it is open-ended."""

    start: datetime = Field(alias="from")
    until: datetime | None


def span_answer(span: Span) -> SpanAnswer:
    return SpanAnswer.model_validate({"from": span.start, "until": span.until})
