"""Cases against posts with notice, deadline and answers; what was called takedown is the order to remove one delivery."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

GROUNDS = (
    "party_political",
    "factual",
    "legal",
    "duplicate",
    "unsuitable",
    "audience",
    "sequence",
    "wording",
    "other",
)
KINDS = ("removal", "notice_only")
STATES = ("open", "answered", "executing", "executed", "closed", "revoked")
OUTCOMES = ("corrected", "removed_by_ministry", "objection_upheld", "noted", "never_published")
ANSWERS = ("change", "remove", "agree", "object")
OPENED_WITH = (
    "post_id, revision_id, kind, ground, quote, remedy, urgent_reason, deadline_at, opened_by_id, opened_at"
)
UNCHANGING = ("takedown_answer", "takedown_delivery")
OPEN = sa.text("closed_at is null")
MOVED = "id, delivery_id, requested_by_id, requested_at, reason, closed_at"


def upgrade() -> None:
    op.execute("alter table takedown rename to takedown_before")
    op.execute("alter table takedown_before rename constraint pk_takedown to pk_takedown_before")
    _create_takedown()
    _create_parts()
    _create_removal()
    op.execute(f"insert into removal ({MOVED}) select {MOVED} from takedown_before")
    op.drop_table("takedown_before")
    _fix_what_it_was_opened_with()


def downgrade() -> None:
    op.execute("alter table removal drop constraint fk_removal_takedown_id")
    for table in (*UNCHANGING, "takedown"):
        op.drop_table(table)
    op.execute("drop function opened_with_stays")
    op.create_table(
        "takedown",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("requested_by_id", sa.Uuid(), nullable=False),
        _instant("requested_at", "now()"),
        sa.Column("reason", sa.Text(), nullable=False),
        _instant("closed_at"),
        _points_to("takedown", "delivery_id", "delivery"),
        _points_to("takedown", "requested_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takedown")),
    )
    op.create_index("uq_takedown_open", "takedown", ["delivery_id"], unique=True, postgresql_where=OPEN)
    op.execute(f"insert into takedown ({MOVED}) select {MOVED} from removal")
    op.drop_table("removal")


def _create_takedown() -> None:
    op.create_table(
        "takedown",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        _choice("kind", KINDS),
        _choice("state", STATES),
        _choice("ground", GROUNDS),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("urgent_reason", sa.Text(), nullable=True),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=False),
        _instant("opened_at", "now()"),
        _instant("delivered_at"),
        sa.Column("executed_by_id", sa.Uuid(), nullable=True),
        _instant("executed_at"),
        sa.Column("execute_reason", sa.Text(), nullable=True),
        sa.Column("by_same_person", sa.Boolean(), nullable=False),
        _choice("outcome", OUTCOMES, nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        _instant("ended_at"),
        sa.Column("end_reason", sa.Text(), nullable=True),
        _check("takedown", "executed_by_somebody", "(executed_at is null) = (executed_by_id is null)"),
        _check("takedown", "a_notice_is_not_executed", "kind <> 'notice_only' or executed_at is null"),
        _check("takedown", "alone_with_reason", "not by_same_person or execute_reason is not null"),
        _check(
            "takedown",
            "ended_has_instant",
            "(state in ('executed', 'closed', 'revoked')) = (ended_at is not null)",
        ),
        _check("takedown", "closed_has_outcome", "(state = 'closed') = (outcome is not null)"),
        _check("takedown", "no_time_is_urgent", "deadline_at > opened_at or urgent_reason is not null"),
        _points_to("takedown", "post_id", "post"),
        _points_to("takedown", "revision_id", "revision"),
        _points_to("takedown", "opened_by_id", "user"),
        _points_to("takedown", "executed_by_id", "user"),
        _points_to("takedown", "ended_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takedown")),
    )
    op.create_index("ix_takedown_post_id", "takedown", ["post_id"])
    op.create_index("ix_takedown_open", "takedown", ["id"], postgresql_where=sa.text("ended_at is null"))


def _create_parts() -> None:
    op.create_table(
        "takedown_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("takedown_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        _instant("at", "clock_timestamp()"),
        _choice("answer", ANSWERS),
        sa.Column("statement", sa.Text(), nullable=True),
        _points_to("takedown_answer", "takedown_id", "takedown"),
        _points_to("takedown_answer", "by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takedown_answer")),
    )
    op.create_index("ix_takedown_answer_takedown_id", "takedown_answer", ["takedown_id"])
    op.create_table(
        "takedown_delivery",
        sa.Column("takedown_id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("is_removable", sa.Boolean(), nullable=False),
        _points_to("takedown_delivery", "takedown_id", "takedown"),
        _points_to("takedown_delivery", "delivery_id", "variant"),
        sa.PrimaryKeyConstraint("takedown_id", "delivery_id", name=op.f("pk_takedown_delivery")),
    )
    op.create_index("ix_takedown_delivery_delivery_id", "takedown_delivery", ["delivery_id"])


def _create_removal() -> None:
    op.create_table(
        "removal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("takedown_id", sa.Uuid(), nullable=True),
        sa.Column("requested_by_id", sa.Uuid(), nullable=False),
        _instant("requested_at", "now()"),
        sa.Column("reason", sa.Text(), nullable=False),
        _instant("closed_at"),
        _points_to("removal", "delivery_id", "delivery"),
        _points_to("removal", "takedown_id", "takedown"),
        _points_to("removal", "requested_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removal")),
    )
    op.create_index("uq_removal_open", "removal", ["delivery_id"], unique=True, postgresql_where=OPEN)
    op.create_index("ix_removal_takedown_id", "removal", ["takedown_id"])


def _fix_what_it_was_opened_with() -> None:
    new, old = (
        ", ".join(f"{row}.{name.strip()}" for name in OPENED_WITH.split(",")) for row in ("new", "old")
    )
    op.execute(f"""
        create function opened_with_stays() returns trigger language plpgsql as $$
        begin
            if tg_op = 'DELETE' or ({new}) is distinct from ({old}) or old.ended_at is not null then
                raise exception 'what a case was opened with, and a case that has ended, never change'
                    using errcode = 'restrict_violation';
            end if;
            return new;
        end $$
    """)
    op.execute("""
        create trigger opened_with_stays before update or delete on takedown
        for each row execute function opened_with_stays()
    """)
    for table in UNCHANGING:
        op.execute(f"""
            create trigger never_changes before update or delete on {table}
            for each row execute function refuse_change()
        """)
    for table in (*UNCHANGING, "takedown"):
        op.execute(f"""
            create trigger never_emptied before truncate on {table}
            for each statement execute function refuse_change()
        """)


def _choice(name: str, values: tuple[str, ...], *, nullable: bool = False) -> sa.Column[str]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=None)
    return sa.Column(name, kind, nullable=nullable)


def _instant(name: str, default: str | None = None) -> sa.Column[object]:
    return sa.Column(
        name,
        sa.DateTime(timezone=True),
        server_default=sa.text(default) if default else None,
        nullable=default is None,
    )


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _points_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="RESTRICT"
    )
