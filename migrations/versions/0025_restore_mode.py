"""Restore mode: each restoration with what became of its channels, and the steps that are legal only then (T20)."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

REASONS = """
    'missed_window', 'emergency_stop', 'by_person', 'approval_lapsed', 'four_eyes', 'hash_mismatch', 'channel_refused',
    'channel_access', 'channel_closed', 'wrong_environment', 'attempts_exhausted', 'manual', 'confirmed_absent', 'poison'
"""
STEPS = """
    ('waiting','waiting'), ('waiting','sending'), ('waiting','held'), ('waiting','cancelled'),
    ('sending','sent'), ('sending','waiting'), ('sending','held'), ('sending','unclear'),
    ('unclear','sent'), ('unclear','sending'),
    ('held','waiting'), ('held','cancelled'),
    ('sent','removing'), ('removing','removing'), ('removing','removed'), ('unclear','held'), ('held','unclear')
"""
RESTORED = ", ('waiting','sent'), ('waiting','unclear'), ('held','sent')\n"
LEGAL_STEP = """
        create or replace function legal_step() returns trigger language plpgsql as $$
        begin
            if tg_op = 'INSERT' then
                if new.state <> 'waiting' then
                    raise exception 'a delivery begins waiting, not %', new.state using errcode = 'check_violation';
                end if;
            elsif not exists (select from (values {steps}) step(old_state, new_state)
                                where old_state = old.state and new_state = new.state) then
                raise exception 'no way from % to %', old.state, new.state using errcode = 'check_violation';
            elsif old.state = 'unclear' and new.state = 'held' and new.hold_reason <> 'confirmed_absent' then
                raise exception 'only a person ends what is unclear' using errcode = 'check_violation';
            elsif old.state = 'held' and new.state = 'unclear' and old.hold_reason <> 'manual'{or_restored} then
                raise exception 'by hand goes only what waits for a hand' using errcode = 'check_violation';{more}
            end if;
            return new;
        end $$
    """
IS_NORMAL = "not exists (select from publishing_control where mode = 'restore')"
ONLY_RESTORED = f"""
            elsif (old.state, new.state) in (('waiting','sent'), ('waiting','unclear'), ('held','sent'))
                  and {IS_NORMAL} then
                raise exception 'only a restored database is told by its channels' using errcode = 'check_violation';"""


def upgrade() -> None:
    op.create_table(
        "restoration",
        sa.Column(
            "began_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("is_behind", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reconciled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_by_id", sa.Uuid(), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_reason", sa.Text(), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(first_by_id is null) = (first_at is null)", name=op.f("ck_restoration_confirmed_by_somebody")
        ),
        sa.CheckConstraint(
            "(ended_by_id is null) = (ended_at is null)", name=op.f("ck_restoration_ended_by_somebody")
        ),
        sa.CheckConstraint(
            "ended_at is null or reconciled_at is not null",
            name=op.f("ck_restoration_reconciled_before_its_end"),
        ),
        sa.CheckConstraint(
            "ended_by_id is null or ended_by_id <> first_by_id", name=op.f("ck_restoration_ended_by_two")
        ),
        sa.ForeignKeyConstraint(
            ["first_by_id"], ["user.id"], name=op.f("fk_restoration_first_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["user.id"], name=op.f("fk_restoration_ended_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restoration")),
    )
    op.create_table(
        "restoration_look",
        sa.Column("restoration_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "listed",
                "needless",
                "unreadable",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column("posts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("found", sa.Integer(), server_default="0", nullable=False),
        sa.Column("unknown", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["restoration_id"],
            ["restoration.id"],
            name=op.f("fk_restoration_look_restoration_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_restoration_look_channel_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("restoration_id", "channel_id", name=op.f("pk_restoration_look")),
    )
    op.add_column("delivery", sa.Column("lost_since", sa.DateTime(timezone=True), nullable=True))
    allow_reasons(f"{REASONS}, 'restored'")
    or_restored = f" and {IS_NORMAL}"
    op.execute(
        LEGAL_STEP.format(steps=STEPS.rstrip() + RESTORED, or_restored=or_restored, more=ONLY_RESTORED)
    )


def downgrade() -> None:
    op.execute(LEGAL_STEP.format(steps=STEPS, or_restored="", more=""))
    op.execute("update delivery set hold_reason = 'by_person' where hold_reason = 'restored'")
    allow_reasons(REASONS)
    op.drop_column("delivery", "lost_since")
    op.drop_table("restoration_look")
    op.drop_table("restoration")


def allow_reasons(reasons: str) -> None:
    op.drop_constraint(op.f("ck_delivery_hold_reason"), "delivery")
    op.create_check_constraint("hold_reason", "delivery", f"hold_reason in ({reasons})")
