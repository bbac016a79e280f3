"""Settings under which the office must not start."""

import pytest
from pydantic import ValidationError

from app.settings import Settings, settings


def test_the_numbers_of_the_protocol_keep_their_order():
    assert Settings(call_budget_s=20, soft_limit_s=30, hard_limit_s=40, lease_s=60, quiet_s=600)
    for change in ({"call_budget_s": 30}, {"soft_limit_s": 40}, {"hard_limit_s": 60}, {"lease_s": 600}):
        with pytest.raises(ValidationError, match="lease_s"):
            Settings(**change)


def test_a_demo_password_outside_demo_mode_is_refused():
    assert Settings(demo=True, demo_password="ein-wort-zum-testen")
    with pytest.raises(ValidationError, match="REDAKTION_DEMO"):
        Settings(demo_password="ein-wort-zum-testen")


def test_a_worker_is_not_called_silent_before_it_missed_two_canaries():
    assert Settings(canary_s=30, silent_s=61)
    with pytest.raises(ValidationError, match="two times canary_s"):
        Settings(canary_s=30, silent_s=60)


@pytest.mark.req("CC-02")
def test_secrets_come_from_files_and_the_environment_only_names_their_folder(tmp_path, monkeypatch):
    (tmp_path / "redaktion_database_url").write_text("postgresql+psycopg://app:geheim@db/redaktion\n")
    (tmp_path / "redaktion_metrics_token").write_text("für die Zahlen\n")
    monkeypatch.setenv("REDAKTION_SECRETS_DIR", str(tmp_path))
    monkeypatch.delenv("REDAKTION_DATABASE_URL", raising=False)
    settings.cache_clear()
    try:
        assert settings().database_url == "postgresql+psycopg://app:geheim@db/redaktion"
        assert settings().metrics_token.get_secret_value() == "für die Zahlen"
        assert "Zahlen" not in repr(settings())
    finally:
        settings.cache_clear()
