"""What needs a person, on the page of its delivery: posting by hand, clearing up what is unclear, removing by hand."""

import pytest

from app.workers import takedowns
from tests.web.hands import ADDRESS, CONSOLE, unclear, waiting_for_a_hand

SEEN = "Auf dem Kanal nachgesehen."


@pytest.fixture
def waiting(people):
    return waiting_for_a_hand(people)


@pytest.fixture
def doubtful(people, real_scene):
    return unclear(people, real_scene)


def act(visitor, delivery, do, **fields):
    visitor.look(f"/deliveries/{delivery['id']}")
    return visitor.send(f"/deliveries/{delivery['id']}", do=do, **fields)


def state(people, delivery):
    return people("desk1").get(f"/deliveries/{delivery['id']}").json()["state"]


def test_whoever_serves_the_channel_is_given_all_that_is_to_be_posted_and_reports_the_address(
    visitor, people, waiting
):
    kanal = visitor("kanal").look(f"/deliveries/{waiting['id']}")
    assert "Zuständig: Kanalverwaltung oder Leitung." in kanal.text
    assert "Text kopieren" not in kanal.text, "nothing is to be posted before one has said so"
    assert f'href="/posts/{waiting["id"]}' not in kanal.page.text
    act(kanal, waiting, "post_by_hand")
    assert "Sie veröffentlichen jetzt von Hand." in kanal.text
    assert "Neue Tablets für alle Schulen. Mehr dazu auf dem Landesportal. (MB)" in kanal.text
    assert 'value="https://land.example/mehr"' in kanal.page.text
    assert 'value="Laut"' in kanal.page.text
    assert "Alternativtext: Ein Schulhof" in kanal.text
    image = kanal.page.text.split(' src="/deliveries/')[1].split('"')[0]
    assert kanal.client.get(f"/deliveries/{image}").headers["content-type"] == "image/jpeg"
    assert visitor("mw").client.get(f"/deliveries/{image}").status_code == 404
    act(kanal, waiting, "resolve_there", reason="Von Hand veröffentlicht.")
    assert 'href="#remote_url-resolve_there">Adresse des Beitrags: Diese Angabe fehlt.' in kanal.page.text
    act(kanal, waiting, "resolve_there", reason="Von Hand veröffentlicht.", remote_url="xing/4711")
    assert "Das ist keine Web-Adresse" in kanal.text
    act(kanal, waiting, "resolve_there", reason="Von Hand veröffentlicht.", remote_url=ADDRESS)
    assert "Übernommen. Der neue Stand steht hier." in kanal.text
    assert f'href="{ADDRESS}"' in kanal.page.text
    tried = visitor("desk1").look(f"/deliveries/{waiting['id']}").text
    assert "Nachschau: steht dort" in tried
    assert "Veröffentlichung: ohne Antwort" in tried
    assert "Kim Demo (Kanalverwaltung)" in tried
    assert state(people, waiting) == "sent"


def test_what_was_begun_and_not_posted_is_said_once_the_quiet_time_is_over(
    visitor, people, waiting, real_scene
):
    kanal = act(visitor("kanal"), waiting, "post_by_hand")
    assert "Der Kanal könnte den Auftrag noch ausführen. Diese Entscheidung ist möglich ab" in kanal.text
    real_scene.shift(waiting["id"], -601)
    act(kanal, waiting, "resolve_not_there")
    assert 'href="#reason-resolve_not_there">Grund: Diese Angabe fehlt.' in kanal.page.text
    act(kanal, waiting, "resolve_not_there", reason="Die Seite war gesperrt.")
    assert "Angehalten: Der Beitrag steht nachweislich nicht auf dem Kanal." in kanal.text
    assert "„Die Seite war gesperrt.“" in kanal.text


def test_a_guard_that_speaks_against_posting_by_hand_is_told(visitor, people, waiting):
    kanal = visitor("kanal").look(f"/deliveries/{waiting['id']}")
    people("desk1").post("/stops", {"scope": "all", "reason": "Übung", "hold_all": False})
    kanal.send(f"/deliveries/{waiting['id']}", do="post_by_hand")
    assert kanal.status == 422
    assert "Jetzt bitte nicht veröffentlichen. Angehalten durch Not-Aus." in kanal.text
    assert state(people, waiting) == "held"


