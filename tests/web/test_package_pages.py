"""Pakete and Pressedatenbanken on pages, without JavaScript: made, found, changed, fired, undone."""

import re
from uuid import uuid4

import pytest

from tests.api.parts import only
from tests.api.test_themes import house, plan
from tests.factories import soon
from tests.web.test_theme_pages import moment

HOUR_S = 3600
NUMBER = "PM 321/2026"


def entry(people, *posts, **more):
    fields = {
        "title": "Digitalpakt",
        "press_release": NUMBER,
        "organisation": house(people("mb"), "MB"),
        "rest": "what_can",
        "theme": "",
    }
    return fields | {f"member-{only(post)['id']}": "1" for post in posts} | more


def approved(people, **more):
    mb = people("mb")
    post = mb.submit(mb.write(channels=("Konsole MB",), at=soon(60), **more))
    people("mb.lead").approve(post)
    return mb.read(post)


def due(people, **more):
    """Something approved whose time has come."""
    post = approved(people, **more)
    answer = people("mb.lead").post(f"/deliveries/{only(post)['id']}/reschedule", {"due_at": soon(-1)})
    assert answer.status_code == 200, answer.text
    return post


def made(visitor, people, *posts, name="mb", **more):
    """A package made on its page, by somebody who then looks at it."""
    page = visitor(name).look("/packages/new")
    page.send("/packages/new", **entry(people, *posts, **more))
    assert page.status == 200, page.text
    return page, page.page.url.path


def test_a_package_is_made_of_posts_found_changed_and_told_with_its_lights(visitor, people):
    first, second = due(people, title="Der erste"), people("mb").write(title="Der zweite")
    page = visitor("mb").look("/packages/new")
    assert "Der erste" in page.text
    assert "Der zweite" in page.text
    page, path = made(visitor, people, first, second, portal_url="https://portal.example/pm")
    for said in ("Angelegt.", NUMBER, "✓ bereit", "✕ nicht bereit", "Paket angelegt", "ohne Zeit"):
        assert said in page.text + page.look("/packages").text, said
        page.look(path)
    assert "Digitalpakt" in page.look("/packages?q=321&state=waiting").text
    assert "kein Paket gefunden" in page.look("/packages?state=fired").text
    assert "Digitalpakt" in page.look("/packages.csv").page.text
    shown = page.look(f"{path}/edit").page.text
    seen = re.search(r'name="seen" value="(\w+)"', shown)[1]
    change = entry(people, first, title="Digitalpakt Schule", seen=seen, **moment("fires", HOUR_S))
    page.send(f"{path}/edit", **change)
    assert "Gespeichert." in page.text
    assert "Löst zur geplanten Zeit aus" in page.text
    assert "Vorabprüfung der Kanäle" in page.text
    assert "Der zweite" not in page.text
    page.look(f"{path}/edit").send(f"{path}/edit", **change)
    assert page.status == 422
    assert "hat jemand anderes dieses Paket geändert" in page.text


def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_lost(visitor, people):
    page = visitor("mb").look("/packages/new")
    page.send("/packages/new", title="Bleibt stehen", portal_url="kein Verweis")
    assert page.status == 422
    for said in (
        "Pressemitteilung: Diese Angabe fehlt.",
        "Ausspielungen: Diese Angabe fehlt.",
        "Wenn eine nicht bereit ist: Diese Angabe fehlt.",
        "Seite im Landesportal: ",
        'value="Bleibt stehen"',
    ):
        assert said in page.text + page.page.text
    foreign = people("mw").submit(people("mw").write("MW"))
    page.send("/packages/new", **entry(people, foreign))
    assert page.status == 422
    assert "oder sie ist nicht für Sie bestimmt" in page.text


def test_a_package_is_made_from_a_theme_or_from_a_post_of_it(visitor, people):
    mb = people("mb")
    theme = mb.post("/themes", plan(mb)).json()
    post = mb.write(title="Zum Thema")
    mb.put(f"/posts/{post['id']}/theme", {"theme_id": theme["id"]})
    page = visitor("mb").look(f"/themes/{theme['id']}")
    assert f"/packages/new?theme={theme['id']}" in page.page.text
    assert "Zum Thema" in page.look(f"/packages/new?theme={theme['id']}").text
    assert f"/packages/new?post={post['id']}" in page.look(f"/posts/{post['id']}").page.text
    chosen = f'name="member-{only(post)["id"]}" value="1" checked'
    assert chosen in page.look(f"/packages/new?post={post['id']}").page.text
    page.send("/packages/new", **entry(people, post, theme=theme["id"]))
    assert f"/themes/{theme['id']}" in page.page.text


