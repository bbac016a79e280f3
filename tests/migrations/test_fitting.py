"""Which versions of the code begin to publish on which state of the database."""

from types import SimpleNamespace

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from app import db
from app.cli import cli, fitting, migrating
from app.settings import settings
from migrations.fitting import find_fitting
from tests.conftest import ROOT, cloned, environment, urls

CONFIG = Config(ROOT / "alembic.ini")


@pytest.fixture
def database(superuser, postgres, migrated, data_dir):
    """A migrated database of its own, whose state a test may change."""
    with cloned(superuser, migrated) as name, environment(**urls(postgres, name), data_dir=data_dir):
        yield name


@pytest.fixture
def somebody(database, postgres):
    """A connection of somebody else who works on the same tables."""
    engine = create_engine(postgres.url("postgres", database))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_a_database_fits_the_newest_version_and_the_one_before_it(database):
    fitting.ensure_fitting()
    newest, before, *_ = fitting.find_fitting()
    assert newest == ScriptDirectory.from_config(CONFIG).get_current_head()
    assert before == ScriptDirectory.from_config(CONFIG).get_revision(newest).down_revision


@pytest.mark.parametrize("word", ["dispatcher", "worker"])
def test_who_publishes_ends_before_a_database_that_nobody_has_migrated(database, word):
    command.downgrade(CONFIG, "-1")
    ended = CliRunner().invoke(cli, [word])
    assert ended.exit_code == 1
    assert "Die Datenbank passt nicht zu dieser Fassung" in ended.stderr
    assert "`redaktion migrate`" in ended.stderr


def test_after_the_migration_it_begins(database):
    command.downgrade(CONFIG, "-1")
    command.upgrade(CONFIG, "head")
    fitting.ensure_fitting()


def test_while_the_database_is_away_it_waits(database, postgres, monkeypatch, capsys):
    there = settings().database_url
    monkeypatch.setenv("REDAKTION_DATABASE_URL", there.replace("redaktion_app", "nobody_of_that_name", 1))
    forget()

    def come_back(_seconds):
        monkeypatch.setenv("REDAKTION_DATABASE_URL", there)
        forget()

    monkeypatch.setattr(fitting.time, "sleep", come_back)
    fitting.ensure_fitting()
    assert "antwortet noch nicht" in capsys.readouterr().err


def test_a_migration_that_must_wait_too_long_for_a_lock_begins_again(database, somebody, monkeypatch):
    command.downgrade(CONFIG, "-1")
    somebody.execute(text("lock table alembic_version"))
    monkeypatch.setattr(migrating.time, "sleep", lambda _seconds: somebody.rollback())
    ended = CliRunner().invoke(cli, ["migrate"])
    assert ended.exit_code == 0, ended.output
    assert ended.stderr.count("gleich noch einmal") == 1
    fitting.ensure_fitting()


def test_a_migration_that_never_gets_its_lock_says_so_and_changes_nothing(database, somebody, monkeypatch):
    monkeypatch.setattr(migrating, "TRIES", 1)
    command.downgrade(CONFIG, "-1")
    before = fitting.find_fitting()
    somebody.execute(text("lock table alembic_version"))
    ended = CliRunner().invoke(cli, ["migrate"])
    somebody.rollback()
    assert ended.exit_code == 1
    assert "Geändert ist nichts" in ended.stderr
    assert fitting.find_fitting() == before


def forget():
    for made_once in (settings, db.engine, db.sessions):
        made_once.cache_clear()


class Steps:
    """Migrations 3, 2, 1, of which one takes something away."""

    def walk_revisions(self, base, head):
        assert (base, head) == ("base", "3")
        for revision in ("3", "2", "1"):
            yield SimpleNamespace(revision=revision, module=SimpleNamespace(takes_away=revision == "2"))


def test_a_migration_that_takes_away_ends_the_versions_before_it():
    assert find_fitting(Steps(), "3") == ["3", "2"]
