"""Comments on posts, and everything they ever said."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CHECKS = {
    "a_passage_is_whole": "num_nonnulls(quote, begins, ends) in (0, 3)",
    "a_channel_names_its_passage": "variant_id is null or quote is not null",
    "a_passage_has_an_extent": "begins >= 0 and begins < ends",
    "resolved_by_somebody": "(resolved_at is null) = (resolved_by_id is null)",
}
REFERENCES = {
    "post_id": "post",
    "author_id": "user",
    "revision_id": "revision",
    "variant_id": "variant",
    "resolved_by_id": "user",
}


def upgrade() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=True),
        sa.Column("begins", sa.Integer(), nullable=True),
        sa.Column("ends", sa.Integer(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.Column("mentioned_users", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("mentioned_organisations", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by_id", sa.Uuid(), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_comment_{name}")) for name, rule in CHECKS.items()),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{table}.id"], name=op.f(f"fk_comment_{name}"), ondelete="RESTRICT"
            )
            for name, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index("ix_comment_post_id", "comment", ["post_id", "id"])
    op.create_table(
        "wording",
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_wording_comment_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("comment_id", "number", name=op.f("pk_wording")),
    )
    op.execute("""
        create trigger never_changes before update or delete on wording
        for each row execute function refuse_change()
    """)
    op.execute("""
        create trigger never_emptied before truncate on wording
        for each statement execute function refuse_change()
    """)


def downgrade() -> None:
    op.drop_table("wording")
    op.drop_table("comment")
