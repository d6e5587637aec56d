"""Entries about the services of agencies."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from services.registry.entries.fields import AgencyCode, Entry, Instant, NamesEntry, ServiceCode, originals


class ServiceEntry(NamesEntry):
    """`yearly_use` is how often it is used a year. It is like this from `effective_from` on (default: now)."""

    agency: AgencyCode
    code: ServiceCode
    high_use: bool
    yearly_use: Annotated[int | None, Field(ge=0, le=10**12)] = None
    effective_from: Instant | None = None


class ListServices(Entry):
    """All of them or none. One that is listed already with equal content stays as it is."""

    action: Literal["list_services"] = "list_services"
    services: Annotated[tuple[ServiceEntry, ...], Field(min_length=1, max_length=100_000)]
    original: dict[str, dict[str, str]] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _keep_originals(cls, entered: object) -> object:
        return originals(entered, "services", lambda row: f"{row.get('agency')}/{row.get('code')}")


class RetireService(Entry):
    action: Literal["retire_service"] = "retire_service"
    agency: AgencyCode
    service: ServiceCode
    effective_from: Instant | None = None
