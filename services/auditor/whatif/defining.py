"""Figures that count otherwise. Pure."""

from collections.abc import Iterable

from msgspec import UNSET, structs

from services.auditor.figures import Definition
from services.auditor.whatif.changes import ChangesInvalid, OtherDefinition, named

_FIELDS = ("counts", "over", "among", "group", "parent", "where", "under", "share")
_FA, _EN = " (فرض: {given})", " (what if: {given})"


def change_definitions(
    definitions: Iterable[Definition], changes: Iterable[tuple[int, OtherDefinition]]
) -> dict[str, Definition]:
    """The definitions by name, as changed; a changed one has the next version and says what is another.

    Raises:
        ChangesInvalid: a change names no figure that is asked for, changes nothing, or makes no definition.
    """
    found, problems = {each.name: each for each in definitions}, []
    for number, change in changes:
        try:
            found[change.of] = _changed(found, change)
        except (KeyError, ValueError) as error:
            problems.append(f"{named(number, change)}: {error.args[0]}")
    if problems:
        raise ChangesInvalid(*problems)
    return found


def _changed(found: dict[str, Definition], change: OtherDefinition) -> Definition:
    if change.of not in found:
        raise KeyError(f"no figure is called {change.of!r}")
    given = {field: value for field in _FIELDS if (value := getattr(change, field)) is not UNSET}
    if not given:
        raise ValueError(f"one of {', '.join(_FIELDS)} is wanted")
    before, told = found[change.of], ", ".join(f"{field} = {_plainly(value)}" for field, value in given.items())
    return structs.replace(
        before,
        version=before.version + 1,
        definition_fa=before.definition_fa + _FA.format(given=told),
        definition_en=before.definition_en + _EN.format(given=told),
        **given,
    )


def _plainly(value: object) -> str:
    return "-" if value is None else str(value)
