"""A referral says by itself where it stood at an instant."""

from datetime import UTC, datetime

import msgspec
import pytest
from mohlat_contracts import MalformedBatch, read_batch
from mohlat_contracts.codec import RegistryEvent
from mohlat_contracts.referrals import ReferralData, ReferralRecorded, ReferralWithdrawal

from tests.golden import EXAMPLES, a_referral


def data() -> ReferralData:
    event = a_referral().event
    assert isinstance(event, ReferralRecorded)
    return event.data


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T20:30:00").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "state", "due"),
    [
        ("2023-07-13", None, "2023-08-22"),
        ("2023-07-14", "opened", "2023-08-22"),
        ("2023-08-04", "opened", "2023-08-22"),
        ("2023-08-05", "answered", "2023-08-22"),
        ("2023-08-08", "answered", "2023-09-01"),
        ("2023-08-31", "answered", "2023-09-01"),
        ("2023-09-01", "closed", "2023-09-01"),
    ],
)
def test_where_it_stood_and_by_when_it_was_due(day: str, state: str | None, due: str) -> None:
    assert (data().state_at(at(day)), data().due_at(at(day))) == (state, at(due))


def test_a_withdrawn_one_is_neither_open_nor_closed() -> None:
    withdrawal = ReferralWithdrawal(date=data().date, at=at("2023-08-10"), basis_fa="اشتباه", basis_en="A mistake")
    withdrawn = msgspec.structs.replace(data(), outcome=None, withdrawal=withdrawal)
    assert (withdrawn.state_at(at("2023-08-09")), withdrawn.state_at(at("2023-08-10"))) == ("answered", "withdrawn")


def test_it_is_the_registrys_to_say() -> None:
    assert ReferralRecorded in RegistryEvent.__args__


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (b'"oversight_body": "parliament"', b'"oversight_body": "inspection_organisation"'),
        (b'"result": "forgotten"', b'"result": "complied"'),
        (b'"author": "minister"', b'"author": "agency"'),
        (b'"verdict": "9f86"', b'"verdict": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"'),
        (b'"due": "2023-08-22T20:30:00"', b'"due": "2023-08-22T20:30:00Z"'),
    ],
)
def test_what_no_referral_says_is_malformed(wrong: bytes, right: bytes) -> None:
    body = (EXAMPLES / "ir.mohlat.referral.recorded.v1.json").read_bytes()
    assert body.count(right) >= 1
    with pytest.raises(MalformedBatch):
        read_batch(body.replace(right, wrong, 1))
