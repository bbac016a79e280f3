"""The pages for people who work here, in a real browser: nobody is kept out, nothing comes from elsewhere or is heavy."""

import gzip
import re
from hashlib import sha256
from urllib.parse import urlsplit

import pytest

from app import db
from app.loading.life import load_life
from app.settings import settings
from app.web.pages import STATIC
from tests.factories import soon
from tests.web.seeing import ensure_sound, tab_to, violations

VENDOR = STATIC / "vendor"


@pytest.fixture
def busy(people):
    """An office with something in each part of a day: to approve, to change, held, sent to come."""
    mb, desk1 = people("mb"), people("desk1")
    mb.submit(mb.write(title="Wartet auf Freigabe"))
    back = mb.submit(mb.write(title="Zurück zur Nachbesserung"))
    answer = desk1.post(
        f"/posts/{back['id']}/request-changes", {"ground": "factual", "reason": "Bitte die Zahl belegen."}
    )
    assert answer.status_code == 200
    held = desk1.approve(mb.submit(mb.write(title="Angehalten", at=soon(7200))))
    answer = desk1.post(f"/deliveries/{held['deliveries'][0]['id']}/hold", {"reason": "Termin prüfen"})
    assert answer.status_code == 200
    desk1.approve(mb.submit(mb.write(title="In drei Tagen", at=soon(3 * 86_400))))
    mb.write(title="Noch ein Entwurf")


PAGES = [
    ("mb", "/"),
    ("desk1", "/"),
    ("revision", "/"),
    ("mb", "/account"),
    (None, "/sign-in"),
    ("mb", "/gibt-es-nicht"),
]


@pytest.mark.usefixtures("busy")
def test_axe_finds_nothing_and_nothing_is_cut_off(browse):
    for name, path in PAGES:
        page = browse(name, path)
        ensure_sound(page)
        assert [line for line in page.complaints if "404" not in line] == []


def test_a_refused_sign_in_says_so_where_the_focus_and_the_field_are(browse):
    page = browse(None, "/sign-in")
    page.get_by_label("E-Mail-Adresse").fill("mb@redaktion.example")
    page.get_by_label("Passwort").fill("falsch")
    page.keyboard.press("Enter")
    page.get_by_role("alert").get_by_role("link").click()
    assert page.evaluate("document.activeElement.id") == "email"
    assert page.get_by_label("E-Mail-Adresse").input_value() == "mb@redaktion.example"
    assert violations(page) == []


def test_the_first_visit_is_light_and_the_next_ones_are_lighter(browse):
    page = browse(None, "about:blank")
    weights = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    hosts = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.goto("/sign-in", wait_until="networkidle")
    assert 10_000 < sum(weights) < 500_000
    weights.clear()
    page.get_by_label("E-Mail-Adresse").fill("mb@redaktion.example")
    page.get_by_label("Passwort").fill("ein-langes-wort-zum-testen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    page.wait_for_load_state("networkidle")
    assert 0 < sum(weights) < 60_000
    assert len(hosts) == 1


def test_each_area_of_the_menu_is_light_with_all_that_the_demo_tells(browse, office):
    with db.transaction() as session:
        load_life(session, settings=settings())
    for name in ("desk1", "revision", "admin"):
        ensure_areas_are_light(browse(name, "/account"))


def ensure_areas_are_light(page):
    page.wait_for_load_state("networkidle")
    areas = page.locator("nav.wide a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(areas) > 5
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    for path in areas:
        weights = []
        wire.on(
            "Network.loadingFinished", lambda event, kept=weights: kept.append(event["encodedDataLength"])
        )
        page.goto(path, wait_until="networkidle")
        assert 0 < sum(weights) < 60_000, path


def test_the_whole_way_from_signing_in_to_signing_out_needs_no_mouse(browse):
    page = browse(None, "/sign-in")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Zum Inhalt springen"
    page.keyboard.press("Enter")
    tab_to(page, "#email")
    page.keyboard.type("mb@redaktion.example")
    page.keyboard.press("Tab")
    page.keyboard.type("ein-langes-wort-zum-testen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    tab_to(page, "form[action='/sign-out'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in?said=signed-out")
    assert page.get_by_role("status").inner_text().strip() == "Sie sind abgemeldet."


def test_without_javascript_everything_so_far_works(browse):
    page = browse("mb", "/", java_script_enabled=False)
    assert page.get_by_role("heading", level=1).inner_text() == "Mein Tag"
    page.get_by_role("button", name="Abmelden").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Anmeldung"


def test_on_a_narrow_screen_the_menu_opens_by_itself_and_on_paper_there_is_none(browse):
    page = browse("mb", "/", width=360)
    assert not page.get_by_role("link", name="Mein Tag", exact=True).is_visible()
    page.get_by_text("Menü", exact=True).click()
    assert page.get_by_role("link", name="Mein Tag", exact=True).is_visible()
    page.emulate_media(media="print")
    assert not page.get_by_role("link", name="Mein Tag", exact=True).is_visible()
    assert page.get_by_role("heading", level=1).is_visible()


def test_what_comes_from_others_is_what_was_noted_and_named_with_its_fingerprint():
    noted = dict(reversed(line.split("  ")) for line in (VENDOR / "SHA256SUMS").read_text().splitlines())
    assert set(noted) | {"SHA256SUMS"} == {path.name for path in VENDOR.iterdir()}
    for name, digest in noted.items():
        assert sha256((VENDOR / name).read_bytes()).hexdigest() == digest, name
    css = (STATIC / "desk.css").read_text()
    for name, mark in re.findall(r"vendor/([\w.-]+)\?v=(\w+)", css):
        assert noted[name].startswith(mark)
    assert not re.search(r"url\((?!\"vendor/)|@import|https?:", css)


def test_our_own_files_are_sent_compressed_and_kept_for_good(client):
    answer = client.get("/static/vendor/kern.min.css?v=x", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert len(gzip.compress((VENDOR / "kern.min.css").read_bytes())) < 40_000


@pytest.mark.parametrize("name", ["desk1", "mb", "mb.lead", "revision", "kanal", "admin"])
def test_the_menu_is_one_line_on_a_screen_of_1280_pixels(browse, name):
    page = browse(name, "/")
    tops = page.locator("nav.wide a").evaluate_all("links => links.map(row => row.offsetTop)")
    assert len(tops) > 5
    assert len(set(tops)) == 1
