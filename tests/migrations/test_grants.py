"""What the application's role may do is what `migrations/grants.py` lists, by the database's own catalogue."""

import pytest
from sqlalchemy import text

from migrations.grants import GRANTS
from tests.migrations.conftest import APP

pytestmark = pytest.mark.req("DB-01")
EVERY_RIGHT = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN")
RELATIONS = (
    "select oid, relname from pg_class where relnamespace = 'public'::regnamespace and relkind = any(:kinds)"
)


@pytest.fixture
def catalogue(app_session):
    def ask(statement, **values):
        return app_session.execute(text(statement), values).all()

    return ask


@pytest.fixture
def relations(catalogue):
    return {row.relname: row.oid for row in catalogue(RELATIONS, kinds=["r", "v", "m", "p", "f"])}


def test_every_table_and_view_is_listed_and_nothing_else(relations):
    assert set(relations) == set(GRANTS)


@pytest.mark.parametrize("table", GRANTS)
def test_the_role_has_exactly_the_rights_listed(catalogue, relations, table):
    statement = """
        select name, has_table_privilege(:role, cast(:table as oid), name) as whole,
               has_any_column_privilege(:role, cast(:table as oid), name) as part
        from unnest(cast(:rights as text[])) name
    """
    by_column = [right for right in EVERY_RIGHT if right in {"SELECT", "INSERT", "UPDATE", "REFERENCES"}]
    rows = catalogue(statement, role=APP, table=relations[table], rights=by_column)
    assert {row.name for row in rows if row.part} == {row.name for row in rows if row.whole}
    whole = "select has_table_privilege(:role, cast(:table as oid), :right)"
    held = {
        right
        for right in EVERY_RIGHT
        if catalogue(whole, role=APP, table=relations[table], right=right)[0][0]
    }
    assert held == set(GRANTS[table])


def test_the_records_may_only_be_read_and_added_to():
    for record in ("approval", "event", "rendering", "revision"):
        assert set(GRANTS[record]) == {"SELECT", "INSERT"}
    for chain in ("event_link", "event_head"):
        assert set(GRANTS[chain]) == {"SELECT"}


def test_the_role_has_no_power_over_server_database_or_schema(catalogue):
    (role,) = catalogue("select * from pg_roles where rolname = :role", role=APP)
    assert not any(
        (role.rolsuper, role.rolcreaterole, role.rolcreatedb, role.rolreplication, role.rolbypassrls)
    )
    assert catalogue("select from pg_auth_members where member = :role", role=role.oid) == []
    assert catalogue("select from pg_class where relowner = :role", role=role.oid) == []
    (may,) = catalogue(
        "select has_schema_privilege(:role, 'public', 'CREATE') as schema,"
        " has_database_privilege(:role, current_database(), 'CREATE') as database",
        role=APP,
    )
    assert not may.schema
    assert not may.database


def test_there_is_no_sequence_to_turn_back(catalogue):
    assert catalogue(RELATIONS, kinds=["S"]) == []


@pytest.mark.req("DB-05")
def test_what_runs_with_the_owners_rights_finds_its_tables_in_one_place(catalogue):
    rows = catalogue(
        "select proname, proconfig from pg_proc where prosecdef and pronamespace = 'public'::regnamespace"
    )
    assert {row.proname: row.proconfig for row in rows} == {"link_event": ["search_path=public, pg_temp"]}
