"""What oversight bodies have done about the breaches there are, as of an instant. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from mohlat_contracts.notices import OversightRole
from mohlat_contracts.referrals import ReferralData, ReferralState, Result
from mohlat_contracts.verdicts import VerdictData
from msgspec import Struct

ReferralPlace = Literal["not_referred", "waiting", "past_due", "closed"]
"""A breach nobody has referred; referred and open, before or past its due date; or all its referrals closed."""

BREACHES = ("overdue", "lapsed")


class ReferralStanding(Struct, frozen=True, kw_only=True):
    """One referral as it stood.

    Attributes:
        due: the due date that stood then; an exclusive bound.
        past_due: still open at its due date or later.
        result: what came of it, once it is closed.
    """

    referral: ReferralData
    state: ReferralState
    due: datetime
    past_due: bool
    result: Result | None

    @property
    def is_open(self) -> bool:
        return self.state in ("opened", "answered")


class BreachesReferred(Struct, frozen=True, kw_only=True):
    """The bodies in breach of one duty and what is done about each; codes, sorted.

    `not_referred`, `waiting`, `past_due` and `closed` have no body in common and together are `in_breach`.

    Attributes:
        by_body: those referred, by the oversight body that refers them; one may be referred by several.
    """

    in_breach: tuple[str, ...]
    not_referred: tuple[str, ...]
    waiting: tuple[str, ...]
    past_due: tuple[str, ...]
    closed: tuple[str, ...]
    by_body: dict[OversightRole, tuple[str, ...]]


def referral_standing(referral: ReferralData, at: datetime) -> ReferralStanding | None:
    """How a referral stood at an instant; None before it was opened."""
    state = referral.state_at(at)
    if state is None:
        return None
    due = referral.due_at(at)
    return ReferralStanding(
        referral=referral,
        state=state,
        due=due,
        past_due=state in ("opened", "answered") and at >= due,
        result=referral.outcome.result if state == "closed" and referral.outcome else None,
    )


def referral_standings(referrals: Iterable[ReferralData], at: datetime) -> tuple[ReferralStanding, ...]:
    """Those opened by then, by agency, then in the order in which they were opened."""
    found = (referral_standing(each, at) for each in referrals)
    opened = [standing for standing in found if standing is not None]
    return tuple(sorted(opened, key=lambda each: (each.referral.agency, each.referral.at, each.referral.referral)))


def about(standing: ReferralStanding, verdict: VerdictData) -> bool:
    """Whether a referral is about the breach that a verdict tells, and not about an earlier one that has ended.

    A correction may move the beginning of a breach back; a referral of it stays one. A withdrawn one is about nothing.
    """
    referral = standing.referral
    return (
        verdict.status in BREACHES
        and standing.state != "withdrawn"
        and (referral.agency, referral.duty) == (verdict.agency, verdict.duty)
        and referral.breach.since >= verdict.effective_at
    )


def breaches_referred(
    verdicts: Mapping[str, VerdictData], referrals: Iterable[ReferralData], at: datetime
) -> BreachesReferred:
    """What is done about the breaches of one duty.

    Args:
        verdicts: how each judged body stands under it, by code.
    """
    standings: dict[str, list[ReferralStanding]] = {}
    for standing in referral_standings(referrals, at):
        verdict = verdicts.get(standing.referral.agency)
        if verdict is not None and about(standing, verdict):
            standings.setdefault(verdict.agency, []).append(standing)
    in_breach = sorted(code for code, verdict in verdicts.items() if verdict.status in BREACHES)
    places: dict[ReferralPlace, list[str]] = {}
    by_body: dict[OversightRole, list[str]] = {}
    for code in in_breach:
        found = standings.get(code, [])
        places.setdefault(_place(found), []).append(code)
        for role in sorted({standing.referral.oversight_body for standing in found}):
            by_body.setdefault(role, []).append(code)
    return BreachesReferred(
        in_breach=tuple(in_breach),
        not_referred=tuple(places.get("not_referred", ())),
        waiting=tuple(places.get("waiting", ())),
        past_due=tuple(places.get("past_due", ())),
        closed=tuple(places.get("closed", ())),
        by_body={role: tuple(by_body[role]) for role in sorted(by_body)},
    )


def _place(standings: list[ReferralStanding]) -> ReferralPlace:
    """By the referral that asks most: one past its due date, then one that waits."""
    if not standings:
        return "not_referred"
    if any(standing.past_due for standing in standings):
        return "past_due"
    return "waiting" if any(standing.is_open for standing in standings) else "closed"
