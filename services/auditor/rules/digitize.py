"""The duty to offer a share of its services at a level, by the agency's own statements or by certificates."""

from datetime import datetime, timedelta

from mohlat_contracts.registry import Digitize
from mohlat_contracts.verdicts import FactName

from services.auditor.cases.facts import DutyFact
from services.auditor.rules.reading import Reading
from services.auditor.rules.share_walk import Law, ShareWalk
from services.auditor.rules.shares import Tally
from services.auditor.rules.stretches import Hold, merge


def digitization(reading: Reading, duty: DutyFact, obligation: Digitize, at: datetime) -> Hold:
    """How the share stands at `at`; without services in scope, not met."""
    grace = timedelta(hours=duty.limits.grace_open_hours)
    catalogue = reading.catalogue(at)
    if catalogue is None:
        return Hold((), None, (), shares=Tally().shares())
    law = Law(duty, obligation, catalogue, reading.certifications(at))
    walk = _walked(reading, law, at)
    merged = merge(walk.stretches, reading.door, grace)
    return Hold(
        stretches=merged,
        grade=None,
        facts=(catalogue.name, *_deciding(walk, law), *walk.goal_facts),
        limits=((merged[-1].end, grace),) if merged and merged[-1].end else (),
        moments=walk.moments,
        shares=walk.tally.shares(),
        first_held=dict(walk.first_held),
    )


def _walked(reading: Reading, law: Law, at: datetime) -> ShareWalk:
    """The walk through all that is known by `at`; where that only follows what was known before, it goes on."""
    said = [each for each in reading.evidence(law.duty.duty, at) if each.fact.kind == "digitized"]
    walk = reading.share_walks.get(law.duty.duty)
    if walk is None or not walk.goes_on_with(law, said, at):
        walk = reading.share_walks[law.duty.duty] = ShareWalk(law)
    walk.go_on(said, at)
    return walk


def _deciding(walk: ShareWalk, law: Law) -> list[FactName]:
    """The statement and the certificate on each service in scope and in force."""
    deciding = ((walk.latest.get(code), law.certified.get(code)) for code in walk.tally.codes)
    return [fact.name for facts in deciding for fact in facts if fact]
