"""Whole ways through the pages in a real browser: by keyboard, on a phone, without JavaScript, with a bad line."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.workers.deliveries import deliver
from app.workers.schedule import wake_due
from tests.pictures import picture
from tests.web.seeing import ensure_sound, tab_to

BERLIN = ZoneInfo("Europe/Berlin")


def type_into(page, selector, words):
    tab_to(page, selector)
    page.keyboard.type(words)


def test_by_keyboard_alone_a_post_goes_from_an_empty_sheet_to_the_portal(browse, people):
    channel = people("mb").channel("Landesportal")
    mb = browse("mb", "/posts")
    tab_to(mb, "a[href='/posts/new']")
    mb.keyboard.press("Enter")
    mb.wait_for_url("**/posts/new")
    type_into(mb, "#title", "Mit der Tastatur")
    type_into(mb, "#text", "Alles ist mit der Tastatur erreichbar.")
    tab_to(mb, f"#on-{channel}")
    mb.keyboard.press("Space")
    mb.get_by_text("43 von 5.000 Zeichen").wait_for()
    mb.get_by_text("Zwischengespeichert um").wait_for()
    tab_to(mb, "button[value='submit']")
    mb.keyboard.press("Enter")
    mb.get_by_text("Eingereicht. Nun entscheiden die Freigebenden").wait_for()
    desk1 = browse("desk1", "/approvals")
    tab_to(desk1, "ol.rows a")
    desk1.keyboard.press("Enter")
    desk1.get_by_role("heading", name="Mit der Tastatur").wait_for()
    tab_to(desk1, "button[value='approve']")
    desk1.keyboard.press("Enter")
    desk1.get_by_text("Freigegeben. Der Beitrag geht zur vorgesehenen Zeit hinaus.").wait_for()
    due = datetime.fromisoformat(
        people("mb").get("/posts", limit=1).json()["items"][0]["deliveries"][0]["due_at"]
    )
    assert due > datetime.now(BERLIN)
    publish_now(people)
    portal = browse(None, "/portal")
    portal.get_by_role("link", name="Alles ist mit der Tastatur erreichbar. (MB)").or_(
        portal.get_by_role("link", name="Alles ist mit der Tastatur erreichbar.")
    ).click()
    assert "Alles ist mit der Tastatur erreichbar. (MB)" in portal.locator("main").inner_text()
    assert mb.complaints == desk1.complaints == []


def publish_now(people):
    """Move what waits to this second and let it leave."""
    desk1 = people("desk1")
    (row,) = desk1.get("/deliveries", state="waiting").json()["items"]
    now = (datetime.now(BERLIN) - timedelta(seconds=2)).isoformat()
    assert desk1.post(f"/deliveries/{row['id']}/reschedule", {"due_at": now}).status_code == 200
    for delivery_id in wake_due():
        deliver(delivery_id)


def test_axe_finds_nothing_while_somebody_writes_decides_and_stops(browse, people):
    mb = people("mb")
    image = mb.media(picture(), alt="Ein Schulhof")
    post = mb.submit(
        mb.write(title="Zu entscheiden", note_to_desk="Bitte bald.", media=[{"id": image["id"]}])
    )
    mb.patch(f"/posts/{post['id']}", {"text": "Andere Wörter als vorhin."})
    held = people("desk1").approve(mb.submit(mb.write(title="Angehalten")))["deliveries"][0]
    people("desk1").post(f"/deliveries/{held['id']}/hold", {"reason": "Termin prüfen"})
    draft = mb.write(title="Entwurf", text="x" * 600, channels=("Konsole MB",))
    pages = [
        ("mb", "/posts"),
        ("mb", "/posts?q=nichts"),
        ("mb", "/posts/new"),
        ("mb", f"/posts/{draft['id']}/edit"),
        ("mb", f"/posts/{post['id']}"),
        ("mb", "/notices"),
        ("mb", "/notices?unread=1"),
        ("desk1", "/account/notifications"),
        ("desk1", "/hilfe"),
        ("desk1", "/hilfe?q=unklar"),
        ("desk1", "/hilfe?q=gibtesnicht"),
        ("desk1", "/hilfe/ausspielungen"),
        ("desk1", "/account/tokens"),
        ("desk1", "/approvals"),
        ("desk1", f"/posts/{post['id']}"),
        ("desk1", f"/posts/{post['id']}/changes"),
        ("desk1", "/approvals?opened"),
        ("desk1", "/deliveries"),
        ("desk1", f"/deliveries/{held['id']}"),
        ("desk1", "/stops"),
        ("desk1", "/findings"),
        ("desk1", "/reports"),
        ("desk1", "/costs"),
        ("desk1", "/costs?organisation=MF"),
        ("desk1", "/staffing"),
        ("desk1", "/strategies"),
        ("desk1", "/metrics-snapshots"),
        ("kanal", "/metrics-snapshots/new"),
        ("kanal", "/strategies/new"),
        ("kanal", "/imports?kind=staffing"),
        ("desk1", "/findings?rule=part_silent&state=ended"),
        ("desk1", "/channels"),
        ("desk1", "/channels?organisation=nichts"),
        ("desk1", f"/channels/{mb.channel('Landesportal')}"),
    ]
    opened = {name: browse(name, "/") for name in ("mb", "desk1", "kanal")}
    for name, path in pages:
        page = opened[name]
        page.goto(path)
        ensure_sound(page)
    refused = opened["mb"]
    refused.goto("/posts/new")
    refused.get_by_role("button", name="Einreichen").click()
    refused.get_by_role("alert").wait_for()
    ensure_sound(refused)
    refused.get_by_role("alert").get_by_role("link").first.click()
    assert refused.evaluate("document.activeElement.id") == "title"
    desk1 = opened["desk1"]
    desk1.goto("/stops")
    desk1.get_by_role("button", name="Jetzt stoppen").click()
    desk1.get_by_role("alert").wait_for()
    ensure_sound(desk1)
    desk1.get_by_label("Was gestoppt wird").select_option("all")
    desk1.get_by_label("Grund", exact=True).fill("Übung")
    desk1.get_by_role("button", name="Jetzt stoppen").click()
    desk1.get_by_text("Der Not-Aus ist gesetzt.").wait_for()
    ensure_sound(desk1)


def test_on_a_phone_somebody_writes_and_submits(browse, people):
    page = browse("mb", "/", width=360, has_touch=True, is_mobile=True)
    page.get_by_text("Menü", exact=True).tap()
    page.get_by_role("link", name="Beiträge").tap()
    page.get_by_role("link", name="Neuer Beitrag").tap()
    page.get_by_label("Arbeitstitel").fill("Aus dem Zug")
    page.get_by_label("Text", exact=True).fill("Kurz und gut.")
    page.get_by_label("Landesportal", exact=True).check()
    page.get_by_role("button", name="Einreichen").tap()
    page.get_by_text("Eingereicht.").first.wait_for()
    assert people("mb").get("/posts", limit=1).json()["items"][0]["state"] == "submitted"
    assert page.complaints == []


def test_without_javascript_somebody_writes_sees_the_count_and_submits(browse, people):
    page = browse("mb", "/posts/new", java_script_enabled=False)
    page.get_by_label("Arbeitstitel").fill("Ohne Skripte")
    page.get_by_label("Text", exact=True).fill("Geht auch so.")
    page.get_by_label("Landesportal", exact=True).check()
    page.get_by_role("button", name="Zählung und Vorschau erneuern").click()
    assert "18 von 5.000 Zeichen" in page.locator("#preview").inner_text()
    page.get_by_role("button", name="Einreichen").click()
    assert "Eingereicht." in page.locator("main").inner_text()
    assert people("mb").get("/posts", limit=1).json()["items"][0]["text"] == "Geht auch so."


def test_nothing_is_lost_when_the_line_drops(browse):
    page = browse("mb", "/posts/new")
    page.get_by_label("Arbeitstitel").fill("Vor dem Tunnel")
    page.get_by_text("Zwischengespeichert um").wait_for()
    page.context.set_offline(True)
    page.get_by_label("Text", exact=True).fill("Im Tunnel geschrieben.")
    page.get_by_text("Keine Verbindung. Ihr Text ist in diesem Browser gesichert").wait_for()
    page.context.set_offline(False)
    page.get_by_text("Zwischengespeichert um").wait_for()
    again = page.context.new_page()
    again.goto("/posts/new")
    assert again.get_by_label("Text", exact=True).input_value() == "Im Tunnel geschrieben."
    assert again.get_by_label("Arbeitstitel").input_value() == "Vor dem Tunnel"


def test_what_never_reached_the_server_comes_back_with_the_page(browse):
    page = browse("mb", "/posts/new")
    page.context.route("**/posts/keep", lambda route: route.abort())
    page.get_by_label("Text", exact=True).fill("Nur hier.")
    page.get_by_text("Keine Verbindung.").wait_for()
    page.context.unroute("**/posts/keep")
    page.goto("/posts/new")
    assert page.get_by_label("Text", exact=True).input_value() == "Nur hier."
    page.get_by_text("Zwischengespeichert um").wait_for()


def test_after_the_sign_in_has_ended_the_text_stays_and_the_page_says_so(browse, people):
    page = browse("mb", "/posts/new")
    with page.context.expect_page() as opened:
        page.evaluate("window.open('/account')")
    opened.value.get_by_role("button", name="Überall abmelden").click()
    page.get_by_label("Text", exact=True).fill("Nach der Abmeldung.")
    page.get_by_text("Sie sind nicht mehr angemeldet.").wait_for()
    assert page.get_by_label("Text", exact=True).input_value() == "Nach der Abmeldung."
