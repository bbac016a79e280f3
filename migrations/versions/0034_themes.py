"""Themes with their embargo, contributions, occasions, and the two reasons that hold for their sake (G17, G18, C12)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
REASONS = """
    'missed_window', 'emergency_stop', 'by_person', 'approval_lapsed', 'four_eyes', 'hash_mismatch', 'channel_refused',
    'channel_access', 'channel_closed', 'wrong_environment', 'attempts_exhausted', 'manual', 'confirmed_absent', 'poison',
    'restored'
"""
VIEW = """
        create or replace view invariant_violations as
        select 'C01 overdue' as clause, d.id as delivery_id from delivery d
            where (d.state = 'waiting' and now() > d.due_at + make_interval(secs => d.window_s + 60))
               or (d.state = 'sending' and now() > d.lease_until + interval '60 seconds') or (d.state = 'held' and d.hold_reason = 'manual' and now() > d.due_at + make_interval(secs => d.window_s + 60))
        union all
        select 'C02 sent without remote id', d.id from delivery d
            where d.state in ('sent', 'removing', 'removed') and d.remote_id is null
        union all
        select 'C03 two remote ids', a.delivery_id from delivery_attempt a
            where a.remote_id is not null and a.kind in ('publish', 'probe')
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
                   or exists (select from delivery_attempt a where a.delivery_id = d.id and (
                (a.kind = 'publish' and (a.outcome is null or a.outcome = 'sent'))
                or (a.kind = 'probe' and a.outcome = 'found')
                or (a.kind = 'publish' and a.outcome = 'unknown' and not exists (
                    select from delivery_attempt look where look.delivery_id = d.id and look.kind = 'probe'
                    and look.by_id is not null and look.outcome = 'absent' and look.number > a.number)))))
        union all
        select 'C08 approval does not fit', d.id from delivery d
            join approval a on a.id = d.approval_id
            join post p on p.id = d.post_id
            where d.state in ('waiting', 'sending')
              and (a.revision_id <> d.revision_id or p.current_revision_id <> d.revision_id
                   or a.due_at <> d.due_at or a.variant_id <> d.id)
        union all
        select 'C09 unclear for a day', d.id from delivery d
            where d.state = 'unclear' and d.unknown_since < now() - interval '24 hours' and not exists (
                select from resolution r where r.delivery_id = d.id and r.asked_at >= d.unknown_since)
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
LAST_CALLS = """
            join delivery d on d.post_id = p.id and d.state not in ('waiting', 'held', 'cancelled')
            join channel c on c.id = d.channel_id
            join delivery_attempt a on a.delivery_id = d.id and a.kind = 'publish'
              and (a.outcome is null or a.outcome in ('sent', 'unknown'))
              and not exists (
                select from delivery_attempt later
                where later.delivery_id = d.id and later.kind = 'publish' and later.number > a.number)
"""
"""The call by which something is on its channel or on its way: what was refused before may be older than its theme."""
OF_THEMES = f"""
        union all
        select 'C12 before its central predecessor', a.delivery_id from theme t
            join post p on p.theme_id = t.id {LAST_CALLS}
            where t.kind in ('cabinet', 'state_press_conference') and c.scope = 'own' and d.lost_since is null
              and not exists (
                select from post first_post
                join delivery first on first.post_id = first_post.id
                join channel central on central.id = first.channel_id and central.scope = 'central'
                where first_post.theme_id = t.id and first.sent_at <= a.intent_at)
        union all
        select 'C13 inside an embargo', a.delivery_id from theme t
            join post p on p.theme_id = t.id {LAST_CALLS}
            where a.intent_at < t.embargo_until
"""


def upgrade() -> None:
    add_theme()
    add_contribution()
    add_occasion()
    op.add_column("post", sa.Column("theme_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_post_theme_id"), "post", "theme", ["theme_id"], ["id"], ondelete="RESTRICT"
    )
    op.create_index(
        "ix_post_theme_id", "post", ["theme_id"], postgresql_where=sa.text("theme_id is not null")
    )
    allow_reasons(f"{REASONS}, 'embargo', 'predecessor'")
    op.execute(VIEW + OF_THEMES)


