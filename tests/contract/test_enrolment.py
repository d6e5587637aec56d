"""What is signed when a key is enrolled, in an example that any language can be checked against."""

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from mohlat_contracts.enrolment import (
    CODE_SYMBOLS,
    bare_code,
    code_sha256,
    enrolment_statement,
    possession_statement,
    succession_statement,
)
from mohlat_contracts.generate import SCHEMAS

EXAMPLE: dict[str, Any] = json.loads((SCHEMAS.parent / "examples/keys/statements.json").read_text(encoding="utf-8"))
SUCCESSION = (EXAMPLE["agency"], "first", "second", EXAMPLE["keys"]["second"]["public"])
STATEMENTS = {
    "enrolment": enrolment_statement(EXAMPLE["code"], "first", EXAMPLE["keys"]["first"]["public"]),
    "succession": succession_statement(*SUCCESSION),
    "possession": possession_statement(*SUCCESSION),
}


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def test_there_is_an_example_of_every_statement() -> None:
    assert EXAMPLE["statements"].keys() == STATEMENTS.keys()


@pytest.mark.parametrize("kind", STATEMENTS)
def test_a_statement_is_that_of_the_example_byte_for_byte(kind: str) -> None:
    assert STATEMENTS[kind].decode() == EXAMPLE["statements"][kind]["text"]


@pytest.mark.parametrize("kind", STATEMENTS)
def test_its_signature_is_that_of_the_example(kind: str) -> None:
    said = EXAMPLE["statements"][kind]
    pair = EXAMPLE["keys"][said["signed_by"]]
    key = Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(pair["private"] + "="))
    assert text_of(key.public_key().public_bytes_raw()) == pair["public"]
    assert text_of(key.sign(STATEMENTS[kind])) == said["signature"]


def test_no_statement_begins_like_another() -> None:
    assert len({statement.partition(b"\n")[0] for statement in STATEMENTS.values()}) == len(STATEMENTS)


def test_the_code_itself_is_in_no_statement() -> None:
    assert bare_code(EXAMPLE["code"]).encode() not in STATEMENTS["enrolment"].replace(b"-", b"").upper()
    assert code_sha256(EXAMPLE["code"]).encode() in STATEMENTS["enrolment"]


@pytest.mark.parametrize(
    "typed",
    [
        "7k3m-9qxa-t0vb-52hd",
        "7K3M9QXAT0VB52HD",
        "  7K3M 9QXA\tT0VB 52HD\n",
        "۷K۳M-۹QXA-T۰VB-۵۲HD",
        "٧K٣M-٩QXA-T٠VB-٥٢HD",
        "7K3M–9QXA—T0VB_52HD",
        "7K3M\u200c9QXA\u200f-T0VB-52HD",
        "7K3M-9QXA-TOVB-52HD",
        "７Ｋ３Ｍ９ＱＸＡＴ０ＶＢ５２ＨＤ",
    ],
    ids=[
        "small letters",
        "without dashes",
        "with spaces",
        "Persian digits",
        "Arabic digits",
        "other dashes",
        "invisible marks",
        "the letter O for zero",
        "full width",
    ],
)
def test_a_code_is_the_same_however_it_is_typed(typed: str) -> None:
    assert code_sha256(typed) == code_sha256(EXAMPLE["code"])


def test_i_and_l_are_taken_for_one() -> None:
    assert bare_code("iIlL") == "1111"


def test_no_symbol_of_a_code_is_taken_for_another() -> None:
    assert bare_code(CODE_SYMBOLS) == CODE_SYMBOLS
    assert bare_code(CODE_SYMBOLS.lower()) == CODE_SYMBOLS
    assert len(set(CODE_SYMBOLS)) == 32


@pytest.mark.parametrize("value", ["", "a b", "a\nkey-id: b", "a:b", "کلید"])
def test_a_field_that_could_be_read_as_more_than_one_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="key-id"):
        enrolment_statement(EXAMPLE["code"], value, EXAMPLE["keys"]["first"]["public"])
    with pytest.raises(ValueError, match="agency"):
        succession_statement(value, *SUCCESSION[1:])
