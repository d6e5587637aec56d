"""Files that a command is given: YAML or JSON, with days of either calendar."""

import json
import sys
from pathlib import Path

import typer
import yaml


class _Loader(yaml.SafeLoader):
    """Leaves days as text: YAML's own are Gregorian, and a Jalali day among them would be read as another day."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_document(file: Path) -> object:
    """What a YAML or JSON file holds.

    Raises:
        typer.BadParameter: it cannot be read.
    """
    try:
        text = file.read_text("utf-8")
        if file.suffix.lower() == ".json":
            return json.loads(text)
        # Only a loader that can build nothing but plain values is safe, which this one is.
        return yaml.load(text, _Loader)  # noqa: S506
    except OSError as error:
        raise typer.BadParameter(f"{file}: {error.strerror or error}") from error
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise typer.BadParameter(f"{file}: {error}") from error


def read_bytes(file: Path) -> bytes:
    """What a file holds; `-` is what is given on stdin.

    Raises:
        typer.BadParameter: it cannot be read.
    """
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{file}: {error.strerror or error}") from error
