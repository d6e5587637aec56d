"""Which methods a resource takes, whichever routes they are spread over."""

from fastapi import Request
from starlette.routing import Match

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def allowed(request: Request) -> str:
    """The value of `Allow`; the framework alone would name only the methods of the first route of the path."""
    return ", ".join(method for method in _METHODS if _routed(request, method))


def _routed(request: Request, method: str) -> bool:
    scope = {**request.scope, "method": method}
    return any(route.matches(dict(scope))[0] is Match.FULL for route in request.app.routes)
