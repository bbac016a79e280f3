"""The way up, down and up again, and that models and migrations describe one and the same database."""

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine, text

from app.models import Base
from tests.conftest import ROOT, cloned, environment, urls
from tests.migrations.conftest import OWNER

CONFIG = Config(ROOT / "alembic.ini")
SHAPE = {
    "columns": """
        select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
        where table_schema = 'public' and table_name in
            (select relname from pg_class where relkind = 'r' and relname <> 'alembic_version')
    """,
    "constraints": """
        select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
        where connamespace = 'public'::regnamespace and conrelid <> coalesce(to_regclass('alembic_version'), 0)
            and contype not in ('n', 't')
    """,
    "indexes": "select indexname, indexdef from pg_indexes where schemaname = 'public' and tablename <> 'alembic_version'",
}
EVERYTHING = {
    "functions": "select proname, prosrc from pg_proc where pronamespace = 'public'::regnamespace",
    "triggers": "select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal",
    "views": "select viewname, definition from pg_views where schemaname = 'public'",
    "rights": """
        select table_name, grantee, privilege_type from information_schema.role_table_grants
        where table_schema = 'public' and grantee like 'redaktion%' and table_name <> 'alembic_version'
    """,
} | SHAPE


@pytest.fixture
def empty(superuser, postgres, data_dir):
    """The name of a new, empty database that the commands of Alembic work on."""
    with cloned(superuser, "template1") as name, environment(**urls(postgres, name), data_dir=data_dir):
        yield name


@pytest.fixture
def look(postgres):
    """Ask a database's catalogue as the owner."""

    def look(database, questions):
        engine = create_engine(postgres.url(OWNER, database), poolclass=NullPool)
        with engine.connect() as connection:
            return {
                name: {tuple(row) for row in connection.execute(text(question))}
                for name, question in questions.items()
            }

    return look


def revisions():
    """The migrations from the first to the last."""
    return [step.revision for step in ScriptDirectory.from_config(CONFIG).walk_revisions()][::-1]


def test_up_from_empty_down_to_nothing_and_up_again(empty, look, migrated):
    command.upgrade(CONFIG, "head")
    first = look(empty, EVERYTHING)
    assert all(first.values())
    command.downgrade(CONFIG, "base")
    assert look(empty, EVERYTHING) == {name: set() for name in EVERYTHING}
    command.upgrade(CONFIG, "head")
    assert look(empty, EVERYTHING) == first == look(migrated, EVERYTHING)


def test_every_single_step_leads_back_to_where_it_began(empty, look):
    before = look(empty, EVERYTHING)
    for revision in revisions():
        command.upgrade(CONFIG, revision)
        after = look(empty, EVERYTHING)
        assert after != before, revision
        command.downgrade(CONFIG, "-1")
        assert look(empty, EVERYTHING) == before, revision
        command.upgrade(CONFIG, revision)
        assert look(empty, EVERYTHING) == after, revision
        before = after


def test_alembic_finds_nothing_to_migrate(empty):
    command.upgrade(CONFIG, "head")
    command.check(CONFIG)


def test_models_and_migrations_make_the_same_tables(empty, look, migrated, postgres):
    engine = create_engine(postgres.url(OWNER, empty), poolclass=NullPool)
    Base.metadata.create_all(engine)
    made_of_models, made_by_migrations = look(empty, SHAPE), look(migrated, SHAPE)
    for name in SHAPE:
        assert made_of_models[name] == made_by_migrations[name]
