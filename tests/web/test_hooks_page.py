"""Webhooks on the page: a secret is shown once, and whoever keeps a hook sees what becomes of what it is told."""

import re

import pytest

from app.workers import hooks
from tests.api.parts import count_rows_with, installed_with
from tests.channels.ugly import Ugly
from tests.conftest import acting_as_publisher

SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{44}")
FIELDS = {
    "organisation": "MB",
    "name": "Lagebild",
    "url": "https://leitstand.example/haken",
    "groups": ["decisions", "takedowns"],
}


def make(person, **fields):
    return person.look("/admin/hooks/new").send("/admin/hooks/new", **FIELDS | fields)


def only_hook(people, name="mb.lead"):
    (row,) = people(name).get("/hooks").json()["items"]
    return row


@pytest.mark.req("CC-05")
def test_a_secret_is_shown_once_and_stands_nowhere_afterwards(visitor, people):
    lead = visitor("mb.lead")
    assert "Noch gibt es keinen Webhook." in lead.look("/admin/hooks").text
    make(lead)
    assert lead.status == 200
    assert "no-store" in lead.page.headers["cache-control"]
    (secret,) = SECRET.findall(lead.page.text)
    hook = only_hook(people)
    path = f"/admin/hooks/{hook['id']}"
    for shown in ("/admin/hooks", path, f"{path}/edit"):
        lead.look(shown)
        assert "Lagebild" in lead.text
        assert secret not in lead.page.text
    lead.look(path).send(path, do="renew")
    (renewed,) = SECRET.findall(lead.page.text)
    assert renewed != secret
    assert count_rows_with(secret) == count_rows_with(renewed) == 0


def test_two_keepers_each_see_only_the_secret_they_asked_for(visitor, people):
    lead, admin = visitor("mb.lead"), visitor("admin")
    make(lead)
    path = f"/admin/hooks/{only_hook(people)['id']}"
    shown = [SECRET.findall(person.look(path).send(path, do="renew").page.text) for person in (lead, admin)]
    assert shown[0] != shown[1]
    assert not SECRET.search(admin.look(path).page.text + lead.look(path).page.text)


def test_a_trial_shows_whether_the_receiver_answers(visitor, people, office, postgres, keys):
    lead = visitor("mb.lead")
    with Ugly() as receiver, installed_with(private_hosts=receiver.host):
        make(lead, url=f"{receiver.url}/haken")
        path = f"/admin/hooks/{only_hook(people)['id']}"
        lead.look(path).send(path, do="try")
        assert "Die Probe ist unterwegs." in lead.text
        assert "noch nicht versucht" in lead.text
        receiver.mood = lambda line, _: line.answer(503)
        tell(postgres, office, keys, receiver)
        assert "Nimmt seit" in lead.look(path).text
        assert "1 Versuch, zuletzt: 503" in lead.text
        assert "gestört" in lead.look("/admin/hooks").text
        receiver.mood = None
        lead.look(path).send(path, do="try")
        tell(postgres, office, keys, receiver)
        assert "angekommen Probe: Webhook Lagebild" in lead.look(path).text
        assert "in Betrieb" in lead.text


def tell(postgres, office, keys, receiver):
    with acting_as_publisher(postgres, office, keys, private_hosts=receiver.host):
        hooks.sweep()


def test_a_hook_is_changed_paused_taken_up_again_and_deleted(visitor, people):
    lead = visitor("mb.lead")
    make(lead)
    path = f"/admin/hooks/{only_hook(people)['id']}"
    seen = re.search(r'name="seen" value="([^"]+)"', lead.look(f"{path}/edit").page.text)[1]
    wanted = FIELDS | {"name": "Lagezentrum", "groups": ["deliveries"], "seen": seen}
    lead.send(f"{path}/edit", **wanted)
    assert "Gespeichert." in lead.text
    assert (only_hook(people)["name"], only_hook(people)["groups"]) == ("Lagezentrum", ["deliveries"])
    lead.send(path, do="pause")
    assert "Angehalten." in lead.text
    assert "Probe senden" not in lead.text
    assert lead.send(path, do="try").status == 409
    assert "Dieser Webhook ist angehalten" in lead.text
    lead.send(path, do="resume")
    assert only_hook(people)["state"] == "active"
    lead.send(path, do="delete")
    assert lead.page.url.path == "/admin/hooks"
    assert people("mb.lead").get("/hooks").json()["items"] == []


