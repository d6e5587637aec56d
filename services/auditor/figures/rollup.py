"""How a parent agency stands by itself, and with its affiliates under a rule that is data. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from mohlat_contracts.registry import EveryAffiliate, Reach, RollUpRule, Weighted
from mohlat_contracts.verdicts import Status
from msgspec import Struct

from services.auditor.figures.bodies import Body, Census

CoreReason = Literal["core_met", "core_not_met", "core_exempt", "core_not_bound", "core_not_judged"]
Reason = Literal[
    CoreReason,
    "no_affiliates",
    "every_affiliate_met",
    "an_affiliate_not_met",
    "share_reached",
    "share_missed",
    "weight_reached",
    "weight_missed",
    "affiliates_not_judged",
]
Result = Literal["met", "not_met", "exempt", "not_bound", "not_judged"]

_CORE: dict[Result, CoreReason] = {
    "met": "core_met",
    "not_met": "core_not_met",
    "exempt": "core_exempt",
    "not_bound": "core_not_bound",
    "not_judged": "core_not_judged",
}


class RollUp(Struct, frozen=True, kw_only=True):
    """How one parent stands.

    Attributes:
        status: the parent's own; None where it is not bound or not judged.
        core: by itself; `whole`: with its affiliates, each with its reason.
        met, not_met, not_judged: its affiliates under the duty by code, sorted; those exempt or unbound are left out.
    """

    parent: str
    status: Status | None
    core: Result
    core_reason: CoreReason
    whole: Result
    whole_reason: Reason
    met: tuple[str, ...]
    not_met: tuple[str, ...]
    not_judged: tuple[str, ...]


def roll_ups(rule: RollUpRule, census: Census) -> tuple[RollUp, ...]:
    """How every core body that has somebody under it stands, by code."""
    under = _under(census)
    return tuple(
        _roll_up(rule, body, list(_affiliates(body.code, under, rule.reach)))
        for body in sorted(census.bodies, key=lambda body: body.code)
        if body.kind == "core" and body.code in under
    )


def roll_up(rule: RollUpRule, census: Census, parent: str) -> RollUp:
    """How one parent stands; it may have nobody under it.

    Raises:
        KeyError: no such body.
    """
    body = census.by_code()[parent]
    return _roll_up(rule, body, list(_affiliates(parent, _under(census), rule.reach)))


def result(body: Body) -> Result:
    """How a body stands by itself."""
    if not body.judged:
        return "not_judged"
    if not body.bound:
        return "not_bound"
    if body.exempt:
        return "exempt"
    return "met" if body.status == "met" else "not_met"


def _under(census: Census) -> dict[str, list[Body]]:
    under: dict[str, list[Body]] = {}
    for body in census.bodies:
        if body.parent is not None and body.kind == "affiliated":
            under.setdefault(body.parent, []).append(body)
    return under


def _affiliates(parent: str, under: Mapping[str, list[Body]], reach: Reach) -> Iterator[Body]:
    """Each body under the parent once, whatever circle the data may hold."""
    seen, waiting = {parent}, [parent]
    while waiting:
        for body in under.get(waiting.pop(), ()):
            if body.code in seen:
                continue
            seen.add(body.code)
            yield body
            if reach == "all":
                waiting.append(body.code)


def _roll_up(rule: RollUpRule, parent: Body, affiliates: list[Body]) -> RollUp:
    by_result: dict[Result, list[str]] = {}
    for body in affiliates:
        by_result.setdefault(result(body), []).append(body.code)
    met, not_met, unknown = (tuple(sorted(by_result.get(each, ()))) for each in _COUNTING)
    core = result(parent)
    whole, reason = _whole(rule, core, met, not_met, unknown)
    return RollUp(
        parent=parent.code,
        status=parent.status if parent.judged else None,
        core=core,
        core_reason=_CORE[core],
        whole=whole,
        whole_reason=reason,
        met=met,
        not_met=not_met,
        not_judged=unknown,
    )


_COUNTING: tuple[Result, Result, Result] = ("met", "not_met", "not_judged")
Codes = tuple[str, ...]


def _whole(rule: RollUpRule, core: Result, met: Codes, not_met: Codes, unknown: Codes) -> tuple[Result, Reason]:
    """Decided only when it comes out the same whichever way those not judged turn out."""
    if not (met or not_met or unknown):
        return core, "no_affiliates" if core in ("met", "not_met") else _CORE[core]
    best = _outcome(rule, "met" if core == "not_judged" else core, (*met, *unknown), not_met)
    worst = _outcome(rule, "not_met" if core == "not_judged" else core, met, (*not_met, *unknown))
    if best[0] == worst[0]:
        return best
    return "not_judged", "core_not_judged" if core == "not_judged" else "affiliates_not_judged"


def _outcome(rule: RollUpRule, core: Result, met: Codes, not_met: Codes) -> tuple[Result, Reason]:
    """With everybody judged. A parent that is exempt or not bound leaves it to its affiliates."""
    if isinstance(rule, Weighted):
        own = rule.own if core in ("met", "not_met") else 0
        part, total = _weight(rule, met), _weight(rule, (*met, *not_met)) + own
        return _at_least(rule.percent, part + own * (core == "met"), total, "weight_reached", "weight_missed")
    if core == "not_met":
        return "not_met", "core_not_met"
    if isinstance(rule, EveryAffiliate):
        return ("not_met", "an_affiliate_not_met") if not_met else ("met", "every_affiliate_met")
    return _at_least(rule.percent, len(met), len(met) + len(not_met), "share_reached", "share_missed")


def _weight(rule: Weighted, codes: Iterable[str]) -> int:
    return sum(rule.weights.get(code, rule.otherwise) for code in codes)


def _at_least(percent: int, part: int, total: int, reached: Reason, missed: Reason) -> tuple[Result, Reason]:
    """Without anything to weigh there is nothing to miss."""
    return ("met", reached) if 100 * part >= percent * total else ("not_met", missed)
