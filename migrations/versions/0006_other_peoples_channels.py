"""What a channel on somebody else's server needs: where it is, what it said of itself, and calls that stay unclear."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("channel", sa.Column("endpoint", sa.Text(), nullable=True))
    op.add_column("channel", sa.Column("limits", postgresql.JSONB(), server_default="{}", nullable=False))
    op.add_column("channel", sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint(op.f("ck_channel_idempotency"), "channel")
    op.create_check_constraint("idempotency", "channel", "idempotency in ('own_id', 'key', 'none', 'manual')")
    op.create_table(
        "entrusted_channel",
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_entrusted_channel_membership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_entrusted_channel_channel_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("membership_id", "channel_id", name=op.f("pk_entrusted_channel")),
    )


def downgrade() -> None:
    op.drop_table("entrusted_channel")
    op.drop_constraint(op.f("ck_channel_idempotency"), "channel")
    op.create_check_constraint("idempotency", "channel", "idempotency in ('own_id', 'key', 'none')")
    for column in ("checked_at", "limits", "endpoint"):
        op.drop_column("channel", column)
