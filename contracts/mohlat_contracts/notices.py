"""What the notifier did: a letter that a mail relay accepted."""

from typing import Literal

from msgspec import Struct

from mohlat_contracts.envelope import AgencyCode, CloudEvent, Identifier, Instant, Revision

Step = Literal[
    "30_days_before",
    "14_days_before",
    "7_days_before",
    "1_day_before",
    "1_day_after",
    "7_days_after",
    "14_days_after",
    "21_days_after",
    "30_days_after",
]
OversightRole = Literal["oversight_committee", "inspection_organisation", "article_90_commission"]
Recipient = Literal["agency", "parent", "oversight_committee", "inspection_organisation", "article_90_commission"]


class NoticeKey(Struct, frozen=True, kw_only=True, order=True):
    """What makes a notice unique: one letter, ever, for each."""

    agency: AgencyCode
    duty: Identifier
    deadline_revision: Revision
    step: Step
    recipient: Recipient


class NoticeData(Struct, frozen=True, kw_only=True):
    """`at` is the domain instant at which the letter was due to be sent; `message_id` its Message-ID."""

    key: NoticeKey
    at: Instant
    message_id: str


class NoticeAccepted(CloudEvent, frozen=True, kw_only=True, tag="ir.mohlat.notice.accepted.v1"):
    data: NoticeData
