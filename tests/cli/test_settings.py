"""Settings under which the office must not start."""

import pytest
from pydantic import ValidationError

from app.settings import Settings


def test_the_numbers_of_the_protocol_keep_their_order():
    assert Settings(call_budget_s=20, soft_limit_s=30, hard_limit_s=40, lease_s=60, quiet_s=600)
    for change in ({"call_budget_s": 30}, {"soft_limit_s": 40}, {"hard_limit_s": 60}, {"lease_s": 600}):
        with pytest.raises(ValidationError, match="lease_s"):
            Settings(**change)


def test_a_demo_password_outside_demo_mode_is_refused():
    assert Settings(demo=True, demo_password="ein-wort-zum-testen")
    with pytest.raises(ValidationError, match="REDAKTION_DEMO"):
        Settings(demo_password="ein-wort-zum-testen")
