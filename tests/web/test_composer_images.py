"""Images on the sheet: put in order, left out, and other ones or other words on one channel, without JavaScript."""

import pytest

from tests.pictures import picture
from tests.web.test_composer import newest, open_fields


@pytest.fixture
def sheet(visitor, people):
    """A draft with two images on two channels, open to be changed; what is returned presses a button on it."""
    mb = people("mb")
    images = [mb.media(picture(size=(120, 60 + len(name))), alt=name)["id"] for name in ("Hof", "Dach")]
    post = mb.write(channels=("Landesportal", "Konsole MB"), media=[{"id": image} for image in images])
    page = visitor("mb").look(f"/posts/{post['id']}/edit")

    def press(do, **more):
        page.send("/posts/compose", **open_fields(page.page.text) | more | {"do": do})
        return page

    press.images, press.portal, press.console = images, mb.channel("Landesportal"), mb.channel("Konsole MB")
    press.page = page
    return press


def saved(people):
    by_label = {row["channel"]: row for row in newest(people("mb"))["deliveries"]}
    return [[image["alt"] for image in by_label[label]["media"]] for label in ("Landesportal", "Konsole MB")]


def test_images_are_put_in_order_for_all_channels(sheet, people):
    first, second = sheet.images
    sheet(f"up::{second}")
    sheet("save")
    assert [row["alt"] for row in newest(people("mb"))["media"]] == ["Dach", "Hof"]
    sheet(f"drop::{first}")
    sheet("save")
    assert [row["alt"] for row in newest(people("mb"))["media"]] == ["Dach"]


def test_a_channel_has_other_images_in_another_order_with_other_words(sheet, people):
    first, second = sheet.images
    page = sheet(f"own:{sheet.console}")
    assert "Gemeinsames Bild" not in page.text
    sheet(f"up:{sheet.console}:{second}")
    sheet("save", **{f"alt-{second}-{sheet.console}": "Das Dach von oben"})
    assert "Gespeichert." in sheet.page.text
    assert saved(people) == [["Hof", "Dach"], ["Das Dach von oben", "Hof"]]
    sheet(f"drop:{sheet.console}:{first}")
    assert "Gemeinsames Bild 1 hinzunehmen" in sheet.page.text
    sheet(f"add:{sheet.console}:{first}")
    sheet("save")
    assert saved(people)[1] == ["Das Dach von oben", "Hof"]
    sheet(f"shared:{sheet.console}")
    sheet("save")
    assert saved(people) == [["Hof", "Dach"], ["Hof", "Dach"]]


def test_a_channel_may_have_no_image_at_all(sheet, people):
    sheet(f"own:{sheet.console}")
    for image in sheet.images:
        sheet(f"drop:{sheet.console}:{image}")
    assert "Auf diesem Kanal erscheint kein Bild." in sheet.page.text
    sheet("save")
    assert saved(people) == [["Hof", "Dach"], []]


def test_what_is_wrong_with_an_image_on_one_channel_is_said_there(sheet):
    first, _ = sheet.images
    sheet(f"own:{sheet.console}")
    page = sheet("save", **{f"decorative-{first}-{sheet.console}": "1"})
    assert page.status == 422
    assert f'href="#alt-{first}-{sheet.console}"' in page.page.text


@pytest.mark.parametrize("do", ["up::x", "up:x:y", "add:x", "own:", "shared:x", "drop", "add::x"])
def test_a_button_that_does_not_exist_changes_nothing(sheet, people, do):
    before = saved(people)
    assert sheet(do).status == 200
    sheet("save")
    assert saved(people) == before
