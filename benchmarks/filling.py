"""Fill a demo database with posts of many years, in the shape that the office leaves behind.

Rows are inserted in bulk by the database's owner of everything, with triggers off: what the chain and the guards cost is
measured elsewhere. Each post has revisions, two variants with renderings, approvals, deliveries, attempts and events.
Posts lie evenly, so many a day up to `AHEAD`, so that what is open and what a week holds do not grow with the years.
"""

from typing import Final

from sqlalchemy import Connection, text

TOTAL: Final = 100_000
PER_DAY: Final = 50
OPEN: Final = 1_000
"""Only of so many of the newest posts some were never finished, or are held."""
AHEAD: Final = "14 days"
_TEXT: Final = (
    "'Beitrag Nummer ' || n || ' über ' || (array['Schulen','Brücken','Wälder','Pflege','Sport','Museen','Höfe'])[1 + n % 7]"
    " || '. ' || repeat('Die Landesregierung teilt mit, was sich ändert und ab wann es gilt. ', 3)"
)
_CONTENT: Final = (
    "json_build_object('abbreviation', abbreviation, 'alternative_url', null, 'channel_id', channel_{number}, "
    "'language', 'de', 'text', words || ' (' || abbreviation || ')', 'visibility', 'public')::text"
)

_PLAN: Final = f"""
create temp table plan on commit drop as
select *, {{payload_1}} as payload_1, {{payload_2}} as payload_2 from (
    select n, due_at, organisation_id, abbreviation, author_id, approver_id, channel_1, channel_2,
        {_TEXT} as words,
        uuidv7(due_at - interval '1 day' - now()) as post_id,
        uuidv7(due_at - interval '1 day' - now()) as first_id,
        uuidv7(due_at - interval '20 hours' - now()) as revision_id,
        uuidv7(due_at - interval '1 day' - now()) as variant_1, uuidv7(due_at - interval '1 day' - now()) as variant_2,
        uuidv7(due_at - interval '3 hours' - now()) as approval_1, uuidv7(due_at - interval '3 hours' - now()) as approval_2,
        case when due_at > now() then
                case when n % 20 < 12 then 'scheduled' when n % 20 < 17 then 'submitted'
                     when n % 20 < 19 then 'draft' else 'changes_requested' end
             when n % 200 = 7 then 'rejected' when n % 200 = 8 then 'withdrawn' when n % 200 = 9 and n < {OPEN} then 'draft'
             when n % 100 = 11 and n < {OPEN} then 'scheduled' else 'published' end as state,
        case when n % 100 = 11 and n < {OPEN} then 'held' when n % 250 = 12 then 'removed' else 'sent' end as ended
    from (
        select n, now() + interval '{AHEAD}' - n * (interval '1 day' / :per_day) as due_at,
            houses.*, (select id from channel where label = 'Landesportal') as channel_1,
            (select id from channel where label = 'Mastodon (Demo)') as channel_2,
            (select id from "user" where email = 'desk' || 1 + n % 2 || '@redaktion.example') as approver_id
        from generate_series(:start, :stop - 1) n
        join (
            select row_number() over (order by o.abbreviation) - 1 as place, o.id as organisation_id, o.abbreviation,
                u.id as author_id
            from organisation o join "user" u on u.email = lower(o.abbreviation) || '@redaktion.example'
        ) houses on houses.place = n % 9
    ) numbers
) worded
"""
_APPROVED: Final = "state in ('scheduled', 'published')"
_IS_OUT: Final = "due_at <= now() and ended <> 'held' and state = 'published'"
_EACH: Final = "(values (1), (2)) as one(number)"
_PICK: Final = "case number when 1 then {0}_1 else {0}_2 end"
_VARIANT, _CHANNEL = _PICK.format("variant"), _PICK.format("channel")
_PAYLOAD, _APPROVAL = _PICK.format("payload"), _PICK.format("approval")
_SHA: Final = f"encode(sha256(({_PAYLOAD})::bytea), 'hex')"
_WALL: Final = "due_at at time zone 'Europe/Berlin', 'Europe/Berlin', 0"

