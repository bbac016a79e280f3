"""What nobody uses is cleared away after a week, row and file; what a revision shows stays for good."""

import threading

import pytest
from sqlalchemy.exc import OperationalError

from app import db
from app.actions.media import add_media, forget_unused_media
from app.imaging import Reencoded
from app.settings import settings
from app.storage import storage
from app.workers.housekeeping import clean
from tests.pictures import noise, place_of


@pytest.fixture
def age(force):
    """Let images have been brought in so many days ago."""

    def age(days):
        hours = round(days * 24)
        force("update media set created_at = now() - make_interval(hours => :hours)", hours=hours)

    return age


def rows(force):
    return {sha256 for (sha256,) in force("select sha256 from media")}


def files():
    return {path.name for path in (settings().data_dir / "media").glob("*/*")}


def test_after_a_week_an_image_that_no_revision_shows_is_gone(scene, force, age):
    scene.image(seed=1)
    clean()
    age(6.9)
    clean()
    assert len(rows(force)) == len(files()) == 1
    age(7.1)
    clean()
    assert rows(force) == files() == set()


def test_what_a_revision_ever_showed_stays(scene, force, age):
    used, unused = scene.image(seed=1), scene.image(seed=2)
    scene.write(media=[used])
    age(400)
    clean()
    (sha256,) = rows(force)
    assert files() == {sha256}
    assert force("select id from media") == [(used.media_id,)]
    assert unused.media_id != used.media_id


def test_the_same_bytes_stay_for_as_long_as_one_row_names_them(scene, force, age):
    first, second = scene.image(seed=1), scene.image(seed=1)
    scene.write(media=[second])
    age(8)
    clean()
    assert force("select id from media") == [(second.media_id,)]
    assert first.media_id != second.media_id
    assert len(files()) == 1


def test_a_file_whose_row_vanished_is_gone_and_nothing_else(scene, force):
    scene.image(seed=1)
    stray = storage().keep(b"ohne Zeile")
    half = place_of(stray).with_name(".half")
    half.write_bytes(b"a")
    clean()
    assert files() == rows(force)
    assert not half.exists()


def test_while_an_image_is_brought_in_nothing_is_cleared_away(scene, force, age):
    """The file lies there before its row is committed: clearing away waits for that, and finds the row."""
    scene.image(seed=1)
    age(8)
    content = noise(seed=7)
    taken = Reencoded(content, "image/jpeg", 400, 300)
    with db.transaction() as session:
        media = add_media(session, scene.actor("mb"), taken, organisation=None, alt=None)
        cleaning = threading.Thread(target=clean)
        cleaning.start()
        cleaning.join(0.5)
        assert cleaning.is_alive()
        assert place_of(media.sha256).exists()
    cleaning.join(60)
    assert rows(force) == files() == {media.sha256}


def test_what_is_being_used_is_not_cleared_away(scene, force, age):
    image = scene.image(seed=1)
    age(8)
    with db.transaction() as session:
        forget_unused_media(session)
        writing = threading.Thread(target=try_to_write, args=(scene, image))
        writing.start()
        writing.join(0.5)
        assert writing.is_alive(), "using waits until clearing away has ended"
        session.rollback()
    writing.join(60)
    clean()
    assert len(rows(force)) == len(files()) == 1


def try_to_write(scene, image):
    try:
        scene.write(media=[image])
    except OperationalError:
        pytest.fail("using an image waits for longer than it may")
