"""Elections with their pre-election periods, and the urgent cause that a revision may name."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
PEOPLE = ("proposed_by_id", "decided_by_id", "ending_by_id", "withdrawn_by_id")
KINDS = "state", "federal", "european", "municipal"
CAUSES = "danger", "deadline", "law_in_force", "statistics_day"
RULES = {
    "the_day_is_in_the_period": "quiet_from <= day and day <= quiet_to",
    "decided_by_somebody": "(decided_at is null) = (decided_by_id is null)",
    "decided_by_another": "decided_by_id is null or decided_by_id <> proposed_by_id",
    "asked_by_somebody": "(ending_at is null) = (ending_by_id is null)",
    "withdrawn_by_somebody": "(withdrawn_at is null) = (withdrawn_by_id is null)",
    "withdrawn_by_another": "withdrawn_at is null or decided_at is null"
    " or (ending_by_id is not null and ending_by_id <> withdrawn_by_id)",
}


def upgrade() -> None:
    op.create_table(
        "election",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory", sa.Text(), nullable=False),
        sa.Column("kind", _choice(KINDS, "kind"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("quiet_from", sa.Date(), nullable=False),
        sa.Column("quiet_to", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("ending_by_id", sa.Uuid(), nullable=True),
        sa.Column("ending_at", INSTANT, nullable=True),
        sa.Column("ending_reason", sa.Text(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_election_{name}")) for name, rule in RULES.items()),
        *(
            sa.ForeignKeyConstraint(
                [name], ["user.id"], name=op.f(f"fk_election_{name}"), ondelete="RESTRICT"
            )
            for name in PEOPLE
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election")),
    )
    op.create_index(
        "ix_election_in_force",
        "election",
        ["quiet_to"],
        postgresql_where=sa.text("decided_at is not null and withdrawn_at is null"),
    )
    op.add_column("revision", sa.Column("cause", _choice(CAUSES, "cause"), nullable=True))


def downgrade() -> None:
    op.drop_column("revision", "cause")
    op.drop_table("election")


def _choice(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=None)
