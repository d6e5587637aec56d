from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

import pytest

from deploy.local.agency import register
from tests.integration.sdk_cli.administrator import Administrator
from tests.stacks import StartStack, TestedStack


@pytest.fixture(scope="module")
def stack(start_module_stack: StartStack) -> TestedStack:
    """All of Mohlat, on the real clock."""
    return start_module_stack(clock="system")


@pytest.fixture
def places(stack: TestedStack) -> Mapping[str, str]:
    return {name: stack.url(name) for name in stack.names}


@pytest.fixture
def code() -> str:
    """Of an agency that nobody else has."""
    return f"trial-{uuid4().hex[:8]}"


@pytest.fixture
def one_time(code: str, places: Mapping[str, str]) -> str:
    """The agency's one-time code, from the two officials who registered it."""
    return register(code, "sandbox", places)


@pytest.fixture
def administrator(tmp_path: Path) -> Administrator:
    """On a machine with nothing on it."""
    return Administrator(tmp_path)


@pytest.fixture
def enrolled(administrator: Administrator, one_time: str, places: Mapping[str, str]) -> Administrator:
    """On a machine that needs no options any more."""
    administrator.well("enrol", one_time, "--registry", places["registry"], "--connector", places["connector"])
    return administrator
