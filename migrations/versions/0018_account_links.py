"""Links by which somebody chooses a password: for invitations and for forgotten ones."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "account_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("token_sha256", sa.Text(), nullable=True),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, server_default=sa.text("now()"), nullable=False),
        *[
            sa.CheckConstraint(rule, name=op.f(f"ck_account_link_{name}"))
            for name, rule in (
                ("kind", "kind in ('invitation', 'password_reset')"),
                ("for_an_account_or_an_address", "num_nonnulls(user_id, email) = 1"),
                ("a_token_has_an_end", "(token_sha256 is null) = (expires_at is null)"),
                ("a_token_has_an_account", "token_sha256 is null or user_id is not null"),
            )
        ],
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_account_link_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_account_link_token_sha256")),
    )
    op.create_index("ix_account_link_user_id", "account_link", ["user_id"])
    op.create_index(
        "ix_account_link_asked", "account_link", ["id"], postgresql_where=sa.text("email is not null")
    )


def downgrade() -> None:
    op.drop_table("account_link")
