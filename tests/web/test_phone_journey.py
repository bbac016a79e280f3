"""A phone is enough: written in the train, approved in the corridor, read at home; never a mouse, never a wide screen."""

from app.workers.deliveries import deliver
from app.workers.schedule import wake_due
from tests.factories import soon
from tests.web.seeing import ensure_sound

PHONE = {"width": 360, "has_touch": True, "is_mobile": True}


def go(page, area):
    """Open an area as a thumb does: by the menu."""
    page.get_by_text("Menü", exact=True).tap()
    page.get_by_role("link", name=area, exact=True).tap()
    page.get_by_role("heading", level=1, name=area).wait_for()


def test_on_phones_alone_a_post_goes_from_an_empty_sheet_to_the_portal(browse, people):
    mb = browse("mb", "/", **PHONE)
    go(mb, "Beiträge")
    mb.get_by_role("link", name="Neuer Beitrag").tap()
    mb.get_by_label("Arbeitstitel").fill("Aus dem Zug")
    mb.get_by_label("Text", exact=True).fill("Morgen fällt die Schule aus.")
    mb.get_by_label("Landesportal", exact=True).check()
    mb.get_by_text("33 von 5.000 Zeichen").wait_for()
    mb.get_by_label("Der Beitrag enthält keine parteipolitische Aussage.").check()
    ensure_sound(mb)
    mb.get_by_role("button", name="Einreichen").tap()
    mb.get_by_text("Eingereicht. Nun entscheiden die Freigebenden").wait_for()

    desk1 = browse("desk1", "/", **PHONE)
    desk1.get_by_role("link", name="Aus dem Zug").first.tap()
    desk1.get_by_role("button", name="Freigeben", exact=True).wait_for()
    ensure_sound(desk1)
    desk1.get_by_role("button", name="Freigeben", exact=True).tap()
    desk1.get_by_text("Freigegeben. Der Beitrag geht zur vorgesehenen Zeit hinaus.").wait_for()
    (row,) = people("desk1").get("/deliveries", state="waiting").json()["items"]
    people("desk1").post(f"/deliveries/{row['id']}/reschedule", {"due_at": soon(-1)})
    for delivery_id in wake_due():
        deliver(delivery_id)

    go(mb, "Mein Tag")
    mb.get_by_role("heading", name="In den letzten 24 Stunden veröffentlicht").wait_for()
    mb.get_by_role("link", name="Aus dem Zug").first.wait_for()
    portal = browse(None, "/portal", **PHONE)
    portal.get_by_role("link", name="Morgen fällt die Schule aus.").tap()
    assert "Morgen fällt die Schule aus. (MB)" in portal.locator("main").inner_text()
    ensure_sound(portal)
    assert mb.complaints == desk1.complaints == portal.complaints == []
