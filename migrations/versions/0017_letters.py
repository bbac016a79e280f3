"""Letters: whom a notification reaches by which medium, and what became of it; what people chose."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
STATES = ("waiting", "gathered", "sending", "sent", "unclear", "failed")


def upgrade() -> None:
    _change_notification()
    _create_letter()
    op.create_table(
        "mail_way",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failing_since", INSTANT, nullable=True),
        sa.Column("resumes_at", INSTANT, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_mail_way_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_way")),
    )
    op.execute("insert into mail_way (id) values (1)")
    op.create_table(
        "notification_choice",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("groups", postgresql.JSONB(), nullable=False),
        sa.Column("digest_at", sa.Time(), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("changed_at", INSTANT, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(quiet_from is null) = (quiet_until is null)",
            name=op.f("ck_notification_choice_quiet_has_both_ends"),
        ),
        sa.CheckConstraint(
            "quiet_from is null or quiet_from <> quiet_until",
            name=op.f("ck_notification_choice_quiet_has_an_end"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_notification_choice_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notification_choice")),
    )


def downgrade() -> None:
    op.drop_table("notification_choice")
    op.drop_table("mail_way")
    op.drop_table("letter")
    op.drop_index("ix_notification_object_id", "notification")
    op.drop_index("ix_notification_due", "notification")
    op.drop_column("notification", "occasion")
    op.add_column("notification", sa.Column("sent_at", INSTANT, nullable=True))
    op.execute("update notification set sent_at = addressed_at")
    op.drop_column("notification", "addressed_at")
    op.create_index(
        "ix_notification_due", "notification", ["due_at"], postgresql_where=sa.text("sent_at is null")
    )


def _change_notification() -> None:
    """Let letters say what arrived. What was written before they existed is older news: nobody is told of it now."""
    op.drop_index("ix_notification_due", "notification")
    op.drop_column("notification", "sent_at")
    op.add_column("notification", sa.Column("addressed_at", INSTANT, nullable=True))
    op.add_column("notification", sa.Column("occasion", sa.Text(), nullable=True))
    op.execute("update notification set occasion = once, addressed_at = now()")
    op.alter_column("notification", "occasion", nullable=False)
    op.create_index(
        "ix_notification_due",
        "notification",
        ["due_at", "id"],
        postgresql_where=sa.text("addressed_at is null"),
    )
    op.create_index("ix_notification_object_id", "notification", ["object_id", "kind"])


def _create_letter() -> None:
    states = ", ".join(f"'{state}'" for state in STATES)
    op.create_table(
        "letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notification_id", sa.Uuid(), nullable=False),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("handed_at", INSTANT, nullable=True),
        sa.Column("next_attempt_at", INSTANT, nullable=True),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("read_at", INSTANT, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("digest_id", sa.Uuid(), nullable=True),
        sa.Column("once", sa.Text(), nullable=False),
        *[
            sa.CheckConstraint(rule, name=op.f(f"ck_letter_{name}"))
            for name, rule in (
                ("medium", "medium in ('in_app', 'mail')"),
                ("state", f"state in ({states})"),
                ("for_one_recipient", "num_nonnulls(user_id, address) = 1"),
                ("sending_has_lease", "(state = 'sending') = (lease_until is not null)"),
                ("sent_has_instant", "(state = 'sent') = (sent_at is not null)"),
                ("end_has_instant", "(state in ('failed', 'unclear')) = (ended_at is not null)"),
                ("read_in_the_application", "read_at is null or medium = 'in_app'"),
            )
        ],
        sa.ForeignKeyConstraint(
            ["notification_id"],
            ["notification.id"],
            name=op.f("fk_letter_notification_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_letter_user_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["letter.id"], name=op.f("fk_letter_digest_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("once", name=op.f("uq_letter_once")),
    )
    for name, columns, rule in (
        ("due", ["medium", "due_at", "id"], "state = 'waiting'"),
        ("lease", ["lease_until"], "state = 'sending'"),
        ("gathered", ["due_at"], "state = 'gathered'"),
        ("notification_id", ["notification_id"], None),
        ("digest_id", ["digest_id"], "digest_id is not null"),
        ("read", ["user_id", "id"], "medium = 'in_app'"),
    ):
        where = sa.text(rule) if rule else None
        op.create_index(f"ix_letter_{name}", "letter", columns, postgresql_where=where)
