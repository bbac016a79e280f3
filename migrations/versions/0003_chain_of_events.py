"""The chain of events: at commit each event gets a place and a hash over itself and everything before it."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(r"""
        create function event_part(value text) returns bytea language sql immutable as $$
            select case when value is null then '-'::bytea
                        else convert_to(octet_length(convert_to(value, 'UTF8')) || ':' || value, 'UTF8') end
        $$
    """)
    op.execute("""
        create function event_digest(previous text, place integer, e event) returns text language sql stable as $$
            select encode(sha256(
                event_part(previous) || event_part(place::text) || event_part(e.id::text)
                || event_part((extract(epoch from e.at) * 1000000)::bigint::text)
                || event_part(e.actor_id::text) || event_part(e.action) || event_part(e.object_type)
                || event_part(e.object_id::text) || event_part(e.post_id::text) || event_part(e.from_state)
                || event_part(e.to_state) || event_part(e.reason) || event_part(e.body::text)
            ), 'hex')
        $$
    """)
    op.execute("""
        create function link_event() returns trigger language plpgsql security definer
        set search_path = public, pg_temp as $$
        declare
            head event_head;
            digest text;
        begin
            perform pg_advisory_xact_lock(7465502);
            select * into head from event_head where id = 1;
            digest := event_digest(head.sha256, head.position + 1, new);
            insert into event_link (position, event_id, sha256) values (head.position + 1, new.id, digest);
            update event_head set position = head.position + 1, sha256 = digest where id = 1;
            return null;
        end $$
    """)
    op.execute("""
        create constraint trigger link_event after insert on event deferrable initially deferred
        for each row execute function link_event()
    """)


def downgrade() -> None:
    op.execute("drop trigger link_event on event")
    op.execute("drop function link_event")
    op.execute("drop function event_digest")
    op.execute("drop function event_part")
