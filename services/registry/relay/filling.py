"""Rows that refer to a form are filled when they are carried."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.forms import Form, fill

AT_MOST = 8
"""Forms kept in memory; each takes as much as a record at most, and a mass change has one or a few."""

_FORMS = text("select id, duties, body from registry.forms where id = any(:wanted)")


class Filler:
    """Fills rows, and keeps the forms that were used last. Forms never change."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Form] = OrderedDict()

    async def read(self, connection: AsyncConnection, form_ids: Iterable[int]) -> None:
        """Read the forms that are not at hand, so that `fill` finds them; forget those that nobody asks for."""
        wanted = set(form_ids)
        if missing := wanted - self._kept.keys():
            for number, duties, body in await connection.execute(_FORMS, {"wanted": list(missing)}):
                self._kept[number] = Form(tuple(duties), body)
        for number in wanted:
            self._kept.move_to_end(number)
        while len(self._kept) > max(AT_MOST, len(wanted)):
            self._kept.popitem(last=False)

    def fill(self, form_id: int, agency: str, fillings: Sequence[str]) -> bytes:
        """The record of one agency.

        Raises:
            KeyError: the form has not been read.
        """
        return fill(self._kept[form_id], agency, fillings)
