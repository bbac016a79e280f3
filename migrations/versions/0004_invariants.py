"""What must never be true of the data, as a view that must stay empty (PUBLISHING section 17)."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        create view invariant_violations as
        select 'C01 overdue' as clause, d.id as delivery_id from delivery d
            where (d.state = 'waiting' and now() > d.due_at + make_interval(secs => d.window_s + 60))
               or (d.state = 'sending' and now() > d.lease_until + interval '60 seconds')
        union all
        select 'C02 sent without remote id', d.id from delivery d
            where d.state in ('sent', 'removing', 'removed') and d.remote_id is null
        union all
        select 'C03 two remote ids', a.delivery_id from delivery_attempt a
            where a.remote_id is not null and a.kind = 'publish'
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
                   or exists (select from delivery_attempt a where a.delivery_id = d.id
                              and a.kind = 'publish' and coalesce(a.outcome, 'unknown') in ('unknown', 'sent')))
        union all
        select 'C08 approval does not fit', d.id from delivery d
            join approval a on a.id = d.approval_id
            join post p on p.id = d.post_id
            where d.state in ('waiting', 'sending')
              and (a.revision_id <> d.revision_id or p.current_revision_id <> d.revision_id
                   or a.due_at <> d.due_at or a.variant_id <> d.id)
        union all
        select 'C09 unclear for a day', d.id from delivery d
            where d.state = 'unclear' and d.unknown_since < now() - interval '24 hours'
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
    """)


def downgrade() -> None:
    op.execute("drop view invariant_violations")
