"""What each language has to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mohlat_contracts.notices import Recipient, Step
from mohlat_contracts.registry import AgencyKind, Level, Measure, Proof
from mohlat_contracts.signals import SignalKind
from mohlat_contracts.verdicts import ConnectionGrade, Outcome, Reason, Status

if TYPE_CHECKING:
    # The words are a command's too, which needs no database.
    from services.auditor.scoreboard.groups import BodyState

Side = Literal["counted", "not_counted", "not_judged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Texts of one language. A name in braces is filled in by the page."""

    direction: Literal["rtl", "ltr"]
    other_language: str
    brand: str
    tagline: str
    skip: str
    navigation: str
    simulated: str
    standing: str
    bodies: str
    no_duty: str
    as_of: str
    as_of_label: str
    as_of_hint: str
    show: str
    latest: str
    behind: str
    figures: str
    of: str
    not_judged_count: str
    difference: str
    difference_none: str
    deadline: str
    deadlines: str
    original_deadline: str
    extension: str
    final: str
    instrument: str
    days_left: str
    days_past: str
    by_group: str
    group: str
    total: str
    columns: Mapping[BodyState, str]
    share: str
    unconnected_core: str
    unconnected_affiliates: str
    none_unconnected: str
    nobody_obligated: str
    body: str
    parent: str
    status: str
    reason: str
    grade: str
    days_overdue: str
    not_overdue: str
    timeliness: str
    every_deadline: str
    still_open: str
    sandbox_note: str
    signals: str
    signals_seen: str
    signals_link: str
    signals_none: str
    signals_hint: str
    seen: str
    signal_kinds: Mapping[SignalKind, str]
    signal_meanings: Mapping[SignalKind, str]
    event_id: str
    contents: str
    more: str
    letters: str
    letters_none: str
    letters_hint: str
    step: str
    judged_through: str
    letters_through: str
    not_yet: str
    data: str
    nobody: str
    back: str
    code: str
    kind: str
    synthetic: str
    duty: str
    no_verdict: str
    waits_for_time: str
    history: str
    effective_at: str
    known_at: str
    first_met: str
    never_met: str
    facts: str
    rules: str
    exemptions: str
    since: str
    until: str
    evidence_hint: str
    recipient: str
    due_at: str
    problem_titles: Mapping[int, str]
    problem_other: str
    sides: Mapping[Side, str]
    states: Mapping[BodyState, str]
    statuses: Mapping[Status, str]
    connect_statuses: Mapping[Status, str]
    reasons: Mapping[Reason, str]
    grades: Mapping[ConnectionGrade, str]
    outcomes: Mapping[Outcome, str]
    milestones: str
    reached: str
    shares: str
    share_of: str
    level: str
    levels: Mapping[Level, str]
    measures: Mapping[Measure, str]
    proofs: Mapping[Proof, str]
    corrects: str
    bodies_of_kind: Mapping[AgencyKind, str]
    kinds: Mapping[AgencyKind, str]
    steps: Mapping[Step, str]
    recipients: Mapping[Recipient, str]
    ordinals: tuple[str, ...]
