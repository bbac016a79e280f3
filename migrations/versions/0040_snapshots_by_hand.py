"""Snapshots of followers: entered by hand, one for each channel and day."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

NAME, TABLE = "uq_metrics_snapshot_by_hand", "metrics_snapshot"


def upgrade() -> None:
    by_hand = sa.text("source_key is null")
    op.create_index(NAME, TABLE, ["channel_id", "as_of"], unique=True, postgresql_where=by_hand)


def downgrade() -> None:
    op.drop_index(NAME, TABLE)
