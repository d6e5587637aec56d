"""A problem as an HTTP answer, in the language that the request asks for."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import JSONResponse

from services.registry.api.problems.language import language
from services.registry.problems import Refused, Said

TYPE = "https://mohlat.ir/problems/"
MEDIA_TYPE = "application/problem+json"


def problem(
    request: Request,
    status: int,
    name: str,
    title: Said,
    detail: str | None = None,
    headers: Mapping[str, str] | None = None,
    members: Mapping[str, object] | None = None,
) -> JSONResponse:
    """A problem in the language that the request asks for; `detail` is in it already."""
    spoken = language(request)
    body: dict[str, object] = {"type": TYPE + name, "title": title.in_(spoken), "status": status, "name": name}
    if detail is not None:
        body["detail"] = detail
    said_in = {"Content-Language": spoken, "Vary": "Accept-Language"}
    return JSONResponse(body | dict(members or {}), status, said_in | dict(headers or {}), media_type=MEDIA_TYPE)


def refused(request: Request, error: Refused) -> JSONResponse:
    """A refusal as HTTP says it; also for pages, which show it otherwise."""
    detail = error.detail(language(request))
    return problem(request, error.status, error.name, error.title, detail, error.headers(), error.members())
