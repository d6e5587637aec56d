"""Entity tags: which version of an item somebody has read, and whether it still is the one."""

import hashlib
import re
from typing import Annotated

from fastapi import Depends, Header, Response
from pydantic import BaseModel

from services.registry.problems import PreconditionFailed, PreconditionRequired

_TAG = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_IF_NONE_MATCH = Header(alias="If-None-Match", max_length=4_000, description="The ETag of what the caller has.")
_IF_MATCH = Header(
    alias="If-Match", max_length=4_000, description="The ETag of the item as it was read; needed when it exists."
)
_ASKED = {"as_of", "known_at"}


def tag_of(answer: BaseModel) -> str:
    """The strong tag of an item: of all that its answer says, but for the instants that it was asked for.

    So whoever writes to an item compares the tag of what a reader would be answered now.
    """
    said = answer.model_dump_json(by_alias=True, exclude=_ASKED)
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


class Known:
    """What the caller of a read has already: `If-None-Match`."""

    def __init__(self, if_none_match: Annotated[str | None, _IF_NONE_MATCH] = None) -> None:
        self._header = if_none_match

    def answer(self, item: BaseModel, tag: str | None = None) -> Response:
        """The item with its tag, or 304 when the caller has it in this version."""
        tag = tag or tag_of(item)
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if self._header is not None and _names(self._header, tag, weakly=True):
            return Response(status_code=304, headers=headers)
        return Response(item.model_dump_json(by_alias=True), 200, headers, "application/json")


class Expected:
    """Which version the caller of a write has read: `If-Match`."""

    def __init__(self, if_match: Annotated[str | None, _IF_MATCH] = None) -> None:
        self._header = if_match

    @property
    def given(self) -> bool:
        """Whether the caller says which version it has read."""
        return self._header is not None

    def check(self, current: str | None) -> None:
        """Let the write pass only over the version that its caller has read, or over nothing when it expects nothing.

        Args:
            current: the tag of the item as it is now, read under the lock; None when there is none.

        Raises:
            PreconditionRequired: the item exists and the request does not say which version it has read.
            PreconditionFailed: it has read another one.
        """
        if self._header is None:
            if current is not None:
                raise PreconditionRequired
        elif current is None or not _names(self._header, current, weakly=False):
            raise PreconditionFailed(current=current)


IfNoneMatch = Annotated[Known, Depends()]
IfMatch = Annotated[Expected, Depends()]


def _names(header: str, tag: str, *, weakly: bool) -> bool:
    if header.strip() == "*":
        return True
    return any(opaque == tag and (weakly or not weak) for weak, opaque in _TAG.findall(header))
