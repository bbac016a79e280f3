"""States that few people ever see, as axe and a phone see them: an empty office, a record that was changed, a restored database."""

import pytest

from tests.web.seeing import ensure_sound


def send_unchecked(page, button):
    """Send the form of the page as a browser would that does not check it first."""
    page.locator("main form").evaluate_all("forms => forms.forEach(form => form.noValidate = true)")
    page.get_by_role("button", name=button).click()
    page.wait_for_load_state()


def test_lists_in_which_nothing_is_yet_teach_and_are_sound(browse):
    page = browse("mf", "/")
    for path, said in (
        ("/posts", "Noch gibt es keinen;"),
        ("/posts?q=Schule&state=draft&order=oldest", "Dazu wurde nichts gefunden."),
        ("/deliveries?start=", "Noch geht nichts hinaus."),
        ("/deliveries?state=held&end=2020-01-01", "Dazu gibt es keine Ausspielung."),
        ("/notices", "Benachrichtigungen"),
        ("/takedowns", "Löschverfahren"),
    ):
        page.goto(path)
        ensure_sound(page, said)
    assert page.complaints == []


def test_forms_of_the_administration_with_mistakes_and_the_page_of_a_fresh_password_are_sound(browse, people):
    (user,) = people("admin").get("/users", q="mb@").json()["items"]
    page = browse("admin", f"/admin/users/{user['id']}/roles/deputy")
    send_unchecked(page, "Vertretung einrichten")
    ensure_sound(page, "Bitte prüfen Sie Ihre Angaben")
    page.goto("/admin/services/new")
    send_unchecked(page, "Anlegen")
    ensure_sound(page, "Bitte prüfen Sie Ihre Angaben")
    page.goto("/admin/users/new")
    send_unchecked(page, "Hinzufügen")
    ensure_sound(page, "Bitte prüfen Sie Ihre Angaben")
    page.get_by_label("Name", exact=True).fill("Nora Neu")
    page.get_by_label("E-Mail-Adresse", exact=True).fill("nora@redaktion.example")
    page.get_by_label("Anfangspasswort zeigen").check()
    page.get_by_role("button", name="Hinzufügen").click()
    page.get_by_role("heading", name="Anfangspasswort").wait_for()
    ensure_sound(page, "Nora Neu")


@pytest.mark.req("AC-05")
def test_the_record_is_sound_while_it_is_checked_when_it_was_changed_and_where_nothing_is_found(
    browse, people, force, monkeypatch
):
    people("mb").submit(people("mb").write())
    force("update event set reason = 'x' where id = (select event_id from event_link where position = 15)")
    monkeypatch.setattr("app.web.routes.verification.STRETCH", 10)
    page = browse("revision", "/events/verify?after=0")
    ensure_sound(page, "Die Prüfung läuft")
    page.get_by_role("link", name="Weiter prüfen").click()
    ensure_sound(page, "Die Prüfung läuft und hat Fehler gefunden")
    while page.get_by_role("link", name="Weiter prüfen").count():
        page.get_by_role("link", name="Weiter prüfen").click()
    ensure_sound(page, "Das Protokoll ist nicht unversehrt")
    page.goto("/events?end=2020-01-01")
    ensure_sound(page, "Dazu steht nichts im Protokoll")


def test_a_restored_database_is_sound_on_its_page_and_as_a_banner_on_others(browse, restored):
    page = browse("desk1", "/restore")
    ensure_sound(page, "Niemand hat die Wiederherstellung angekündigt")
    page.goto("/posts?state=scheduled&organisation=MB&order=changed")
    assert page.get_by_text("Wiederherstellungsbetrieb: Es geht nichts hinaus").is_visible()
    ensure_sound(page, "Schulhof")
