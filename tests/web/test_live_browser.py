"""What open pages do by themselves, in a real browser: they follow what happens and disturb nobody."""

import socket
from contextlib import closing

from app.main import serve
from tests.web.conftest import sign_in
from tests.web.listening import listening
from tests.web.seeing import ensure_sound, tab_to, violations


def test_a_second_browser_sees_without_reloading_what_was_submitted(browse, people):
    desk1 = browse("desk1", "/approvals")
    desk1.get_by_text("Nichts wartet auf Ihre Entscheidung.").wait_for()
    mb = people("mb")
    post = mb.submit(mb.write(title="Eben eingereicht"))
    desk1.get_by_role("link", name="Eben eingereicht").wait_for()
    assert desk1.get_by_role("status").filter(has_text="Erneuert um").count() == 1
    people("desk2").approve(post)
    desk1.get_by_text("Nichts wartet auf Ihre Entscheidung.").wait_for()
    assert desk1.complaints == []


def test_a_delivery_and_the_day_follow_what_happens(browse, people):
    mb, desk1 = people("mb"), people("desk1")
    delivery = desk1.approve(mb.submit(mb.write(title="Geht bald hinaus")))["deliveries"][0]
    page, day = browse("mb", f"/deliveries/{delivery['id']}"), browse("mb", "/")
    listed = browse("desk1", "/deliveries")
    desk1.post(f"/deliveries/{delivery['id']}/hold", {"reason": "Termin prüfen"})
    page.locator("#live .badge").filter(has_text="angehalten").wait_for()
    day.get_by_role("heading", name="Angehalten und unklar 1").wait_for()
    listed.locator("#live .badge").filter(has_text="angehalten").wait_for()


def test_a_page_goes_on_by_itself_after_the_server_was_restarted(chromium, client, people):
    mb = people("mb")
    with closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    with closing(chromium.new_context(timezone_id="Europe/Berlin")) as context:
        page = context.new_page()
        with listening(serve(), port) as address:
            sign_in(page, "desk1", address)
            page.goto(f"{address}/approvals")
            mb.submit(mb.write(title="Vor dem Neustart"))
            page.get_by_role("link", name="Vor dem Neustart").wait_for()
        mb.submit(mb.write(title="Während des Neustarts"))
        with listening(serve(), port):
            page.get_by_role("link", name="Während des Neustarts").wait_for()
            mb.submit(mb.write(title="Nach dem Neustart"))
            page.get_by_role("link", name="Nach dem Neustart").wait_for()


def test_the_focus_stays_where_it_is_and_keeps_its_meaning(browse, people):
    mb = people("mb")
    first = mb.submit(mb.write(title="Der erste"))
    mb.submit(mb.write(title="Der zweite"))
    page = browse("desk1", "/approvals")
    page.get_by_role("link", name="Der zweite").focus()
    people("desk2").approve(first)
    page.get_by_role("link", name="Der erste").wait_for(state="detached")
    assert page.evaluate("document.activeElement.textContent") == "Der zweite"
    mb.submit(mb.write(title="Der dritte"))
    page.get_by_role("link", name="Der dritte").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Der zweite"


def test_nothing_is_exchanged_under_somebody_who_writes_until_they_ask(browse, people):
    mb, desk1 = people("mb"), people("desk1")
    delivery = desk1.approve(mb.submit(mb.write()))["deliveries"][0]
    page = browse("desk1", f"/deliveries/{delivery['id']}")
    page.get_by_text("Anhalten", exact=True).first.click()
    page.locator("#reason-hold").fill("Weil gerade")
    people("desk2").post(f"/deliveries/{delivery['id']}/hold", {"reason": "Termin prüfen"})
    page.get_by_text("Auf dieser Seite gibt es Neues.").wait_for()
    assert page.locator("#reason-hold").input_value() == "Weil gerade"
    assert page.evaluate("document.activeElement.id") == "reason-hold"
    assert violations(page) == []
    page.get_by_role("button", name="Jetzt zeigen").click()
    page.locator("#live .badge").filter(has_text="angehalten").wait_for()
    assert not page.get_by_role("button", name="Jetzt zeigen").is_visible()


def test_after_the_sign_in_has_ended_the_page_says_so_and_rests(browse, monkeypatch):
    monkeypatch.setattr("app.web.lookout.BEAT_S", 0.2)
    page = browse("desk1", "/")
    with page.context.expect_page() as opened:
        page.evaluate("window.open('/account')")
    opened.value.get_by_role("button", name="Überall abmelden").click()
    page.get_by_text("Ihre Anmeldung ist beendet.").wait_for()
    assert page.get_by_role("heading", level=1).inner_text() == "Mein Tag"


def test_axe_finds_nothing_on_a_page_that_was_exchanged(browse, people):
    page = browse("desk1", "/approvals")
    mb = people("mb")
    mb.submit(mb.write(title="Eben eingereicht"))
    page.get_by_role("link", name="Eben eingereicht").wait_for()
    ensure_sound(page)
    tab_to(page, "ol.rows a")
