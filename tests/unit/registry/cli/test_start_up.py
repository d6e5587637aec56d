"""What a command costs before it does anything."""

import subprocess
import sys

import pytest

SEEN = "import sys; sys.argv = {arguments!r}; import services.cli; print(' '.join(sys.modules))"


def loaded_by(*arguments: str) -> set[str]:
    code = SEEN.format(arguments=["mohlat", *arguments])
    return set(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split())  # noqa: S603


@pytest.mark.parametrize("arguments", [("registry", "agency", "list"), ("registry", "extend", "--help")])
def test_an_officials_command_loads_no_server_and_its_client_only_when_it_asks(arguments: tuple[str, ...]) -> None:
    loaded = loaded_by(*arguments)
    assert "services.registry.cli.commands" in loaded
    assert loaded.isdisjoint({"sqlalchemy", "fastapi", "aiokafka", "httpx2", "yaml", "authlib", "pydantic"})


def test_a_process_loads_no_officials_commands() -> None:
    assert "services.registry.cli.commands" not in loaded_by("registry", "relay")
