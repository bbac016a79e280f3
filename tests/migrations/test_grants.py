"""What each role may do is what `migrations/grants.py` lists, by the database's own catalogue."""

import pytest
from sqlalchemy import text

from migrations.grants import FOR_PUBLISHER, FOR_WEB, GRANTS, READABLE_COLUMNS
from tests.migrations.conftest import APP, PUBLISHER
from tests.migrations.rows import DENIED, refusal

pytestmark = pytest.mark.req("DB-01")
BY_COLUMN = ("SELECT", "INSERT", "UPDATE", "REFERENCES")
EVERY_RIGHT = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN")
TABLES = sorted({*GRANTS, *FOR_WEB})
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


def rights_of(role, table):
    """What the lists give a role on the whole of a table."""
    return {*GRANTS.get(table, ()), *(FOR_PUBLISHER if role == PUBLISHER else FOR_WEB).get(table, ())}


def test_every_table_and_view_is_listed_and_nothing_else(relations):
    assert set(relations) == set(TABLES)
    assert set(relations) >= set(READABLE_COLUMNS) | set(FOR_PUBLISHER)


@pytest.mark.parametrize("role", [APP, PUBLISHER])
@pytest.mark.parametrize("table", TABLES)
def test_each_role_has_exactly_the_rights_listed(catalogue, relations, role, table):
    whole = "select has_table_privilege(:role, cast(:table as oid), :right)"
    held = {
        right
        for right in EVERY_RIGHT
        if catalogue(whole, role=role, table=relations[table], right=right)[0][0]
    }
    assert held == rights_of(role, table)


@pytest.mark.req("CC-04")
@pytest.mark.parametrize("role", [APP, PUBLISHER])
@pytest.mark.parametrize("table", TABLES)
def test_single_columns_are_readable_where_the_list_names_them_and_nowhere_else(
    catalogue, relations, role, table
):
    statement = """
        select attname, name from pg_attribute, unnest(cast(:rights as text[])) name
        where attrelid = :table and attnum > 0 and not attisdropped
            and has_column_privilege(:role, attrelid, attnum, name)
            and not has_table_privilege(:role, attrelid, name)
    """
    rows = catalogue(statement, role=role, table=relations[table], rights=list(BY_COLUMN))
    expected = () if "SELECT" in rights_of(role, table) else READABLE_COLUMNS.get(table, ())
    assert {tuple(row) for row in rows} == {(column, "SELECT") for column in expected}


@pytest.mark.req("CC-04")
@pytest.mark.parametrize("column", ["wrapped_key", "nonce", "ciphertext", "*"])
def test_only_the_publisher_reads_what_is_sealed(session_of, column):
    statement = f"select {column} from credential"  # noqa: S608 - our own columns
    said = {role: refusal(session_of(role), statement) for role in (APP, PUBLISHER)}
    assert said == {APP: DENIED, PUBLISHER: None}


@pytest.mark.req("CC-04")
def test_the_application_cannot_put_what_is_sealed_where_it_could_read_it(session_of):
    session = session_of(APP)
    for statement in (
        "insert into rendering (payload) select encode(ciphertext, 'hex') from credential",
        "update credential set fingerprint = encode(ciphertext, 'hex')",
        "delete from credential returning ciphertext",
        "delete from credential where length(ciphertext) > 0",
    ):
        assert refusal(session, statement) == DENIED, statement


def test_the_records_may_only_be_read_and_added_to():
    for record in ("approval", "event", "rendering", "revision"):
        assert set(GRANTS[record]) == {"SELECT", "INSERT"}
    for chain in ("event_link", "event_head"):
        assert set(GRANTS[chain]) == {"SELECT"}


@pytest.mark.parametrize("name", [APP, PUBLISHER])
def test_no_role_has_power_over_server_database_or_schema(catalogue, name):
    (role,) = catalogue("select * from pg_roles where rolname = :role", role=name)
    assert not any(
        (role.rolsuper, role.rolcreaterole, role.rolcreatedb, role.rolreplication, role.rolbypassrls)
    )
    assert catalogue("select from pg_auth_members where member = :role", role=role.oid) == []
    assert catalogue("select from pg_class where relowner = :role", role=role.oid) == []
    (may,) = catalogue(
        "select has_schema_privilege(:role, 'public', 'CREATE') as schema,"
        " has_database_privilege(:role, current_database(), 'CREATE') as database",
        role=name,
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
