"""What the description shows is what the registry takes."""

from typing import get_args

import pytest

from services.registry.api.openapi.examples import PROPOSALS, examples
from services.registry.entries.operations import PROPOSABLE, Proposable
from services.registry.rules import ed25519


def test_every_action_that_takes_four_eyes_has_an_example() -> None:
    actions = {kind.model_fields["action"].default for kind in get_args(get_args(Proposable)[0])}
    assert set(PROPOSALS) == actions


@pytest.mark.parametrize("action", PROPOSALS)
def test_an_example_of_a_proposal_could_be_made(action: str) -> None:
    body = examples("post", "/v1/proposals")[action]["value"]
    assert PROPOSABLE.validate_python(body["operation"]).action == action
    assert len(body["reason"]) >= 3


def test_the_key_of_the_examples_is_one() -> None:
    body = examples("post", "/v1/agencies/{code}/keys")["example"]["value"]
    raw = ed25519.decode(body["public_key"])
    assert raw is not None
    assert ed25519.usable(raw)


def test_whatever_a_parameter_is_called_its_path_has_the_example() -> None:
    assert examples("put", "/v1/groups/{a}") == examples("put", "/v1/groups/{code}") != {}
    assert examples("get", "/v1/groups/{code}") == {}
