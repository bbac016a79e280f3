"""Costs, staffing, strategies and followers as bodies reported them, each with its words and their source.

Channels keep what was printed for their platform, name and period beside what the register makes of it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TABLES = (
    "printed_abbreviation", "metrics_snapshot", "strategy_goal", "strategy", "staffing_record",
    "cost_channel", "cost_position", "cost_item",
)  # fmt: skip
COST_KINDS = (
    "advertising agency creative equipment fee management music other photo setup stock_photo subtitles tool training "
    "video workshop"
)
PRINTED = ("printed_platform", "printed_name", "period")


def one_of(name: str, values: str) -> sa.Enum:
    return sa.Enum(*values.split(), name=name, native_enum=False, create_constraint=True)


def upgrade() -> None:
    for name in PRINTED:
        op.add_column("channel", sa.Column(name, sa.Text(), nullable=True))
    op.create_table(
        "cost_item",
        sa.Column("platforms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("printed_platform", sa.Text(), nullable=True),
        sa.Column("year_from", sa.Integer(), nullable=True),
        sa.Column("year_to", sa.Integer(), nullable=True),
        sa.Column("printed_period", sa.Text(), nullable=True),
        sa.Column("kind", one_of("kind", COST_KINDS), nullable=True),
        sa.Column("service", sa.Text(), nullable=True),
        sa.Column("contractor", sa.Text(), nullable=True),
        sa.Column("award", one_of("award", "eu_tender public_tender direct"), nullable=True),
        sa.Column("is_framework", sa.Boolean(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("basis", one_of("basis", "net gross unstated"), nullable=True),
        sa.Column("share", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("share_reason", sa.Text(), nullable=True),
        sa.Column("rounding", one_of("rounding", "half_even half_up"), nullable=True),
        sa.Column("is_estimate", sa.Boolean(), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("advertising", one_of("advertising", "included extra whole"), nullable=True),
        sa.Column("is_third_party", sa.Boolean(), nullable=False),
        sa.Column("not_separable", sa.Text(), nullable=True),
        sa.Column("nothing", one_of("nothing", "none not_applicable not_reported"), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("printed_organisation", sa.Text(), nullable=True),
        sa.Column("printed", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_cost_item_amount_not_negative")),
        sa.CheckConstraint(
            "amount is null or basis is not null", name=op.f("ck_cost_item_an_amount_has_a_basis")
        ),
        sa.CheckConstraint(
            "amount is null or nothing is null", name=op.f("ck_cost_item_an_amount_or_nothing")
        ),
        sa.CheckConstraint("share > 0 and share <= 100", name=op.f("ck_cost_item_share_is_a_percentage")),
        sa.CheckConstraint("year_from <= year_to", name=op.f("ck_cost_item_years_in_order")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_cost_item_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_item")),
        sa.UniqueConstraint("source_key", name=op.f("uq_cost_item_source_key")),
    )
    op.create_index(op.f("ix_cost_item_organisation_id"), "cost_item", ["organisation_id"], unique=False)
    op.create_table(
        "cost_position",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("role", one_of("role", "part detail subtotal included extra total"), nullable=False),
        sa.Column("kind", one_of("kind", COST_KINDS), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("platforms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("budget", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("share", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("counted", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("unit_price", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("is_estimate", sa.Boolean(), nullable=False),
        sa.Column("not_separable", sa.Text(), nullable=True),
        sa.Column("printed", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["cost_item.id"], name=op.f("fk_cost_position_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_position")),
        sa.UniqueConstraint("item_id", "position", name=op.f("uq_cost_position_item_id_position")),
    )
    op.create_table(
        "cost_channel",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_cost_channel_channel_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["cost_item.id"], name=op.f("fk_cost_channel_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "channel_id", name=op.f("pk_cost_channel")),
    )
    op.create_index(op.f("ix_cost_channel_channel_id"), "cost_channel", ["channel_id"], unique=False)
    op.create_table(
        "staffing_record",
        sa.Column("platforms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("printed_platform", sa.Text(), nullable=True),
        sa.Column("persons_min", sa.Integer(), nullable=True),
        sa.Column("persons_max", sa.Integer(), nullable=True),
        sa.Column("basis", one_of("basis", "fte percent hours_week unquantified"), nullable=True),
        sa.Column("comparator", one_of("comparator", "= ≤ < ~"), nullable=True),
        sa.Column("effort", sa.Numeric(precision=8, scale=3), nullable=True),
        sa.Column("external", sa.Text(), nullable=True),
        sa.Column("nothing", one_of("nothing", "none not_applicable not_reported"), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("printed_organisation", sa.Text(), nullable=True),
        sa.Column("printed", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "effort is null or basis <> 'unquantified'", name=op.f("ck_staffing_record_effort_has_a_basis")
        ),
        sa.CheckConstraint(
            "(effort is null) = (comparator is null)", name=op.f("ck_staffing_record_effort_is_compared")
        ),
        sa.CheckConstraint("persons_min <= persons_max", name=op.f("ck_staffing_record_persons_in_order")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_staffing_record_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staffing_record")),
        sa.UniqueConstraint("source_key", name=op.f("uq_staffing_record_source_key")),
    )
    op.create_index(
        op.f("ix_staffing_record_organisation_id"), "staffing_record", ["organisation_id"], unique=False
    )
    op.create_table(
        "strategy",
        sa.Column("kind", one_of("kind", "own government other none"), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("platforms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("printed_organisation", sa.Text(), nullable=True),
        sa.Column("printed", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_strategy_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy")),
        sa.UniqueConstraint("source_key", name=op.f("uq_strategy_source_key")),
    )
    op.create_index(op.f("ix_strategy_organisation_id"), "strategy", ["organisation_id"], unique=False)
    op.create_table(
        "strategy_goal",
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["strategy_id"], ["strategy.id"], name=op.f("fk_strategy_goal_strategy_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy_goal")),
        sa.UniqueConstraint("strategy_id", "position", name=op.f("uq_strategy_goal_strategy_id_position")),
    )
    op.create_table(
        "metrics_snapshot",
        sa.Column("platform_slug", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=True),
        sa.Column("handle", sa.Text(), nullable=True),
        sa.Column("joined", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("followers", sa.Integer(), nullable=True),
        sa.Column("views", sa.Integer(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("printed_organisation", sa.Text(), nullable=True),
        sa.Column("printed", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.CheckConstraint("followers >= 0 and views >= 0", name=op.f("ck_metrics_snapshot_not_negative")),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_metrics_snapshot_channel_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_metrics_snapshot_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["platform_slug"],
            ["platform.slug"],
            name=op.f("fk_metrics_snapshot_platform_slug"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metrics_snapshot")),
        sa.UniqueConstraint("source_key", name=op.f("uq_metrics_snapshot_source_key")),
    )
    op.create_index(op.f("ix_metrics_snapshot_channel_id"), "metrics_snapshot", ["channel_id"], unique=False)
    op.create_index(
        op.f("ix_metrics_snapshot_organisation_id"), "metrics_snapshot", ["organisation_id"], unique=False
    )
    op.create_table(
        "printed_abbreviation",
        sa.Column("abbreviation", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed_abbreviation")),
        sa.UniqueConstraint("abbreviation", name=op.f("uq_printed_abbreviation_abbreviation")),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    for name in PRINTED:
        op.drop_column("channel", name)
