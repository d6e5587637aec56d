"""What the registry would have said, had the law been another from the beginning. Pure.

A change is made to every revision of a fact, so what was known when stays as it was: only what it says is another.
Changes are made one after another; each sees what those before it made.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from mohlat_contracts import DecodedEvent
from mohlat_contracts.codec import Event
from mohlat_contracts.envelope import Span
from mohlat_contracts.registry import Connect, Digitize, DutyAssigned, DutyData, ExemptionData, ExemptionGranted
from mohlat_contracts.registry import Deadline as DeadlineData
from mohlat_contracts.sources import REGISTRY
from msgspec import UNSET, structs

from services.auditor.whatif.changes import (
    Bound,
    ChangesInvalid,
    Deadline,
    DutyChange,
    Exempted,
    LawChange,
    NoExtension,
    NotExempted,
    OtherLimits,
    Threshold,
    Unbound,
    named,
)
from services.auditor.whatif.law import Known, Law, Records, duties, events, is_asked, said, selected, unknown
from services.auditor.whatif.spans import with_span, without

Rewrite = Callable[[Event], Event]

BASIS_FA, BASIS_EN = "فرض: اگر معاف بود", "An assumption: had it been exempt"


class NotPossible(ValueError):
    """A change that these duties do not allow."""


def change_law(law: Law, changes: Iterable[tuple[int, LawChange]]) -> dict[str, Records]:
    """The records of every agency on which they would have been others.

    Args:
        changes: each with its number, by which a problem names it.

    Raises:
        ChangesInvalid: a change names what does not exist, is about nobody, or is not possible for those it is about.
    """
    now, problems = dict(law), []
    for number, change in changes:
        try:
            now |= _change(now, change, number)
        except NotPossible as error:
            problems.append(f"{named(number, change)}: {error}")
    if problems:
        raise ChangesInvalid(*problems)
    return {code: records for code, records in now.items() if records != law[code]}


def _change(law: Law, change: LawChange, number: int) -> dict[str, Records]:
    if nobody := list(unknown(law, change.whom)):
        raise NotPossible(", ".join(nobody))
    changed = {code: made for code in selected(law, change.whom) if (made := _made(law, code, change, number))}
    if not changed:
        raise NotPossible(_about_nothing(change))
    return changed


def _made(law: Law, code: str, change: LawChange, number: int) -> Records | None:
    """The records of one agency under the change; None when it is not about them."""
    records = law[code]
    match change:
        case Exempted():
            return _exempted(code, records, change, number)
        case NotExempted():
            return _rewritten(records, lambda event: _not_exempted(event, change))
        case Bound():
            return _bound(law, code, change, number)
    if not any(_has_revision(data, change) for data in duties(records, change)):
        return None
    return _rewritten(records, _of_duty(records, change))


def _has_revision(data: DutyData, change: DutyChange) -> bool:
    """Whether the chain has the deadline that a change of one is about."""
    chain = sorted(each.revision for each in data.deadlines)
    if isinstance(change, NoExtension):
        return len(chain) > 1 if change.revision is None else change.revision in chain[1:]
    return not isinstance(change, Deadline) or not isinstance(change.of, int) or change.of in chain


def _of_duty(records: Records, change: DutyChange) -> Rewrite:
    replaced = _deadline_of(records, change) if isinstance(change, Deadline) else {}

    def rewrite(event: Event) -> Event:
        if not isinstance(event, DutyAssigned) or not is_asked(event.data, change):
            return event
        return structs.replace(event, data=_changed_duty(event.data, change, replaced.get(event.data.duty)))

    return rewrite


def _changed_duty(data: DutyData, change: DutyChange, revision: int | None) -> DutyData:
    match change:
        case Deadline():
            chain = tuple(
                structs.replace(each, at=change.to) if each.revision == revision else each for each in data.deadlines
            )
            return structs.replace(data, deadlines=chain)
        case NoExtension():
            return structs.replace(data, deadlines=_less_extensions(data, change.revision))
        case Threshold():
            return structs.replace(data, obligation=_obligation(data, change))
        case OtherLimits():
            given = _given(change, ("silent_after_days", "at_risk_days", "grace_open_hours"))
            return structs.replace(data, limits=structs.replace(data.limits, **given))
        case Unbound():
            return structs.replace(data, bound=without(data.bound, change.start, change.until))


def _deadline_of(records: Records, change: Deadline) -> dict[str, int]:
    """Duty by duty the revision of the deadline that is replaced, where the agency's chain has it."""
    chains: dict[str, tuple[int, list[int]]] = {}
    for data in duties(records, change):
        if data.duty not in chains or chains[data.duty][0] <= data.revision:
            chains[data.duty] = data.revision, sorted(each.revision for each in data.deadlines)
    if isinstance(change.of, int):
        return {duty: change.of for duty, (_, chain) in chains.items() if change.of in chain}
    return {duty: chain[-1 if change.of == "current" else 0] for duty, (_, chain) in chains.items()}


