"""Whatever goes wrong, as an RFC 9457 problem in the caller's language; the only place where it becomes HTTP."""

from services.registry.api.problems.answer import MEDIA_TYPE, TYPE, problem, refused
from services.registry.api.problems.declared import refusing
from services.registry.api.problems.handlers import install
from services.registry.api.problems.language import language

__all__ = ["MEDIA_TYPE", "TYPE", "install", "language", "problem", "refused", "refusing"]
