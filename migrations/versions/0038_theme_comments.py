"""Themes: what is said about them, and what was decided."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

DECISIONS = ("taken_up", "deferred", "declined")


def upgrade() -> None:
    decision = sa.Enum(*DECISIONS, name="decision", native_enum=False, create_constraint=True, length=None)
    op.create_table(
        "theme_comment",
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("decision", decision, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_theme_comment_theme_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_theme_comment_author_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_comment")),
    )
    op.create_index("ix_theme_comment_theme_id", "theme_comment", ["theme_id", "id"])


def downgrade() -> None:
    op.drop_table("theme_comment")
