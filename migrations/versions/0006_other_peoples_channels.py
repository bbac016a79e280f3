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


def downgrade() -> None:
    op.drop_constraint(op.f("ck_channel_idempotency"), "channel")
    op.create_check_constraint("idempotency", "channel", "idempotency in ('own_id', 'key', 'none')")
    for column in ("checked_at", "limits", "endpoint"):
        op.drop_column("channel", column)
