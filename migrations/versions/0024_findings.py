"""What the watcher finds, when it last looked, what clocks said; and which deliveries are to be looked at again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("detail", postgresql.JSONB(), nullable=False),
        sa.Column("opened_at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("last_seen_at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index(
        "uq_finding_open",
        "finding",
        ["rule", "subject_type", "subject_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_index("ix_finding_opened_at", "finding", ["opened_at", "id"])
    op.create_index("ix_finding_subject_id", "finding", ["subject_id", "rule"])
    op.create_table(
        "rule_look",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("looked_at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("memory", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("rule", name=op.f("pk_rule_look")),
    )
    op.add_column(
        "worker_heartbeat", sa.Column("clocks", postgresql.JSONB(), server_default="{}", nullable=False)
    )
    op.create_index(
        "ix_delivery_look",
        "delivery",
        ["next_probe_at"],
        postgresql_where=sa.text("state in ('sent', 'removed') and next_probe_at is not null"),
    )


def downgrade() -> None:
    op.drop_index("ix_delivery_look", "delivery")
    op.drop_column("worker_heartbeat", "clocks")
    op.drop_table("rule_look")
    op.drop_table("finding")
