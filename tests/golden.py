"""The golden examples of the contract, for tests of who reads them."""

from mohlat_contracts import DecodedEvent, read_batch
from mohlat_contracts.generate import SCHEMAS
from mohlat_contracts.referrals import ReferralRecorded

EXAMPLES = SCHEMAS.parent / "examples"


def the_example(name: str) -> DecodedEvent:
    """The event of a golden example, such as `ir.mohlat.key.enrolled.v1`."""
    (decoded,) = read_batch((EXAMPLES / f"{name}.json").read_bytes())
    return decoded


def a_referral() -> DecodedEvent:
    """Of sample-001; opened, answered twice, closed."""
    decoded = the_example("ir.mohlat.referral.recorded.v1")
    assert isinstance(decoded.event, ReferralRecorded)
    return decoded
