"""Whole ways in a real browser: a case from both sides, a held delivery released, unclear resolved, posted by hand."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.workers import notifications, takedowns
from tests.factories import soon
from tests.stories.desk import Desk
from tests.web.hands import ADDRESS, unclear, waiting_for_a_hand
from tests.web.seeing import ensure_sound

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def story(people, force):
    return Desk(people, force)


def test_a_case_goes_from_the_notice_over_an_objection_to_the_tombstone(browse, story, people):
    post = story.published(title="Schulpolitik")
    desk1 = browse("desk1", f"/posts/{post['id']}")
    desk1.get_by_role("link", name="Löschverfahren eröffnen").click()
    desk1.get_by_label("Parteipolitische Aussage").check()
    desk1.get_by_text("Parteipolitische Positionen sind auf den Landeskanälen untersagt").wait_for()
    assert not desk1.get_by_text("um am gesellschaftlichen sowie politischen Diskurs").is_visible()
    desk1.get_by_label("Beanstandete Stelle").fill("Mehr dazu auf dem Landesportal.")
    desk1.get_by_label("Verlangte Abhilfe").fill("Bitte den Verweis entfernen.")
    assert not desk1.get_by_label("Begründung der Dringlichkeit").is_visible()
    desk1.get_by_role("button", name="Eröffnen und ankündigen").click()
    desk1.get_by_text("Eröffnet. Die Ankündigung geht jetzt an das Ressort").wait_for()
    notifications.sweep()

    mb = browse("mb", "/")
    mb.get_by_role("link", name="Schulpolitik").first.click()
    mb.get_by_label("Wir widersprechen").check()
    mb.get_by_label("Stellungnahme").fill("Der Verweis ist amtlich.")
    mb.get_by_role("button", name="Antwort abgeben").click()
    mb.get_by_text("Ihre Antwort ist bei der Zentralredaktion.").wait_for()

    (case,) = people("desk1").get("/takedowns").json()["items"]
    desk2 = browse("desk2", f"/takedowns/{case['id']}")
    desk2.get_by_text("Entfernen ist noch nicht möglich: Das Ressort hat bis").wait_for()
    story.pass_deadline(case)
    desk2.goto("/")
    desk2.get_by_role("link", name="Schulpolitik").first.click()
    assert "Der Verweis ist amtlich." in desk2.locator("main").inner_text()
    desk2.get_by_role("button", name="Entfernung anordnen").click()
    desk2.get_by_text("Angeordnet. Was auf den Landeskanälen steht, wird jetzt entfernt").wait_for()
    takedowns.sweep()
    reader = browse(None, f"/portal/posts/{post['deliveries'][0]['id']}")
    assert "Diese Mitteilung wurde vom Landesportal genommen" in reader.locator("main").inner_text()
    mb.reload()
    assert "Entfernung ausgeführt, Verfahren beendet" in mb.locator("main").inner_text()
    assert desk1.complaints == mb.complaints == desk2.complaints == []


def test_on_a_phone_the_ministry_agrees(browse, story):
    case = story.case(story.published(title="Schulpolitik"))
    lead = browse("mb.lead", "/", width=360, has_touch=True, is_mobile=True)
    lead.get_by_role("link", name="Schulpolitik").first.tap()
    lead.get_by_role("link", name="Zur Antwort").tap()
    lead.get_by_label("Wir stimmen der Entfernung zu").check()
    lead.get_by_role("button", name="Antwort abgeben").tap()
    lead.get_by_text("Ihre Antwort ist bei der Zentralredaktion.").wait_for()
    assert story.read(case)["answers"][0]["answer"] == "agree"
    assert lead.complaints == []


def test_a_held_delivery_is_found_in_ones_day_and_released(browse, people):
    mb, desk1 = people("mb"), people("desk1")
    post = desk1.approve(mb.submit(mb.write(title="Fraglicher Termin", at=soon(86_400))))
    desk1.post(f"/deliveries/{post['deliveries'][0]['id']}/hold", {"reason": "Termin prüfen"})
    desk2 = browse("desk2", "/")
    desk2.get_by_role("link", name="entscheiden").first.click()
    desk2.get_by_text("Zuständig: Freigebende des Kanals.").wait_for()
    when = datetime.now(BERLIN) + timedelta(days=2)
    desk2.get_by_label("Tag", exact=True).fill(f"{when:%Y-%m-%d}")
    desk2.get_by_label("Uhrzeit", exact=True).fill("09:15")
    desk2.get_by_role("button", name="Zu dieser Zeit freigeben").click()
    desk2.get_by_text("Wieder freigegeben.").wait_for()
    assert mb.read(post)["deliveries"][0]["state"] == "waiting"
    assert desk2.complaints == []


def test_an_unclear_delivery_is_cleared_up(browse, people, real_scene):
    delivery = unclear(people, real_scene)
    lead = browse("mb.lead", f"/deliveries/{delivery['id']}")
    lead.get_by_label("Adresse des Beitrags").fill("https://konsole.example/1")
    lead.get_by_label("Woran Sie das erkennen").first.fill("Er steht oben auf der Seite.")
    lead.get_by_role("button", name="Ja, er steht dort").click()
    lead.get_by_text("Übernommen. Der neue Stand steht hier.").wait_for()
    assert people("mb").get(f"/deliveries/{delivery['id']}").json()["state"] == "sent"
    assert lead.complaints == []


def test_on_a_phone_somebody_posts_by_hand_and_reports_the_address(browse, people):
    delivery = waiting_for_a_hand(people)
    kanal = browse("kanal", "/", width=360, has_touch=True, is_mobile=True)
    kanal.context.grant_permissions(["clipboard-read", "clipboard-write"])
    kanal.get_by_role("link", name="Neue Tablets für alle Schulen.").tap()
    kanal.get_by_role("button", name="Jetzt beginnen").tap()
    kanal.get_by_role("button", name="Text kopieren").tap()
    kanal.get_by_text("Kopiert.").first.wait_for()
    copied = kanal.evaluate("navigator.clipboard.readText()")
    assert copied == "Neue Tablets für alle Schulen. Mehr dazu auf dem Landesportal. (MB)"
    with kanal.expect_download() as saved:
        kanal.get_by_role("link", name="Bild 1 herunterladen").tap()
    assert saved.value.suggested_filename.endswith(".jpg")
    assert kanal.evaluate("document.documentElement.scrollWidth") <= 360
    kanal.get_by_label("Adresse des Beitrags").fill(ADDRESS)
    kanal.get_by_role("button", name="Veröffentlicht, Adresse eintragen").tap()
    kanal.get_by_text("Übernommen. Der neue Stand steht hier.").wait_for()
    assert people("mb").get(f"/deliveries/{delivery['id']}").json()["remote_url"] == ADDRESS
    assert kanal.complaints == []


def test_without_javascript_a_case_is_opened_and_answered(browse, story, people):
    post = story.published()
    desk1 = browse("desk1", f"/takedowns/new?post={post['id']}", java_script_enabled=False)
    desk1.get_by_label("Anderer Grund").check()
    desk1.get_by_label("Beanstandete Stelle").fill("Mehr dazu")
    desk1.get_by_label("Verlangte Abhilfe").fill("Bitte ändern.")
    desk1.get_by_role("button", name="Eröffnen und ankündigen").click()
    mb = browse("mb", "/takedowns", java_script_enabled=False)
    mb.locator("ol.rows a").click()
    mb.get_by_label("Wir berichtigen selbst").check()
    mb.get_by_role("button", name="Antwort abgeben").click()
    assert "Ihre Antwort ist bei der Zentralredaktion." in mb.locator("main").inner_text()
    assert people("mb").get("/takedowns").json()["items"][0]["state"] == "answered"


def see(page, path):
    page.goto(path)
    ensure_sound(page)


def test_axe_finds_nothing_in_any_state_of_a_case(browse, story, people):
    desk1, desk2, lead = (browse(name, "/") for name in ("desk1", "desk2", "mb.lead"))
    see(desk1, "/takedowns")
    see(desk1, "/takedowns?q=nichts")
    post = story.published("Landesportal", "Konsole MB", title="Schulpolitik")
    see(desk1, f"/posts/{post['id']}")
    see(desk1, f"/takedowns/new?post={post['id']}")
    desk1.get_by_label("Keine Frist, weil es dringend ist").check()
    desk1.get_by_role("button", name="Eröffnen und ankündigen").click()
    desk1.get_by_role("alert").wait_for()
    ensure_sound(desk1)
    desk1.get_by_role("alert").get_by_role("link", name="Beanstandete Stelle").click()
    assert desk1.evaluate("document.activeElement.id") == "quote"
    case = story.case(post)
    path = f"/takedowns/{case['id']}"
    for page in (desk1, desk2, lead):
        see(page, path)
    lead.get_by_role("button", name="Antwort abgeben").click()
    lead.get_by_role("alert").wait_for()
    ensure_sound(lead)
    story.ask("mb", case, "respond", answer="object", statement="Das ist amtlich.")
    story.pass_deadline(case)
    for page in (desk1, desk2):
        see(page, path)
    desk1.get_by_role("button", name="Entfernung selbst anordnen").click()
    desk1.get_by_role("alert").wait_for()
    ensure_sound(desk1)
    desk2.get_by_label("Begründung").first.wait_for()
    story.ask("desk1", case, "execute", reason="Nachts allein.")
    desk2.get_by_role("button", name="Entfernung anordnen").click()
    desk2.get_by_role("heading", name="Inzwischen ist etwas geschehen").wait_for()
    ensure_sound(desk2)
    takedowns.sweep()
    for page in (desk1, lead):
        see(page, path)
        see(page, "/takedowns")


def test_axe_finds_nothing_in_any_state_of_a_hand(browse, people, real_scene):
    kanal, lead = (browse(name, "/") for name in ("kanal", "mb.lead"))
    delivery = waiting_for_a_hand(people)
    path = f"/deliveries/{delivery['id']}"
    see(kanal, "/")
    see(kanal, path)
    kanal.get_by_role("button", name="Jetzt beginnen").click()
    kanal.get_by_label("Text mit Kürzel").wait_for()
    ensure_sound(kanal)
    kanal.get_by_role("button", name="Veröffentlicht, Adresse eintragen").click()
    kanal.get_by_role("alert").wait_for()
    ensure_sound(kanal)
    people("kanal").post(
        f"{path}/resolve", {"outcome": "there", "reason": "Veröffentlicht.", "remote_url": ADDRESS}
    )
    see(lead, path)
    people("mb.lead").post(f"{path}/take-down", {"reason": "Versehen"})
    real_scene.shift(delivery["id"], -601)
    see(kanal, path)
    see(lead, f"/deliveries/{unclear(people, real_scene)['id']}")
