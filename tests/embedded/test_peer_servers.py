"""Other people's servers: installed once, from locks, by one process at a time; on 127.0.0.1 only; keeping what they had."""

import importlib
import json
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.embedded.launch import EmbeddedError
from app.embedded.peers import BlueskyPeer, Installed, MastodonPeer, install

installing = importlib.import_module("app.embedded.peers.install")
LOCKS = Path(installing.__file__).parent


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "redaktion" / "peers"


def test_a_missing_compiler_is_named_with_the_next_step(cache, monkeypatch):
    monkeypatch.setenv("PATH", str(cache))
    with pytest.raises(
        EmbeddedError, match=r"fehlt: g\+\+, make\.\nDebian und Ubuntu: sudo apt-get install g\+\+ make"
    ):
        install()
    assert [path.name for path in cache.iterdir()] == ["lock"]


def test_a_package_index_that_is_away_is_named_with_the_next_step(cache, monkeypatch):
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/")
    monkeypatch.setenv("UV_CACHE_DIR", str(cache / "uv"))
    for name in ("UV_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS", "UV_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("UV_HTTP_TIMEOUT", "3")
    with pytest.raises(EmbeddedError, match="Bitte die Verbindung zum Paketverzeichnis prüfen"):
        install()


def test_a_cache_that_cannot_be_written_is_named_with_the_next_step(tmp_path, monkeypatch):
    (tmp_path / "datei").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "datei"))
    with pytest.raises(EmbeddedError, match="XDG_CACHE_HOME"):
        install()


def test_of_many_at_once_one_installs_and_the_others_wait(cache, monkeypatch):
    begun = []

    def fill(folder):
        begun.append(folder)
        time.sleep(0.3)
        folder.mkdir()
        (folder / "finished").touch()

    monkeypatch.setattr(installing, "_fill", fill)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: install(), range(8)))
    assert len(begun) == 1
    assert len(set(found)) == 1
    assert (found[0].folder / "finished").exists()


def test_a_failed_installation_leaves_nothing_and_the_next_one_begins_anew(cache, monkeypatch):
    def fail(folder):
        folder.mkdir()
        raise EmbeddedError

    monkeypatch.setattr(installing, "_fill", fail)
    with pytest.raises(EmbeddedError):
        install()
    assert [path.name for path in cache.iterdir()] == ["lock"]
    monkeypatch.setattr(installing, "_fill", lambda folder: folder.mkdir())
    assert isinstance(install(), Installed)


@pytest.mark.req("DE-01")
def test_every_package_is_locked_with_a_checksum_and_without_a_host():
    packages = json.loads((LOCKS / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, package in packages.items():
        assert name == "" or package.get("integrity", "").startswith("sha512-"), name
        assert "resolved" not in package, name
    lock = (LOCKS / "requirements.txt").read_text(encoding="utf-8")
    for requirement in re.split(r"\n(?=\S)", lock):
        assert requirement.startswith("#") or "--hash=sha256:" in requirement, requirement
    assert "://" not in lock


@pytest.mark.xdist_group("peers")
def test_the_peers_answer_on_this_machine_only(peers):
    for peer in peers.values():
        socket.create_connection(("127.0.0.1", peer.port), 5).close()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", peer.port), 5)


@pytest.mark.xdist_group("peers")
@pytest.mark.parametrize("kind", [BlueskyPeer, MastodonPeer], ids=lambda kind: kind.platform)
def test_a_peer_keeps_its_account_and_port_over_a_restart(kind, tmp_path):
    known = []
    for _ in range(2):
        peer = kind(install(), tmp_path)
        peer.start()
        try:
            known.append((peer.port, dict(peer.credentials())))
        finally:
            peer.stop()
    assert known[0] == known[1]
    assert (tmp_path / "peers" / kind.platform / "credentials.json").stat().st_mode & 0o077 == 0


@pytest.mark.xdist_group("peers")
def test_a_port_taken_meanwhile_is_replaced(tmp_path):
    peer = MastodonPeer(install(), tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        (tmp_path / "peers" / "mastodon").mkdir(parents=True)
        (tmp_path / "peers" / "mastodon" / "port").write_text(str(taken.getsockname()[1]))
        peer.start()
        try:
            assert peer.port != taken.getsockname()[1]
        finally:
            peer.stop()
