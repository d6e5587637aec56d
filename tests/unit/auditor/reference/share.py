"""The obligation to offer a share of services at a level."""

from itertools import product
from typing import NamedTuple

from mohlat_contracts.registry import CertificationData, Digitize, Level, Limits, Measure, Proof, Service, ServicesData
from mohlat_contracts.verdicts import FactName, Share

from tests.unit.auditor.reference.connection import Kept
from tests.unit.auditor.reference.evidence import Counted
from tests.unit.auditor.reference.holding import Part, bridged, covers
from tests.unit.auditor.reference.log import Interval, number
from tests.unit.auditor.reference.open_time import HOUR

LEVELS: tuple[Level, ...] = ("information_only", "partly_online", "fully_online")
MEASURES: tuple[Measure, ...] = ("count", "use")
PROOFS: tuple[Proof, ...] = ("claimed", "certified")
Levels = dict[str, Level]


class Services(NamedTuple):
    """What is known of an agency's services and their levels.

    Attributes:
        catalogue: None where none is known.
        certificates: the ruling ones, by service.
    """

    catalogue: tuple[ServicesData, FactName] | None
    certificates: dict[str, tuple[CertificationData, FactName]]
    statements: list[Counted]

    def in_force(self, among: str, at: int) -> list[Service]:
        """Those in scope and in force; of one listed twice in force, the last listing."""
        listed = self.catalogue[0].services if self.catalogue else ()
        offered = {
            each.code: each
            for each in listed
            if (each.high_use or among == "all") and any(covers(span, at) for span in each.spans)
        }
        return list(offered.values())

    def levels(self, proof: Proof, at: int) -> Levels:
        """The level of each service that has one."""
        if proof == "claimed":
            said = [each.said for each in self.statements if each.at <= at]
            return {code: each.level for each in said for code in each.services if each.level}
        return {
            code: max((span.level for span in data.spans if covers(span, at)), key=LEVELS.index)
            for code, (data, _) in self.certificates.items()
            if any(covers(span, at) for span in data.spans)
        }

    def share(self, among: str, level: Level, by: Measure, proof: Proof, at: int) -> Share:
        """Those at the level or above it, over all that are in scope and in force."""
        return _share(self.in_force(among, at), self.levels(proof, at), level, by, proof)

    def all_shares(self, among: str, at: int) -> tuple[Share, ...]:
        offered, levels = self.in_force(among, at), {proof: self.levels(proof, at) for proof in PROOFS}
        return tuple(
            _share(offered, levels[proof], level, by, proof) for level, by, proof in product(LEVELS, MEASURES, PROOFS)
        )

    def moments(self, obligation: Digitize, at: int) -> list[int]:
        """The instants up to now at which the share of an obligation can have changed."""
        listed = self.catalogue[0].services if self.catalogue else ()
        spans = [span for each in listed if each.high_use or obligation.among == "all" for span in each.spans]
        instants = set()
        if obligation.proof == "certified":
            spans += [span for data, _ in self.certificates.values() for span in data.spans]
        else:
            instants = {each.at for each in self.statements}
        bounds = {number(bound) for span in spans for bound in (span.start, span.until) if bound is not None}
        return sorted(each for each in instants | bounds if each <= at)

    def said_at(self, obligation: Digitize, at: int) -> tuple[FactName, ...]:
        """The statement that was the last one at an instant, on whichever service."""
        names = [each.said.name for each in self.statements if each.at == at and obligation.proof == "claimed"]
        return tuple(names[-1:])


def share(
    obligation: Digitize, limits: Limits, percents: dict[str, int], services: Services, door: list[Interval], at: int
) -> Kept:
    """As it stands at an instant.

    It is kept while enough of the services in force and in scope are at the level or above; where no service weighs
    anything, it is not kept.

    Args:
        percents: of milestones that have their own, by code.
    """
    if services.catalogue is None:
        return Kept(shares=services.all_shares(obligation.among, at))
    parts: list[Part] = []
    reached: dict[str, int] = {}
    for moment in services.moments(obligation, at):
        now = services.share(obligation.among, obligation.level, obligation.by, obligation.proof, moment)
        names = services.said_at(obligation, moment)
        kept = _enough(now, obligation.share_percent)
        lasts = bool(parts) and parts[-1].end is None
        if kept and not lasts:
            parts.append(Part(moment, None, None, names))
        elif lasts and not kept:
            parts[-1] = Part(parts[-1].start, moment, "share_fell", (*parts[-1].facts, *names))
        reached |= {code: moment for code, percent in percents.items() if code not in reached and _enough(now, percent)}
    facts = [services.catalogue[1], *_of_services(obligation, services, at)]
    facts += [name for moment in reached.values() for name in services.said_at(obligation, moment)]
    return Kept(
        parts=bridged(parts, door, limits.grace_open_hours * HOUR),
        facts=facts,
        milestones=reached,
        shares=services.all_shares(obligation.among, at),
    )


def _enough(share: Share, percent: int) -> bool:
    return share.whole > 0 and 100 * share.reached >= percent * share.whole


def _share(offered: list[Service], levels: Levels, level: Level, by: Measure, proof: Proof) -> Share:
    weights = {each.code: (each.yearly_use or 0) if by == "use" else 1 for each in offered}
    high_enough = [code for code in weights if code in levels and LEVELS.index(levels[code]) >= LEVELS.index(level)]
    reached = sum(weights[code] for code in high_enough)
    return Share(level=level, by=by, proof=proof, reached=reached, whole=sum(weights.values()))


def _of_services(obligation: Digitize, services: Services, at: int) -> list[FactName]:
    """Of each service in scope and in force, the last statement and the ruling certificate."""
    last = {code: each.said.name for each in services.statements for code in each.said.services}
    offered = [each.code for each in services.in_force(obligation.among, at)]
    certified = [services.certificates[code][1] for code in offered if code in services.certificates]
    return [last[code] for code in offered if code in last] + certified
