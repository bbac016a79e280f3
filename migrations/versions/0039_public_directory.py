"""The public directory: when an entry was last confirmed; data protection on channels: recurring posts, notices."""

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

OF_USE: Final = (
    "privacy_placed_on",
    "privacy_version",
    "privacy_url",
    "embedded_in",
    "privacy_reminded_for",
    "privacy_months",
)
INSTANT: Final = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("channel", sa.Column("confirmed_on", sa.Date(), nullable=True))
    op.add_column(
        "channel_use", sa.Column("privacy_months", sa.Integer(), nullable=False, server_default="12")
    )
    op.add_column("channel_use", sa.Column("privacy_reminded_for", sa.Date(), nullable=True))
    op.create_check_constraint(
        op.f("ck_channel_use_privacy_months"), "channel_use", "privacy_months between 1 and 24"
    )
    op.add_column(
        "channel_use", sa.Column("embedded_in", ARRAY(sa.Text()), nullable=False, server_default="{}")
    )
    for name in ("privacy_url", "privacy_version"):
        op.add_column("channel_use", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("channel_use", sa.Column("privacy_placed_on", sa.Date(), nullable=True))
    op.create_check_constraint(
        op.f("ck_channel_use_privacy_notice_has_its_version"),
        "channel_use",
        "(privacy_url is null) = (privacy_version is null)"
        " and (privacy_placed_on is null or privacy_url is not null)",
    )
    op.create_table(
        "privacy_post",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint("num_nonnulls(delivery_id, url) > 0", name=op.f("ck_privacy_post_is_proven")),
        _key("privacy_post", "channel_id", "channel.id"),
        _key("privacy_post", "delivery_id", "delivery.id"),
        _key("privacy_post", "by_id", "user.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_post")),
        sa.UniqueConstraint("delivery_id", name=op.f("uq_privacy_post_delivery_id")),
    )
    op.create_index("ix_privacy_post_channel_id", "privacy_post", ["channel_id"])
    op.execute("""
        create trigger never_changes before update or delete on privacy_post
        for each row execute function refuse_change()
    """)
    op.execute("""
        create trigger never_emptied before truncate on privacy_post
        for each statement execute function refuse_change()
    """)


def downgrade() -> None:
    op.drop_table("privacy_post")
    for name in ("privacy_notice_has_its_version", "privacy_months"):
        op.drop_constraint(op.f(f"ck_channel_use_{name}"), "channel_use")
    for name in OF_USE:
        op.drop_column("channel_use", name)
    op.drop_column("channel", "confirmed_on")


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"), ondelete="RESTRICT")
