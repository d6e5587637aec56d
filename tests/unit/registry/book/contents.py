"""Contents of the book as tests write them, on days counted from one beginning."""

from datetime import UTC, date, datetime, timedelta

from mohlat_contracts.envelope import Span
from mohlat_contracts.referrals import Author
from mohlat_contracts.registry import AgencyKind, Connect, Level, Limits

from services.registry.book.contents import (
    AgencyContent,
    Binds,
    Certificate,
    DutyContent,
    ExemptionContent,
    InstrumentContent,
    Link,
    MandateContent,
    Names,
    Place,
    Scope,
    Withdrawal,
)
from services.registry.book.referrals import (
    BreachContent,
    OutcomeContent,
    ReferralContent,
    ReplyContent,
    WithdrawalContent,
)
from services.registry.book.timeline import Timeline, Value, Version, clip, put, since

BEGINNING = datetime(2022, 3, 20, 20, 30, tzinfo=UTC)
INSTRUMENT = InstrumentContent("1", date(2022, 3, 1), "Majlis")


def day(number: int) -> datetime:
    return BEGINNING + timedelta(days=number)


def open_day(number: int | None) -> datetime | None:
    return None if number is None else day(number)


def on(number: int) -> date:
    """The civil day that begins then."""
    return date(2022, 3, 21) + timedelta(days=number)


def span(start: int, until: int | None = None) -> Span:
    return Span(start=day(start), until=open_day(until))


def history(first: Value, *later: tuple[int, Value], life: tuple[int, int | None] = (0, None)) -> Timeline[Value]:
    """The first value since the life begins, each later one since its day."""
    timeline = since(day(life[0]), first)
    for start, value in later:
        timeline = put(timeline, value, day(start))
    return clip(timeline, None, open_day(life[1]))


def names(name: str = "S") -> Names:
    return Names("س", name)


def under(parent: str | None, group: str = "organisations", kind: AgencyKind = "core") -> Place:
    return Place(group, kind, parent)


def within(group: str, kind: AgencyKind = "core", parent: str | None = None) -> Place:
    return Place(group, kind, parent)


def an_agency(
    code: str = "sanjesh",
    place: Place | None = None,
    *moves: tuple[int, Place],
    life: tuple[int, int | None] = (0, None),
) -> AgencyContent:
    return AgencyContent(
        code=code,
        synthetic=True,
        names=history(names(code), life=life),
        place=history(place or under(None), *moves, life=life),
    )


def a_duty(binds: Binds | None = None, *amended: tuple[int, Binds]) -> DutyContent:
    return DutyContent("connect", "اتصال", "Connect", Connect(grade="proven"), history(binds or Binds(), *amended))


def a_mandate(*chain: Link, in_force: Span | None = None, duty: DutyContent | None = None) -> MandateContent:
    return MandateContent(
        code="window",
        name_fa="پنجره",
        name_en="Window",
        limits=Limits(silent_after_days=21, at_risk_days=14, grace_open_hours=24),
        in_force=in_force or span(0),
        duties=(duty or a_duty(),),
        chain=chain or (a_link(0, 100),),
    )


def a_link(
    revision: int, at: int, scope: Scope | None = None, announced: int = 0, withdrawn: int | None = None
) -> Link:
    return Link(
        revision=revision,
        at=day(at),
        announced_at=day(announced),
        instrument=INSTRUMENT,
        scope=scope or Scope(),
        withdrawn=None if withdrawn is None else Withdrawal(day(withdrawn), INSTRUMENT),
    )


def for_group(code: str) -> Scope:
    return Scope("group", code)


def for_agency(code: str) -> Scope:
    return Scope("agency", code)


def an_exemption(
    start: int, until: int | None = None, code: str = "e1", agency: str = "sanjesh", mandate: str = "window"
) -> ExemptionContent:
    return ExemptionContent(
        agency=agency,
        code=code,
        mandate=mandate,
        span=span(start, until),
        basis_fa="ب",
        basis_en="b",
        approver="Council",
        instrument=INSTRUMENT,
    )


def a_certificate(start: int, until: int | None = None, level: Level = "fully_online") -> Version[Certificate]:
    return Version(start=day(start), until=open_day(until), value=Certificate(level, "ARO", INSTRUMENT))


VERDICT = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def a_referral(dated: int = 310, *answers: ReplyContent, since: int = 300, due: int = 340) -> ReferralContent:
    """On a breach from the three-hundredth day on. These days lie in winter time, when they begin as `day` counts."""
    return ReferralContent(
        code="inspection-551",
        agency="sanjesh",
        mandate="window",
        duty="connect",
        oversight_body="inspection_organisation",
        number="۱۴۰۲/ب/۵۵۱",
        date=on(dated),
        breach=BreachContent(VERDICT, day(since)),
        decision_fa="متصل شود",
        decision_en="Is to connect",
        due=day(due),
        answers=answers,
    )


def a_reply(dated: int, due: int | None = None, text: str = "نامه") -> ReplyContent:
    author: Author = "agency" if due is None else "oversight_body"
    return ReplyContent(author=author, date=on(dated), text=text, due=open_day(due))


def an_outcome(dated: int) -> OutcomeContent:
    return OutcomeContent(result="complied", date=on(dated), text_fa="متصل شد", text_en="It is connected")


def a_withdrawal(dated: int) -> WithdrawalContent:
    return WithdrawalContent(date=on(dated), basis_fa="اشتباه بود", basis_en="A mistake")
