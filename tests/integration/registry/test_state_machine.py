"""Officials do whatever they like in whatever order, and the registry answers as a simple model does."""

import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from services.calendar.civil import TEHRAN
from tests.integration.registry import entered, hearing
from tests.integration.registry.asking_directly import asked_directly
from tests.integration.registry.comparing import TICK, Comparison, Viewpoint
from tests.integration.registry.copies import Surroundings, surrounded
from tests.integration.registry.fitting import fitted
from tests.integration.registry.model.book import LAST, Book, Broken, Proposal, State, instant, written
from tests.integration.registry.model.operations import carry_out, subjects_of
from tests.integration.registry.referring import INSPECTOR, REFERRAL
from tests.integration.registry.world import (
    APPROVER,
    MANDATE,
    OPERATOR,
    REGISTRAR,
    a_service,
    an_agency,
)
from tests.stacks import DatabaseServer

PROOF = os.environ.get("MOHLAT_PROOF") == "1"
EXAMPLES, STEPS = (200, 50) if PROOF else (5, 25)
REASON = "as the law says"
BOTH = "both-roles"
ASKED_AGAIN, SWEPT = 40, 6
"""Questions that are asked again at the end of an example, and viewpoints that are looked from."""
MAY_WAIT = ("extend_deadline", "grant_exemption")
"""Several of these are proposed at once as a matter of course."""
_ROWS = text(
    "select (select count(*) from registry.changes), (select count(*) from registry.revisions),"
    " (select count(*) from registry.bindings), (select count(*) from registry.proposals),"
    " (select count(*) from registry.outbox), (select count(*) from registry.forms)"
)


@pytest.fixture(scope="module")
def surroundings(postgres: DatabaseServer) -> Iterator[Surroundings]:
    with surrounded(postgres) as found:
        yield found


