"""A sandbox is written to by nobody, about nothing, and makes no difference to others' letters."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from mohlat_contracts import encode_batch, read_batch, sources
from mohlat_contracts.contacts import ContactData, ContactUpdated

from services.notifier.addresses import AddressBook
from services.notifier.letters.render import Stationery
from services.notifier.planning import Planning
from services.notifier.state.docket import Docket
from services.notifier.state.facts import Fact
from services.plumbing.records import Record
from tests.unit.notifier import facts
from tests.unit.notifier.cases import DEADLINE, day

TICKS = [day(n) for n in range(-40, 40)]
HOLDERS = (
    "agency:a1",
    "agency:trial",
    "agency:p",
    "oversight:oversight_committee",
    "oversight:inspection_organisation",
)
STATIONERY = Stationery("mohlat@mohlat.example")


def everybody() -> AddressBook:
    book = AddressBook()
    for n, holder in enumerate(HOLDERS):
        data = ContactData(contact=f"c{n}", holder=holder, name="x", email=f"c{n}@a.example")
        value = encode_batch([ContactUpdated(id=f"c{n}", source=sources.REGISTRY, time=facts.BEGIN, data=data)])
        book.fold(Record("contacts", 0, 0, f"c{n}", facts.BEGIN, tuple(read_batch(value)), value))
    return book


def decided(known: list[Fact]) -> list[tuple[datetime, str, str, str | None, bytes | None]]:
    """What is entered in the ledger at each tick: agency, state, reason and letter. What is planned is accepted."""
    docket, planning = Docket(0), Planning(everybody(), STATIONERY, "mohlat.example", simulated=False)
    for fact in known:
        docket.fold(fact)
    entered: list[tuple[datetime, str, str, str | None, bytes | None]] = []
    for at in TICKS:
        decisions = docket.due(at)
        held = [docket.entries(each.view.case.agency, each.view.case.duty) for each in decisions]
        for row in planning.rows(decisions, held, at):
            docket.enter(row.key, row.at, row.state == "planned")
            entered.append((at, row.key.agency, row.state, row.reason, row.mime))
    return entered


def beside() -> list[Fact]:
    return [facts.agency("a1"), facts.duty("a1", DEADLINE), facts.verdict("a1", "overdue", facts.BEGIN)]


def trial() -> list[Fact]:
    return [facts.agency("trial", kind="sandbox"), facts.duty("trial", DEADLINE)]


def test_whatever_is_due_about_it_is_suppressed_and_the_reason_is_named() -> None:
    entered = decided([*trial(), facts.verdict("trial", "overdue", facts.BEGIN)])
    assert len(entered) > 5
    assert {(state, reason, mime) for _, _, state, reason, mime in entered} == {("suppressed", "sandbox", None)}


INSTANTS = st.integers(-50 * 24, 50 * 24).map(lambda hours: DEADLINE + timedelta(hours=hours))
NEWS = st.one_of(
    st.builds(
        lambda status, at: facts.verdict("trial", status, at),
        st.sampled_from(["pending", "at_risk", "overdue", "lapsed", "met"]),
        INSTANTS,
    ),
    st.builds(lambda at, n: facts.duty("trial", DEADLINE, day(n), known_at=at), INSTANTS, st.integers(1, 60)),
    st.builds(lambda at, since: facts.exemption("trial", since, at), INSTANTS, INSTANTS),
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(NEWS, max_size=8))
def test_whatever_becomes_of_it_no_letter_of_others_changes(news: list[Fact]) -> None:
    entered = decided([*beside(), *trial(), *news])
    assert [each for each in entered if each[1] != "trial"] == decided(beside())
    assert all(mime is None for _, agency, _, _, mime in entered if agency == "trial")
