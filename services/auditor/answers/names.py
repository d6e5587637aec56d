"""Bodies by name in both languages. Pure."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from mohlat_contracts.registry import AgencyKind
from msgspec import Struct


class Placed(Protocol):
    """A body as it was named and placed at an instant."""

    @property
    def code(self) -> str: ...
    @property
    def name_fa(self) -> str: ...
    @property
    def name_en(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def kind(self) -> AgencyKind: ...
    @property
    def parent(self) -> str | None: ...
    @property
    def province(self) -> str | None: ...


class Name(Struct, frozen=True, kw_only=True):
    name_fa: str
    name_en: str


Names = Mapping[str, Placed]
"""By code."""


def name_of(code: str, names: Names) -> Name:
    """A body that is not on the list at that instant is called by its code."""
    body = names.get(code)
    return Name(name_fa=code, name_en=code) if body is None else Name(name_fa=body.name_fa, name_en=body.name_en)


def names_of(codes: Iterable[str], names: Names) -> dict[str, Name]:
    """The names of these bodies, by code."""
    return {code: name_of(code, names) for code in sorted(set(codes))}
