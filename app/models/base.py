"""The ground every table stands on: naming convention, UUIDv7 keys, enumerations as checked text."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import DateTime, Enum, MetaData, Text, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from uuid_utils.compat import uuid7


class Base(DeclarativeBase):
    """Base of all models: constraints get predictable names, instants are aware, text has no length."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: DateTime(timezone=True), str: Text(), UUID: Uuid()}  # noqa: RUF012


def choice(values: type[StrEnum], name: str) -> Enum:
    """Return a column type that stores the values of an enumeration as text and checks them."""
    return Enum(
        values,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=None,
        values_callable=lambda enum: [member.value for member in enum],
    )


class Identified:
    """A row with a UUIDv7 key made in Python, so that keys sort by the time of making."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
