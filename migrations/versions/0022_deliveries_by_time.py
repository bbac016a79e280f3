"""Lists of deliveries find them in the order of their time, of all states or of one."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_delivery_time", "delivery", ["due_at", "id"])
    op.create_index("ix_delivery_state_time", "delivery", ["state", "due_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_delivery_state_time", table_name="delivery")
    op.drop_index("ix_delivery_time", table_name="delivery")