def _less_extensions(data: DutyData, revision: int | None) -> tuple[DeadlineData, ...]:
    first = min(each.revision for each in data.deadlines)
    return tuple(each for each in data.deadlines if each.revision == first or revision not in (None, each.revision))


def _obligation(data: DutyData, change: Threshold) -> Connect | Digitize:
    given = _given(change, ("grade", "share_percent", "level", "among", "by", "proof"))
    if foreign := [field for field in given if not hasattr(data.obligation, field)]:
        raise NotPossible(f"the duty {data.duty!r} has no {', '.join(foreign)}")
    return structs.replace(data.obligation, **given)


def _given(change: Threshold | OtherLimits, fields: tuple[str, ...]) -> dict[str, object]:
    given = {field: value for field in fields if (value := getattr(change, field)) is not UNSET}
    if not given:
        raise NotPossible(f"one of {', '.join(fields)} is wanted")
    return given


def _exempted(code: str, records: Records, change: Exempted, number: int) -> Records | None:
    """With an exemption that is said together with the first duty of its mandate."""
    data = ExemptionData(
        agency=code,
        exemption=f"what-if-{number}",
        mandate=change.mandate,
        revision=0,
        spans=(Span(start=change.start, until=change.until),),
        basis_fa=BASIS_FA,
        basis_en=BASIS_EN,
    )
    for index, known in enumerate(records):
        if any(duty.mandate == change.mandate for duty in (event.data for event in events((known,), DutyAssigned))):
            event = ExemptionGranted(id=f"what-if-{number}:{code}", source=REGISTRY, time=known.known_at, data=data)
            together = known._replace(events=(*known.events, said(event)))
            return (*records[:index], together, *records[index + 1 :])
    return None


def _not_exempted(event: Event, change: NotExempted) -> Event:
    if not isinstance(event, ExemptionGranted) or change.mandate not in (None, event.data.mandate):
        return event
    spans = without(event.data.spans, change.start, change.until)
    return structs.replace(event, data=structs.replace(event.data, spans=spans))


def _bound(law: Law, code: str, change: Bound, number: int) -> Records | None:
    span = Span(start=change.start, until=change.until)
    if duties(law[code], change):

        def rewrite(event: Event) -> Event:
            if not isinstance(event, DutyAssigned) or not is_asked(event.data, change):
                return event
            return structs.replace(event, data=structs.replace(event.data, bound=with_span(event.data.bound, span)))

        return _rewritten(law[code], rewrite)
    if not change.whom.agencies and not change.whom.groups:
        return None  # everybody who has the duty; who never had it must be named
    new = [_as_others(known, code, change, number, span) for known in _pattern(law, change)]
    merged = sorted((*law[code], *new), key=_known_at)
    return tuple(merged) if new else None


def _pattern(law: Law, change: Bound) -> Records:
    """The records of the first body, by code, that has the duty, if possible one without deadlines of its own."""
    having = [code for code in sorted(law) if duties(law[code], change)]
    if not having:
        return ()
    common = (
        code
        for code in having
        if all(each.scope == "all" for data in duties(law[code], change) for each in data.deadlines)
    )
    records = law[next(common, having[0])]
    return tuple(known for known in records if duties((known,), change))


def _as_others(known: Known, code: str, change: Bound, number: int, span: Span) -> Known:
    return Known(
        known.known_at,
        tuple(
            said(
                structs.replace(
                    event,
                    id=f"what-if-{number}:{code}:{event.data.duty}:{event.data.revision}",
                    data=structs.replace(event.data, agency=code, bound=(span,)),
                )
            )
            for event in events((known,), DutyAssigned)
            if is_asked(event.data, change)
        ),
    )


def _rewritten(records: Records, rewrite: Rewrite) -> Records:
    return tuple(known._replace(events=tuple(_again(each, rewrite) for each in known.events)) for known in records)


def _again(decoded: DecodedEvent, rewrite: Rewrite) -> DecodedEvent:
    """The same where nothing changes, bytes and all."""
    event = rewrite(decoded.event)
    return decoded if event == decoded.event else said(event)


def _about_nothing(change: LawChange) -> str:
    wanted = [
        f"{field} {value!r}"
        for field in ("mandate", "duty", "of", "revision")
        if (value := getattr(change, field, None)) is not None
    ]
    return f"nobody whom it is about has that: {', '.join(wanted)}" if wanted else "it is about nobody"


def _known_at(known: Known) -> datetime:
    return known.known_at
