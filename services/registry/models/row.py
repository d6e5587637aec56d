"""What every table of the registry shares: its schema, its constraint names, its kind of instants."""

from sqlalchemy import CheckConstraint, DateTime, MetaData
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

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


class Row(SQLModel, registry=registry(metadata=METADATA)):
    """A row of a table of the registry's own metadata, apart from any other service's."""


def one_of(column: str, *values: str) -> CheckConstraint:
    """An enumeration as VARCHAR + CHECK."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=column)
