"""A refusal as its official reads it."""

from rich.text import Text

from services.registry.cli.asking.errors import RefusedByRegistry
from services.registry.cli.showing.screen import Screen

ROW = ("line", "column", "value", "expected")
"""Of an error in a table that was to be imported."""


def show_refusal(screen: Screen, refusal: RefusedByRegistry) -> None:
    """Title and detail, and each row or field that is wrong."""
    if screen.as_json:
        screen.verbatim(refusal.text)
        return
    problem = refusal.problem
    screen.beside.print(Text(str(problem.get("title", "")), style="bold red"))
    detail = str(problem.get("detail") or "")
    if detail:
        screen.beside.print(Text(detail))
    errors = [error for error in problem.get("errors") or [] if isinstance(error, dict)]
    if errors and "line" in errors[0]:
        show_row_errors(screen, errors)
    else:
        for text in (": ".join(str(each) for each in error.values()) for error in errors):
            if text != detail:
                screen.beside.print(Text(text))
    if refusal.status == 401:
        screen.warn("برای ورود: mohlat registry login", "to sign in: mohlat registry login")


def show_row_errors(screen: Screen, errors: list[dict[str, object]]) -> None:
    """Every row's: where it is, what stands there, and what ought to."""
    screen.table([error | {"expected": _expected(screen, error)} for error in errors], ROW)


def _expected(screen: Screen, error: dict[str, object]) -> object:
    expected = error.get("expected")
    if isinstance(expected, dict):
        return expected.get(screen.language)
    if isinstance(expected, list) and len(expected) == 2:  # Persian, English
        return expected[0 if screen.language == "fa" else 1]
    return expected
