"""The language of whoever sits at the terminal, known before anything else: help and complaints are in it too."""

import tomllib
from collections.abc import Mapping, Sequence
from typing import cast

from mohlat_sdk.cli.configuration import VARIABLES
from mohlat_sdk.cli.dates import Language
from mohlat_sdk.cli.places import configuration_to_read


def language_for(arguments: Sequence[str], environ: Mapping[str, str]) -> Language:
    """As an option says it, or the environment, or the configuration file, or the locale."""
    asked = (
        _option("--lang", arguments),
        environ.get(VARIABLES["language"], ""),
        _of_file(_option("--config", arguments), environ),
    )
    for language in asked:
        if language in ("fa", "en"):
            return cast(Language, language)
    return of_locale(environ)


def of_locale(environ: Mapping[str, str]) -> Language:
    """Persian where the locale of messages is Persian, otherwise English."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := environ.get(variable):
            return "fa" if locale.lower().split("_")[0].split(".")[0] == "fa" else "en"
    return "en"


def _option(name: str, arguments: Sequence[str]) -> str:
    for place, argument in enumerate(arguments):
        asked, given, value = argument.partition("=")
        if asked == name:
            return value if given else next(iter(arguments[place + 1 : place + 2]), "")
    return ""


def _of_file(given: str, environ: Mapping[str, str]) -> str:
    """Whatever is wrong with the file is said later, and in some language."""
    try:
        file = configuration_to_read(given or None, environ)
        return "" if file is None else str(tomllib.loads(file.read_text("utf-8")).get("language", ""))
    except (OSError, ValueError):
        return ""
