"""The secrets of an installation in containers: made once, each for the one account that reads it."""

import base64
import hashlib
import hmac
import os
import re
import stat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store
from typer.testing import CliRunner
from uuid_utils.compat import uuid7

from app import keys, otp
from app.cli import cli


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder filled by the command; `owners` notes whom each file was given to, as only root may do that."""
    owners = {}

    def give(path, owner, _group):
        place = Path(f"/proc/self/fd/{path}").readlink() if isinstance(path, int) else Path(path)
        owners[place.name] = owner

    for name in ("chown", "fchown"):
        monkeypatch.setattr(os, name, give)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    words = ("--host", "redaktion.example", "--backup", str(tmp_path / "backup"))
    made = run("new", str(tmp_path / "secrets"), *words)
    assert made.exit_code == 0, made.output
    return tmp_path / "secrets", owners


def run(*words):
    return CliRunner().invoke(cli, ["secrets", *words])


def password_of(folder, name):
    return (folder / name).read_text().split(":")[2].split("@")[0]


def test_nobody_but_its_reader_can_read_a_file(folder):
    place, owners = folder
    for path in place.iterdir():
        if path.suffix in {".crt", ".pem"}:
            assert stat.S_IMODE(path.stat().st_mode) == 0o444
        elif path.is_file():
            assert stat.S_IMODE(path.stat().st_mode) == 0o400, path.name
    assert owners["ca.key"] == 0
    for name in (
        "app_database_url",
        "owner_database_url",
        "publisher_database_url",
        "broker_url",
        "second_factor_key",
        "proxy.key",
    ):
        assert owners[name] == 10001
    for name in ("roles.sql", "postgres_password", "postgres.key", "valkey.key", "valkey.acl"):
        assert owners[name] == 999
    assert keys.newest_public_key(place / "keys" / "public").version == 1
    assert keys.private_key(place / "keys" / "private", 1)
    user_id, key_file = uuid7(), place / "second_factor_key"
    sealed = otp.seal_secret("geheim", user_id=user_id, key_file=key_file)
    assert otp.open_secret(sealed, user_id=user_id, key_file=key_file) == "geheim"


def test_only_the_databases_server_may_write_and_read_its_backup(folder):
    place, owners = folder
    backup = place.parent / "backup" / "database"
    assert (owners["database"], stat.S_IMODE(backup.stat().st_mode)) == (999, 0o700)


def test_what_is_there_stays_and_what_is_missing_is_made_anew(folder):
    place, _ = folder
    before = {path.name: path.read_bytes() for path in place.iterdir() if path.is_file()}
    assert "es fehlte nichts" in run("new", str(place)).output
    (place / "metrics_token").unlink()
    assert "1 Dateien" in run("new", str(place)).output
    after = {path.name: path.read_bytes() for path in place.iterdir() if path.is_file()}
    assert {name for name in before if before[name] != after[name]} == {"metrics_token"}


@pytest.mark.req("CO-02")
def test_each_server_has_a_certificate_of_our_own_authority_for_its_name(folder):
    place, _ = folder
    authority = x509.load_pem_x509_certificate((place / "ca.pem").read_bytes())
    builder = PolicyBuilder().store(Store([authority]))
    for name, host in (("postgres", "postgres"), ("valkey", "valkey"), ("proxy", "redaktion.example")):
        certificate = x509.load_pem_x509_certificate((place / f"{name}.crt").read_bytes())
        assert builder.build_server_verifier(x509.DNSName(host)).verify(certificate, [])


@pytest.mark.req("DB-01")
def test_the_database_gets_what_checks_a_password_and_not_the_password(folder):
    place, _ = folder
    roles = (place / "roles.sql").read_text()
    for name, role in (
        ("owner", "redaktion_owner"),
        ("app", "redaktion_app"),
        ("publisher", "redaktion_publisher"),
    ):
        password = password_of(place, f"{name}_database_url")
        assert len(password) >= 43
        assert password not in roles
        assert "sslmode=verify-full" in (place / f"{name}_database_url").read_text()
        rounds, salt, stored = re.search(rf"{role} .*'SCRAM-SHA-256\$(\d+):(.+)\$(.+):", roles).groups()
        salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(salt), int(rounds))
        client = hmac.digest(salted, b"Client Key", "sha256")
        assert hashlib.sha256(client).digest() == base64.b64decode(stored)


@pytest.mark.req("CO-02")
@pytest.mark.parametrize(
    ("name", "user", "keys_of"),
    [("broker_url", "redaktion", "~*"), ("web_broker_url", "redaktion_web", "~throttle:*")],
)
def test_the_broker_knows_its_users_by_hash_and_they_check_its_certificate(folder, name, user, keys_of):
    place, _ = folder
    rules = (place / "valkey.acl").read_text().splitlines()
    digest = hashlib.sha256(password_of(place, name).encode()).hexdigest()
    [rule] = [line.split() for line in rules if line.startswith(f"user {user} ")]
    assert {"on", f"#{digest}", keys_of, "-@admin", "-@dangerous"} <= set(rule)
    assert rules[0] == "user default off"
    assert "ssl_cert_reqs=required" in (place / name).read_text()


def test_without_root_it_says_why_it_needs_root(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    refused = run("new", str(tmp_path / "secrets"))
    assert refused.exit_code == 1
    assert "als root" in refused.output
