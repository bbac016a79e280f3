"""Of which post a copy was made, and whether it corrects it."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("post", sa.Column("origin_id", sa.Uuid(), nullable=True))
    op.add_column("post", sa.Column("corrects", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column("post", "corrects", server_default=None)
    op.create_foreign_key(
        op.f("fk_post_origin_id"), "post", "post", ["origin_id"], ["id"], ondelete="RESTRICT"
    )
    op.create_index(
        "ix_post_origin_id", "post", ["origin_id"], postgresql_where=sa.text("origin_id is not null")
    )
    op.create_check_constraint(
        op.f("ck_post_a_correction_has_an_origin"), "post", "not corrects or origin_id is not null"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_post_a_correction_has_an_origin"), "post")
    op.drop_index("ix_post_origin_id", table_name="post")
    op.drop_column("post", "corrects")
    op.drop_column("post", "origin_id")
