"""What the API answers with."""

import datetime as dt
from datetime import datetime
from typing import Any, Literal, TypeVar

import msgspec
from mohlat_contracts.registry import AgencyKind, Grade, Level
from pydantic import BaseModel, Field

from services.registry.changes.duties import Law
from services.registry.details import AgencyDetails
from services.registry.facts import deadline, limits, obligation


class Answer(BaseModel):
    pass


class GroupAnswer(Answer):
    code: str
    name_fa: str
    name_en: str


class OversightAnswer(Answer):
    role: str
    name_fa: str
    name_en: str


class EnrolledAnswer(Answer):
    """The agencies of the request, in its order; all are registered now."""

    agencies: list[str]


class SpanAnswer(Answer):
    start: datetime = Field(alias="from")
    until: datetime | None


class ServiceAnswer(Answer):
    code: str
    name_fa: str
    name_en: str
    high_use: bool
    spans: list[SpanAnswer]


class KeyAnswer(Answer):
    agency: str
    key_id: str
    revision: int
    public_key: str
    revoked_at: datetime | None


class InstrumentAnswer(Answer):
    number: str
    date: dt.date
    issuer: str


class DeadlineAnswer(Answer):
    revision: int
    at: datetime
    announced_at: datetime
    instrument: InstrumentAnswer
    final: bool


class LimitsAnswer(Answer):
    silent_after_days: int
    at_risk_days: int
    grace_open_hours: int


class ConnectAnswer(Answer):
    kind: Literal["connect"]
    grade: Grade


class DigitizeAnswer(Answer):
    kind: Literal["digitize"]
    share_percent: int
    level: Level


class BindsAnswer(Answer):
    kinds: list[AgencyKind]


class MandateDutyAnswer(Answer):
    code: str
    name_fa: str
    name_en: str
    obligation: ConnectAnswer | DigitizeAnswer
    binds: BindsAnswer


class MandateAnswer(Answer):
    code: str
    name_fa: str
    name_en: str
    limits: LimitsAnswer
    deadlines: list[DeadlineAnswer]
    duties: list[MandateDutyAnswer]


class DutyAnswer(Answer):
    duty: str
    mandate: str
    revision: int
    name_fa: str
    name_en: str
    obligation: ConnectAnswer | DigitizeAnswer
    limits: LimitsAnswer
    bound: list[SpanAnswer]
    deadlines: list[DeadlineAnswer]


class ExemptionAnswer(Answer):
    agency: str
    exemption: str
    mandate: str
    revision: int
    spans: list[SpanAnswer]
    basis_fa: str
    basis_en: str


class AgencyAnswer(Answer):
    code: str
    revision: int
    name_fa: str
    name_en: str
    group: GroupAnswer
    kind: AgencyKind
    parent: str | None
    synthetic: bool
    services: list[ServiceAnswer]
    keys: list[KeyAnswer]
    duties: list[DutyAnswer]
    exemptions: list[ExemptionAnswer]


class AgenciesAnswer(Answer):
    """A page; `next` goes into `after` to get the next one, null at the end."""

    agencies: list[AgencyAnswer]
    next: str | None


class ClockAnswer(Answer):
    """Where the simulated clock stands; null before its first move."""

    now: datetime | None


_AnswerOf = TypeVar("_AnswerOf", bound=Answer)


def answer(kind: type[_AnswerOf], fact: Any) -> _AnswerOf:
    """A fact of the contract as an answer: the API shows what the log says."""
    return kind.model_validate(msgspec.to_builtins(fact, builtin_types=(datetime, dt.date)))


def agency_answer(details: AgencyDetails) -> AgencyAnswer:
    built = msgspec.to_builtins(details, builtin_types=(datetime, dt.date))
    agency = built.pop("agency")
    return AgencyAnswer.model_validate(
        {**built, **agency, "code": agency["agency"], "services": built["services"]["services"]}
    )


def mandate_answer(law: Law) -> MandateAnswer:
    return MandateAnswer(
        code=law.mandate.code,
        name_fa=law.mandate.name_fa,
        name_en=law.mandate.name_en,
        limits=answer(LimitsAnswer, limits(law.mandate)),
        deadlines=[answer(DeadlineAnswer, deadline(link)) for link in law.chain],
        duties=[
            MandateDutyAnswer(
                code=duty.code,
                name_fa=duty.name_fa,
                name_en=duty.name_en,
                obligation=msgspec.to_builtins(obligation(duty)),
                binds=BindsAnswer.model_validate({"kinds": duty.binds_kinds}),
            )
            for duty in law.duties
        ],
    )
