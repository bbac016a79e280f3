"""Keys from a shell, and what must not start with them or without them."""

import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.settings import Settings
from tests.conftest import ROOT, cloned, environment, urls


@pytest.fixture
def folders(tmp_path):
    return {"public_keys": tmp_path / "public", "private_keys": tmp_path / "private"}


@pytest.fixture
def installation(postgres, superuser, migrated, folders, tmp_path):
    """A migrated, otherwise empty installation with places for keys."""
    with (
        cloned(superuser, migrated) as name,
        environment(**urls(postgres, name), data_dir=tmp_path, **folders),
    ):
        yield


def run(*words):
    return CliRunner().invoke(cli, words)


def test_a_pair_more_each_time_and_the_list_shows_them(installation, folders):
    assert "Es gibt noch keinen" in run("key", "list").output
    for version in (1, 2):
        made = run("key", "new")
        assert made.exit_code == 0
        assert f"Schlüsselpaar {version} angelegt" in made.output
        assert f"credentials-{version}.private.pem" in made.output
    (folders["public_keys"] / "credentials-1.public.pem").unlink()
    assert run("key", "list").output.splitlines() == [
        "Schlüssel 1: öffentlich FEHLT, privat; 0 Zugangsdaten",
        "Schlüssel 2: öffentlich, privat; 0 Zugangsdaten",
    ]


def test_a_folder_that_cannot_be_written_is_said(installation, folders):
    folders["private_keys"].touch()
    refused = run("key", "new")
    assert refused.exit_code == 1
    assert "lässt sich nicht anlegen" in refused.output


def test_without_a_named_folder_the_setting_is_named(postgres, migrated, tmp_path):
    with environment(**urls(postgres, migrated), data_dir=tmp_path):
        refused = run("key", "new")
    assert refused.exit_code == 1
    assert "REDAKTION_PRIVATE_KEYS" in refused.output


@pytest.mark.req("CC-02")
@pytest.mark.parametrize("name", ["public_keys", "private_keys"])
def test_a_key_itself_is_refused_as_a_setting_and_not_repeated(name):
    with pytest.raises(ValueError, match="name folders") as refused:
        Settings(**{name: "-----BEGIN PRIVATE KEY-----\ngeheim"})
    assert "geheim" not in str(refused.value)


@pytest.mark.req("CC-03")
@pytest.mark.parametrize("wrong", ["named", "in the folder of public keys"])
def test_the_pages_do_not_start_where_they_could_open_credentials(postgres, migrated, keys, tmp_path, wrong):
    if wrong == "named":
        reached = {"private_keys": keys.private}
    else:
        (tmp_path / "credentials-1.private.pem").touch()
        reached = {"public_keys": tmp_path}
    with environment(**urls(postgres, migrated), data_dir=tmp_path, **reached):
        started = subprocess.run(
            [sys.executable, "-m", "app.cli", "web", "--port", "1"],
            cwd=ROOT,
            env=dict(os.environ),
            capture_output=True,
            text=True,
            check=False,
        )
    assert started.returncode == 1
    assert "Die Seiten starten nicht" in started.stderr
    assert "Traceback" not in started.stderr
