"""Which signatures hold."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from mohlat_contracts.enrolment import enrolment_statement, possession_statement, succession_statement

from services.registry.rules.proofs import holds, is_key

ORDER = 2**252 + 27742317777372353535851937790883648493
"""Of the base point: a signature's second half is a number below it."""


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\x01")
PUBLIC, OTHER_PUBLIC = (text_of(key.public_key().public_bytes_raw()) for key in (KEY, OTHER))
CODE = "7K3M-9QXA-T0VB-52HD"
STATEMENT = enrolment_statement(CODE, "first", PUBLIC)
SIGNATURE = KEY.sign(STATEMENT)


@given(st.binary(max_size=200))
@settings(max_examples=30)
def test_a_signature_by_the_key_holds(statement: bytes) -> None:
    assert holds(PUBLIC, statement, text_of(KEY.sign(statement)))


def test_a_signature_by_another_key_does_not() -> None:
    assert not holds(PUBLIC, STATEMENT, text_of(OTHER.sign(STATEMENT)))


@pytest.mark.parametrize(
    "other",
    [
        enrolment_statement("7K3M-9QXA-T0VB-52HE", "first", PUBLIC),
        enrolment_statement(CODE, "second", PUBLIC),
        enrolment_statement(CODE, "first", OTHER_PUBLIC),
    ],
    ids=["another code", "another key id", "another key"],
)
def test_a_proof_for_something_else_does_not(other: bytes) -> None:
    assert not holds(PUBLIC, other, text_of(SIGNATURE))


@pytest.mark.parametrize(
    "other",
    [
        ("sazman", "first", "second", OTHER_PUBLIC),
        ("sanjesh", "zeroth", "second", OTHER_PUBLIC),
        ("sanjesh", "first", "third", OTHER_PUBLIC),
        ("sanjesh", "first", "second", PUBLIC),
    ],
    ids=["another agency", "another old key", "another new key id", "another new key"],
)
def test_nor_does_a_succession_of_something_else(other: tuple[str, str, str, str]) -> None:
    signature = text_of(KEY.sign(succession_statement("sanjesh", "first", "second", OTHER_PUBLIC)))
    assert not holds(PUBLIC, succession_statement(*other), signature)


def test_what_the_old_key_signs_never_proves_that_the_new_one_is_held() -> None:
    named = ("sanjesh", "first", "second", PUBLIC)
    signature = text_of(KEY.sign(succession_statement(*named)))
    assert not holds(PUBLIC, possession_statement(*named), signature)


def test_an_enrolment_can_be_proved_with_the_code_typed_differently() -> None:
    assert holds(PUBLIC, enrolment_statement("7k3m 9qxa t0vb ۵۲hd", "first", PUBLIC), text_of(SIGNATURE))


@pytest.mark.parametrize(
    "signature",
    [
        "",
        text_of(SIGNATURE)[:-1],
        text_of(SIGNATURE) + "=",
        text_of(SIGNATURE) + "A",
        text_of(SIGNATURE[:-1]),
        text_of(SIGNATURE + b"\x00"),
        text_of(bytes(64)),
        "+" * 86,
        "آ" * 86,
    ],
    ids=["nothing", "cut", "padded", "longer", "a byte short", "a byte long", "zeros", "another alphabet", "Persian"],
)
def test_what_is_no_signature_does_not_hold(signature: str) -> None:
    assert not holds(PUBLIC, STATEMENT, signature)


def test_a_signature_spelt_in_a_second_way_does_not_hold() -> None:
    number = int.from_bytes(SIGNATURE[32:], "little") + ORDER
    assert not holds(PUBLIC, STATEMENT, text_of(SIGNATURE[:32] + number.to_bytes(32, "little")))
    last = text_of(SIGNATURE)[-1]
    assert not holds(PUBLIC, STATEMENT, text_of(SIGNATURE)[:-1] + chr(ord(last) + 1))


@pytest.mark.parametrize("public_key", ["", "A" * 42, PUBLIC + "=", "_" * 43], ids=["nothing", "cut", "padded", "off"])
def test_nothing_holds_under_what_is_no_key(public_key: str) -> None:
    assert not is_key(public_key)
    assert not holds(public_key, STATEMENT, text_of(SIGNATURE))


def test_a_key_under_which_anybody_can_sign_is_none() -> None:
    assert not is_key(text_of((1).to_bytes(32, "little")))
    assert is_key(PUBLIC)
