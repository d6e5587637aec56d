"""What the notifier takes from the verdicts topic: verdicts and time, and nothing of what was only seen."""

from mohlat_contracts import encode_batch, read_batch, sources
from mohlat_contracts.signals import SignalData, SignalRaised
from mohlat_contracts.verdicts import FactName

from services.notifier.desk import Desk
from services.notifier.intake import Intake
from services.notifier.state.docket import Docket
from services.notifier.state.facts import fact_of
from services.notifier.state.progress import Offsets
from services.plumbing.records import Record
from tests.unit.notifier import facts

SIGNAL = SignalRaised(
    id="s1",
    source=sources.AUDITOR,
    time=facts.BEGIN,
    data=SignalData(
        agency="a1",
        signal="one_id_two_contents",
        event_id="beat",
        facts=tuple(FactName(id="beat", sha256=digit * 64) for digit in "ab"),
        known_at=facts.BEGIN,
    ),
)


def test_no_letter_rests_on_a_signal() -> None:
    assert fact_of(SIGNAL, facts.BEGIN) is None


def test_a_signal_is_read_and_leaves_nothing_behind() -> None:
    desk = Desk(Docket(0), Offsets(), epoch=1)
    value = encode_batch([SIGNAL])
    Intake("registry", "verdicts").take_in(
        desk, Record("verdicts", 0, 0, "a1", facts.BEGIN, tuple(read_batch(value)), value)
    )
    assert desk.unwritten == []
    assert desk.docket.verdict_time is None