def test_firing_by_hand_asks_first_and_undoing_asks_why(visitor, people):
    page, path = made(visitor, people, due(people))
    assert "1 von 1 Ausspielungen sind bereit." in page.look(f"{path}/fire").text
    page.send(f"{path}/fire")
    assert "Ausgelöst von Hand" in page.text
    assert f"{path}/fire" not in page.page.text
    assert page.send(f"{path}/fire").status == 200
    assert page.look(f"{path}/edit").status == 409
    assert "Dieses Paket ist schon ausgelöst" in page.text
    page.look(path).send(f"{path}/edit", **entry(people, title="Bleibt stehen"), seen="")
    assert page.status == 422
    assert 'value="Bleibt stehen"' in page.page.text
    page.look(f"{path}/cancel").send(f"{path}/cancel", reason="")
    assert page.status == 422
    page.send(f"{path}/cancel", reason="Der Termin entfällt.")
    assert "Paket aufgelöst: „Der Termin entfällt.“" in page.text
    assert "Jetzt auslösen" not in page.text
    assert "Digitalpakt" not in page.look("/packages").text
    page.look(path).send(f"{path}/preflight")
    assert page.status == 422
    for do in ("edit", "fire", "cancel"):
        assert page.look(f"{path}/{do}").status == 409
        assert "Dieses Paket wurde aufgelöst" in page.text


def test_what_is_in_a_package_or_chosen_for_it_can_be_ticked_however_much_is_newer(
    visitor, people, monkeypatch
):
    monkeypatch.setattr("app.queries.package_pages.MOST_TO_CHOOSE_FROM", 1)
    older, newer = due(people, title="Der ältere"), approved(people, title="Der neuere")
    page = visitor("mb").look(f"/packages/new?post={older['id']}")
    assert f'name="member-{only(older)["id"]}" value="1" checked' in page.page.text
    page.send("/packages/new", **entry(people, older, title=""))
    assert page.status == 422
    assert f'name="member-{only(older)["id"]}" value="1" checked' in page.page.text
    page, path = made(visitor, people, older)
    shown = page.look(f"{path}/edit").page.text
    assert f'name="member-{only(older)["id"]}" value="1" checked' in shown
    seen = re.search(r'name="seen" value="(\w+)"', shown)[1]
    page.send(f"{path}/edit", **entry(people, newer, title="", seen=seen))
    assert page.status == 422
    for post in (older, newer):
        assert f'name="member-{only(post)["id"]}"' in page.page.text


def test_the_timeline_tells_of_no_preflight_that_nobody_can_vouch_for(visitor, people):
    page, _ = made(visitor, people, approved(people), **moment("fires", 300))
    assert "Löst zur geplanten Zeit aus" in page.text
    assert "Vorabprüfung der Kanäle" not in page.text


def test_a_form_takes_as_many_deliveries_as_the_api(visitor, people):
    many = {f"member-{uuid4()}": "1" for _ in range(51)}
    page = visitor("mb").look("/packages/new")
    page.send("/packages/new", **entry(people, **many))
    assert page.status == 422
    assert "Ausspielungen: Das sind zu viele Einträge: Höchstens 50 sind möglich." in page.text


def test_a_preflight_is_asked_for_and_stands_in_the_timeline(visitor, people):
    page, path = made(visitor, people, approved(people))
    page.send(f"{path}/preflight")
    assert "Angefordert." in page.text
    assert "Vorabprüfung angefordert" in page.text


@pytest.mark.req("AZ-08")
def test_who_may_not_know_of_a_package_finds_it_nowhere_and_who_only_reads_it_changes_nothing(
    visitor, people
):
    _, path = made(visitor, people, approved(people))
    mw = visitor("mw")
    assert mw.look(path).status == 404
    assert "Digitalpakt" not in mw.look("/packages").text
    assert "Digitalpakt" not in mw.look("/packages.csv").page.text
    for do in ("edit", "fire", "cancel"):
        assert mw.look(f"{path}/{do}").status == 404
    auditor = visitor("revision").look(path)
    assert auditor.status == 200
    assert "Jetzt auslösen" not in auditor.text
    assert auditor.look(f"{path}/fire").status == 403


def test_a_press_database_is_connected_its_secret_shown_once_renewed_and_disconnected(visitor):
    page = visitor("admin").look("/admin")
    assert "/admin/press" in page.page.text
    assert "Noch ist keine Pressedatenbank angebunden" in page.look("/admin/press").text
    page.send("/admin/press", name="")
    assert page.status == 422
    page.send("/admin/press", name="Pressedatenbank des Landes")
    secret = re.search(r"whsec_\S{44}", page.page.text)[0]
    path = re.search(r"/api/v1/press-connections/([0-9a-f-]{36})/events", page.page.text)[1]
    assert secret not in page.look("/admin/press").page.text
    assert "Pressedatenbank des Landes" in page.text
    page.send(f"/admin/press/{path}", do="renew")
    assert re.search(r"whsec_\S{44}", page.page.text)[0] != secret
    page.look("/admin/press").send(f"/admin/press/{path}", do="disconnect")
    assert "Getrennt." in page.text
    assert page.send(f"/admin/press/{path}", do="disconnect").status == 404


def test_nobody_but_the_administration_sees_the_press_databases(visitor):
    for name in ("mb", "mb.lead", "desk1"):
        assert visitor(name).look("/admin/press").status == 403
