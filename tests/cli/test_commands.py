"""What an operator does from a shell, on a real database."""

import os
import socket
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from typer.testing import CliRunner

from app import clock, db, otp
from app.actions.heartbeats import write_heartbeat
from app.cli import cli
from app.models import Channel, Event, Organisation, SecondFactor, User
from app.settings import settings
from tests.conftest import cloned, environment, urls

PASSWORD = {"REDAKTION_PASSWORD": "ein-gutes-langes-wort"}


@pytest.fixture
def empty(postgres, superuser, migrated, tmp_path):
    """A migrated, otherwise empty installation outside demo mode."""
    with (
        cloned(superuser, migrated) as name,
        environment(**urls(postgres, name), data_dir=tmp_path),
    ):
        yield


def run(*words, **variables):
    return CliRunner().invoke(cli, words, env=variables)


def count(model):
    with db.transaction() as session:
        return session.execute(select(func.count()).select_from(model)).scalar_one()


def test_the_first_admin_comes_from_the_shell_and_can_sign_in(empty):
    assert run("register", "load").exit_code == 0
    words = (
        "user",
        "add",
        "chefin@example.org",
        "--name",
        "C. Beispiel",
        "--role",
        "admin",
        "--organisation",
        "StK",
    )
    made = run(*words, **PASSWORD)
    assert made.exit_code == 0, made.output
    with db.transaction() as session:
        user = session.execute(select(User)).scalar_one()
        assert [row.role.value for row in user.memberships] == ["admin"]
        assert "ein-gutes" not in user.password_hash
        assert (
            session.execute(select(Event.action).where(Event.object_id == user.id)).scalar_one() == "user.add"
        )
    again = run(*words, **PASSWORD)
    assert again.exit_code == 1
    assert "schon ein Konto" in again.output


@pytest.mark.req("AZ-07")
def test_an_agency_has_its_last_day_from_the_beginning(empty):
    assert run("register", "load").exit_code == 0
    words = ("--name", "A. Beispiel", "--role", "agency", "--organisation", "MB")
    last = clock.today() + timedelta(days=90)
    for wrong, said in (
        ((), "Diese Angabe fehlt."),
        (("--valid-to", str(last + timedelta(days=400))), "höchstens zwölf Monate"),
        (("--valid-to", "bald"), "--valid-to"),
    ):
        refused = run("user", "add", "agentur@example.org", *words, *wrong, **PASSWORD)
        assert refused.exit_code != 0
        assert said in refused.output
    made = run("user", "add", "agentur@example.org", *words, "--valid-to", str(last), **PASSWORD)
    assert made.exit_code == 0, made.output
    with db.transaction() as session:
        (membership,) = session.execute(select(User)).scalar_one().memberships
        assert membership.valid_to == last


@pytest.mark.req("AU-05")
def test_an_operator_makes_the_key_of_second_factors_and_takes_a_lost_one_away(empty):
    assert run("register", "load").exit_code == 0
    words = ("--name", "C. Beispiel", "--role", "admin", "--organisation", "StK")
    assert run("user", "add", "chefin@example.org", *words, **PASSWORD).exit_code == 0
    assert "angelegt" in run("key", "second-factor").output
    again = run("key", "second-factor")
    assert (again.exit_code, "nicht anlegen" in again.output) == (1, True)
    with db.transaction() as session:
        user = session.execute(select(User)).scalar_one()
        sealed = otp.seal_secret(
            otp.make_secret(), user_id=user.id, key_file=settings().second_factor_key_file
        )
        session.add(SecondFactor(user_id=user.id, sealed_secret=sealed, confirmed_at=clock.now()))
    assert "zurückgesetzt" in run("user", "reset-second-factor", " Chefin@example.org").output
    with db.transaction() as session:
        assert session.get(SecondFactor, user.id) is None
        query = select(Event.action, Event.actor_id).where(Event.object_id == user.id).order_by(Event.id)
        assert session.execute(query).all()[-1] == ("user.second_factor_reset", None)
    for email in ("chefin@example.org", "niemand@example.org"):
        refused = run("user", "reset-second-factor", email)
        assert (refused.exit_code, "gibt es nicht" in refused.output) == (1, True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"--organisation": "XYZ"}, "nicht im Verzeichnis"),
        ({"--same-person-as": "niemand@example.org"}, "gibt es nicht"),
        ({"password": "kurz"}, "12 bis 128 Zeichen"),
    ],
)
def test_an_account_that_cannot_be_is_refused_and_nothing_is_stored(empty, change, said):
    run("register", "load")
    options = {"--name": "C. Beispiel", "--role": "admin", "--organisation": "StK"} | change
    password = options.pop("password", PASSWORD["REDAKTION_PASSWORD"])
    words = [word for pair in options.items() for word in pair]
    refused = run("user", "add", "neu@example.org", *words, REDAKTION_PASSWORD=password)
    assert refused.exit_code == 1
    assert said in refused.output
    assert count(User) == 0


def test_two_accounts_of_one_person_share_the_person(empty):
    run("register", "load")
    common = ("--name", "C. Beispiel", "--role", "ministry_editor", "--organisation", "MB")
    run("user", "add", "eins@example.org", *common, **PASSWORD)
    run("user", "add", "zwei@example.org", *common, "--same-person-as", "eins@example.org", **PASSWORD)
    with db.transaction() as session:
        assert len(set(session.execute(select(User.person_id)).scalars())) == 1


