"""Pairs of keys in files: versions, owners, and everything that is no key."""

import os

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from app.keys import KeyFileError, find_versions, make_pair, newest_public_key, private_key


@pytest.fixture
def folders(tmp_path):
    return tmp_path / "public", tmp_path / "private"


def pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def spki(key):
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


@pytest.mark.req("CC-02")
def test_the_private_half_belongs_to_its_account_alone(folders):
    public, private = folders
    before = os.umask(0)
    try:
        assert make_pair(public, private) == 1
    finally:
        os.umask(before)
    (key,) = private.iterdir()
    assert key.name == "credentials-1.private.pem"
    assert (key.stat().st_mode & 0o777, private.stat().st_mode & 0o777) == (0o600, 0o700)
    (half,) = public.iterdir()
    assert half.name == "credentials-1.public.pem"
    assert b"PRIVATE" not in half.read_bytes()


def test_each_pair_is_a_version_more_and_overwrites_nothing(folders):
    public, private = folders
    make_pair(public, private)
    first = (private / "credentials-1.private.pem").read_bytes()
    (public / "credentials-1.public.pem").unlink()
    assert make_pair(public, private) == 2
    assert (private / "credentials-1.private.pem").read_bytes() == first
    assert (find_versions(public, "public"), find_versions(private, "private")) == ([2], [1, 2])


def test_versions_are_numbers_and_other_files_are_none(folders):
    public, _ = folders
    public.mkdir()
    key = rsa.generate_private_key(65537, 3072)
    for version in ("9", "10", "2x", "-1", ""):
        (public / f"credentials-{version}.public.pem").write_bytes(spki(key))
    assert find_versions(public, "public") == [9, 10]
    assert newest_public_key(public).version == 10


def test_without_a_pair_the_next_step_is_named(folders):
    with pytest.raises(KeyFileError, match="redaktion key new"):
        newest_public_key(folders[0])
    with pytest.raises(KeyFileError, match=r"credentials-1\.private\.pem ist nicht lesbar"):
        private_key(folders[1], 1)


@pytest.mark.req("CC-02")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o777])
def test_a_private_half_that_lies_open_is_refused_even_when_it_was_read_before(folders, mode):
    make_pair(*folders)
    private_key(folders[1], 1)
    file = folders[1] / "credentials-1.private.pem"
    file.chmod(mode)
    with pytest.raises(KeyFileError, match="chmod 600"):
        private_key(folders[1], 1)
    file.chmod(0o400)
    assert private_key(folders[1], 1).key_size == 3072


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"geheim",
        pem(ec.generate_private_key(ec.SECP256R1())),
        pem(rsa.generate_private_key(65537, 2048)),
        spki(rsa.generate_private_key(65537, 3072)),
    ],
    ids=["empty", "no key", "another kind", "too short", "the wrong half"],
)
def test_what_is_no_fitting_key_is_refused_without_quoting_it(folders, content):
    public, private = folders
    for folder, name in ((public, "credentials-1.public.pem"), (private, "credentials-1.private.pem")):
        folder.mkdir()
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o600)
    with pytest.raises(KeyFileError) as private_said:
        private_key(private, 1)
    said = [str(private_said.value)]
    if b"PUBLIC" not in content:
        with pytest.raises(KeyFileError) as public_said:
            newest_public_key(public)
        said.append(str(public_said.value))
    assert all("geheim" not in sentence and "BEGIN" not in sentence for sentence in said)


def test_a_key_that_was_exchanged_is_read_anew(folders):
    make_pair(*folders)
    make_pair(*folders)
    first, second = (private_key(folders[1], version) for version in (1, 2))
    (folders[1] / "credentials-2.private.pem").replace(folders[1] / "credentials-1.private.pem")
    again = private_key(folders[1], 1)
    assert again.private_numbers() == second.private_numbers() != first.private_numbers()
