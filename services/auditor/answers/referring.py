"""Referrals, and what is done about the breaches of a duty. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from mohlat_contracts.verdicts import VerdictData
from msgspec import Struct

from services.auditor.answers.names import Name, Names, names_of
from services.auditor.figures.referring import (
    BreachesReferred,
    ReferralStanding,
    about,
    breaches_referred,
)


class ReferralAnswer(ReferralStanding, frozen=True, kw_only=True):
    """One referral as it stood; `about_breach` where the duty was still in the breach that it is about."""

    about_breach: bool


class ReferralsAnswer(Struct, frozen=True, kw_only=True):
    """Every referral opened by `as_of` that was known by `known_at`, by agency; `breaches` are those of one duty.

    Attributes:
        not_judged: bodies of whose breaches nothing can be said yet.
        agencies: the names of all that are named.
    """

    duty: str
    as_of: datetime
    known_at: datetime
    breaches: BreachesReferred
    not_judged: tuple[str, ...]
    referrals: tuple[ReferralAnswer, ...]
    agencies: dict[str, Name]


def referrals_answer(
    standings: Iterable[ReferralStanding],
    verdicts: Mapping[str, VerdictData],
    names: Names,
    not_judged: Iterable[str],
    *,
    duty: str,
    as_of: datetime,
    known_at: datetime,
) -> ReferralsAnswer:
    """Args:
    standings: every one there was, of bodies, as of `as_of`.
    verdicts: how each judged body stands under the duty, by code.
    """
    opened = tuple(standings)
    breaches = breaches_referred(verdicts, [each.referral for each in opened], as_of)
    unknown = tuple(sorted(not_judged))
    return ReferralsAnswer(
        duty=duty,
        as_of=as_of,
        known_at=known_at,
        breaches=breaches,
        not_judged=unknown,
        referrals=tuple(_answer(each, verdicts.get(each.referral.agency)) for each in opened),
        agencies=names_of([*breaches.in_breach, *unknown, *(each.referral.agency for each in opened)], names),
    )


def _answer(standing: ReferralStanding, verdict: VerdictData | None) -> ReferralAnswer:
    return ReferralAnswer(
        referral=standing.referral,
        state=standing.state,
        due=standing.due,
        past_due=standing.past_due,
        result=standing.result,
        about_breach=verdict is not None and about(standing, verdict),
    )
