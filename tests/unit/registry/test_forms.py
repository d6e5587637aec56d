"""Forms: whatever a form is filled with, the record is the one that the agency's own events make."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mohlat_contracts import MalformedBatch, decode_batch, encode_batch
from mohlat_contracts.envelope import Span
from mohlat_contracts.registry import (
    Connect,
    Deadline,
    Digitize,
    DutyAssigned,
    DutyData,
    Instrument,
    Limits,
    Milestone,
)

from services.registry.events import event
from services.registry.forms import Form, fill, filling, make

KNOWN_AT = datetime(2022, 3, 21, 20, 30, tzinfo=UTC)

instants = st.integers(-600_000_000_000_000, 5_600_000_000_000_000).map(
    lambda microseconds: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
)
codes = st.from_regex(r"\A[a-z0-9][a-z0-9-]{1,39}\Z")
names = st.text(min_size=1, max_size=30)
identifiers = st.text(st.characters(min_codepoint=0x20, exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)
bounds = st.lists(st.builds(Span, start=instants, until=st.none() | instants), max_size=4).map(tuple)
instruments = st.builds(
    Instrument, number=names, date=st.dates(date(1950, 1, 1), date(2150, 1, 1)), issuer=names, document=st.none()
)
deadlines = st.builds(
    Deadline,
    revision=st.integers(0, 9),
    at=instants,
    announced_at=instants,
    instrument=instruments,
    final=st.booleans(),
)
milestones = st.builds(
    Milestone,
    code=identifiers,
    name_fa=names,
    name_en=names,
    at=instants,
    share_percent=st.none() | st.integers(1, 100),
)
obligations = st.builds(Connect, grade=st.just("proven")) | st.builds(
    Digitize, share_percent=st.integers(1, 100), level=st.just("fully_online")
)


@dataclass(frozen=True)
class Duty:
    """All of a duty but whom it binds and when."""

    code: str
    terms: DutyData

    def of(self, agency: str, bound: tuple[Span, ...]) -> DutyAssigned:
        data = msgspec.structs.replace(self.terms, agency=agency, duty=self.code, bound=bound)
        assigned = event(data, KNOWN_AT)
        assert isinstance(assigned, DutyAssigned)
        return assigned


terms = st.builds(
    DutyData,
    agency=st.just("any"),
    duty=st.just("any"),
    mandate=identifiers,
    revision=st.integers(0, 2**53),
    name_fa=names,
    name_en=names,
    obligation=obligations,
    limits=st.builds(
        Limits, silent_after_days=st.just(21), at_risk_days=st.just(14), grace_open_hours=st.integers(0, 48)
    ),
    bound=st.just(()),
    deadlines=st.lists(deadlines, min_size=1, max_size=3).map(tuple),
    milestones=st.lists(milestones, max_size=2).map(tuple),
)
duties = st.lists(st.builds(Duty, code=identifiers, terms=terms), min_size=1, max_size=3)


def connect(agency: str = "sanjesh", duty: str = "connect", mandate: str = "window") -> DutyAssigned:
    data = DutyData(
        agency=agency,
        duty=duty,
        mandate=mandate,
        revision=57,
        name_fa="اتصال",
        name_en="Connect",
        obligation=Connect(grade="proven"),
        limits=Limits(silent_after_days=21, at_risk_days=14, grace_open_hours=24),
        bound=(Span(start=KNOWN_AT),),
        deadlines=(
            Deadline(
                revision=0,
                at=KNOWN_AT + timedelta(days=90),
                announced_at=KNOWN_AT,
                instrument=Instrument(number="57/1", date=date(2022, 3, 1), issuer="Cabinet"),
            ),
        ),
    )
    assigned = event(data, KNOWN_AT)
    assert isinstance(assigned, DutyAssigned)
    return assigned


def fillings(events: Sequence[DutyAssigned]) -> list[str]:
    return [filling(each.data.bound) for each in events]


@given(duties=duties, data=st.data())
def test_a_filled_form_is_the_record_of_that_agency_byte_for_byte(duties: list[Duty], data: st.DataObject) -> None:
    def record(agency: str) -> list[DutyAssigned]:
        return [duty.of(agency, data.draw(bounds)) for duty in duties]

    form = make(record(data.draw(codes)))
    other = record(data.draw(codes))
    filled = fill(form, other[0].data.agency, fillings(other))
    assert filled == encode_batch(other)
    assert form.size(other[0].data.agency, fillings(other)) == len(filled)
    assert decode_batch(filled) == other


def test_a_form_read_back_from_its_columns_fills_the_same() -> None:
    made = make([connect()])
    kept = Form(tuple(made.duties), bytes(made.body))
    assert fill(kept, "hadafmandi", ["[]"]) == fill(made, "hadafmandi", ["[]"])


def test_a_duty_or_mandate_that_is_called_like_the_agency_is_no_hole() -> None:
    form = make([connect("window", duty="window", mandate="window")])
    events = [connect("sanjesh", duty="window", mandate="window")]
    assert fill(form, "sanjesh", fillings(events)) == encode_batch(events)


def test_the_duties_of_a_form_stand_in_the_order_of_its_fillings() -> None:
    form = make([connect(duty="connect"), connect(duty="digitize")])
    filled = decode_batch(fill(form, "sanjesh", ["[]", filling([Span(start=KNOWN_AT)])]))
    assert form.duties == ("connect", "digitize")
    assert [len(each.data.bound) for each in filled if isinstance(each, DutyAssigned)] == [0, 1]


@pytest.mark.parametrize("given_fillings", [[], ["[]", "[]"]], ids=["too few", "too many"])
def test_a_form_takes_one_filling_for_each_duty(given_fillings: list[str]) -> None:
    with pytest.raises(ValueError, match="fillings"):
        fill(make([connect()]), "sanjesh", given_fillings)


def test_events_of_two_agencies_make_no_form() -> None:
    with pytest.raises(ValueError, match="one agency"):
        make([connect("sanjesh"), connect("hadafmandi")])


def test_an_event_named_otherwise_makes_no_form() -> None:
    with pytest.raises(ValueError, match="does not name"):
        make([msgspec.structs.replace(connect(), id="registry:duty:connect:hadafmandi:57")])


def test_what_no_reader_would_accept_makes_no_form() -> None:
    too_early = msgspec.structs.replace(connect(), time=datetime(1800, 1, 1, tzinfo=UTC))
    with pytest.raises(MalformedBatch):
        make([too_early])
