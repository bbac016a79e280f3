"""Packages: what leaves together (G23, C14), and the press databases that may say when."""

import sqlalchemy as sa
from alembic import context, op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OF_PACKAGES = """
        union all
        select 'C14 before its package', a.delivery_id from package g
            join variant v on v.package_id = g.id
            join delivery d on d.id = v.id and d.state not in ('waiting', 'held', 'cancelled')
            join delivery_attempt a on a.delivery_id = d.id and a.kind = 'publish'
              and (a.outcome is null or a.outcome in ('sent', 'unknown'))
              and not exists (
                select from delivery_attempt later
                where later.delivery_id = d.id and later.kind = 'publish' and later.number > a.number)
            where g.cancelled_at is null and d.lost_since is null
              and (g.fires_at is null or a.intent_at < g.fires_at)
"""


def upgrade() -> None:
    op.create_table(
        "package",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("press_release", sa.Text(), nullable=False),
        sa.Column("portal_url", sa.Text(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=True),
        one_of("rest", "all", "what_can", nullable=False),
        sa.Column("fires_at", INSTANT, nullable=True),
        one_of("fired_by", "press", "hand", nullable=True),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", INSTANT, server_default=sa.text("now()"), nullable=False),
        sa.Column("cancelled_at", INSTANT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "fired_by is null or fires_at is not null", name=op.f("ck_package_fired_at_some_time")
        ),
        points("package", "organisation_id", "organisation"),
        points("package", "theme_id", "theme"),
        points("package", "created_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package")),
    )
    op.create_table(
        "press_connection",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", INSTANT, server_default=sa.text("now()"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        points("press_connection", "created_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_press_connection")),
    )
    op.add_column("variant", sa.Column("package_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_variant_package_id"), "variant", "package", ["package_id"], ["id"], ondelete="RESTRICT"
    )
    op.create_index(
        "ix_variant_package_id",
        "variant",
        ["package_id"],
        postgresql_where=sa.text("package_id is not null"),
    )
    op.execute(clauses() + OF_PACKAGES)


def downgrade() -> None:
    op.execute(clauses())
    op.drop_index("ix_variant_package_id", "variant")
    op.drop_column("variant", "package_id")
    op.drop_table("press_connection")
    op.drop_table("package")


def clauses() -> str:
    """Return the view as the step that wrote it last has it."""
    themes = context.script.get_revision("0034").module
    return f"{themes.VIEW}{themes.OF_THEMES}"


def one_of(column: str, *values: str, nullable: bool) -> sa.Column[str]:
    kind = sa.Enum(*values, name=column, native_enum=False, create_constraint=True, length=None)
    return sa.Column(column, kind, nullable=nullable)


def points(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="RESTRICT"
    )
