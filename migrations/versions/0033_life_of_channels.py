"""The life of channels: their use, who was told of them, decisions, and stops of platforms."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NEVER_CHANGED: Final = ("decision", "channel_notice")
STATUS: Final = {"decision_id": "decision", "platform_stop_id": "platform_stop"}


def upgrade() -> None:
    _make_decisions()
    _make_preparation()
    _make_stops()
    op.add_column("channel_status", sa.Column("decide_on", sa.Date(), nullable=True))
    for column, table in STATUS.items():
        op.add_column("channel_status", sa.Column(column, sa.Uuid(), nullable=True))
        name = op.f(f"fk_channel_status_{column}")
        op.create_foreign_key(name, "channel_status", table, [column], ["id"], ondelete="RESTRICT")
    for table in NEVER_CHANGED:
        op.execute(f"""
            create trigger never_changes before update or delete on {table}
            for each row execute function refuse_change()
        """)
        op.execute(f"""
            create trigger never_emptied before truncate on {table}
            for each statement execute function refuse_change()
        """)


def downgrade() -> None:
    for column in ("decide_on", *STATUS):
        op.drop_column("channel_status", column)
    for table in ("platform_stop", "channel_use", "channel_notice", "decision"):
        op.drop_table(table)


def _make_decisions() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("participants", sa.Text(), nullable=False),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=True),
        sa.Column("document_url", sa.Text(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        _key("decision", "organisation_id", "organisation.id"),
        _key("decision", "by_id", "user.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )


def _make_preparation() -> None:
    op.create_table(
        "channel_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", _choice("recipient", "pia", "lfd"), nullable=False),
        sa.Column("means", _choice("means", "sent", "handed_over"), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        _key("channel_notice", "channel_id", "channel.id"),
        _key("channel_notice", "by_id", "user.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_notice")),
    )
    op.create_index("ix_channel_notice_channel_id", "channel_notice", ["channel_id"])
    op.create_table(
        "channel_use",
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("extent", sa.Text(), nullable=False),
        sa.Column("responsibility", sa.Text(), nullable=False),
        sa.Column("target_group", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("delimitation", sa.Text(), nullable=False),
        sa.Column("concept_title", sa.Text(), nullable=True),
        sa.Column("concept_as_of", sa.Date(), nullable=True),
        sa.Column("concept_url", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(concept_title is null) = (concept_as_of is null)",
            name=op.f("ck_channel_use_concept_has_its_day"),
        ),
        _key("channel_use", "channel_id", "channel.id"),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_channel_use")),
    )


def _make_stops() -> None:
    op.create_table(
        "platform_stop",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("platform_slug", sa.Text(), nullable=False),
        sa.Column("effect", _choice("effect", "paused", "deactivated"), nullable=False),
        sa.Column("legal_reason", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("lifted_at", INSTANT, nullable=True),
        sa.Column("lifted_by_id", sa.Uuid(), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(lifted_at, lifted_by_id, lift_reason) in (0, 3)",
            name=op.f("ck_platform_stop_lifted_by_somebody"),
        ),
        _key("platform_stop", "platform_slug", "platform.slug"),
        _key("platform_stop", "decision_id", "decision.id"),
        _key("platform_stop", "by_id", "user.id"),
        _key("platform_stop", "lifted_by_id", "user.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_stop")),
    )
    standing = sa.text("lifted_at is null")
    op.create_index(
        "uq_platform_stop_standing",
        "platform_stop",
        ["platform_slug"],
        unique=True,
        postgresql_where=standing,
    )


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=None)


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"), ondelete="RESTRICT")
