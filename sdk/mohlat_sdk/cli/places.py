"""Where things lie on this machine unless somebody says otherwise."""

import os
from collections.abc import Mapping
from pathlib import Path

from mohlat_sdk.cli.configuration import FILE_VARIABLE, expanded

MACHINE = Path("/etc/mohlat")
MACHINE_STATE = Path("/var/lib/mohlat-agency")
FILE = "agency.toml"


def configuration_to_read(given: str | None, environ: Mapping[str, str], machine: Path = MACHINE) -> Path | None:
    """The file to read: the one that is named, whether it is there or not; else one's own; else the machine's."""
    if named := given or environ.get(FILE_VARIABLE):
        return expanded(Path(named)).absolute()
    return next((file for file in (_own(environ), machine / FILE) if _is_there(file)), None)


def configuration_to_write(given: str | None, environ: Mapping[str, str], machine: Path = MACHINE) -> Path:
    """The file that is read, or where it will be: /etc/mohlat when that folder is there and ours, else one's own."""
    if there := configuration_to_read(given, environ, machine):
        return there
    return machine / FILE if os.access(machine, os.W_OK | os.X_OK) else _own(environ)


def key_beside(configuration: Path) -> Path:
    return configuration.parent / "agency.key"


def spool_for(configuration: Path, environ: Mapping[str, str], machine: Path = MACHINE) -> Path:
    """Where the spool goes: what changes all the time does not belong into /etc."""
    if configuration == machine / FILE:
        return MACHINE_STATE / "agency.spool"
    if configuration == _own(environ):
        state = environ.get("XDG_STATE_HOME", "")
        folder = Path(state) if state.startswith("/") else _home(environ) / ".local" / "state"
        return folder / "mohlat" / "agency.spool"
    return configuration.parent / "agency.spool"


def _is_there(file: Path) -> bool:
    """A folder that we may not look into may hold it; then reading it says so."""
    try:
        return file.exists()
    except OSError:
        return True


def _own(environ: Mapping[str, str]) -> Path:
    config = environ.get("XDG_CONFIG_HOME", "")
    # The XDG specification has relative paths ignored.
    folder = Path(config) if config.startswith("/") else _home(environ) / ".config"
    return folder / "mohlat" / FILE


def _home(environ: Mapping[str, str]) -> Path:
    return Path(environ["HOME"]) if environ.get("HOME") else expanded(Path("~"))
