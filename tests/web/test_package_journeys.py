"""The story of a package in real browsers: the desk makes it, the press database fires it, the page shows the spread."""

import json
from datetime import timedelta
from uuid import uuid4

from app import clock
from app.webhooks import sign
from app.workers.deliveries import deliver
from app.workers.schedule import wake_due
from tests.factories import API
from tests.web.seeing import ensure_sound
from tests.web.test_package_pages import NUMBER, approved, due, made
from tests.web.test_theme_pages import moment

DAY_S = 24 * 3600


def say_published(client, press):
    """Let the press database say that the press release is published."""
    body = json.dumps({"type": "press_release.published", "press_release": NUMBER}).encode()
    signed = sign([press["secret"]], str(uuid4()), clock.now(), body)
    answer = client.post(f"{API}/press-connections/{press['id']}/events", content=body, headers=signed)
    assert answer.status_code == 204, answer.text


def leave(force):
    """Let everything leave that is due and may."""
    force("update delivery set woken_at = null")
    for delivery_id in wake_due():
        deliver(delivery_id)


def test_the_press_database_fires_a_package_twice_and_the_open_page_shows_the_spread(
    browse, people, client, force
):
    press = people("admin").post("/press-connections", {"name": "Pressedatenbank"}).json()
    for title in ("Der erste", "Der zweite"):
        due(people, title=title)
    desk = browse("desk1", "/packages")
    desk.get_by_role("link", name="Neues Paket").click()
    desk.get_by_label("Titel").fill("Digitalpakt")
    desk.get_by_label("Ressort").select_option(label="MB – Ministerium für Bildung")
    desk.get_by_label("Pressemitteilung").fill(NUMBER)
    desk.get_by_label("Konsole MB: Der erste").check()
    desk.get_by_label("Konsole MB: Der zweite").check()
    desk.get_by_label("Wenn eine nicht bereit ist").select_option(index=1)
    desk.get_by_role("button", name="Paket anlegen").click()
    desk.get_by_text("Angelegt.").wait_for()
    assert desk.locator(".light-green").count() == 2
    leave(force)
    assert "steht fest, sobald" in desk.locator("#spread").inner_text()
    say_published(client, press)
    say_published(client, press)
    desk.get_by_text("Ausgelöst von der Pressedatenbank").first.wait_for()
    leave(force)
    desk.get_by_text("zwischen der ersten und der letzten").wait_for()
    assert "Sekunden" in desk.locator("#spread").inner_text()
    assert desk.locator(".light-green").filter(has_text="angekommen").count() == 2
    assert desk.get_by_text("Abgang: Konsole MB").count() == 2
    assert desk.get_by_text("Ausgelöst von der Pressedatenbank", exact=True).count() == 1
    assert desk.complaints == []


def test_an_open_page_shows_without_any_event_that_the_moment_came_and_that_somebody_is_late(
    browse, visitor, people, force, monkeypatch
):
    monkeypatch.setattr("app.queries.packages.PATIENCE", timedelta(seconds=10))
    _, path = made(visitor, people, due(people), **moment("fires", DAY_S))
    force("update package set fires_at = now() + interval '5 seconds'")
    desk = browse("desk1", path)
    desk.get_by_text("geplant: ").wait_for()
    desk.get_by_text("→ unterwegs").wait_for()
    desk.get_by_text("! verspätet").wait_for()
    assert desk.complaints == []


def test_axe_finds_nothing_on_the_pages_of_packages(browse, visitor, people):
    desk, admin = browse("desk1", "/packages"), browse("admin", "/admin/press")
    ensure_sound(desk)
    ensure_sound(admin)
    ready, draft = due(people), people("mb").submit(people("mb").write(title="Noch nicht freigegeben"))
    _, path = made(visitor, people, ready, draft, portal_url="https://portal.example/pm")
    _, planned = made(visitor, people, approved(people), press_release="PM 1", **moment("fires", DAY_S))
    for address in (
        "/packages",
        "/packages/new",
        path,
        planned,
        f"{path}/edit",
        f"{path}/fire",
        f"{path}/cancel",
    ):
        desk.goto(address)
        ensure_sound(desk)
    desk.goto("/packages/new")
    desk.get_by_role("button", name="Paket anlegen").click()
    desk.get_by_role("alert").wait_for()
    ensure_sound(desk)
    desk.goto(f"{path}/fire")
    desk.get_by_role("button", name="Jetzt auslösen").click()
    desk.get_by_text("Nicht alles ist hinausgegangen").wait_for()
    ensure_sound(desk)
    admin.get_by_label("Name").fill("Pressedatenbank")
    admin.get_by_role("button", name="Anbinden").click()
    admin.get_by_text("Das Geheimnis wird nur jetzt gezeigt").wait_for()
    ensure_sound(admin)
    admin.get_by_role("link", name="Ich habe es eingetragen").click()
    ensure_sound(admin)
    assert all("422" in complaint for complaint in desk.complaints + admin.complaints)
