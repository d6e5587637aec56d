"""Which bearer tokens prove an official, and which prove nothing."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

from services.registry.identity.official import Official
from services.registry.identity.provider import Provider
from services.registry.identity.settings import AUDIENCE
from services.registry.identity.tokens import LEEWAY, TokenVerifier
from services.registry.issuer.signing_key import generate_key
from services.registry.problems import NotSignedIn
from tests.officials import LocalIssuer, an_issuer, at

NOON = "2026-11-24T12:00:00Z"


@pytest.fixture
def issuer() -> LocalIssuer:
    return an_issuer(now=at(NOON))


def a_verifier(issuer: LocalIssuer, instant: str = NOON) -> TokenVerifier:
    return TokenVerifier(Provider(issuer.url, transport=issuer.transport), AUDIENCE, at(instant))


async def test_a_token_of_the_issuer_names_its_official(issuer: LocalIssuer) -> None:
    official = await a_verifier(issuer).official(issuer.token("both-roles"))
    assert official == Official("both-roles", official.name, frozenset({"registrar", "approver"}))
    assert official.name.endswith("(synthetic)")


async def test_a_persian_name_with_a_joiner_is_a_name(issuer: LocalIssuer) -> None:
    official = await a_verifier(issuer).official(issuer.signed({"name": "مهدی بنی\u200cاسدی"}))
    assert official.name == "مهدی بنی\u200cاسدی"


async def test_roles_of_other_services_mean_nothing(issuer: LocalIssuer) -> None:
    official = await a_verifier(issuer).official(issuer.signed({"roles": ["overseer", "admin"]}))
    assert official.roles == {"overseer"}


async def test_one_audience_of_several_will_do(issuer: LocalIssuer) -> None:
    token = issuer.signed({"aud": ["account", AUDIENCE]})
    assert (await a_verifier(issuer).official(token)).subject == "sara-registrar"


def _segment(part: object) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _unsigned(issuer: LocalIssuer) -> str:
    claims = issuer.signed().split(".")[1]
    return f"{_segment({'alg': 'none', 'typ': 'at+jwt'})}.{claims}."


def _hmac_with_the_public_key(issuer: LocalIssuer) -> str:
    claims = issuer.signed().split(".")[1]
    signed = f"{_segment({'alg': 'HS256', 'typ': 'at+jwt', 'kid': issuer.key.kid})}.{claims}"
    mac = hmac.new(issuer.key.as_pem(private=False), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{_segment(mac)}"


def _by_another_key(issuer: LocalIssuer) -> str:
    forger = LocalIssuer(now=at(NOON))
    return forger.signed(header={"kid": issuer.key.kid})


def _claims_swapped(issuer: LocalIssuer) -> str:
    header, _, signature = issuer.signed().split(".")
    claims = issuer.signed({"roles": ["approver"]}).split(".")[1]
    return f"{header}.{claims}.{signature}"


def _key_in_the_header(issuer: LocalIssuer) -> str:
    forger = generate_key()
    header = {"alg": "ES256", "typ": "at+jwt", "jwk": forger.as_dict(private=False)}
    claims = json.loads(base64.urlsafe_b64decode(issuer.signed().split(".")[1] + "=="))
    return jwt.encode(header, claims, forger)


FORGED: dict[str, Callable[[LocalIssuer], str]] = {
    "not signed at all": _unsigned,
    "signed by HMAC with the public key": _hmac_with_the_public_key,
    "signed by another key of that name": _by_another_key,
    "claims of one token, signature of another": _claims_swapped,
    "brings its own key": _key_in_the_header,
    "a key nobody knows": lambda issuer: issuer.signed(header={"kid": "unknown"}),
    "a kid that is no text": lambda issuer: issuer.signed().replace(
        issuer.signed().split(".")[0], _segment({"alg": "ES256", "kid": 7})
    ),
    "another issuer": lambda issuer: issuer.signed({"iss": "http://elsewhere"}),
    "no issuer": lambda issuer: issuer.signed(without=("iss",)),
    "for somebody else": lambda issuer: issuer.signed({"aud": "another-service"}),
    "for nobody": lambda issuer: issuer.signed(without=("aud",)),
    "an ID token": lambda issuer: issuer.signed(header={"typ": "JWT"}, without=("roles",)),
    "a logout token": lambda issuer: issuer.signed(header={"typ": "logout+jwt"}),
    "no end": lambda issuer: issuer.signed(without=("exp",)),
    "an end that is no number": lambda issuer: issuer.signed({"exp": "tomorrow"}),
    "no subject": lambda issuer: issuer.signed(without=("sub",)),
    "a blank subject": lambda issuer: issuer.signed({"sub": " "}),
    "a subject that is no text": lambda issuer: issuer.signed({"sub": 7}),
    "no name": lambda issuer: issuer.signed(without=("name",)),
    "a name with a line break": lambda issuer: issuer.signed({"name": "Sara\nRostami"}),
    "no roles": lambda issuer: issuer.signed(without=("roles",)),
    "roles that are one word": lambda issuer: issuer.signed({"roles": "registrar"}),
    "roles that are numbers": lambda issuer: issuer.signed({"roles": [1]}),
    "no token at all": lambda _: "secret",
    "three empty parts": lambda _: "..",
    "letters no token has": lambda _: "ه.ه.ه",
    "endless": lambda issuer: issuer.signed({"name": "s" * 10_000}),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
async def test_nothing_is_proven_by(forge: Callable[[LocalIssuer], str], issuer: LocalIssuer) -> None:
    with pytest.raises(NotSignedIn):
        await a_verifier(issuer).official(forge(issuer))


@pytest.mark.parametrize(
    ("seconds", "claim", "good"),
    [
        (-LEEWAY + 1, "exp", True),
        (-LEEWAY, "exp", False),
        (LEEWAY, "nbf", True),
        (LEEWAY + 1, "nbf", False),
        (LEEWAY + 1, "iat", False),
    ],
)
async def test_times_are_judged_with_a_small_leeway(seconds: int, claim: str, good: bool, issuer: LocalIssuer) -> None:
    now = int(at(NOON)().timestamp())
    token = issuer.signed({claim: now + seconds})
    if good:
        assert await a_verifier(issuer).official(token)
    else:
        with pytest.raises(NotSignedIn):
            await a_verifier(issuer).official(token)


async def test_a_token_ends_after_twelve_hours(issuer: LocalIssuer) -> None:
    token = issuer.token("sara-registrar")
    assert await a_verifier(issuer, "2026-11-24T23:59:00Z").official(token)
    with pytest.raises(NotSignedIn):
        await a_verifier(issuer, "2026-11-25T00:01:00Z").official(token)


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("RS256", RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True)),
        ("EdDSA", OKPKey.generate_key("Ed25519", {"use": "sig"}, auto_kid=True)),
    ],
)
async def test_other_issuers_sign_in_other_ways(algorithm: str, key: RSAKey | OKPKey, issuer: LocalIssuer) -> None:
    issuer.app.state.issuer.keys = {"keys": [key.as_dict(private=False)]}
    claims = json.loads(base64.urlsafe_b64decode(issuer.signed().split(".")[1] + "=="))
    token = jwt.encode({"alg": algorithm, "kid": key.kid}, claims, key, algorithms=[algorithm])
    assert (await a_verifier(issuer).official(token)).subject == "sara-registrar"


@pytest.mark.parametrize(
    "more",
    [
        {"keys": "none"},
        {"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "symmetric"}]},
        {"keys": [{"kty": "AKP", "kid": "of tomorrow"}, {"kty": "EC"}, 7]},
    ],
    ids=["no list", "a symmetric key", "keys of unknown kinds"],
)
async def test_odd_key_sets_prove_nothing_and_break_nothing(more: dict[str, Any], issuer: LocalIssuer) -> None:
    issuer.app.state.issuer.keys = more
    with pytest.raises(NotSignedIn):
        await a_verifier(issuer).official(issuer.signed())


async def test_a_key_for_encryption_verifies_nothing(issuer: LocalIssuer) -> None:
    public = issuer.key.as_dict(private=False) | {"use": "enc"}
    issuer.app.state.issuer.keys = {"keys": [public]}
    with pytest.raises(NotSignedIn):
        await a_verifier(issuer).official(issuer.signed())


async def test_no_token_is_ever_logged(issuer: LocalIssuer, capsys: pytest.CaptureFixture[str]) -> None:
    token = issuer.signed({"aud": "another-service"})
    with pytest.raises(NotSignedIn):
        await a_verifier(issuer).official(token)
    said = "".join(capsys.readouterr())
    assert "token refused" in said
    assert not any(part in said for part in token.split("."))


def test_a_generated_key_signs_by_es256() -> None:
    key = generate_key()
    assert isinstance(key, ECKey)
    assert (key.curve_name, key.as_dict(private=False)["alg"]) == ("P-256", "ES256")
