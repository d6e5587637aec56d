"""Which 32 bytes are a key."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from services.registry.rules.ed25519 import P, decode, usable

ORDER_EIGHT = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
"""The y of a point of order eight, as published with several implementations of Ed25519."""


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@given(st.binary(min_size=32, max_size=32))
@settings(max_examples=30)
def test_every_key_that_is_generated_is_usable(seed: bytes) -> None:
    raw = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    assert usable(raw)
    assert decode(text_of(raw)) == raw


@pytest.mark.parametrize(
    "y",
    [
        0,
        1,
        P - 1,
        ORDER_EIGHT,
        P - ORDER_EIGHT,
    ],
    ids=["order 4", "order 1", "order 2", "order 8", "order 8, mirrored"],
)
@pytest.mark.parametrize("sign", [0, 1])
def test_a_key_under_which_anybody_can_sign_is_not(y: int, sign: int) -> None:
    assert not usable((y | sign << 255).to_bytes(32, "little"))


def test_a_number_off_the_curve_is_not() -> None:
    assert not usable((2).to_bytes(32, "little"))


def test_a_second_encoding_of_a_number_is_not() -> None:
    assert not usable((P + 3).to_bytes(32, "little"))


@pytest.mark.parametrize(
    "text",
    ["", "A" * 42, "A" * 44, "A" * 42 + "B", "A" * 42 + "=", "+" * 43, "آ" * 43],
    ids=["nothing", "too short", "too long", "bits left over", "padded", "another alphabet", "Persian letters"],
)
def test_text_that_is_no_canonical_base64url_is_refused(text: str) -> None:
    assert decode(text) is None
