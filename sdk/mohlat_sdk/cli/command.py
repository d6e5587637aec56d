"""How every command runs: its shared options, its desk, and how it ends."""

import inspect
from collections.abc import Callable
from typing import Annotated, Any, Concatenate, NamedTuple, ParamSpec

import typer

from mohlat_sdk.cli.desk import Desk, World
from mohlat_sdk.cli.voice import Voice

P = ParamSpec("P")
Function = Callable[Concatenate[Desk, P], None]


class Shared(NamedTuple):
    """An option that every command has."""

    annotation: Any
    default: Any


def _over(name: str, metavar: str) -> Shared:
    """An option that lies over a field of the configuration."""
    option = typer.Option(f"--{name}", metavar=metavar, help=f"option.{name}", rich_help_panel="help.instead")
    return Shared(Annotated[str | None, option], None)


def _shared(*names: str, **more: Any) -> Any:
    return typer.Option(*names, help=f"option.{names[0].lstrip('-')}", rich_help_panel="help.shared", **more)


SHARED = {
    "as_json": Shared(Annotated[bool, _shared("--json")], False),
    "lang": Shared(Annotated[str | None, _shared("--lang", metavar="fa|en")], None),
    "config": Shared(Annotated[str | None, _shared("--config", metavar="FILE")], None),
}
OVER = {
    "agency": _over("agency", "CODE"),
    "registry": _over("registry", "URL"),
    "connector": _over("connector", "URL"),
    "key": _over("key", "FILE"),
    "spool": _over("spool", "FILE"),
}
"""Help texts are names in the catalogue until the language is known."""


class Spoken(NamedTuple):
    """What a context's `obj` is: the world, and the language that was chosen before the command was read."""

    world: World
    voice: Voice


def command(app: typer.Typer, name: str, **more: Any) -> Callable[[Function[P]], Function[P]]:
    """Make a function a command of `app`; it is given its desk. `help.<name>` in the catalogue is its help."""
    return _registering(lambda run: app.command(name, help=f"help.{name.replace(' ', '_')}", **more)(run))


def group(app: typer.Typer, name: str) -> Callable[[Function[P]], Function[P]]:
    """Make a function what a group of commands does when none of them is named."""

    def register(run: Callable[..., None]) -> None:
        app.callback(invoke_without_command=True, help=f"help.{name}")(run)

    return _registering(register, only_alone=True)


def _registering(
    register: Callable[[Callable[..., None]], object], *, only_alone: bool = False
) -> Callable[[Function[P]], Function[P]]:
    shared = SHARED | OVER

    def made(function: Function[P]) -> Function[P]:
        def run(context: typer.Context, **given: Any) -> None:
            options = {each: given.pop(each) for each in shared}
            if only_alone and context.invoked_subcommand is not None:
                return
            spoken: Spoken = context.find_root().obj
            over = {each: options[each] for each in ("config", *OVER)} | {"language": options["lang"]}
            desk = Desk(spoken.world, spoken.voice, over, as_json=options["as_json"])
            function(desk, **given)  # type: ignore[call-arg]

        own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
        named = inspect.Parameter.KEYWORD_ONLY
        asked = [
            inspect.Parameter("context", named, annotation=typer.Context),
            *(each.replace(kind=named) for each in own),
            *(
                inspect.Parameter(x, named, annotation=each.annotation, default=each.default)
                for x, each in shared.items()
            ),
        ]
        run.__signature__ = inspect.Signature(asked)  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in asked}
        register(run)
        return function

    return made
