"""Webhooks in a real browser: every state in both widths and themes, by keyboard, and without JavaScript."""

import re

import pytest

from tests.web.seeing import ensure_sound, tab_to

GROUPS = ["decisions", "takedowns", "deliveries"]


@pytest.fixture
def hooks(people, force):
    """Four hooks of MB by their state: works, fails, is paused, is disabled; with what became of what they were told."""
    lead, made = people("mb.lead"), {}
    for state in ("working", "failing", "paused", "disabled"):
        body = {
            "organisation": "MB",
            "name": f"Programm {state}",
            "url": f"https://leitstand.example/{state}",
        }
        made[state] = lead.post("/hooks", body | {"groups": GROUPS}).json()["id"]
        for _ in range(3):
            lead.post(f"/hooks/{made[state]}/test")
    for state, column in (("failing", "failing_since"), ("paused", "paused_at"), ("disabled", "disabled_at")):
        words = "last_error = 'leitstand.example: ConnectError'"
        force(f"update hook set {column} = now(), {words} where id = :id", id=made[state])  # noqa: S608 - our own columns
    told = force("select id from letter where hook_id = :id order by id", id=made["failing"])
    force("update letter set state = 'sent', sent_at = now(), attempts = 2 where id = :id", id=told[0].id)
    force("update letter set attempts = 3, last_error = '503' where id = :id", id=told[1].id)
    return made


def test_axe_finds_nothing_whatever_state_a_hook_is_in(browse, hooks):
    page = browse("mb.lead", "/admin/hooks")
    ensure_sound(page)
    for state in hooks.values():
        page.goto(f"/admin/hooks/{state}")
        ensure_sound(page)
    page.goto(f"/admin/hooks/{hooks['working']}/edit")
    ensure_sound(page)
    page.goto("/admin/hooks/new")
    page.get_by_role("button", name="Webhook anlegen").click()
    page.get_by_role("alert").wait_for()
    ensure_sound(page)
    page.get_by_role("alert").get_by_role("link", name="Was gemeldet wird").click()
    assert page.evaluate("document.activeElement.id") == "groups"
    fill(page)
    page.get_by_text("Das Geheimnis wird nur jetzt gezeigt").wait_for()
    ensure_sound(page)
    assert all("422" in complaint for complaint in page.complaints)


def fill(page):
    page.get_by_label("Stelle", exact=True).select_option("MB")
    page.get_by_label("Name").fill("Lagebild")
    page.get_by_label("Adresse des Empfängers").fill("https://leitstand.example/lagebild")
    page.get_by_label("Freigabe").check()
    page.get_by_role("button", name="Webhook anlegen").click()


def test_without_javascript_a_hook_is_made_and_its_secret_is_gone_on_the_way_back(browse, people):
    page = browse("mb.lead", "/admin/hooks/new", java_script_enabled=False)
    fill(page)
    secret = page.locator(".secret").inner_text()
    assert re.fullmatch(r"whsec_\S{44}", secret)
    page.get_by_role("link", name="Ich habe es eingetragen").click()
    assert secret not in page.content()
    assert people("mb.lead").get("/hooks").json()["items"][0]["name"] == "Lagebild"


def test_by_keyboard_alone_a_hook_is_tried_and_paused(browse, people, hooks):
    page = browse("mb.lead", f"/admin/hooks/{hooks['working']}")
    tab_to(page, "button[value='try']")
    page.keyboard.press("Enter")
    page.get_by_text("Die Probe ist unterwegs.").wait_for()
    tab_to(page, "button[value='pause']")
    page.keyboard.press("Enter")
    page.get_by_text("Angehalten. Was bis zu fünf Tage").wait_for()
    assert people("mb.lead").get(f"/hooks/{hooks['working']}").json()["state"] == "paused"
    assert page.complaints == []