def downgrade() -> None:
    op.execute(VIEW)
    op.execute(
        "update delivery set hold_reason = 'by_person' where hold_reason in ('embargo', 'predecessor')"
    )
    allow_reasons(REASONS)
    op.drop_index("ix_post_theme_id", "post")
    op.drop_column("post", "theme_id")
    for table in ("occasion", "contribution", "theme_ministry", "theme"):
        op.drop_table(table)


def allow_reasons(reasons: str) -> None:
    op.drop_constraint(op.f("ck_delivery_hold_reason"), "delivery")
    op.create_check_constraint("hold_reason", "delivery", f"hold_reason in ({reasons})")


def one_of(column: str, *values: str) -> sa.Column[str]:
    kind = sa.Enum(*values, name=column, native_enum=False, create_constraint=True, length=None)
    return sa.Column(column, kind, nullable=False)


def words(column: str) -> sa.Column[list[str]]:
    return sa.Column(column, postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False)


def points(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="RESTRICT"
        )
        for column, other in columns.items()
    ]


def add_theme() -> None:
    op.create_table(
        "theme",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        one_of(
            "kind",
            "cabinet",
            "state_press_conference",
            "press_release",
            "event",
            "campaign",
            "series",
            "annual_theme",
        ),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        words("goals"),
        words("purposes"),
        words("target_groups"),
        words("formats"),
        one_of("sensitivity", "normal", "confidential"),
        sa.Column("embargo_until", INSTANT, nullable=True),
        sa.Column("material", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", INSTANT, server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", INSTANT, server_default=sa.text("now()"), nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(starts_on is null) = (ends_on is null)", name=op.f("ck_theme_both_days_or_none")
        ),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_theme_begins_before_it_ends")),
        *points("theme", lead_id="organisation", created_by_id="user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
    )
    op.create_index("ix_theme_days", "theme", ["starts_on", "ends_on"])
    op.create_index("ix_theme_lead_id", "theme", ["lead_id"])
    op.create_table(
        "theme_ministry",
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        *points("theme_ministry", theme_id="theme", organisation_id="organisation"),
        sa.PrimaryKeyConstraint("theme_id", "organisation_id", name=op.f("pk_theme_ministry")),
    )
    op.create_index("ix_theme_ministry_organisation_id", "theme_ministry", ["organisation_id"])


def add_contribution() -> None:
    op.create_table(
        "contribution",
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("reminded_at", INSTANT, nullable=True),
        sa.Column("handed_over_from_id", sa.Uuid(), nullable=True),
        one_of("state", "open", "answered", "declined", "withdrawn"),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("post_id", sa.Uuid(), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state in ('answered', 'declined')) = (answered_at is not null and answered_by_id is not null)",
            name=op.f("ck_contribution_answered_by_somebody"),
        ),
        sa.CheckConstraint(
            "handed_over_from_id <> organisation_id", name=op.f("ck_contribution_handed_over_to_another")
        ),
        *points(
            "contribution",
            theme_id="theme",
            organisation_id="organisation",
            asked_by_id="user",
            handed_over_from_id="organisation",
            post_id="post",
            answered_by_id="user",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
    )
    op.create_index("ix_contribution_theme_id", "contribution", ["theme_id"])
    op.create_index("ix_contribution_organisation_id", "contribution", ["organisation_id", "due_at"])
    op.create_index(
        "ix_contribution_open", "contribution", ["due_at"], postgresql_where=sa.text("state = 'open'")
    )


def add_occasion() -> None:
    op.create_table(
        "occasion",
        sa.Column("name", sa.Text(), nullable=False),
        one_of("kind", "holiday", "school_holidays", "anniversary", "culture", "sport"),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_occasion_begins_before_it_ends")),
        *points("occasion", entered_by_id="user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occasion")),
    )
    op.create_index("ix_occasion_days", "occasion", ["first_day", "last_day"])
