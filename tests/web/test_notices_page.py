"""Benachrichtigungen: what somebody is told stands on a page, is counted in the frame, and is read by a form only."""

import pytest

from app.workers import notifications
from tests.api.parts import fetch
from tests.web.visitors import HTML
from tests.workers.post_office import Outbox


@pytest.fixture
def tell(client):
    """Return a function that tells people of something that happened to a channel."""
    outbox = Outbox(fetch)

    def told(*names):
        outbox.tell(*names)
        notifications.sweep()

    return told


def test_what_is_unread_is_counted_in_the_frame_of_every_page(visitor, tell):
    mb = visitor("mb")
    assert "Benachrichtigungen Abmelden" not in mb.text
    assert "ungelesen" not in mb.look("/posts").text
    tell("mb", "mb")
    assert "Benachrichtigungen 2 ungelesen" in mb.look("/posts").text
    assert "ungelesen" not in visitor("mw").look("/posts").text


def test_a_notice_says_what_is_to_be_done_and_leads_there_once_it_is_noted_as_read(visitor, tell, people):
    tell("mb")
    (notice,) = people("mb").get("/notices").json()["items"]
    mb = visitor("mb").look("/notices")
    assert "Verspätet: Kanal Landesportal" in mb.text
    assert notice["task"] in mb.text
    assert people("mb").get("/notices", unread=True).json()["items"], "looking changes nothing"
    mb.send(f"/notices/{notice['id']}/read", then="open")
    assert mb.page.url.path == f"/channels/{notice['object_id']}"
    assert people("mb").get("/notices", unread=True).json()["items"] == []
    mb.look("/notices?unread=1")
    assert "Sie haben alles gelesen." in mb.text
    assert "gelesen " in mb.look("/notices").text


def test_everything_is_noted_as_read_at_once_by_whoever_wishes_so(visitor, tell):
    tell("mb", "mb", "mb")
    mb = visitor("mb").look("/notices")
    mb.send("/notices/read")
    assert "Alle Benachrichtigungen sind als gelesen vermerkt." in mb.text
    assert "ungelesen" not in mb.text.replace("Nur ungelesene", "")


def test_nobody_reads_for_somebody_else_on_the_page(visitor, tell, people):
    tell("mb")
    (notice,) = people("mb").get("/notices").json()["items"]
    mw = visitor("mw").look("/notices")
    assert "Noch hat Ihnen niemand etwas mitzuteilen." in mw.text
    assert mw.send(f"/notices/{notice['id']}/read").status == 404
    assert people("mb").get("/notices", unread=True).json()["items"]


def test_the_lasting_address_of_a_mail_leads_to_the_page_by_way_of_signing_in(client, visitor, tell, people):
    tell("mb")
    (notice,) = people("mb").get("/notices").json()["items"]
    path = "/open" + notice["link"].partition("/open")[2]
    answer = client.get(path, headers=HTML, follow_redirects=False)
    assert answer.headers["location"] == f"/channels/{notice['object_id']}"
    stranger = visitor().look(path)
    assert stranger.page.url.path == "/sign-in"
    assert visitor("mb").look(path).page.url.path == f"/channels/{notice['object_id']}"