class Officials(RuleBasedStateMachine):
    """Every rule is something that an official does; the model then knows what must have become of it."""

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__()
        surroundings.renew()
        self.run, self.world = surroundings.runner.run, surroundings.world
        self.book = Book()
        self.comparison = Comparison(self.world, self.book)
        self.rows: tuple[int, ...] = ()
        self.outbox: list[Any] = []

    @initialize()
    def begin(self) -> None:
        self._move(4)
        for code in entered.GROUPS[:2]:
            self._direct({"action": "put_group", "code": code, "name_en": "Group", "name_fa": "گروه"})
        names = {"name_en": "Body", "name_fa": "نهاد", "email": "body@gov.example"}
        self._enact({"action": "put_oversight_body", "role": REFERRAL["oversight_body"]} | names)
        bodies = [an_agency(code, group="ministries", founded=None) for code in entered.AGENCIES[:3]]
        bodies[2]["parent"] = "aa"
        self._enact({"action": "register_agencies", "agencies": bodies})
        self._direct({"action": "list_services", "services": [a_service(code, code="s1") for code in ("aa", "bb")]})
        duties = [
            {"code": code, "obligation": entered.CONNECT, "binds": {}, "roll_up": None}
            for code in entered.MANDATES["window"]
        ]
        self._enact(MANDATE | {"deadline": written(8), "duties": duties})
        for code in ("aa", "bb"):
            certificate = entered.CERTIFICATE | {"agency": code, "service": "s1"}
            self._enact({"action": "certify_services", "certificates": [certificate]})

    @precondition(lambda self: self.book.today < LAST)
    @rule()
    def time_moves_on(self) -> None:
        self._move(self.book.today + 1)

    @rule(data=st.data(), entry=st.one_of(entered.put_group, entered.rename))
    def name(self, data: st.DataObject, entry: dict[str, Any]) -> None:
        self._direct(self._fitted(data, entry))

    @rule(data=st.data(), entry=st.one_of(entered.list_services(), entered.list_services(), entered.retire_service))
    def offer(self, data: st.DataObject, entry: dict[str, Any]) -> None:
        self._direct(self._fitted(data, entry))

    @rule(data=st.data(), entry=st.one_of(entered.register, entered.move, entered.move))
    def found_or_move(self, data: st.DataObject, entry: dict[str, Any]) -> None:
        self._enact(self._fitted(data, entry))

    @rule(data=st.data(), entry=st.one_of(entered.dissolve, entered.split, entered.merge))
    def end_an_agency(self, data: st.DataObject, entry: dict[str, Any]) -> None:
        self._enact(self._fitted(data, entry))

    @rule(data=st.data(), entry=st.one_of(entered.enact(), entered.amend, entered.amend_roll_up, entered.repeal))
    def make_law(self, data: st.DataObject, entry: dict[str, Any]) -> None:
        self._enact(self._fitted(data, entry))

    @rule(data=st.data(), entries=st.lists(entered.extend, min_size=1, max_size=3))
    def extend(self, data: st.DataObject, entries: list[dict[str, Any]]) -> None:
        for entry in entries:
            self._enact(self._fitted(data, entry))

    @precondition(lambda self: any(mandate.chain[1:] for mandate in self.book.now().of("mandate").values()))
    @rule(data=st.data(), entry=entered.withdraw_extension)
    def withdraw_an_extension(self, data: st.DataObject, entry: dict[str, Any]) -> None:
        self._enact(self._fitted(data, entry))

    @rule(data=st.data(), entry=st.one_of(entered.grant, entered.grant, entered.end_exemption))
    def exempt(self, data: st.DataObject, entry: dict[str, Any]) -> None:
        self._enact(self._fitted(data, entry))

    @rule(data=st.data(), entry=st.one_of(entered.certify, entered.certify, entered.certify, entered.end_certificate))
    def certify(self, data: st.DataObject, entry: dict[str, Any]) -> None:
        self._enact(self._fitted(data, entry))

    @precondition(lambda self: self.book.now().of("certification"))
    @rule(data=st.data(), entry=entered.correct_certificate)
    def correct_a_certificate(self, data: st.DataObject, entry: dict[str, Any]) -> None:
        self._enact(self._fitted(data, entry))

    @rule(data=st.data(), entry=entered.refer)
    def refer(self, data: st.DataObject, entry: dict[str, Any]) -> None:
        today = instant(self.book.today)
        number = str(len(self.book.now().of("referral")))
        opening = REFERRAL | {"code": f"r-{number}", "number": number, "reason": REASON}
        dates = {"date": today.astimezone(TEHRAN).date().isoformat(), "due": written(LAST)}
        entry = opening | self._fitted(data, entry) | dates
        answer = self._send("POST", "/v1/referrals", entry, by=INSPECTOR)
        self._compare(entry, answer, self.book.now(), lambda: answer.json()["change"])

    @rule(data=st.data(), entry=entered.proposable)
    def propose(self, data: st.DataObject, entry: dict[str, Any]) -> None:
        self._propose(self._fitted(data, entry))

    @rule(data=st.data(), entry=entered.proposable)
    def enact_anything(self, data: st.DataObject, entry: dict[str, Any]) -> None:
        self._enact(self._fitted(data, entry))

    @precondition(lambda self: self._open())
    @rule(data=st.data())
    def approve(self, data: st.DataObject) -> None:
        self._approve(data.draw(st.sampled_from(self._open())))

    @precondition(lambda self: self._open())
    @rule(data=st.data(), entry=entered.rename, law=entered.extend)
    def overtake(self, data: st.DataObject, entry: dict[str, Any], law: dict[str, Any]) -> None:
        """What a proposal is about changes before it is approved."""
        number = data.draw(st.sampled_from(self._open()))
        proposed = self.book.proposals[number - 1].entry
        if "agency" in proposed:
            self._direct(entry | {"agency": proposed["agency"], "effective_from": None, "effective_until": None})
        elif "mandate" in proposed:
            self._enact(self._fitted(data, law) | {"mandate": proposed["mandate"]})
        self._approve(number)

    @precondition(lambda self: self._open())
    @rule(data=st.data(), how=st.sampled_from(("rejection", "withdrawal")))
    def close(self, data: st.DataObject, how: str) -> None:
        number = data.draw(st.sampled_from(self._open()))
        by = APPROVER if how == "rejection" else BOTH
        answer = self._send("POST", f"/v1/proposals/{number}/{how}", {"reason": REASON}, by=by)
        assert answer.is_success, answer.text
        self.book.decide(number, "rejected" if how == "rejection" else "withdrawn")
        assert _problem(self._send_approval(number)) == "proposal-closed"
        self._wrote_nothing()

    @precondition(lambda self: self._open())
    @rule(data=st.data())
    def approve_ones_own(self, data: st.DataObject) -> None:
        assert _problem(self._send_approval(data.draw(st.sampled_from(self._open())), by=BOTH)) == "same-person"
        self._wrote_nothing()

    @rule()
    def republish(self) -> None:
        """The relay begins anew; what it will carry is the same to the byte."""
        answer = self._send("POST", "/v1/republications", by=OPERATOR)
        assert answer.json() == {"rows": len(self.run(self.world.outbox()))}
        self._hear()

    @rule(data=st.data())
    def ask(self, data: st.DataObject) -> None:
        self.run(self.comparison.everything(data.draw(self._viewpoints())))

    @rule(data=st.data())
    def ask_for_some(self, data: st.DataObject) -> None:
        self.run(self.comparison.filtered(data.draw(self._viewpoints())))

    def teardown(self) -> None:
        """Whoever comes later: hears all that was said, is answered as all others before, and looks from everywhere."""
        if self.book.changes and sys.exc_info()[0] is None:
            self._hear()
            self.run(self.comparison.again(ASKED_AGAIN))
            self.run(self.comparison.sweep(SWEPT))

    def _viewpoints(self) -> st.SearchStrategy[Viewpoint]:
        days, past = st.integers(1, LAST), st.integers(4, self.book.today)
        beside = st.sampled_from((-TICK, 0 * TICK, TICK))
        as_of = st.builds(lambda day, by: instant(day) + by, days, beside)
        return st.tuples(as_of, st.builds(lambda day, by: instant(day) + by, past, beside))

    def _fitted(self, data: st.DataObject, entry: dict[str, Any]) -> dict[str, Any]:
        return fitted(entry, self.book.now(), data.draw)

    def _send(self, method: str, path: str, body: Any = None, by: str = REGISTRAR, **more: Any) -> httpx2.Response:
        return self.run(self.world.send(method, path, body, by=by, **more))

    def _move(self, day: int) -> None:
        self.run(self.world.move(written(day)))
        self.book.today = day
        self._count()

    def _direct(self, entry: dict[str, Any]) -> None:
        answer = self._send_direct(entry)
        self._compare(entry, answer, self.book.now(four_eyes=False), lambda: answer.json()["change"])

    def _send_direct(self, entry: dict[str, Any]) -> httpx2.Response:
        method, path, body, tagged = asked_directly(entry)
        headers = {}
        if tagged is not None and (read := self._send("GET", tagged)).is_success:
            headers["If-Match"] = read.headers["ETag"]
        return self._send(method, path, body | {"reason": REASON}, headers=headers)

    def _enact(self, entry: dict[str, Any]) -> None:
        number = self._propose(entry)
        if number is not None:
            self._approve(number)

    def _propose(self, entry: dict[str, Any]) -> int | None:
        body = {"operation": entry, "reason": REASON}
        answer = self._send("POST", "/v1/proposals", body, by=BOTH)
        try:
            carry_out(self.book.now(), entry)
        except Broken as broken:
            self._was_refused(entry, answer, broken)
            return None
        assert answer.status_code == 201, (entry, answer.text)
        based_on = None if entry["action"] in MAY_WAIT else self.book.last()
        self.book.proposals.append(Proposal(entry, based_on, self.book.today))
        self._count()
        number = int(answer.json()["number"])
        assert number == len(self.book.proposals)
        return number

    def _approve(self, number: int) -> None:
        proposal, answer = self.book.proposals[number - 1], self._send_approval(number)
        subjects = subjects_of(self.book.now(), proposal.entry)
        if proposal.based_on is not None and self.book.has_changed(subjects, proposal.based_on):
            assert _problem(answer) == "proposal-stale", (proposal, answer.text)
            self._wrote_nothing()
            return
        if self._compare(proposal.entry, answer, self.book.now(), lambda: answer.json()["change"]):
            self.book.decide(number, "approved", answer.json()["change"])

    def _send_approval(self, number: int, by: str = APPROVER) -> httpx2.Response:
        return self._send("POST", f"/v1/proposals/{number}/approval", {"reason": REASON}, by=by)

    def _open(self) -> list[int]:
        return [number for number, proposal in enumerate(self.book.proposals, 1) if proposal.state == "proposed"]

    def _compare(self, entry: Mapping[str, Any], answer: httpx2.Response, state: State, change: Any) -> bool:
        """Whether it was carried out, as it should be."""
        try:
            carry_out(state, entry)
        except Broken as broken:
            self._was_refused(entry, answer, broken)
            return False
        assert answer.status_code == 200, (entry, answer.text)
        number = self.book.enter(entry["action"], state)
        assert change() == number, (entry, answer.text)
        self._count()
        return True

    def _was_refused(self, entry: Mapping[str, Any], answer: httpx2.Response, broken: Broken) -> None:
        assert _problem(answer) in broken.rules, (entry, answer.text, broken)
        self._wrote_nothing()

    def _hear(self) -> None:
        said = self.run(self.world.said())
        hearing.check(said, self.book)
        assert said[: len(self.outbox)] == self.outbox
        self.outbox = said

    def _count(self) -> None:
        self.rows = self.run(self._rows())

    def _wrote_nothing(self) -> None:
        assert self.run(self._rows()) == self.rows

    async def _rows(self) -> tuple[int, ...]:
        async with self.world.engine.connect() as connection:
            return tuple((await connection.execute(_ROWS)).one())


def _problem(answer: httpx2.Response) -> str:
    assert not answer.is_success, answer.text
    return str(answer.json()["name"])


@pytest.mark.timeout(1_800 if PROOF else 450)
def test_the_registry_answers_as_the_model_does(surroundings: Surroundings) -> None:
    class OfficialsThere(Officials):
        def __init__(self) -> None:
            super().__init__(surroundings)

    run_state_machine_as_test(
        OfficialsThere,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
