"""The lexicon of the neutrality assistant as data: versions, terms and turns of phrase.

What stands in it is never changed or deleted; only a person who neither holds nor seeks office any more is erased.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KINDS = (
    "name",
    "adjective",
    "organisation",
    "youth",
    "foundation",
    "person",
    "handle",
    "domain",
    "hashtag",
    "slogan",
)
MATCHES = "exact_case", "folded", "stem", "host_suffix"
STRENGTHS = "strong", "needs_context"
KEEP = """
    create function keep_lexicon_term() returns trigger language plpgsql as $$
    begin
        if old.kind <> 'person' or exists (
            select from lexicon_term t
            where t.version_id = (select id from lexicon_version where number is not null order by number desc limit 1)
                and t.kind = 'person' and t.surface = old.surface
                and t.valid_to >= (now() at time zone 'Europe/Berlin')::date
        ) then
            raise exception 'a term ends, it is not deleted' using errcode = 'check_violation';
        end if;
        return old;
    end $$
"""
TRIGGER = """
    create trigger keeps_lexicon_term before delete on lexicon_term
    for each row execute function keep_lexicon_term()
"""


def upgrade() -> None:
    op.execute("create extension if not exists btree_gist")
    _create_versions()
    op.create_table(
        "lexicon_term",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _choice(KINDS, "kind"), nullable=False),
        sa.Column("surface", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("match", _choice(MATCHES, "match"), nullable=False),
        sa.Column("strength", _choice(STRENGTHS, "strength"), nullable=False),
        sa.Column("territory", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        _of_version("lexicon_term"),
        sa.CheckConstraint(
            "valid_to is null or valid_to >= valid_from", name=op.f("ck_lexicon_term_ends_after_it_begins")
        ),
        sa.CheckConstraint(
            "kind <> 'person' or valid_to is not null", name=op.f("ck_lexicon_term_a_person_has_an_end")
        ),
        postgresql.ExcludeConstraint(
            (sa.Column("version_id"), "="),
            (sa.Column("kind"), "="),
            (sa.Column("surface"), "="),
            (sa.text("daterange(valid_from, valid_to, '[]')"), "&&"),
            name="ex_lexicon_term_once_a_day",
            using="gist",
        ),
        sa.PrimaryKeyConstraint("version_id", "kind", "surface", "valid_from", name=op.f("pk_lexicon_term")),
    )
    op.create_table(
        "lexicon_cue",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("class", sa.Text(), nullable=False),
        sa.Column("surface", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        _of_version("lexicon_cue"),
        sa.CheckConstraint(
            "valid_to is null or valid_to >= valid_from", name=op.f("ck_lexicon_cue_ends_after_it_begins")
        ),
        sa.PrimaryKeyConstraint("version_id", "class", "surface", "valid_from", name=op.f("pk_lexicon_cue")),
    )
    op.execute(KEEP)
    op.execute(TRIGGER)


def downgrade() -> None:
    op.drop_table("lexicon_cue")
    op.drop_table("lexicon_term")
    op.execute("drop function keep_lexicon_term()")
    op.drop_table("lexicon_version")
    op.execute("drop extension btree_gist")


def _create_versions() -> None:
    people = ("created_by_id", "confirmed_by_id", "withdrawn_by_id")
    op.create_table(
        "lexicon_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("changes", postgresql.JSONB(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [name], ["user.id"], name=op.f(f"fk_lexicon_version_{name}"), ondelete="RESTRICT"
            )
            for name in people
        ),
        sa.CheckConstraint(
            "(number is null) = (confirmed_at is null)", name=op.f("ck_lexicon_version_confirmed_has_number")
        ),
        sa.CheckConstraint(
            "confirmed_by_id is null or confirmed_by_id <> created_by_id",
            name=op.f("ck_lexicon_version_confirmed_by_another"),
        ),
        sa.CheckConstraint(
            "number is null or number = 1 or (created_by_id is not null and confirmed_by_id is not null)",
            name=op.f("ck_lexicon_version_made_by_two"),
        ),
        sa.CheckConstraint(
            "(withdrawn_at is null) = (withdrawn_by_id is null)",
            name=op.f("ck_lexicon_version_withdrawn_by_somebody"),
        ),
        sa.CheckConstraint(
            "withdrawn_at is null or confirmed_at is null",
            name=op.f("ck_lexicon_version_confirmed_or_withdrawn"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lexicon_version")),
        sa.UniqueConstraint("number", name=op.f("uq_lexicon_version_number")),
    )


def _of_version(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["version_id"],
        ["lexicon_version.id"],
        name=op.f(f"fk_{table}_version_id"),
        ondelete="RESTRICT",
    )


def _choice(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=None)
