"""What every table of the registry shares: its schema, its constraint names, its kinds of columns."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import CheckConstraint, ColumnElement, DateTime, MetaData, String, Text, any_
from sqlalchemy import cast as cast_column
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import registry
from sqlmodel import SQLModel, col

METADATA = MetaData(
    schema="registry",
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    },
)

INSTANT = DateTime(timezone=True)
CODE = String(collation="C")
"""What lists are ordered by: compared by code point whatever the database's own collation, as Python does."""


class Row(SQLModel, registry=registry(metadata=METADATA)):
    """A row of a table of the registry's own metadata, apart from any other service's."""


def one_of(column: str, *values: str) -> CheckConstraint:
    """An enumeration as VARCHAR + CHECK."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=column)


def among(column: object, values: Sequence[str]) -> ColumnElement[bool]:
    """Whether a column of text holds one of these, as one parameter: a statement takes no more than 32,767 of them."""
    return col(cast(str, column)) == any_(cast_column(list(values), ARRAY(Text)))
