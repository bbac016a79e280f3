"""Why a post is urgent, and who opened which revision."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("post", sa.Column("urgent_reason", sa.Text(), nullable=True))
    op.execute("update post set urgent_reason = 'Ohne Begründung als eilig gekennzeichnet.' where urgent")
    op.drop_column("post", "urgent")
    op.create_table(
        "opening",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_opening_user_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_opening_revision_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("user_id", "revision_id", name=op.f("pk_opening")),
    )


def downgrade() -> None:
    op.drop_table("opening")
    op.add_column("post", sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column("post", "urgent", server_default=None)
    op.execute("update post set urgent = true where urgent_reason is not null")
    op.drop_column("post", "urgent_reason")
