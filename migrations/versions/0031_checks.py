"""How the desk sets the checks, what they found on which occasion, and what a post is worth to citizens."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "check_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint("level in ('hint', 'reason_required', 'block')", name=op.f("ck_check_rule_level")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["user.id"],
            name=op.f("fk_check_rule_changed_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_rule")),
        sa.UniqueConstraint("rule", name=op.f("uq_check_rule_rule")),
    )
    op.create_table(
        "check_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("results", postgresql.JSONB(), nullable=False),
        sa.Column("is_not_checked", sa.Boolean(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("assistant", sa.Text(), nullable=True),
        sa.Column("lexicon", sa.Text(), nullable=True),
        sa.CheckConstraint("occasion in ('submission', 'approval')", name=op.f("ck_check_run_occasion")),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_check_run_{column}"), ondelete="RESTRICT"
            )
            for column, table in (
                ("post_id", "post"),
                ("revision_id", "revision"),
                ("organisation_id", "organisation"),
                ("by_id", "user"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_run")),
    )
    op.create_index("ix_check_run_revision_id_id", "check_run", ["revision_id", "id"])
    op.create_index("ix_check_run_post_id", "check_run", ["post_id"])
    op.create_index("ix_check_run_at", "check_run", ["at"])
    op.add_column("revision", sa.Column("citizen_value", sa.Text(), nullable=True))
    op.add_column(
        "revision", sa.Column("relevance", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("revision", "relevance")
    op.drop_column("revision", "citizen_value")
    op.drop_table("check_run")
    op.drop_table("check_rule")
