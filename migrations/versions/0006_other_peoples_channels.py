"""What a channel on somebody else's server needs: where it is, what it said of itself, and calls that stay unclear.

A delivery of which nobody knows is probed, and a person ends it (T11, T13) or posts by hand (T16); somebody is told.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

REASONS = """
    'missed_window', 'emergency_stop', 'by_person', 'approval_lapsed', 'four_eyes', 'hash_mismatch', 'channel_refused',
    'channel_access', 'channel_closed', 'wrong_environment', 'attempts_exhausted'
"""
STEPS = """
    ('waiting','waiting'), ('waiting','sending'), ('waiting','held'), ('waiting','cancelled'),
    ('sending','sent'), ('sending','waiting'), ('sending','held'), ('sending','unclear'),
    ('unclear','sent'), ('unclear','sending'),
    ('held','waiting'), ('held','cancelled'),
    ('sent','removing'), ('removing','removing'), ('removing','removed')
"""
BY_A_PERSON = ", ('unclear','held'), ('held','unclear')"
ONLY_SO = """
            elsif old.state = 'unclear' and new.state = 'held' and new.hold_reason <> 'confirmed_absent' then
                raise exception 'only a person ends what is unclear' using errcode = 'check_violation';
            elsif old.state = 'held' and new.state = 'unclear' and old.hold_reason <> 'manual' then
                raise exception 'by hand goes only what waits for a hand' using errcode = 'check_violation';"""
LEGAL_STEP = """
        create or replace function legal_step() returns trigger language plpgsql as $$
        begin
            if tg_op = 'INSERT' then
                if new.state <> 'waiting' then
                    raise exception 'a delivery begins waiting, not %', new.state using errcode = 'check_violation';
                end if;
            elsif not exists (select from (values {steps}) step(old_state, new_state)
                                where old_state = old.state and new_state = new.state) then
                raise exception 'no way from % to %', old.state, new.state using errcode = 'check_violation';{more}
            end if;
            return new;
        end $$
    """
FINISHES_ONCE = """
        create or replace function attempt_finishes_once() returns trigger language plpgsql as $$
        begin
            if tg_op = 'DELETE' or (old.outcome is not null and (old.outcome <> 'unknown' or new.outcome is null))
                or (new.delivery_id, new.number, new.kind, new.fence, new.due_at, new.intent_at,
                    new.payload_sha256, new.worker{new_more})
                   is distinct from
                   (old.delivery_id, old.number, old.kind, old.fence, old.due_at, old.intent_at,
                    old.payload_sha256, old.worker{old_more})
            then
                raise exception 'an attempt is written once and finished once' using errcode = 'restrict_violation';
            end if;
            return new;
        end $$
    """
OVERDUE = "or (d.state = 'held' and d.hold_reason = 'manual' and now() > d.due_at + make_interval(secs => d.window_s + 60))"
TRACES_BEFORE = "a.kind = 'publish' and coalesce(a.outcome, 'unknown') in ('unknown', 'sent')"
TRACES = """(
                (a.kind = 'publish' and (a.outcome is null or a.outcome = 'sent'))
                or (a.kind = 'probe' and a.outcome = 'found')
                or (a.kind = 'publish' and a.outcome = 'unknown' and not exists (
                    select from delivery_attempt look where look.delivery_id = d.id and look.kind = 'probe'
                    and look.by_id is not null and look.outcome = 'absent' and look.number > a.number)))"""
NOBODY_ASSIGNED = """and not exists (
                select from resolution r where r.delivery_id = d.id and r.asked_at >= d.unknown_since)"""
VIEW = """
        create view invariant_violations as
        select 'C01 overdue' as clause, d.id as delivery_id from delivery d
            where (d.state = 'waiting' and now() > d.due_at + make_interval(secs => d.window_s + 60))
               or (d.state = 'sending' and now() > d.lease_until + interval '60 seconds') {overdue}
        union all
        select 'C02 sent without remote id', d.id from delivery d
            where d.state in ('sent', 'removing', 'removed') and d.remote_id is null
        union all
        select 'C03 two remote ids', a.delivery_id from delivery_attempt a
            where a.remote_id is not null and a.kind {calls}
            group by a.delivery_id having count(distinct a.remote_id) > 1
        union all
        select 'C04 sent hash differs', d.id from delivery d join approval a on a.id = d.approval_id
            where d.sent_sha256 is not null and d.sent_sha256 <> a.payload_sha256
        union all
        select 'C05 early', a.delivery_id from delivery_attempt a
            where a.kind = 'publish' and a.intent_at < a.due_at
        union all
        select 'C06 four eyes', d.id from delivery d
            join approval a on a.id = d.approval_id
            join "user" approver on approver.id = a.approver_id
            join revision r on r.id = a.revision_id
            join post p on p.id = r.post_id
            join "user" writer on writer.id in (p.author_id, r.editor_id)
            where writer.person_id = approver.person_id
        union all
        select 'C07 certain absence with traces', d.id from delivery d
            where d.state in ('waiting', 'held', 'cancelled')
              and (d.unknown_since is not null or d.remote_id is not null
                   or exists (select from delivery_attempt a where a.delivery_id = d.id and {traces}))
        union all
        select 'C08 approval does not fit', d.id from delivery d
            join approval a on a.id = d.approval_id
            join post p on p.id = d.post_id
            where d.state in ('waiting', 'sending')
              and (a.revision_id <> d.revision_id or p.current_revision_id <> d.revision_id
                   or a.due_at <> d.due_at or a.variant_id <> d.id)
        union all
        select 'C09 unclear for a day', d.id from delivery d
            where d.state = 'unclear' and d.unknown_since < now() - interval '24 hours' {unassigned}
        union all
        select 'C10 intent inside a stop', a.delivery_id from delivery_attempt a
            join delivery d on d.id = a.delivery_id
            join publishing_stop s on (s.scope = 'all' or s.channel_id = d.channel_id)
            where a.kind = 'publish' and a.intent_at > s.at and (s.lifted_at is null or a.intent_at < s.lifted_at)
        union all
        select 'C11 call after cancelled', d.id from delivery d
            join event e on e.object_id = d.id and e.to_state = 'cancelled'
            join delivery_attempt a on a.delivery_id = d.id and a.kind = 'publish' and a.intent_at > e.at
            where d.state = 'cancelled'
    """


def upgrade() -> None:
    op.add_column("channel", sa.Column("endpoint", sa.Text(), nullable=True))
    op.add_column("channel", sa.Column("limits", postgresql.JSONB(), server_default="{}", nullable=False))
    op.add_column("channel", sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("channel", sa.Column("can_find", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("channel", sa.Column("check_error", sa.Text(), nullable=True))
    op.add_column("channel", sa.Column("next_check_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "update channel set can_find = true where platform_slug = 'console' and idempotency is not null"
    )
    allow("channel", "idempotency", "'own_id', 'key', 'none', 'manual'")
    add_entrusted_channel()
    allow("delivery", "hold_reason", f"{REASONS}, 'manual', 'confirmed_absent', 'poison'")
    op.add_column("delivery", sa.Column("next_probe_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("delivery_attempt", sa.Column("by_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_delivery_attempt_by_id"), "delivery_attempt", "user", ["by_id"], ["id"], ondelete="RESTRICT"
    )
    op.alter_column("delivery_attempt", "worker", nullable=True)
    op.create_check_constraint("made_by_one", "delivery_attempt", "num_nonnulls(worker, by_id) = 1")
    allow("delivery_attempt", "kind", "'publish', 'remove', 'probe'")
    add_resolution()
    add_notification()
    op.execute(LEGAL_STEP.format(steps=STEPS.rstrip() + BY_A_PERSON + "\n", more=ONLY_SO))
    op.execute(FINISHES_ONCE.format(new_more=", new.by_id", old_more=", old.by_id"))
    op.execute("drop view invariant_violations")
    op.execute(
        VIEW.format(
            overdue=OVERDUE, calls="in ('publish', 'probe')", traces=TRACES, unassigned=NOBODY_ASSIGNED
        )
    )


def downgrade() -> None:
    op.execute("drop view invariant_violations")
    op.execute(VIEW.format(overdue="", calls="= 'publish'", traces=TRACES_BEFORE, unassigned=""))
    op.execute(FINISHES_ONCE.format(new_more="", old_more=""))
    op.execute(LEGAL_STEP.format(steps=STEPS, more=""))
    op.drop_table("notification")
    op.drop_table("resolution")
    allow("delivery_attempt", "kind", "'publish', 'remove'")
    op.drop_constraint(op.f("ck_delivery_attempt_made_by_one"), "delivery_attempt")
    op.alter_column("delivery_attempt", "worker", nullable=False)
    op.drop_column("delivery_attempt", "by_id")
    op.drop_column("delivery", "next_probe_at")
    allow("delivery", "hold_reason", REASONS)
    op.drop_table("entrusted_channel")
    allow("channel", "idempotency", "'own_id', 'key', 'none'")
    for column in ("next_check_at", "check_error", "can_find", "checked_at", "limits", "endpoint"):
        op.drop_column("channel", column)


def allow(table: str, column: str, values: str) -> None:
    """Let a column have these values; where there are rows with others, this fails rather than loses them."""
    op.drop_constraint(op.f(f"ck_{table}_{column}"), table)
    op.create_check_constraint(column, table, f"{column} in ({values})")


def add_entrusted_channel() -> None:
    op.create_table(
        "entrusted_channel",
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_entrusted_channel_membership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_entrusted_channel_channel_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("membership_id", "channel_id", name=op.f("pk_entrusted_channel")),
    )


def add_resolution() -> None:
    op.create_table(
        "resolution",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column(
            "asked_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "there", "not_there", name="outcome", native_enum=False, create_constraint=True, length=None
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("remote_url", sa.Text(), nullable=True),
        sa.Column("proposed", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("carried_out", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "outcome <> 'there' or remote_url is not null", name=op.f("ck_resolution_there_has_address")
        ),
        sa.CheckConstraint(
            "carried_out is null or closed_at is not null", name=op.f("ck_resolution_carried_out_is_closed")
        ),
        sa.CheckConstraint(
            "(answer is not null) = (carried_out is false)", name=op.f("ck_resolution_refused_has_answer")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_resolution_delivery_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user.id"], name=op.f("fk_resolution_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution")),
    )
    op.create_index("ix_resolution_delivery_id", "resolution", ["delivery_id"])
    op.create_index(
        "uq_resolution_open",
        "resolution",
        ["delivery_id", "proposed"],
        unique=True,
        postgresql_where=sa.text("closed_at is null"),
    )


def add_notification() -> None:
    op.create_table(
        "notification",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("object_type", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("context", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("once", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(user_id, organisation_id) = 1", name=op.f("ck_notification_addressed_to_one")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_notification_user_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_notification_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("once", name=op.f("uq_notification_once")),
    )
    op.create_index(
        "ix_notification_due", "notification", ["due_at"], postgresql_where=sa.text("sent_at is null")
    )
