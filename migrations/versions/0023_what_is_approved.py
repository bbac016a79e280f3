"""What is open is found by an index: variants know whether they were ever approved, posts lie by state and submission."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "variant", sa.Column("is_approved", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.execute(
        "update variant set is_approved = true where exists (select from delivery d where d.id = variant.id)"
    )
    op.create_index("ix_variant_unapproved", "variant", ["id"], postgresql_where=sa.text("not is_approved"))
    op.create_index("ix_post_submitted_at", "post", ["submitted_at"])
    op.drop_index("ix_post_state", table_name="post")
    op.create_index("ix_post_state", "post", ["state", "id"])
    op.drop_index("ix_delivery_due_at", table_name="delivery")  # ix_delivery_time begins with the same column


def downgrade() -> None:
    op.create_index("ix_delivery_due_at", "delivery", ["due_at"])
    op.drop_index("ix_post_state", table_name="post")
    op.create_index("ix_post_state", "post", ["state"])
    op.drop_index("ix_post_submitted_at", table_name="post")
    op.drop_index("ix_variant_unapproved", table_name="variant")
    op.drop_column("variant", "is_approved")
