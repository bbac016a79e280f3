"""Verwaltung and Protokoll in a real browser: from an invitation to the first page, a lock at once, a role on time."""

import re
from datetime import timedelta

from app import clock, db
from app.actions.account_links import arm_link
from app.models import AccountLink
from tests.web.seeing import ensure_sound, tab_to

PASSWORD = "vier-ganz-lange-woerter"


def mailed_link():
    """The link that a worker would put into the mail."""
    with db.transaction() as session:
        (link,) = session.query(AccountLink).all()
        return arm_link(session, link.id)


def test_an_invited_person_chooses_a_password_sees_the_ministry_and_is_out_when_locked(browse):
    admin = browse("admin", "/admin")
    admin.get_by_role("link", name="Person hinzufügen").click()
    admin.get_by_label("Name", exact=True).fill("Nora Neu")
    admin.get_by_label("E-Mail-Adresse", exact=True).fill("nora@redaktion.example")
    admin.get_by_role("button", name="Hinzufügen").click()
    admin.get_by_text("Die Einladung ist unterwegs").wait_for()
    admin.get_by_role("link", name="Rolle geben").click()
    admin.get_by_label("Rolle", exact=True).select_option("ministry_editor")
    admin.get_by_label("Stelle", exact=True).select_option("MB")
    end = clock.today() + timedelta(days=14)
    admin.get_by_label("Letzter Tag").fill(end.isoformat())
    admin.get_by_role("button", name="Rolle geben").click()
    admin.get_by_text(f"Redaktion, MB, bis {end:%d.%m.%Y}").first.wait_for()

    nora = browse(None, f"/account/link/{mailed_link()}")
    nora.get_by_label("Neues Passwort").fill(PASSWORD)
    nora.get_by_role("button", name="Passwort speichern").click()
    nora.get_by_role("link", name="Zur Anmeldung").click()
    nora.get_by_label("E-Mail-Adresse").fill("nora@redaktion.example")
    nora.get_by_label("Passwort", exact=True).fill(PASSWORD)
    nora.get_by_role("button", name="Anmelden").click()
    nora.wait_for_url("**/")
    nora.goto("/posts/new")
    nora.get_by_label("Arbeitstitel").wait_for()

    tab_to(admin, "a[href$='/lock']")
    admin.keyboard.press("Enter")
    admin.wait_for_url("**/lock")
    tab_to(admin, "#reason")
    admin.keyboard.type("Verlässt das Haus")
    tab_to(admin, "main button[type='submit']")
    admin.keyboard.press("Enter")
    admin.get_by_text("Gesperrt. Alle Anmeldungen sind beendet").wait_for()
    nora.goto("/posts")
    assert "/sign-in" in nora.url
    assert admin.complaints == []


def test_axe_finds_nothing_in_the_administration_and_the_record(browse, people):
    found = {name: people("admin").get("/users", q=f"{name}@").json()["items"][0] for name in ("mb", "admin")}
    user, role = f"/admin/users/{found['mb']['id']}", found["mb"]["memberships"][0]["id"]
    service = (
        people("admin").post("/services", {"name": "Pressedatenbank", "owner_id": found["mb"]["id"]}).json()
    )
    pages = [
        ("admin", "/admin"),
        ("admin", "/admin/users"),
        ("admin", "/admin/users?q=niemand"),
        ("admin", "/admin/users/new"),
        ("admin", user),
        ("admin", f"{user}/edit"),
        *(("admin", f"{user}/{step}") for step in ("lock", "reset-second-factor")),
        *(("admin", f"{user}/roles/{form}") for form in ("new", "deputy", role, f"{role}/end")),
        ("admin", f"/admin/users/{found['admin']['id']}"),
        ("admin", "/admin/services"),
        ("admin", "/admin/services/new"),
        ("admin", f"/admin/users/{service['id']}"),
        ("revision", "/events"),
        ("revision", "/events?object=unsinn"),
        ("revision", "/events?who=niemand"),
        ("revision", "/events/verify"),
        ("revision", "/events/verify?after=0"),
    ]
    opened = {name: browse(name, "/") for name in ("admin", "revision")}
    for name, path in pages:
        page = opened[name]
        page.goto(path)
        ensure_sound(page)
    admin = opened["admin"]
    for path, button in (("/roles/new", "Rolle geben"), ("/lock", "Konto sperren"), ("/edit", "Speichern")):
        admin.goto(f"{user}{path}")
        admin.locator("main form").evaluate("form => form.noValidate = true")
        admin.locator("main :is(input, textarea)[required]").first.evaluate_all(
            "all => all.forEach(e => e.value = '')"
        )
        admin.get_by_role("button", name=button).click()
        admin.get_by_role("alert").wait_for()
        ensure_sound(admin)
    admin.goto(f"{user}/edit")
    people("admin").patch(f"/users/{found['mb']['id']}", {"name": "Robin Demo (Bildung)"})
    admin.get_by_label("Name", exact=True).fill("Robin Muster")
    admin.get_by_role("button", name="Speichern").click()
    admin.get_by_role("heading", level=1, name=re.compile("zwei Stände")).wait_for()
    ensure_sound(admin)
