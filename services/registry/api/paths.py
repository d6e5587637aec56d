"""What appears in a path, checked before anything is looked up."""

from typing import Annotated

from fastapi import Depends, Path, Request
from mohlat_contracts.notices import OversightRole

from services.registry.registrar import Registrar

AgencyCode = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")]
Code = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$")]
Role = Annotated[OversightRole, Path()]


def _registrar(request: Request) -> Registrar:
    registrar: Registrar = request.app.state.registrar
    return registrar


InRegistry = Annotated[Registrar, Depends(_registrar)]

CREATED = 201
UNCHANGED = 200


def written(new: bool) -> int:
    """201 when it is new, 200 when it was there already; the body is the same."""
    return CREATED if new else UNCHANGED
