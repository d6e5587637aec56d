"""What appears in a path or a query, checked before anything is looked up."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query, Request
from pydantic import AfterValidator

from services.registry.registrar import Registrar

AgencyCode = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")]
Code = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$")]
ServiceCode = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
"""Of a change or a proposal; as large as the database counts."""
ContactId = Annotated[UUID, Path()]
Sha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]


def _storable(value: str) -> str:
    if "\x00" in value:
        raise ValueError("must hold no control characters and no line breaks")
    return value


Words = Annotated[str, Query(min_length=1, max_length=200), AfterValidator(_storable)]
"""What somebody searches for."""


def _registrar(request: Request) -> Registrar:
    registrar: Registrar = request.app.state.registrar
    return registrar


InRegistry = Annotated[Registrar, Depends(_registrar)]
