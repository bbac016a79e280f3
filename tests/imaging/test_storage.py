"""The name of a file is the proof of its bytes: what is read is what was kept, or nothing."""

from hashlib import sha256

import pytest
import structlog
from structlog.testing import LogCapture

from app import storage as module
from app.storage import Storage


@pytest.fixture
def kept(tmp_path):
    return Storage(tmp_path / "media")


@pytest.fixture
def said(monkeypatch):
    capture = LogCapture()
    monkeypatch.setattr(module, "log", structlog.wrap_logger(None, processors=[capture]))
    return capture


def test_bytes_are_found_under_their_hash_and_kept_once(kept, tmp_path):
    name = kept.keep(b"abc")
    assert name == sha256(b"abc").hexdigest() == kept.keep(b"abc")
    assert kept.read(name) == b"abc"
    assert list(kept.names()) == [name]
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [name]


def test_nothing_is_kept_where_nothing_was_brought(kept):
    assert list(kept.names()) == []


@pytest.mark.req("UP-05")
@pytest.mark.parametrize("instead", [b"abd", b"", b"abc ", None])
def test_what_was_exchanged_cut_or_deleted_is_not_read_and_somebody_is_told(kept, tmp_path, said, instead):
    name = kept.keep(b"abc")
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    path.unlink() if instead is None else path.write_bytes(instead)
    assert kept.read(name) is None
    assert [entry["event"] for entry in said.entries] == ["media.damaged"]
    kept.keep(b"abc")
    assert kept.read(name) == b"abc"


def test_what_is_dropped_is_gone_however_often(kept):
    name = kept.keep(b"abc")
    kept.drop(name)
    kept.drop(name)
    assert list(kept.names()) == []


def test_a_file_that_was_never_finished_has_no_name(kept, tmp_path):
    kept.keep(b"abc")
    (folder,) = (tmp_path / "media").iterdir()
    (folder / ".half").write_bytes(b"ab")
    assert len(list(kept.names())) == 1