_ROWS: Final = (
    """insert into post (id, organisation_id, author_id, state, on_behalf, corrects, current_revision_id, submitted_at,
            neutrality_declared, justifications, updated_at, version)
        select post_id, organisation_id, author_id, state, false, false, revision_id,
            case when state <> 'draft' then due_at - interval '18 hours' end, true, '[]', due_at, 3 from plan""",
    f"""insert into revision (id, post_id, number, editor_id, created_at, title, text, joint_with, media, sha256)
        select case number when 1 then first_id else revision_id end, post_id, number, author_id,
            due_at - interval '1 day', 'Arbeitstitel ' || n, words, '{{}}', '[]', md5(n::text) from plan, {_EACH}""",
    """insert into post_search (post_id, revision_id, vector)
        select post_id, revision_id, words_of_post(post_id, 'Arbeitstitel ' || n, words) from plan""",
    f"""insert into variant (id, post_id, channel_id, is_approved)
        select {_VARIANT}, post_id, {_CHANNEL}, {_APPROVED} from plan, {_EACH}""",
    f"""insert into rendering (revision_id, variant_id, payload, payload_sha256, proposed_at, proposed_wall,
            proposed_zone, proposed_fold)
        select revision_id, {_VARIANT}, {_PAYLOAD}, {_SHA}, due_at, {_WALL} from plan, {_EACH}""",
    f"""insert into approval (id, variant_id, revision_id, approver_id, payload_sha256, due_at, window_s, created_at)
        select {_APPROVAL}, {_VARIANT}, revision_id, approver_id, {_SHA}, due_at, 1800, due_at - interval '3 hours'
        from plan, {_EACH} where {_APPROVED}""",
    f"""insert into delivery (id, post_id, channel_id, revision_id, approval_id, payload, payload_sha256, due_at,
            due_wall, due_zone, due_fold, window_s, state, hold_reason, fence, attempts, remote_id, sent_at, sent_sha256,
            removed_at)
        select {_VARIANT}, post_id, {_CHANNEL}, revision_id, {_APPROVAL}, {_PAYLOAD}, {_SHA}, due_at, {_WALL}, 1800,
            case when due_at > now() then 'waiting' when ended = 'held' or state = 'scheduled' then 'held' else ended end,
            case when due_at <= now() and (ended = 'held' or state = 'scheduled') then 'missed_window' end, 1, 1,
            case when {_IS_OUT} then ({_VARIANT})::text end, case when {_IS_OUT} then due_at end,
            case when {_IS_OUT} then {_SHA} end, case when {_IS_OUT} and ended = 'removed' then due_at end
        from plan, {_EACH} where {_APPROVED}""",
    f"""insert into delivery_attempt (id, delivery_id, number, kind, fence, due_at, intent_at, payload_sha256, finished_at,
            outcome, remote_id, worker)
        select uuidv7(due_at - now()), {_VARIANT}, 1, 'publish', 1, due_at, due_at, {_SHA}, due_at, 'sent',
            ({_VARIANT})::text, 'bench' from plan, {_EACH} where {_IS_OUT}""",
    """insert into event (id, at, actor_id, action, object_type, object_id, post_id, from_state, to_state, body)
        select uuidv7(due_at - back - now()), due_at - back, case when by_machine then null else author_id end, action,
            'post', post_id, post_id, null, state, '{}'
        from plan, (values (interval '1 day', 'post.create', false), (interval '20 hours', 'post.edit', false),
            (interval '18 hours', 'post.submit', false), (interval '3 hours', 'post.approve', false),
            (interval '3 hours', 'delivery.approve', false), (interval '0', 'delivery.begin', true),
            (interval '0', 'delivery.sent', true)) steps(back, action, by_machine)
        where due_at - back <= now()""",
    """insert into notification (id, kind, organisation_id, object_type, object_id, context, created_at, due_at,
            addressed_at, occasion, once)
        select uuidv7(due_at - interval '18 hours' - now()), 'post.submitted', o.id, 'post', post_id,
            jsonb_build_object('organisation', plan.abbreviation, 'reason', null), due_at - interval '18 hours',
            due_at - interval '18 hours', due_at, 'bench/' || n, 'bench/' || n
        from plan, organisation o where o.is_lead and due_at > now() - interval '90 days' and state <> 'draft'""",
    """insert into letter (id, notification_id, medium, user_id, state, due_at, attempts, sent_at, read_at, once)
        select uuidv7(notification.created_at - now()), notification.id, 'in_app', u.id, 'sent', notification.due_at, 0,
            notification.due_at, case when n % 10 > 0 then notification.due_at end, 'bench/' || n || '/' || u.id
        from plan join notification on notification.object_id = plan.post_id
        join "user" u on u.email in ('desk1@redaktion.example', 'desk2@redaktion.example')""",
    """insert into comment (id, post_id, author_id, created_at, revision_id, mentioned_users, mentioned_organisations)
        select uuidv7(due_at - interval '12 hours' - now()), post_id, approver_id, due_at - interval '12 hours',
            revision_id, '{}', '{}' from plan where n % 20 = 3 and state <> 'draft'""",
    """insert into wording (comment_id, number, text, written_at)
        select c.id, 1, 'Bitte die Zahl im zweiten Satz belegen.', c.created_at from comment c join plan using (post_id)""",
    """insert into takedown (id, post_id, revision_id, kind, state, ground, quote, remedy, deadline_at, opened_by_id, opened_at,
            delivered_at, executed_by_id, executed_at, by_same_person, ended_at)
        select uuidv7(due_at - now()), post_id, revision_id, 'removal', 'executed', 'factual', 'Zitat', 'Bitte berichtigen.',
            due_at + interval '1 hour', approver_id, due_at, due_at, approver_id, due_at + interval '2 hours', false,
            due_at + interval '2 hours' from plan where ended = 'removed' and due_at < now() and state = 'published'""",
    """insert into takedown_delivery (takedown_id, delivery_id, is_removable)
        select t.id, variant_1, true from takedown t join plan using (post_id)""",
)
_CHAIN: Final = """insert into event_link (position, event_id, sha256)
    select (select coalesce(max(position), 0) from event_link) + row_number() over (order by e.at, e.id), e.id,
        encode(sha256(e.id::text::bytea), 'hex')
    from event e where not exists (select from event_link l where l.event_id = e.id)"""
_HEAD: Final = "update event_head set position = (select max(position) from event_link)"


def fill(connection: Connection, *, start: int = 0, stop: int, per_day: int = PER_DAY) -> int:
    """Insert the posts from `start` to `stop`, counted back from the newest; return how many posts there are then.

    The connection is a superuser's: triggers are off for this transaction, and only for it.
    """
    payloads = {f"payload_{number}": _CONTENT.format(number=number) for number in (1, 2)}
    connection.execute(text("set local session_replication_role = replica"))
    connection.execute(text("set local work_mem = '256MB'"))
    connection.execute(text(_PLAN.format(**payloads)), {"start": start, "stop": stop, "per_day": per_day})
    for statement in (*_ROWS, _CHAIN, _HEAD):
        connection.execute(text(statement))
    return connection.execute(text("select count(*) from post")).scalar_one()
