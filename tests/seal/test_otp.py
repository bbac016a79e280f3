"""One-time codes: right for a minute and a half, once; their secrets bound to their account, their key in a closed file."""

from datetime import UTC, datetime, timedelta

import pytest
from pyotp import TOTP, parse_uri
from uuid_utils.compat import uuid7

from app import otp
from app.keys import KeyFileError

NOW = datetime(2026, 11, 22, 9, 0, 10, tzinfo=UTC)
STEP = int(NOW.timestamp()) // 30
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "keys" / "second-factor.key"
    otp.make_key_file(path)
    return path


@pytest.mark.req("AU-05")
@pytest.mark.parametrize(("seconds", "step"), [(-60, None), (-30, -1), (0, 0), (30, 1), (60, None)], ids=str)
def test_a_code_is_right_one_step_around_its_own(seconds, step):
    code = TOTP(SECRET).at(NOW + timedelta(seconds=seconds))
    expected = None if step is None else STEP + step
    assert otp.find_step(SECRET, code, at=NOW, after=0) == expected


@pytest.mark.req("AU-05")
def test_no_code_is_right_that_is_not_later_than_the_last_one():
    for age in (-1, 0, 1):
        code = TOTP(SECRET).generate_otp(STEP + age)
        assert otp.find_step(SECRET, code, at=NOW, after=STEP + age - 1) == STEP + age
        assert otp.find_step(SECRET, code, at=NOW, after=STEP + age) is None
        assert otp.find_step(SECRET, code, at=NOW, after=STEP + 5) is None


@pytest.mark.parametrize("code", ["", "12345", "1234567", "ä12345", "abcdef", "\x00" * 6])
def test_what_is_no_code_is_wrong(code):
    assert otp.find_step(SECRET, code, at=NOW, after=0) is None


def test_a_code_may_be_typed_as_apps_show_it():
    code = TOTP(SECRET).at(NOW)
    assert otp.find_step(SECRET, f" {code[:3]} {code[3:]}", at=NOW, after=0) == STEP


def test_an_app_finds_in_the_address_what_it_needs():
    secret = otp.make_secret()
    found = parse_uri(otp.address_of(secret, "Ö. Müller@redaktion.example"))
    assert (found.secret, found.issuer, found.name) == (
        secret,
        "Redaktionssystem",
        "Ö. Müller@redaktion.example",
    )
    assert found.now() == TOTP(secret).now()
    assert secret != otp.make_secret()


@pytest.mark.req("AU-05")
def test_a_sealed_secret_opens_for_its_own_account_only(key_file, tmp_path):
    user_id, other = uuid7(), tmp_path / "other.key"
    sealed = otp.seal_secret(SECRET, user_id=user_id, key_file=key_file)
    assert SECRET.encode() not in sealed
    assert sealed != otp.seal_secret(SECRET, user_id=user_id, key_file=key_file)
    assert otp.open_secret(sealed, user_id=user_id, key_file=key_file) == SECRET
    otp.make_key_file(other)
    changed = bytes([sealed[0] ^ 1]) + sealed[1:]
    for wrong, owner, key in (
        (sealed, uuid7(), key_file),
        (changed, user_id, key_file),
        (sealed, user_id, other),
    ):
        with pytest.raises(KeyFileError, match="öffnet den zweiten Faktor"):
            otp.open_secret(wrong, user_id=owner, key_file=key)


@pytest.mark.req("CC-02")
def test_the_key_belongs_to_its_account_alone_and_is_never_overwritten(key_file):
    assert key_file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(KeyFileError, match="nicht anlegen"):
        otp.make_key_file(key_file)
    key_file.chmod(0o640)
    with pytest.raises(KeyFileError, match="chmod 600"):
        otp.seal_secret(SECRET, user_id=uuid7(), key_file=key_file)


@pytest.mark.parametrize("content", [b"", b"geheim", b"\xff\xfe", b"Z2VoZWlt" * 9])
def test_what_is_no_key_is_refused_without_quoting_it(key_file, content):
    key_file.write_bytes(content)
    with pytest.raises(KeyFileError, match="32 Byte") as said:
        otp.seal_secret(SECRET, user_id=uuid7(), key_file=key_file)
    assert "geheim" not in str(said.value)
    key_file.unlink()
    with pytest.raises(KeyFileError, match="nicht lesbar"):
        otp.seal_secret(SECRET, user_id=uuid7(), key_file=key_file)
