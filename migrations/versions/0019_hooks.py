"""Hooks: programs that an organisation wants to be told what its people are told; their secrets and letters."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KINDS = "kind in ('mastodon', 'bluesky', 'webhook', 'session'{})"
MEDIA = "medium in ('in_app', 'mail'{})"


def upgrade() -> None:
    op.create_table(
        "hook",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("groups", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", INSTANT, server_default=sa.text("now()"), nullable=False),
        sa.Column("paused_at", INSTANT, nullable=True),
        sa.Column("disabled_at", INSTANT, nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failing_since", INSTANT, nullable=True),
        sa.Column("resumes_at", INSTANT, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint("cardinality(groups) > 0", name=op.f("ck_hook_wants_something")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_hook_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_hook_created_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook")),
    )
    op.create_index("ix_hook_organisation_id", "hook", ["organisation_id"])
    _let_credentials_be_of_hooks()
    _let_letters_go_to_hooks()


def downgrade() -> None:
    op.execute("delete from letter where medium = 'hook'")
    op.execute("delete from credential where kind = 'hook'")
    for table, index, checks in (
        ("letter", "ix_letter_hook_id", ("hook_has_its_medium", "for_one_recipient", "medium")),
        ("credential", "ix_credential_hook_id", ("hook_has_its_kind", "of_one_owner", "kind")),
    ):
        op.drop_index(index, table)
        for name in checks:
            op.drop_constraint(op.f(f"ck_{table}_{name}"), table)
        op.drop_column(table, "hook_id")
    _check("letter", "medium", MEDIA.format(""))
    _check("letter", "for_one_recipient", "num_nonnulls(user_id, address) = 1")
    _check("credential", "kind", KINDS.format(""))
    op.alter_column("credential", "channel_id", nullable=False)
    op.drop_table("hook")


def _let_credentials_be_of_hooks() -> None:
    op.alter_column("credential", "channel_id", nullable=True)
    _add_hook_id("credential", ["hook_id"])
    op.drop_constraint(op.f("ck_credential_kind"), "credential")
    _check("credential", "kind", KINDS.format(", 'hook'"))
    _check("credential", "of_one_owner", "num_nonnulls(channel_id, hook_id) = 1")
    _check("credential", "hook_has_its_kind", "(kind = 'hook') = (hook_id is not null)")


def _let_letters_go_to_hooks() -> None:
    _add_hook_id("letter", ["hook_id", "id"])
    for name in ("medium", "for_one_recipient"):
        op.drop_constraint(op.f(f"ck_letter_{name}"), "letter")
    _check("letter", "medium", MEDIA.format(", 'hook'"))
    _check("letter", "for_one_recipient", "num_nonnulls(user_id, address, hook_id) = 1")
    _check("letter", "hook_has_its_medium", "(medium = 'hook') = (hook_id is not null)")


def _add_hook_id(table: str, columns: list[str]) -> None:
    op.add_column(table, sa.Column("hook_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f(f"fk_{table}_hook_id"), table, "hook", ["hook_id"], ["id"], ondelete="CASCADE")
    op.create_index(f"ix_{table}_hook_id", table, columns, postgresql_where=sa.text("hook_id is not null"))


def _check(table: str, name: str, rule: str) -> None:
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, rule)
