"""One run of the command, from what was typed to the exit code."""

import logging
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import stamina
import typer
from typer.exceptions import TyperException

from mohlat_sdk.cli.command import Spoken
from mohlat_sdk.cli.desk import World
from mohlat_sdk.cli.exits import BROKEN, FINE, INTERRUPTED, UNUSABLE
from mohlat_sdk.cli.failing import Failed
from mohlat_sdk.cli.language import language_for
from mohlat_sdk.cli.refusals import failure_of
from mohlat_sdk.cli.screen import Screen
from mohlat_sdk.cli.tree import tree
from mohlat_sdk.cli.voice import Voice

TRACE = "MOHLAT_AGENCY_TRACE"
"""Set to anything, a fault of the command is shown with its traceback."""


def run(arguments: Sequence[str], world: World | None = None) -> int:
    """Carry out what was typed; returns the exit code."""
    world = world or World(os.environ)
    voice = Voice(language_for(arguments, world.environ))
    _quieten(world.environ)
    try:
        ended = tree(voice).main(
            args=list(arguments), prog_name="mohlat-agency", standalone_mode=False, obj=Spoken(world, voice)
        )
        return ended if isinstance(ended, int) else FINE
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the answer has seen enough; the interpreter must not complain of it at its end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except Exception as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            # Its help is shown already, and says more than any complaint.
            return UNUSABLE
        if world.environ.get(TRACE):
            raise
        return _complain(error, voice, as_json="--json" in arguments)


def _complain(error: Exception, voice: Voice, *, as_json: bool) -> int:
    """One clear sentence; for programs the same with its name."""
    failed = _as_failure(error, voice)
    text = voice(failed.message, **failed.values)
    screen = Screen(voice, as_json=as_json)
    if as_json:
        screen.json({"error": failed.message, "message": text, "exit_code": failed.code})
    else:
        screen.complain(text)
    return failed.code


def _as_failure(error: Exception, voice: Voice) -> Failed:
    if isinstance(error, Failed):
        return error
    if isinstance(error, TyperException):
        return _usage(error, voice)
    return failure_of(error) or Failed(BROKEN, "failure.broken", kind=type(error).__name__, reason=error, trace=TRACE)


def _usage(error: Any, voice: Voice) -> Failed:
    """What was typed cannot be meant. Of the parser's sentences those that people meet are said in the language."""
    where = getattr(error, "ctx", None)
    command = "mohlat-agency" if where is None else where.command_path
    match type(error).__name__:
        case "NoSuchOption":
            return Failed(UNUSABLE, "usage.no_option", name=error.option_name, command=command)
        case "MissingParameter":
            name = getattr(error.param, "metavar", None) or getattr(error.param, "name", "") or ""
            return Failed(UNUSABLE, "usage.missing", name=str(name).upper(), command=command)
        case "BadParameter" if error.param is not None:
            name = error.param.opts[0] if error.param.opts else error.param.name
            return Failed(
                UNUSABLE,
                "usage.value",
                name=name,
                reason=str(error.message).removeprefix("Value error, "),
                command=command,
            )
    return Failed(UNUSABLE, "usage.other", reason=error.format_message(), command=command)


def _quieten(environ: Mapping[str, str]) -> None:
    """Tries and warnings of the SDK would be said twice, and into the answer."""
    stamina.instrumentation.set_on_retry_hooks([])
    if not environ.get(TRACE):
        logging.getLogger("mohlat_sdk").addHandler(logging.NullHandler())
        logging.getLogger("mohlat_sdk").propagate = False
