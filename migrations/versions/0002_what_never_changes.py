"""What never changes: four eyes on approvals, immutable records, and the delivery's legal steps, as triggers."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

IMMUTABLE = ("approval", "event", "event_link", "rendering", "revision")

STEPS = """
    ('waiting','waiting'), ('waiting','sending'), ('waiting','held'), ('waiting','cancelled'),
    ('sending','sent'), ('sending','waiting'), ('sending','held'), ('sending','unclear'),
    ('unclear','sent'), ('unclear','sending'),
    ('held','waiting'), ('held','cancelled'),
    ('sent','removing'), ('removing','removing'), ('removing','removed')
"""


def upgrade() -> None:
    op.execute("""
        create function refuse_change() returns trigger language plpgsql as $$
        begin
            raise exception '% is a record and never changes', tg_table_name using errcode = 'restrict_violation';
        end $$
    """)
    for table in IMMUTABLE:
        op.execute(f"""
            create trigger never_changes before update or delete on {table}
            for each row execute function refuse_change()
        """)
        op.execute(f"""
            create trigger never_emptied before truncate on {table}
            for each statement execute function refuse_change()
        """)
    op.execute("""
        create function four_eyes() returns trigger language plpgsql as $$
        begin
            if exists (
                select from revision r
                join post p on p.id = r.post_id
                join "user" approver on approver.id = new.approver_id
                join "user" writer on writer.id in (p.author_id, r.editor_id)
                where r.id = new.revision_id and writer.person_id = approver.person_id
            ) then
                raise exception 'the approver wrote the text' using errcode = 'check_violation',
                    constraint = 'four_eyes';
            end if;
            return new;
        end $$
    """)
    op.execute("create trigger four_eyes before insert on approval for each row execute function four_eyes()")
    op.execute(f"""
        create function legal_step() returns trigger language plpgsql as $$
        begin
            if tg_op = 'INSERT' then
                if new.state <> 'waiting' then
                    raise exception 'a delivery begins waiting, not %', new.state using errcode = 'check_violation';
                end if;
            elsif not exists (select from (values {STEPS}) step(old_state, new_state)
                                where old_state = old.state and new_state = new.state) then
                raise exception 'no way from % to %', old.state, new.state using errcode = 'check_violation';
            end if;
            return new;
        end $$
    """)
    op.execute("""
        create trigger legal_step before insert or update of state on delivery
        for each row execute function legal_step()
    """)
    op.execute("""
        create function attempt_finishes_once() returns trigger language plpgsql as $$
        begin
            if tg_op = 'DELETE' or (old.outcome is not null and (old.outcome <> 'unknown' or new.outcome is null))
                or (new.delivery_id, new.number, new.kind, new.fence, new.due_at, new.intent_at,
                    new.payload_sha256, new.worker)
                   is distinct from
                   (old.delivery_id, old.number, old.kind, old.fence, old.due_at, old.intent_at,
                    old.payload_sha256, old.worker)
            then
                raise exception 'an attempt is written once and finished once' using errcode = 'restrict_violation';
            end if;
            return new;
        end $$
    """)
    op.execute("""
        create trigger attempt_finishes_once before update or delete on delivery_attempt
        for each row execute function attempt_finishes_once()
    """)
    op.execute("""
        create trigger never_emptied before truncate on delivery_attempt
        for each statement execute function refuse_change()
    """)


def downgrade() -> None:
    op.execute("drop trigger never_emptied on delivery_attempt")
    op.execute("drop trigger attempt_finishes_once on delivery_attempt")
    op.execute("drop function attempt_finishes_once")
    op.execute("drop trigger legal_step on delivery")
    op.execute("drop function legal_step")
    op.execute("drop trigger four_eyes on approval")
    op.execute("drop function four_eyes")
    for table in IMMUTABLE:
        op.execute(f"drop trigger never_emptied on {table}")
        op.execute(f"drop trigger never_changes on {table}")
    op.execute("drop function refuse_change")