def test_the_register_loads_twice_with_the_same_result_and_lists_its_findings(empty):
    first, second = run("register", "load"), run("register", "load")
    assert first.exit_code == second.exit_code == 0
    assert count(Channel) == 52
    assert count(Organisation) == 23
    assert "52 angelegt" in first.output
    assert "52 unverändert" in second.output
    assert "instragram.com" in first.output
    assert count(Event) == 1


def test_a_faulty_register_names_file_row_and_column_and_stores_nothing(empty, tmp_path):
    (tmp_path / "organisations.csv").write_text("abbreviation,name\nMB,Bildung\n", encoding="utf-8")
    refused = run("register", "load", str(tmp_path))
    assert refused.exit_code == 1
    assert "organisations.csv" in refused.output
    assert count(Organisation) == 0


def test_a_register_is_checked_without_a_database_and_exported_as_it_was_loaded(empty, tmp_path):
    assert "passen zueinander" in run("register", "check").output
    assert count(Channel) == 0
    run("register", "load")
    exported = run("register", "export", str(tmp_path / "out"))
    assert "costs.csv: 68 Zeilen" in exported.output
    assert run("register", "check", str(tmp_path / "out")).exit_code == 0
    (tmp_path / "out" / "costs.csv").write_text("key\n", encoding="utf-8")
    refused = run("register", "check", str(tmp_path / "out"))
    assert refused.exit_code == 1
    assert "costs.csv, Zeile 1, Spalte amount" in refused.output


def test_a_portal_channel_comes_from_the_shell_and_is_connected(empty):
    run("register", "load")
    words = (
        "channel",
        "add",
        "--platform",
        "portal",
        "--organisation",
        "StK",
        "--label",
        "Portal",
        "--since",
        "2026",
    )
    assert run(*words).exit_code == 0
    with db.transaction() as session:
        channel = session.execute(select(Channel).where(Channel.label == "Portal")).scalar_one()
        assert (channel.is_connected, channel.approval_mode.value, channel.scope.value) == (
            True,
            "central",
            "central",
        )
    assert "schon" in run(*words).output


def test_demo_data_are_refused_outside_demo_mode(empty):
    refused = run("demo", "load")
    assert refused.exit_code == 1
    assert "--demo" in refused.output
    assert count(User) == 0


def as_it_is():
    return {name[10:]: value for name, value in os.environ.items() if name.startswith("REDAKTION_")}


def test_the_demo_loads_twice_with_one_password_kept_for_its_owner_only(empty, tmp_path):
    with environment(**as_it_is(), demo=1):
        first, second = run("demo", "load"), run("demo", "load")
        assert first.exit_code == 0, first.output
        assert first.output == second.output
        file = settings().data_dir / "demo-password"
        assert file.read_text() in first.output
        assert file.stat().st_mode & 0o077 == 0
        assert count(User) == 23


def test_a_weak_password_for_the_demo_is_refused_in_a_sentence(empty):
    with environment(**as_it_is(), demo=1, demo_password="vorfuehrung"):
        refused = run("demo", "load")
    assert refused.exit_code == 1
    assert refused.output.startswith("password: Das Passwort")


def test_peers_are_refused_outside_demo_mode(empty):
    refused = run("up", "--peers")
    assert refused.exit_code == 1
    assert "--demo --peers" in refused.output


def test_an_empty_database_offers_the_demo(empty):
    assert "--demo" in run("migrate").output


def test_an_operator_asks_whether_a_part_works_here(empty):
    silent = run("health", "publish")
    assert (silent.exit_code, silent.output) == (1, "Auf dieser Maschine hat publish noch nichts getan.\n")
    for host, code in (("elsewhere", 1), (socket.gethostname(), 0)):
        with db.transaction() as session:
            write_heartbeat(session, f"{host}/1", host=host, parts=["publish", "remove"])
        assert run("health", "publish").exit_code == code
    assert run("health", "beat").exit_code == 1
    assert run("health", "web").exit_code == 1


def test_the_command_finds_its_database_in_a_secrets_folder(empty, tmp_path, monkeypatch):
    (tmp_path / "redaktion_database_url").write_text(settings().database_url)
    monkeypatch.delenv("REDAKTION_DATABASE_URL")
    monkeypatch.setenv("REDAKTION_SECRETS_DIR", str(tmp_path))
    settings.cache_clear()
    assert "hat publish noch nichts getan" in run("health", "publish").output


def test_a_part_is_not_well_while_its_database_is_away(empty, monkeypatch):
    monkeypatch.setenv("REDAKTION_DATABASE_URL", "postgresql+psycopg://x@127.0.0.1:1/x")
    settings.cache_clear()
    away = run("health", "dispatcher")
    assert (away.exit_code, away.output) == (1, "Die Datenbank antwortet nicht (OperationalError).\n")


def test_a_broken_chain_of_events_is_said_and_fails(empty, postgres):
    run("register", "load")
    assert run("audit", "verify").exit_code == 0
    with db.transaction() as session:
        name = session.execute(text("select current_database()")).scalar_one()
    from sqlalchemy import create_engine

    engine = create_engine(postgres.url("postgres", name))
    with engine.begin() as connection:
        connection.execute(text("set session_replication_role = replica"))
        connection.execute(text("update event set action = 'register.lade'"))
    engine.dispose()
    broken = run("audit", "verify")
    assert broken.exit_code == 1
    assert "verändert" in broken.output
