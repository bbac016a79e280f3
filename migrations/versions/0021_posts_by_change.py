"""Posts by their last change: an index for the list that shows what was changed last."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_post_updated_at", "post", ["updated_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_post_updated_at", table_name="post")