def test_nobody_overwrites_what_somebody_else_has_saved_meanwhile(visitor, people):
    lead = visitor("mb.lead")
    make(lead)
    hook = only_hook(people)
    path = f"/admin/hooks/{hook['id']}/edit"
    seen = re.search(r'name="seen" value="([^"]+)"', lead.look(path).page.text)[1]
    people("admin").patch(f"/hooks/{hook['id']}", {"url": "https://neu.example/haken"})
    lead.send(path, **FIELDS, seen=seen)
    assert lead.status == 422
    assert "Jemand anderes hat diesen Webhook inzwischen geändert." in lead.text
    assert "https://neu.example/haken" in lead.page.text
    assert only_hook(people)["url"] == "https://neu.example/haken"


def test_what_is_missing_or_cannot_be_is_said_at_its_field_and_what_was_entered_stays(visitor, people):
    lead = visitor("mb.lead")
    for wrong, field, sentence in (
        ({"name": " "}, "name", "Diese Angabe fehlt."),
        ({"url": "leitstand"}, "url", "Das ist keine Web-Adresse"),
        ({"url": "http://leitstand.example"}, "url", "Bitte eine Adresse mit https://"),
        ({"groups": []}, "groups", "Diese Angabe fehlt."),
        ({"groups": ["account"]}, "groups", "Diese Angabe fehlt."),
        ({"organisation": "MW"}, "organisation", "Dafür fehlt Ihnen die Berechtigung."),
    ):
        make(lead, **wrong)
        assert lead.status == 422, wrong
        assert f'href="#{field}"' in lead.page.text, wrong
        assert sentence in lead.text, wrong
        assert ('value="Lagebild"' in lead.page.text) is ("name" not in wrong)
    admin = visitor("admin")
    make(admin, organisation="")
    assert 'href="#organisation"' in admin.page.text
    assert people("admin").get("/hooks").json()["items"] == []


@pytest.mark.req("AU-09")
def test_a_sign_in_that_is_not_fresh_changes_nothing_and_leads_back(visitor, people, force):
    lead = visitor("mb.lead")
    make(lead)
    path = f"/admin/hooks/{only_hook(people)['id']}"
    lead.look(path)
    force("update sign_in set issued_at = now() - interval '6 minutes' where seen_at is not null")
    for do in ("renew", "pause", "delete", "try"):
        lead.look(path).send(path, do=do)
        assert lead.page.url.path == "/sign-in"
        assert f"to={path}" in str(lead.page.url)
    for form in ("/admin/hooks/new", f"{path}/edit"):
        assert lead.look(form).page.url.path == "/sign-in"
    lead.look(path).send("/admin/hooks/new", **FIELDS)
    assert lead.page.url.path == "/sign-in"
    assert only_hook(people)["state"] == "active"


@pytest.mark.req("AZ-02")
def test_whoever_manages_none_is_shown_none(visitor, people):
    lead = visitor("mb.lead")
    make(lead)
    path = f"/admin/hooks/{only_hook(people)['id']}"
    assert "Webhooks" in lead.look("/").text
    for name in ("mb", "desk1", "kanal", "revision"):
        stranger = visitor(name)
        assert "Webhooks" not in stranger.text
        assert stranger.look("/admin/hooks").status == 403
        assert stranger.look("/admin/hooks/new").status == 403
        assert stranger.look(path).status == stranger.look(f"{path}/edit").status == 404
    other = visitor("mw.lead")
    assert "Lagebild" not in other.look("/admin/hooks").text
    assert other.look(path).status == 404
    assert other.look("/admin/hooks").send(path, do="delete").status == 404
    assert only_hook(people)["name"] == "Lagebild"


def test_a_mail_about_a_hook_leads_to_its_page(visitor, people):
    lead = visitor("mb.lead")
    make(lead)
    hook = only_hook(people)
    assert lead.look(f"/open/hook/{hook['id']}").page.url.path == f"/admin/hooks/{hook['id']}"
