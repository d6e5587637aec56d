"""Sizes of the property tests: small in every run, full with MOHLAT_PROOF=1."""

import os

from hypothesis import HealthCheck, settings

PROOF = os.environ.get("MOHLAT_PROOF") == "1"


def worlds(normally: int, in_proof: int) -> settings:
    """As many examples, the same ones in every run."""
    return settings(
        max_examples=in_proof if PROOF else normally,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
