"""One's own account on the page: the first password, and a second factor from setting up to signing in with it."""

import re

import pyotp
import pytest

from app import db
from tests.web.visitors import NEWCOMER as PASSWORD
from tests.web.visitors import Visitor

NEXT = "fuenf-andere-lange-woerter"


def sign_in(client, password, otp=""):
    return (
        Visitor(client).look("/sign-in").send("/sign-in", email="neu@example.org", password=password, otp=otp)
    )


def test_whoever_is_new_chooses_a_password_and_a_second_factor_before_anything_else(client, account):
    new = sign_in(client, PASSWORD)
    assert new.page.url.path == "/account/password"
    assert "Ihr jetziges Passwort gilt nur für die erste Anmeldung." in new.text
    assert new.look("/approvals").page.url.path == "/account/password"
    new.send("/account/password", current=PASSWORD, password="kurz")
    assert new.status == 422
    assert "Das Passwort braucht" in new.text
    new.send("/account/password", current=PASSWORD, password=NEXT)
    assert new.page.url.path == "/account/second-factor", "the role needs one"
    new.send("/account/second-factor", password=NEXT)
    secret = re.search(r'name="secret" value="([^"]+)"', new.page.text)[1]
    address = re.search(r'name="uri" value="([^"]+)"', new.page.text)[1].replace("&amp;", "&")
    assert address.startswith("otpauth://totp/")
    new.send("/account/second-factor", secret=secret, uri=address, otp="000000")
    assert new.status == 422
    assert secret in new.page.text, "the key is not lost by a mistyped code"
    new.send("/account/second-factor", secret=secret, uri=address, otp=pyotp.TOTP(secret).now())
    assert "Der zweite Faktor ist eingerichtet." in new.text
    assert new.look("/approvals").page.url.path == "/approvals"

    again = sign_in(client, NEXT)
    assert again.status == 401
    assert "Einmalcode" in again.text
    assert again.page.url.path == "/sign-in"


@pytest.mark.req("AU-05")
def test_a_code_that_was_used_opens_nothing_a_second_time(client, account):
    with db.transaction() as session:
        session.merge(account).password_is_initial = False
    new = sign_in(client, PASSWORD).send("/account/second-factor", password=PASSWORD)
    secret = re.search(r'name="secret" value="([^"]+)"', new.page.text)[1]
    code = pyotp.TOTP(secret).now()
    new.send("/account/second-factor", secret=secret, uri="", otp=code)
    assert "Der zweite Faktor ist eingerichtet." in new.text
    again = sign_in(client, PASSWORD, code)
    assert again.status == 401
    assert 'href="#otp"' in again.page.text


def test_a_wrong_password_sets_up_nothing(client, account):
    with db.transaction() as session:
        session.merge(account).password_is_initial = False
    new = sign_in(client, PASSWORD).send("/account/second-factor", password="falsch")
    assert new.status == 422
    assert 'name="secret"' not in new.page.text
    assert 'href="#password"' in new.page.text


def test_signed_in_the_description_of_the_api_is_open_in_the_browser_too(client, account):
    with db.transaction() as session:
        session.merge(account).password_is_initial = False
    assert Visitor(client).look("/docs").status == 404
    assert sign_in(client, PASSWORD).look("/docs").status == 200
