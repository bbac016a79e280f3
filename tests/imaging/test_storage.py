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
    assert names(tmp_path) == [name]


def test_where_nothing_was_brought_nothing_is_cleared_away(kept):
    assert kept.keep_only(set()) == 0


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


def test_what_is_not_named_is_cleared_away_with_what_was_never_finished(kept, tmp_path):
    one, other = kept.keep(b"abc"), kept.keep(b"abd")
    (tmp_path / "media" / one[:2] / ".half").write_bytes(b"ab")
    assert kept.keep_only({one}) == 2
    assert names(tmp_path) == [one]
    assert kept.read(other) is None
    assert kept.keep_only({one}) == 0
    assert kept.keep_only(set()) == 1


def names(tmp_path):
    return [path.name for path in tmp_path.rglob("*") if path.is_file()]
