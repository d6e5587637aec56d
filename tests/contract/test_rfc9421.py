"""The Ed25519 example of RFC 9421, appendix B.2.6, through the parts that we sign and verify with."""

import base64

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures.algorithms import ED25519
from mohlat_contracts.vectors.keys import VectorKey
from mohlat_contracts.vectors.request import Unsigned, sign

from services.connector.intake.canonical import Claim, prove
from services.connector.intake.verification import NotVerified
from tests.unit.connector.signed import NOW

KEY = Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode("n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU="))
PUBLIC = base64.urlsafe_b64decode("JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs=")
SIGNATURE = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
COVERED = ("date", "@method", "@path", "@authority", "content-type", "content-length")
GIVEN = f'({" ".join(f"{chr(34)}{name}{chr(34)}" for name in COVERED)});created=1618884473;keyid="test-key-ed25519"'
BASE = f"""\
"date": Tue, 20 Apr 2021 02:07:55 GMT
"@method": POST
"@path": /foo
"@authority": example.com
"content-type": application/json
"content-length": 18
"@signature-params": {GIVEN}"""


def test_the_key_is_the_standards() -> None:
    assert KEY.public_key().public_bytes_raw() == PUBLIC


def test_the_kits_signer_makes_the_standards_base_and_signature() -> None:
    headers = [
        ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
        ("content-type", "application/json"),
        ("content-length", "18"),
    ]
    signed = sign(
        Unsigned(
            key=VectorKey("test-key-ed25519", "", KEY),
            url="https://example.com/foo",
            headers=headers,
            body=b'{"hello": "world"}',
            digest=None,
            covered=COVERED,
            label="sig-b26",
            parameters={"created": "1618884473", "alg": None, "expires": None, "nonce": None, "tag": None},
        )
    )
    assert signed.base == BASE
    assert signed.header("signature") == f"sig-b26=:{SIGNATURE}:"


def test_the_librarys_ed25519_makes_it_too() -> None:
    assert base64.b64encode(ED25519(private_key=KEY).sign(BASE.encode())).decode() == SIGNATURE
    ED25519(public_key=KEY.public_key()).verify(signature=base64.b64decode(SIGNATURE), message=BASE.encode())


def test_the_connector_accepts_it_and_nothing_near_it() -> None:
    claim = Claim("test-key-ed25519", "n", NOW, BASE.encode(), base64.b64decode(SIGNATURE))
    prove(claim, KEY.public_key())
    with pytest.raises(NotVerified):
        prove(Claim("k", "n", NOW, BASE.encode() + b" ", claim.signature), KEY.public_key())
    with pytest.raises(InvalidSignature):
        KEY.public_key().verify(claim.signature[:-1] + b"\0", BASE.encode())
