"""The ladder: who is written to, how many civil days from the anchor."""

from dataclasses import dataclass

from mohlat_contracts.notices import Recipient, Step


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder.

    Attributes:
        days: civil days from the anchor's midnight; negative before it.
    """

    step: Step
    recipient: Recipient
    days: int


LADDER: tuple[Rung, ...] = (
    Rung("30_days_before", "agency", -30),
    Rung("14_days_before", "agency", -14),
    Rung("7_days_before", "agency", -7),
    Rung("1_day_before", "agency", -1),
    Rung("1_day_after", "agency", 1),
    Rung("7_days_after", "parent", 7),
    Rung("14_days_after", "oversight_committee", 14),
    Rung("21_days_after", "inspection_organisation", 21),
    Rung("30_days_after", "article_90_commission", 30),
)
