"""What happens in a world, as rules for hypothesis: laws, evidence, outages, duplicates and corrections."""

from datetime import datetime
from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from mohlat_contracts.registry import Connect, Digitize, Level, Limits

from tests.unit.auditor import events
from tests.unit.auditor.reference import chances
from tests.unit.auditor.reference.chances import Grid, Offsets
from tests.unit.auditor.reference.writers import Writers

LONGEST = 320
"""Steps that a world lasts at most; all its instants are looked at."""
LAST_STEPS = 40


class Law(NamedTuple):
    """A duty as it was enacted last, its instants in steps."""

    obligation: Connect | Digitize
    limits: Limits
    chain: list[int]
    bound: list[tuple[int, int | None]]
    milestones: dict[str, tuple[int, int | None]]


class Happenings(RuleBasedStateMachine):
    """Whatever is written lies on a step."""

    writers: Writers

    @initialize(
        grid=st.sampled_from(chances.GRIDS),
        grade=chances.connects,
        limits=chances.limits,
        deadline=st.integers(5, 80),
        listing=chances.listings,
        seal_from=st.sampled_from([64, 64, 2, 0]),
    )
    def begin(
        self,
        grid: Grid,
        grade: Connect,
        limits: Limits,
        deadline: int,
        listing: dict[str, Offsets],
        seal_from: int,
    ) -> None:
        self.writers = Writers(grid.start, grid.step)
        self.laws: dict[tuple[str, str], Law] = {}
        self.revisions: dict[tuple[str, ...], int] = {}
        self.said: dict[str, int] = {}
        self.start_reading(seal_from)
        self._enact("a1", self._law(grade, limits, deadline), bump=1)
        self._list("a1", listing, 3, {}, bump=1)
        self.writers.ticks(self.writers.connectors[0], is_open=False)

    def start_reading(self, seal_from: int) -> None:
        """Whoever reads; cases are sealed that hold more than so many pieces of evidence."""

    @rule(steps=st.integers(1, 50), seconds=chances.seconds, door=st.booleans())
    def time_passes(self, steps: int, seconds: int, door: bool) -> None:
        """With somebody at the door, or without."""
        self._wait(steps, seconds)
        if door:
            self.writers.ticks(self.writers.connectors[0], is_open=True)
        self.writers.registry_ticks()

    @rule(
        wait=chances.waits,
        agency=chances.agencies,
        obligation=chances.connects | chances.digitizes,
        limits=chances.limits,
        deadline=st.integers(-40, 80),
        bump=chances.revisions,
        late=st.sampled_from([0, 0, 0, 7]),
    )
    def law_is_enacted(
        self,
        wait: int,
        agency: str,
        obligation: Connect | Digitize,
        limits: Limits,
        deadline: int,
        bump: int,
        late: int,
    ) -> None:
        """With one deadline; in the place of the law before it."""
        self._wait(wait)
        self._enact(agency, self._law(obligation, limits, deadline), bump=bump, late=late)

    @rule(
        wait=chances.waits,
        key=chances.duties,
        further=st.integers(1, 60),
        bump=chances.revisions,
        late=st.sampled_from([0, 0, 0, 7]),
    )
    def deadline_is_extended(self, wait: int, key: tuple[str, str], further: int, bump: int, late: int) -> None:
        self._wait(wait)
        if law := self.laws.get(key):
            deadline = max(self.writers.now + further, law.chain[-1] + 1)
            self._enact(key[0], law._replace(chain=[*law.chain, deadline]), bump=bump, late=late)

    @rule(wait=chances.waits, key=chances.duties, limits=chances.limits, bump=chances.revisions)
    def limits_are_changed(self, wait: int, key: tuple[str, str], limits: Limits, bump: int) -> None:
        self._wait(wait)
        if law := self.laws.get(key):
            self._enact(key[0], law._replace(limits=limits), bump=bump)

    @rule(wait=chances.waits, key=chances.duties, bound=chances.bounds, bump=chances.revisions)
    def binding_is_changed(self, wait: int, key: tuple[str, str], bound: Offsets, bump: int) -> None:
        """Also to none at all."""
        self._wait(wait)
        if law := self.laws.get(key):
            now = self.writers.now
            spans = [(now + start, None if length is None else now + start + length) for start, length in bound]
            self._enact(key[0], law._replace(bound=spans), bump=bump)

    @rule(wait=chances.waits, key=chances.duties, goals=chances.milestones, bump=chances.revisions)
    def milestones_are_set(
        self, wait: int, key: tuple[str, str], goals: dict[str, tuple[int, int | None]], bump: int
    ) -> None:
        self._wait(wait)
        if law := self.laws.get(key):
            milestones = {name: (self.writers.now + offset, percent) for name, (offset, percent) in goals.items()}
            self._enact(key[0], law._replace(milestones=milestones), bump=bump)

    @rule(
        wait=chances.waits,
        agency=chances.agencies,
        code=st.sampled_from(["e1", "e1", "e2"]),
        spans=chances.spans,
        bump=chances.revisions,
    )
    def exemption(self, wait: int, agency: str, code: str, spans: Offsets, bump: int) -> None:
        """Granted, changed, or taken back."""
        self._wait(wait)
        revision = self._revision(bump, agency, "exemption", code)
        self.writers.enter(agency, [events.exemption(self._spans(spans), revision=revision, code=code, agency=agency)])

    @rule(
        wait=chances.waits,
        agency=chances.agencies,
        listing=chances.listings,
        high_use=st.integers(0, 3),
        use=chances.uses,
        bump=chances.revisions,
    )
    def catalogue(
        self, wait: int, agency: str, listing: dict[str, Offsets], high_use: int, use: dict[str, int], bump: int
    ) -> None:
        self._wait(wait)
        self._list(agency, listing, high_use, use, bump)

    @rule(
        wait=chances.waits,
        agency=chances.agencies,
        service=st.sampled_from(chances.SERVICES),
        found=chances.certificates,
        bump=chances.revisions,
    )
    def certificate(
        self, wait: int, agency: str, service: str, found: list[tuple[Level, int, int | None]], bump: int
    ) -> None:
        self._wait(wait)
        revision = self._revision(bump, agency, "certificate", service)
        levels = [(level, *self._spans([(start, length)])[0]) for level, start, length in found]
        self.writers.enter(agency, [events.certified(service, levels, revision=revision, agency=agency)])

    @rule(
        agency=chances.agencies,
        count=st.integers(1, 4),
        apart=st.integers(0, 12),
        own=chances.own_times,
        reached=chances.reached,
        ride=st.booleans(),
    )
    def heartbeats(self, agency: str, count: int, apart: int, own: int, reached: tuple[str, ...], ride: bool) -> None:
        """Some in a row, all equally late; the connector's tick rides on them, or they come without."""
        for _ in range(count):
            self._wait(apart)
            at, connector = self.writers.at(self.writers.now + own), self.writers.connectors[0]
            event = events.heartbeat(at, *reached, agency=agency, id=self._id(agency))
            self.writers.say(agency, [event], ticking=connector if ride else None)

    @rule(
        agency=chances.agencies,
        since=st.integers(-60, 0),
        owns=st.lists(st.integers(0, 3), min_size=2, max_size=6),
        apart=st.integers(0, 4),
        reached=chances.reached,
    )
    def spool(self, agency: str, since: int, owns: list[int], apart: int, reached: tuple[str, ...]) -> None:
        """Heartbeats of about one hour, some of the same instant; they arrive one by one, sooner or later."""
        began = self.writers.now + since
        for own in owns:
            self._wait(apart)
            event = events.heartbeat(self.writers.at(began + own), *reached, agency=agency, id=self._id(agency))
            self.writers.say(agency, [event])

    @rule(
        agency=chances.agencies,
        silence=st.integers(10, 60),
        away=st.integers(0, 12),
        reached=chances.reached,
        closes=st.booleans(),
    )
    def silence(self, agency: str, silence: int, away: int, reached: tuple[str, ...], closes: bool) -> None:
        """A full heartbeat, nothing for long, another heartbeat, and perhaps a closing; the door is open."""
        for wait, services in ((0, chances.SERVICES), (silence, reached)):
            self._wait(wait)
            at, connector = self.writers.at(self.writers.now), self.writers.connectors[0]
            event = events.heartbeat(at, *services, agency=agency, id=self._id(agency))
            self.writers.say(agency, [event], ticking=connector)
        if closes:
            self._wait(away)
            at = self.writers.at(self.writers.now)
            self.writers.say(agency, [events.closed(at, agency=agency, id=self._id(agency))])

    @rule(
        wait=chances.waits,
        agency=chances.agencies,
        kind=st.sampled_from(["heartbeat", "established", "closed", "digitized", "digitized"]),
        own=chances.own_times,
        reached=chances.reached,
        service=st.sampled_from(chances.SERVICES),
        level=st.sampled_from(chances.LEVELS),
        reuse=st.sampled_from([False, False, False, True]),
        late=st.sampled_from([0, 0, 0, 0, 9]),
    )
    def statement(
        self,
        wait: int,
        agency: str,
        kind: str,
        own: int,
        reached: tuple[str, ...],
        service: str,
        level: Level,
        reuse: bool,
        late: int,
    ) -> None:
        """One event; now and then under an id that was used already, or appended long after it was stamped."""
        self._wait(wait)
        at, id = self.writers.at(self.writers.now + own), self._id(agency, reuse)
        if kind == "heartbeat":
            event = events.heartbeat(at, *reached, agency=agency, id=id)
        elif kind == "digitized":
            event = events.digitized(at, service, level, agency=agency, id=id)
        else:
            event = (events.established if kind == "established" else events.closed)(at, agency=agency, id=id)
        self.writers.say(agency, [event], late=late)

    @rule(wait=chances.waits, back=st.integers(1, 30), registry=st.booleans(), anew=st.booleans())
    def repeat(self, wait: int, back: int, registry: bool, anew: bool) -> None:
        self._wait(wait)
        topic = self.writers.registry if registry else self.writers.evidence
        if topic:
            self.writers.repeat(topic[-min(back, len(topic))], anew=anew)

    @rule(lag=st.sampled_from([0, 0, 1, 20]))
    def registry_ticks(self, lag: int) -> None:
        self.writers.registry_ticks(lag)

    @rule(
        number=st.sampled_from([0, 0, 1, 2]),
        is_open=st.sampled_from([True, True, True, False]),
        skew=st.sampled_from([0, 0, 0, -1, 2, -30]),
        seconds=chances.seconds,
    )
    def connector_ticks(self, number: int, is_open: bool, skew: int, seconds: int) -> None:
        self._wait(0, seconds)
        self.writers.ticks(self.writers.connectors[number], is_open=is_open, skew=skew)

    @rule(number=st.sampled_from([0, 1, 2]))
    def connector_restarts(self, number: int) -> None:
        self.writers.restarts(self.writers.connectors[number])

    @rule(number=st.sampled_from([0, 1, 2]), ahead=st.sampled_from([0, 10]))
    def connector_is_haunted(self, number: int, ahead: int) -> None:
        """An earlier self of it speaks on."""
        self.writers.haunts(self.writers.connectors[number], ahead)

    def _wait(self, steps: int, seconds: int = 0) -> None:
        self.writers.wait(min(steps, max(0, LONGEST - LAST_STEPS - self.writers.now)), seconds)

    def _enact(self, agency: str, law: Law, *, bump: int, late: int = 0) -> None:
        code = "connect" if isinstance(law.obligation, Connect) else "digitize"
        self.laws[agency, code] = law
        at, chain = self.writers.at, law.chain
        fact = events.duty(
            [at(each) for each in chain],
            obligation=law.obligation,
            limits=law.limits,
            bound=[(at(start), None if until is None else at(until)) for start, until in law.bound],
            revision=self._revision(bump, agency, "duty", code),
            announced=[at(self.writers.now - 2 * n) for n in range(len(chain))],
            milestones={name: (at(step), percent) for name, (step, percent) in law.milestones.items()},
            agency=agency,
            id=f"{agency}-{code}-{len(self.writers.registry)}",
        )
        self.writers.enter(agency, [fact], late)

    def _law(self, obligation: Connect | Digitize, limits: Limits, deadline: int) -> Law:
        return Law(obligation, limits, [self.writers.now + deadline], [(-1_000, None)], {})

    def _list(self, agency: str, listing: dict[str, Offsets], high_use: int, use: dict[str, int], bump: int) -> None:
        revision = self._revision(bump, agency, "catalogue")
        services = {code: self._spans(spans) for code, spans in listing.items()}
        fact = events.catalogue(services, high_use=high_use, yearly_use=use, revision=revision, agency=agency)
        self.writers.enter(agency, [fact])

    def _spans(self, offsets: Offsets) -> list[tuple[datetime, datetime | None]]:
        at, now = self.writers.at, self.writers.now
        return [(at(now + start), None if length is None else at(now + start + length)) for start, length in offsets]

    def _revision(self, bump: int, *entity: str) -> int:
        self.revisions[entity] = self.revisions.get(entity, -1) + bump
        return max(0, self.revisions[entity])

    def _id(self, agency: str, reuse: bool = False) -> str:
        if not reuse:
            self.said[agency] = self.said.get(agency, 0) + 1
        return f"{agency}-{self.said.get(agency, 0)}"
