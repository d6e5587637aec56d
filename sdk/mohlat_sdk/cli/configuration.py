"""Where a command finds its agency: options over environment over the configuration file."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, cast
from urllib.parse import urlsplit

from mohlat_sdk.cli.dates import Language
from mohlat_sdk.cli.exits import UNUSABLE
from mohlat_sdk.cli.failing import Failed

FIELDS = ("agency", "registry", "connector", "key", "spool", "language")
"""Of the file. An environment variable is MOHLAT_AGENCY_ with the name in capitals; of the agency it is _CODE."""
FILE_VARIABLE = "MOHLAT_AGENCY_CONFIG"
VARIABLES = {name: f"MOHLAT_AGENCY_{name.upper()}" for name in FIELDS} | {
    "agency": "MOHLAT_AGENCY_CODE",
    "language": "MOHLAT_AGENCY_LANG",
}
_AGENCY = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")


@dataclass(frozen=True)
class Configuration:
    """What is known, from wherever it came.

    Attributes:
        file: the file that was read, or None.
        agency: the agency's code.
        registry, connector: base addresses.
        key: file of the private key.
        spool: file that keeps events while no connector can be reached.
        language: in which people are spoken to.
    """

    file: Path | None
    agency: str | None = None
    registry: str | None = None
    connector: str | None = None
    key: Path | None = None
    spool: Path | None = None
    language: Language | None = None


def read_configuration(
    file: Path | None, environ: Mapping[str, str], options: Mapping[str, str | None]
) -> Configuration:
    """All three sources in one.

    Raises:
        Failed: the file cannot be read, or a value in it, in the environment or in an option can be no such value.
    """
    found = {} if file is None else _of_file(file)
    found |= {name: given for name, variable in VARIABLES.items() if (given := environ.get(variable, "").strip())}
    found |= {name: given for name, given in options.items() if given}
    return Configuration(
        file,
        _agency(found.get("agency")),
        _address("registry", found.get("registry")),
        _address("connector", found.get("connector")),
        _path(found.get("key")),
        _path(found.get("spool")),
        _language(found.get("language")),
    )


def _of_file(file: Path) -> dict[str, str]:
    try:
        values = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        _unusable("configuration.unreadable", file=file, reason=error.strerror or str(error))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        _unusable("configuration.malformed", file=file, reason=str(error))
    for name, value in values.items():
        if name not in FIELDS:
            _unusable("configuration.unknown", file=file, name=name, known=", ".join(FIELDS))
        if not isinstance(value, str):
            _unusable("configuration.not_text", file=file, name=name)
    # A path in the file is meant from where the file lies, wherever the command is called.
    return {
        name: str(file.parent / expanded(Path(value))) if name in ("key", "spool") and value else value
        for name, value in values.items()
        if value
    }


def _agency(code: str | None) -> str | None:
    if code is not None and not _AGENCY.fullmatch(code):
        _unusable("configuration.agency", value=code)
    return code


def _address(name: str, url: str | None) -> str | None:
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good or parts.query or parts.fragment or parts.username or any(each.isspace() for each in url):
        _unusable("configuration.address", name=name, value=url)
    return url.rstrip("/")


def expanded(path: Path) -> Path:
    """With the home that `~` stands for. Where nobody has one the path stays as it is, and is not found later."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def _path(path: str | None) -> Path | None:
    return None if path is None else expanded(Path(path)).absolute()


def _language(language: str | None) -> Language | None:
    if language is not None and language not in ("fa", "en"):
        _unusable("configuration.language", value=language)
    return cast(Language | None, language)


def _unusable(message: str, **values: object) -> NoReturn:
    raise Failed(UNUSABLE, message, **values)
