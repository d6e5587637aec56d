"""Which of our two languages the caller reads."""

from fastapi import Request

from services.plumbing.languages import preferred
from services.registry.problems import Language


def language(request: Request) -> Language:
    """The one that the request likes best; English when it likes none, both alike without a first, or does not say."""
    return preferred(",".join(request.headers.getlist("accept-language")))
