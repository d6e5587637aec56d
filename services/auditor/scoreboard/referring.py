"""What a question about referrals reads, for the API and for the pages."""

from dataclasses import dataclass
from datetime import datetime

from mohlat_contracts.verdicts import VerdictData

from services.auditor.figures.referring import (
    BreachesReferred,
    ReferralStanding,
    breaches_referred,
    referral_standings,
)
from services.auditor.scoreboard.book import CONNECT, Agency, Moment
from services.auditor.scoreboard.reading import Reading


@dataclass(frozen=True, slots=True)
class Referring:
    """The referrals of bodies beside the verdicts on one duty.

    Attributes:
        agencies: every body on the list then, by code.
        verdicts: how each judged body stands under the duty, by code.
    """

    duty: str
    as_of: datetime
    agencies: dict[str, Agency]
    verdicts: dict[str, VerdictData]
    standings: tuple[ReferralStanding, ...]
    not_judged: tuple[str, ...]

    @property
    def breaches(self) -> BreachesReferred:
        return breaches_referred(self.verdicts, [each.referral for each in self.standings], self.as_of)


async def read_referring(reading: Reading, moment: Moment, duty: str = CONNECT, agency: str | None = None) -> Referring:
    """Args:
    agency: only what is about it.
    """
    known = await reading.history.referrals(agency, moment.known_at)
    chosen = {each.code: each for each in moment.agencies if agency in (None, each.code)}
    verdicts = {code: verdict for code, each in chosen.items() if (verdict := moment.state(each, duty)) is not None}
    return Referring(
        duty=duty,
        as_of=moment.as_of,
        agencies=chosen,
        verdicts=verdicts,
        standings=referral_standings((each for each in known if each.agency in chosen), moment.as_of),
        not_judged=tuple(sorted(code for code, each in chosen.items() if not moment.is_judged(each))),
    )