def test_a_removal_by_hand_is_ordered_by_the_ministry_and_confirmed_by_who_did_it(
    visitor, people, waiting, real_scene
):
    kanal = act(visitor("kanal"), waiting, "post_by_hand")
    act(kanal, waiting, "resolve_there", reason="Von Hand veröffentlicht.", remote_url=ADDRESS)
    lead = act(visitor("mb.lead"), waiting, "take_down")
    assert 'href="#reason-take_down">Grund: Diese Angabe fehlt.' in lead.page.text
    act(lead, waiting, "take_down", reason="Die Zahl ist falsch.")
    assert "Angeordnet. Der Beitrag wird jetzt vom Kanal entfernt" in lead.text
    kanal.look(f"/deliveries/{waiting['id']}")
    assert "Diese Entscheidung ist möglich ab" in kanal.text
    real_scene.shift(waiting["id"], -601)
    takedowns.sweep()
    act(kanal, waiting, "confirm_removal")
    assert 'href="#reason-confirm_removal">Grund: Diese Angabe fehlt.' in kanal.page.text
    act(kanal, waiting, "confirm_removal", reason="Gelöscht und nachgesehen.")
    assert "Bestätigt. Der Beitrag gilt als vom Kanal entfernt." in kanal.text
    assert state(people, waiting) == "removed"


def test_who_may_decide_says_that_it_is_there_and_where(visitor, people, doubtful):
    lead = visitor("mb.lead").look(f"/deliveries/{doubtful['id']}")
    assert "Steht der Beitrag auf dem Kanal?" in lead.text
    act(lead, doubtful, "resolve_there", remote_url="https://konsole.example/1")
    assert 'href="#reason-resolve_there">Grund: Diese Angabe fehlt.' in lead.page.text
    act(lead, doubtful, "resolve_there", reason=SEEN, remote_url="https://konsole.example/1")
    assert "Übernommen." in lead.text
    assert state(people, doubtful) == "sent"


def test_that_it_is_not_there_is_believed_after_the_quiet_time_and_then_it_can_be_released(
    visitor, people, doubtful, real_scene
):
    lead = act(visitor("mb.lead"), doubtful, "resolve_not_there", reason=SEEN)
    assert lead.status == 422
    assert "Diese Entscheidung ist möglich ab" in lead.text
    real_scene.shift(doubtful["id"], -601)
    act(lead, doubtful, "resolve_not_there", reason=SEEN)
    assert "Wieder freigeben" in lead.text
    assert state(people, doubtful) == "held"


def test_where_the_channel_can_be_asked_the_word_is_kept_until_it_was(visitor, people, doubtful, real_scene):
    real_scene.set_channel(CONSOLE, can_find=True)
    lead = act(
        visitor("mb.lead"), doubtful, "resolve_there", reason=SEEN, remote_url="https://konsole.example/1"
    )
    assert "Gleich wird auf dem Kanal noch einmal nachgesehen." in lead.text
    assert f"Luca Demo (Leitung MB): steht dort. „{SEEN}“" in lead.text
    assert "Dazu liegt schon eine Entscheidung vor" in lead.text
    assert state(people, doubtful) == "unclear"


def test_a_step_that_nobody_knows_does_nothing(visitor, people, doubtful):
    lead = act(visitor("mb.lead"), doubtful, "unsinn")
    assert lead.status == 404
    assert state(people, doubtful) == "unclear"
    for name in ("mb", "desk1"):
        other = act(visitor(name), doubtful, "resolve_there", reason=SEEN, remote_url=ADDRESS)
        assert "Dafür fehlt Ihnen die Berechtigung." in other.text


def test_whoever_only_sees_what_is_published_sees_it_and_can_do_nothing(visitor, people, waiting):
    kanal = act(visitor("kanal"), waiting, "post_by_hand")
    act(kanal, waiting, "resolve_there", reason="Von Hand veröffentlicht.", remote_url=ADDRESS)
    other = visitor("mw").look(f"/deliveries/{waiting['id']}")
    assert other.status == 200
    assert "Hier ist von Ihnen nichts zu tun." in other.text
    assert "Versuche" not in other.text
