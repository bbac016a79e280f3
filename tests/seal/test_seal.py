"""A seal opens for the one channel, kind and key it was made for, with the private half, and whole; or not at all."""

from dataclasses import fields, replace

import pytest
from uuid_utils.compat import uuid7

from app.keys import KeyFileError, make_pair, newest_public_key
from app.seal import BrokenSealError, seal, unseal

SECRETS = {"access_token": "geheimes-zeichen-äöü", "identifier": "land.example"}
CHANNEL = uuid7()


@pytest.fixture
def sealed(keys):
    return seal(SECRETS, owner_id=CHANNEL, kind="mastodon", key=newest_public_key(keys.public))


def opened(sealed, keys, owner_id=CHANNEL, kind="mastodon"):
    return unseal(sealed, owner_id=owner_id, kind=kind, private_keys=keys.private)


@pytest.mark.req("CC-01")
def test_what_is_sealed_comes_out_as_it_went_in(sealed, keys):
    assert opened(sealed, keys) == SECRETS


@pytest.mark.req("CC-01")
def test_every_sealing_has_a_data_key_and_a_nonce_of_its_own(keys):
    key = newest_public_key(keys.public)
    made = [seal(SECRETS, owner_id=CHANNEL, kind="mastodon", key=key) for _ in range(50)]
    for name in ("wrapped_key", "nonce", "ciphertext", "fingerprint"):
        assert len({getattr(one, name) for one in made}) == 50
    assert {len(one.nonce) for one in made} == {12}


@pytest.mark.req("CC-01")
@pytest.mark.parametrize("part", ["wrapped_key", "nonce", "ciphertext"])
def test_one_changed_byte_is_noticed_wherever_it_is(sealed, keys, part):
    whole = getattr(sealed, part)
    for place in range(len(whole)):
        changed = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        with pytest.raises(BrokenSealError):
            opened(replace(sealed, **{part: changed}), keys)
    for changed in (b"", whole[:-1], whole + b"\0"):
        with pytest.raises(BrokenSealError):
            opened(replace(sealed, **{part: changed}), keys)


@pytest.mark.req("CC-01")
def test_a_seal_is_of_no_use_on_another_channel_or_for_another_kind(sealed, keys):
    with pytest.raises(BrokenSealError):
        opened(sealed, keys, owner_id=uuid7())
    with pytest.raises(BrokenSealError):
        opened(sealed, keys, kind="session")


@pytest.mark.req("CC-01")
def test_the_key_version_is_part_of_the_seal(sealed, tmp_path, keys):
    private = tmp_path / "private"
    private.mkdir()
    key = (keys.private / "credentials-1.private.pem").read_bytes()
    for version in (1, 2):
        (private / f"credentials-{version}.private.pem").write_bytes(key)
        (private / f"credentials-{version}.private.pem").chmod(0o600)
    assert unseal(sealed, owner_id=CHANNEL, kind="mastodon", private_keys=private) == SECRETS
    with pytest.raises(BrokenSealError):
        unseal(replace(sealed, key_version=2), owner_id=CHANNEL, kind="mastodon", private_keys=private)


@pytest.mark.req("CC-03")
def test_without_its_private_half_nothing_opens(sealed, tmp_path):
    with pytest.raises(KeyFileError):
        unseal(sealed, owner_id=CHANNEL, kind="mastodon", private_keys=tmp_path)
    make_pair(tmp_path, tmp_path)
    with pytest.raises(BrokenSealError):
        unseal(sealed, owner_id=CHANNEL, kind="mastodon", private_keys=tmp_path)


@pytest.mark.req("CC-06")
def test_a_seal_and_its_failure_show_nothing_of_what_is_inside(sealed, keys):
    assert repr(sealed) == "Sealed(key_version=1)"
    assert not any(b"geheim" in getattr(sealed, field.name) for field in fields(sealed)[1:])
    with pytest.raises(BrokenSealError) as failed:
        opened(sealed, keys, kind="session")
    assert (str(failed.value), failed.value.__cause__) == ("", None)


def test_a_fingerprint_is_short_and_of_the_sealed_bytes_alone(sealed, keys):
    again = seal(SECRETS, owner_id=CHANNEL, kind="mastodon", key=newest_public_key(keys.public))
    assert len(sealed.fingerprint) == 12
    assert sealed.fingerprint != again.fingerprint
