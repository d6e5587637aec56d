"""How every command of an official runs: its shared options, its registry, and its exit code."""

import inspect
import os
from collections.abc import Callable, Mapping
from typing import Any, Concatenate, ParamSpec

import typer

from services.registry.cli.asking.errors import AnswerBroken, RefusedByRegistry, RegistryAway
from services.registry.cli.desk import Desk, open_desk
from services.registry.cli.options import ALWAYS, Shared
from services.registry.cli.showing.problems import show_refusal

REFUSED, USAGE, AWAY = 1, 2, 3
"""Exit codes; 0 is fine."""

P = ParamSpec("P")
Function = Callable[Concatenate[Desk, P], None]


def command(app: typer.Typer, name: str, *groups: Mapping[str, Shared]) -> Callable[[Function[P]], Function[P]]:
    """Make a function a command of `app`; it is given its desk, and the options of these groups lie on that.

    Its context's `obj`, where there is one, is the transport by which the registry is reached instead of the network.
    """
    shared = {name: each for group in (*groups, ALWAYS) for name, each in group.items()}

    def register(function: Function[P]) -> Function[P]:
        def run(context: typer.Context, **given: Any) -> None:
            options = {name: given.pop(name) for name in shared}
            _run(context, options, lambda desk: function(desk, **given))  # type: ignore[call-arg]

        own = list(inspect.signature(function).parameters.values())[1:]
        asked = [
            inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context),
            *(each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own),
            *(
                inspect.Parameter(
                    name, inspect.Parameter.KEYWORD_ONLY, annotation=each.annotation, default=each.default
                )
                for name, each in shared.items()
            ),
        ]
        run.__signature__ = inspect.Signature(asked)  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in asked}
        app.command(name, help=inspect.getdoc(function))(run)
        return function

    return register


def _run(context: typer.Context, options: Mapping[str, Any], carry_out: Callable[[Desk], None]) -> None:
    desk = open_desk(options, os.environ, context.obj)
    try:
        carry_out(desk)
    except RefusedByRegistry as refusal:
        show_refusal(desk.screen, refusal)
        raise typer.Exit(REFUSED) from None
    except AnswerBroken as error:
        desk.screen.warn(str(error), str(error))
        raise typer.Exit(REFUSED) from None
    except RegistryAway as error:
        desk.screen.warn(f"سامانهٔ ثبت در دسترس نیست: {error}", f"the registry is away: {error}")
        raise typer.Exit(AWAY) from None
