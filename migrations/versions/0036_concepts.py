"""Nutzungskonzepte: worked on, issued, evaluated, and the imprint they name; what they say of platforms."""

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

TEXTS: Final = ("preamble", "mission", "contact", "channels", "commitment")
OF_ENTRIES: Final = ("function", "area", "address", "phone", "email")
INSTANT: Final = sa.DateTime(timezone=True)
NEVER_CHANGED: Final = ("concept_version", "evaluation")
ROLES: Final = ("body", "representative", "responsible", "contact")


def upgrade() -> None:
    op.create_table(
        "concept",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in TEXTS),
        sa.Column("sources", ARRAY(sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reminded_for", sa.Date(), nullable=True),
        _key("concept", "organisation_id", "organisation.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concept")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_concept_organisation_id")),
    )
    kind = sa.Enum(*ROLES, name="role", native_enum=False, create_constraint=True, length=None)
    op.create_table(
        "imprint_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("concept_id", sa.Uuid(), nullable=False),
        sa.Column("role", kind, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in OF_ENTRIES),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_imprint_entry_ends_after_beginning")),
        _key("imprint_entry", "concept_id", "concept.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imprint_entry")),
    )
    op.create_index("ix_imprint_entry_concept_id", "imprint_entry", ["concept_id"])
    op.create_table(
        "concept_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("concept_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("channel_ids", ARRAY(sa.Uuid()), nullable=False),
        sa.Column("content", JSONB(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("issued_at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("issued_by_id", sa.Uuid(), nullable=False),
        _key("concept_version", "concept_id", "concept.id"),
        _key("concept_version", "issued_by_id", "user.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concept_version")),
        sa.UniqueConstraint("concept_id", "number", name=op.f("uq_concept_version_concept_id_number")),
    )
    op.create_table(
        "evaluation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("concept_id", sa.Uuid(), nullable=False),
        sa.Column("evaluated_on", sa.Date(), nullable=False),
        sa.Column("goes_on", sa.Boolean(), nullable=False),
        sa.Column("whether", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        _key("evaluation", "concept_id", "concept.id"),
        _key("evaluation", "by_id", "user.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
    )
    op.create_index("ix_evaluation_concept_id", "evaluation", ["concept_id"])
    op.add_column("platform_stop", sa.Column("reminded_at", INSTANT, nullable=True))
    for table in NEVER_CHANGED:
        op.execute(f"""
            create trigger never_changes before update or delete on {table}
            for each row execute function refuse_change()
        """)
        op.execute(f"""
            create trigger never_emptied before truncate on {table}
            for each statement execute function refuse_change()
        """)
    op.create_table(
        "platform_facts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("platform_slug", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=True),
        sa.Column("seat", sa.Text(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=True),
        sa.Column("info_url", sa.Text(), nullable=True),
        _key("platform_facts", "platform_slug", "platform.slug"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_facts")),
        sa.UniqueConstraint("platform_slug", name=op.f("uq_platform_facts_platform_slug")),
    )


def downgrade() -> None:
    op.drop_column("platform_stop", "reminded_at")
    for table in ("platform_facts", "evaluation", "concept_version", "imprint_entry", "concept"):
        op.drop_table(table)


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"), ondelete="RESTRICT")
