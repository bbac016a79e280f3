"""The day of the cabinet in browsers as a whole, from both sides: with a press database that speaks twice and a central
channel that fails once."""

from datetime import datetime, timedelta

from app.channels import registry
from tests.api.parts import on
from tests.stories.test_the_cabinet_day import FailsOnce, states
from tests.web.test_package_journeys import say_published
from tests.web.test_package_pages import NUMBER
from tests.web.test_theme_journeys import BERLIN, bring_forward, leave, plan_for_the_cabinet, write_for_it

CHANNELS = ("Landesportal", "Konsole MB")


def approve(page, post):
    """Open the post and approve what of it is one's own."""
    page.goto(f"/posts/{post['id']}")
    page.get_by_role("button", name="Freigeben", exact=True).click()
    page.get_by_text("Freigegeben.").first.wait_for()


def pack(desk, theme):
    """The desk makes a package of the theme's post and the press release."""
    desk.goto(f"/packages/new?theme={theme.rpartition('/')[2]}")
    desk.get_by_label("Titel").fill("Digitalpakt")
    desk.get_by_label("Ressort").select_option(label="MB – Ministerium für Bildung")
    desk.get_by_label("Pressemitteilung").fill(NUMBER)
    for label in CHANNELS:
        desk.get_by_label(f"{label}: Neue Tablets").check()
    desk.get_by_label("Wenn eine nicht bereit ist").select_option(
        label="Was bereit ist, geht hinaus; der Rest bleibt stehen."
    )
    desk.get_by_role("button", name="Paket anlegen").click()
    desk.get_by_text("Angelegt.").wait_for()


def test_the_cabinet_day_in_browsers_from_both_sides(browse, people, client, force, monkeypatch):
    press = people("admin").post("/press-connections", {"name": "Pressedatenbank"}).json()
    portal = FailsOnce(registry.CONNECTORS["portal"])
    monkeypatch.setitem(registry.CONNECTORS, "portal", portal)
    desk, mb, lead, stranger = (
        browse(*who) for who in (("desk1", "/themes"), ("mb", "/"), ("mb.lead", "/"), ("mw", "/"))
    )

    theme = plan_for_the_cabinet(desk)
    mb.reload()
    write_for_it(mb, people)
    (post,) = people("desk1").get("/posts", q="Tablets").json()["items"]
    approve(desk, post)
    approve(lead, post)
    pack(desk, theme)
    package = desk.url.partition("?")[0]
    for path in (package, f"/posts/{post['id']}"):
        stranger.goto(path)
        assert "Digitalpakt" not in stranger.locator("main").inner_text(), path

    read = people("mb").read
    force("update theme set embargo_until = now() - interval '1 minute'")
    for name, label in (("desk1", "Landesportal"), ("mb.lead", "Konsole MB")):
        bring_forward(people(name), on(read(post), label))
    leave(force)
    assert set(states(people("mb"), post).values()) == {"waiting"}
    for _ in range(2):
        say_published(client, press)
    desk.get_by_text("Ausgelöst von der Pressedatenbank").first.wait_for()

    leave(force)
    assert states(people("mb"), post) == {"Landesportal": "held", "Konsole MB": "waiting"}
    own, central = (on(read(post), label) for label in reversed(CHANNELS))
    mb.goto(f"/deliveries/{own['id']}")
    mb.get_by_text("Landeskanal").first.wait_for()
    desk.goto(f"/deliveries/{central['id']}")
    when = datetime.now(BERLIN) + timedelta(hours=1)
    desk.get_by_label("Tag", exact=True).fill(f"{when:%Y-%m-%d}")
    desk.get_by_label("Uhrzeit", exact=True).fill(f"{when:%H:%M}")
    desk.get_by_role("button", name="Zu dieser Zeit freigeben").click()
    desk.get_by_text("Wieder freigegeben.").wait_for()
    bring_forward(people("desk1"), central)
    desk.goto(package)
    for _ in range(2):
        leave(force)
    desk.get_by_text("zwischen der ersten und der letzten").wait_for()
    assert set(states(people("mb"), post).values()) == {"sent"}
    assert portal.calls == 2
    first, second = sorted(read(post)["deliveries"], key=lambda row: row["sent_at"])
    assert (first["channel"], second["channel"]) == CHANNELS
    assert desk.get_by_text("Ausgelöst von der Pressedatenbank", exact=True).count() == 1
    stranger.goto("/portal")
    stranger.get_by_text("Alle Schulen bekommen neue Tablets.").first.wait_for()
    assert desk.complaints == mb.complaints == lead.complaints == []
