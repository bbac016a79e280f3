"""The states that nobody plans for, as everybody meets them: refusals, faults, the first sign-in, and the portal."""

import re

import pyotp

from app import db
from tests.api.parts import installed_with, limited
from tests.web.portal_data import make_channel, make_organisation, publish, serve
from tests.web.seeing import ensure_sound, tab_to, violations
from tests.web.visitors import NEWCOMER

NEXT = "fuenf-andere-lange-woerter"


def test_every_refusal_and_fault_is_a_page_that_says_what_to_do(browse, force):
    page = browse("mb", "/gibt-es-nicht")
    ensure_sound(page, "Nicht gefunden")
    page.goto("/posts?after=irgendwo")
    ensure_sound(page, "Das ist so nicht möglich")
    page.goto("/account/password")
    page.locator("main [name=form_token]").evaluate("row => row.value = 'falsch'")
    choose(page, "irgendeines", "irgendein-anderes")
    ensure_sound(page, "Das geht so nicht")
    page.goto("/account/second-factor")
    with installed_with(second_factor_key="/gibt/es/nicht"):
        page.get_by_label("Passwort").fill("ein-langes-wort-zum-testen")
        page.get_by_role("button", name="Zweiten Faktor einrichten").click()
        ensure_sound(page, "Kurz unterbrochen")
    force("alter table publishing_stop rename to elsewhere")
    page.goto("/stops")
    force("alter table elsewhere rename to publishing_stop")
    ensure_sound(page, "Störung")
    with limited(demo=1, requests_per_account=1):
        page.goto("/channels")
        page.goto("/channels")
        ensure_sound(page, "Zu viele Anfragen")


def test_two_versions_of_a_post_are_shown_side_by_side(browse, people):
    mb = people("mb")
    post = mb.write(title="In zwei Fenstern", text="Erste Fassung.")
    page = browse("mb", f"/posts/{post['id']}/edit")
    mb.patch(f"/posts/{post['id']}", {"text": "Inzwischen geändert."})
    page.get_by_label("Text", exact=True).fill("Meine Fassung.")
    page.get_by_role("button", name="Entwurf speichern").click()
    ensure_sound(page, "Zwei Fassungen")


def test_the_pages_before_the_first_day_are_good_with_and_without_mistakes(browse, account):
    page = browse(None, "/sign-in")
    sign_in(page, NEWCOMER)
    ensure_sound(page, "Passwort ändern")
    choose(page, NEWCOMER, "kurz")
    ensure_sound(page, "Bitte prüfen Sie Ihre Angaben")
    choose(page, NEWCOMER, NEXT)
    ensure_sound(page, "Für Ihre Rolle ist ein zweiter Faktor nötig.")
    page.get_by_label("Passwort").fill(NEXT)
    page.get_by_role("button", name="Zweiten Faktor einrichten").click()
    ensure_sound(page, "Öffnen Sie auf Ihrem Telefon")
    page.get_by_label("Einmalcode").fill("000000")
    page.get_by_role("button", name="Bestätigen").click()
    ensure_sound(page, "Bitte prüfen Sie Ihre Angaben")
    for path in ("/account/forgotten", "/account/link/irgendeiner"):
        page.goto(path)
        ensure_sound(page)


def sign_in(page, password):
    page.get_by_label("E-Mail-Adresse").fill("neu@example.org")
    page.get_by_label("Passwort").fill(password)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url("**/account/password")


def choose(page, current, new):
    page.get_by_label("Jetziges Passwort").fill(current)
    page.get_by_label("Neues Passwort").fill(new)
    page.get_by_role("button", name="Passwort ändern").click()
    page.wait_for_load_state()


def test_by_keyboard_alone_a_second_factor_is_set_up_and_used(browse, account):
    with db.transaction() as session:
        session.merge(account).password_is_initial = False
    page = browse(None, "/sign-in")
    type_in(page, "email", "neu@example.org")
    type_in(page, "password", NEWCOMER, press="Enter")
    page.wait_for_url("**/account/second-factor")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Zum Inhalt springen"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhalt"
    type_in(page, "password", NEWCOMER, press="Enter")
    page.get_by_label("Einmalcode").wait_for()
    codes = pyotp.TOTP(re.sub(r"\s", "", page.locator(".secret").inner_text()))
    type_in(page, "otp", codes.now(), press="Enter")
    page.get_by_text("Der zweite Faktor ist eingerichtet.").wait_for()
    tab_to(page, "form[action='/sign-out'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in?said=signed-out")
    type_in(page, "email", "neu@example.org")
    type_in(page, "password", NEWCOMER)
    type_in(page, "otp", codes.at(0), press="Enter")
    page.get_by_role("alert").wait_for()
    assert violations(page) == []
    type_in(page, "password", NEWCOMER)
    type_in(page, "otp", next_code(codes), press="Enter")
    page.get_by_role("heading", name="Mein Tag").wait_for()


def type_in(page, field, words, press=None):
    tab_to(page, f"main #{field}")
    page.keyboard.type(words)
    if press:
        page.keyboard.press(press)


def next_code(codes):
    """The code that comes after the one just used, which the clock's leeway takes already."""
    from datetime import UTC, datetime

    return codes.at(datetime.now(UTC), counter_offset=1)


def test_the_focus_goes_through_a_page_in_the_order_in_which_it_is_read(browse, people):
    people("mb").submit(people("mb").write(title="Zu entscheiden"))
    page = browse("desk1", "/approvals")
    order = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')]
            .filter(row => row.checkVisibility() && row.tabIndex >= 0).map(row => row.outerHTML.slice(0, 200))"""
    )
    reached = []
    for _ in order:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))
    assert reached == order


def test_axe_finds_nothing_on_the_portal(session, chromium, tmp_path):
    from app.models.delivery import DeliveryState

    education = make_organisation(session, "MB", "Ministerium für Bildung", is_lead=True)
    channel = make_channel(session, education)
    with serve(session) as address:
        page = chromium.new_context(base_url=address).new_page()
        weights = []
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
        page.goto("/portal", wait_until="networkidle")
        ensure_sound(page, "Zurzeit ist hier nichts veröffentlicht.")
        post = publish(session, channel, education, "Ein Satz. Und noch einer.", content_warning="Lärm")
        gone = publish(session, channel, education, "Entfernt", state=DeliveryState.REMOVED)
        for number in range(25):
            publish(session, channel, education, f"Nachricht {number}. Dahinter mehr.", minutes=number + 1)
        page.goto("/portal", wait_until="networkidle")
        assert 0 < sum(weights) < 60_000, "two whole visits"
        ensure_sound(page, "Nachricht 24.")
        page.get_by_role("link", name="Ältere Mitteilungen").click()
        ensure_sound(page, "Ältere Mitteilungen")
        for path, said in (
            (f"/portal/posts/{post.id}", "Und noch einer."),
            (f"/portal/posts/{gone.id}", "Nicht mehr verfügbar"),
            ("/portal/gibt-es-nicht", "Seite nicht gefunden"),
            ("/barrierefreiheit", "Stand der Vereinbarkeit"),
            ("/barrierefreiheit/melden", "Was Sie hindert"),
            ("/barrierefreiheit/gemeldet", "Vielen Dank"),
        ):
            page.goto(path)
            ensure_sound(page, said)
        page.goto("/barrierefreiheit/melden")
        page.get_by_role("button", name="Meldung absenden").click()
        ensure_sound(page, "Die Meldung ist noch nicht abgeschickt")
        page.get_by_role("alert").get_by_role("link").click()
        assert page.evaluate("document.activeElement.id") == "description"
        page.context.close()
