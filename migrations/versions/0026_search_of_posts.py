"""Posts are found by German full text: a table of their words that the database keeps by itself.

When a post was begun is read from its id (UUID version 7, RFC 9562 section 5.7), as PostgreSQL before 18 cannot.
The words of all posts are gathered before anything is locked; what was written meanwhile is added under the trigger's lock.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

WORDS = """
    create function words_of_post(post_id uuid, title text, content text) returns tsvector
    language sql stable parallel safe
    return setweight(to_tsvector('german', title), 'A') || setweight(to_tsvector('german', content), 'B')
        || array_to_tsvector(array[
            'week/' || case substr(post_id::text, 15, 1) when '7' then to_char(to_timestamp(
                ('x' || translate(left(post_id::text, 13), '-', ''))::bit(48)::bigint / 1000.0
            ) at time zone 'UTC', 'IYYY-IW') else 'none' end
        ])
"""
GATHER = """
    insert into post_search (post_id, revision_id, vector)
    select p.id, r.id, words_of_post(p.id, r.title, r.text)
    from post p join revision r on r.id = p.current_revision_id
    left join post_search s on s.post_id = p.id
    where s.revision_id is distinct from r.id
    on conflict (post_id) do update set revision_id = excluded.revision_id, vector = excluded.vector
"""
KEEP = """
    create function keep_words_of_post() returns trigger language plpgsql as $$
    begin
        insert into post_search (post_id, revision_id, vector)
        select new.id, r.id, words_of_post(new.id, r.title, r.text)
        from revision r where r.id = new.current_revision_id
        on conflict (post_id) do update set revision_id = excluded.revision_id, vector = excluded.vector;
        return null;
    end $$
"""
TRIGGER = """
    create trigger keeps_its_words after insert or update of current_revision_id on post
    for each row when (new.current_revision_id is not null) execute function keep_words_of_post()
"""


def upgrade() -> None:
    op.create_table(
        "post_search",
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("vector", postgresql.TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_post_search")),
    )
    for statement in (WORDS, GATHER):
        op.execute(statement)
    op.create_index("ix_post_search_vector", "post_search", ["vector"], postgresql_using="gin")
    for statement in (KEEP, TRIGGER, GATHER):
        op.execute(statement)
    for column, table in (("post_id", "post"), ("revision_id", "revision")):
        op.create_foreign_key(
            op.f(f"fk_post_search_{column}"), "post_search", table, [column], ["id"], ondelete="CASCADE"
        )


def downgrade() -> None:
    op.execute("drop trigger keeps_its_words on post")
    op.drop_table("post_search")
    op.execute("drop function keep_words_of_post()")
    op.execute("drop function words_of_post(uuid, text, text)")
