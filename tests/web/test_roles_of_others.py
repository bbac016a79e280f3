"""Verwaltung: roles with their days, deputies, and the accounts of programs (SECURITY AU-12, AZ-04, AZ-07, TK-02)."""

import re

import pytest

from tests.api.parts import fetch
from tests.web.test_accounts_of_others import admin, age_sign_ins, day, said, user_of

__all__ = ["admin", "user_of"]


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.page.text)[1]


@pytest.mark.req("AZ-04")
def test_a_role_with_a_last_day_is_given_changed_and_ended_and_each_ends_the_sign_ins(
    admin, visitor, user_of
):
    mw, path = visitor("mw"), f"/admin/users/{user_of('mw')['id']}"
    admin.look(f"{path}/roles/new").send(f"{path}/roles/new")
    assert "Rolle: Diese Angabe fehlt." in admin.text
    assert "Stelle: Diese Angabe fehlt." in admin.text
    admin.send(
        f"{path}/roles/new", role="ministry_lead", organisation="MB", valid_from=day(3), valid_to=day(1)
    )
    assert 'href="#valid_to">Letzter Tag: Das Ende liegt vor dem Anfang.' in admin.page.text
    admin.send(f"{path}/roles/new", role="agency", organisation="MB", can_approve="1")
    assert "Freigaberecht: Das ausdrückliche Freigaberecht gibt es nur für die Redaktion" in admin.text
    assert "Letzter Tag: Diese Angabe fehlt." in admin.text
    admin.send(
        f"{path}/roles/new", role="ministry_editor", organisation="MB", valid_to=day(9), can_approve="1"
    )
    assert "Die Rolle ist vergeben." in admin.text
    assert f"Redaktion, MB, bis {said(9)}, mit Freigaberecht" in admin.text
    assert mw.look("/posts").page.url.path == "/sign-in"
    admin.send(f"{path}/roles/new", role="ministry_editor", organisation="MB")
    assert "Rolle: Diese Rolle hat das Konto in dieser Stelle schon." in admin.text
    role = next(row for row in user_of("mw")["memberships"] if row["organisation"] == "MB")["id"]
    form = admin.look(f"{path}/roles/{role}")
    assert f'value="{day(9)}"' in form.page.text
    mw = visitor("mw")
    admin.send(f"{path}/roles/{role}", valid_to=day(-1), seen=hidden(form, "seen"))
    assert "Gespeichert. Das Konto meldet sich neu an" in admin.text
    assert f"Redaktion, MB, bis {said(-1)} beendet" in admin.text
    assert mw.look("/posts").page.url.path == "/sign-in"
    admin.look(f"{path}/roles/{role}/end")
    assert "Rolle beenden?" in admin.text
    admin.send(f"{path}/roles/{role}/end")
    assert "Die Rolle ist beendet" in admin.text
    assert [row["organisation"] for row in user_of("mw")["memberships"]] == ["MW"]


def test_channels_are_named_for_those_who_reach_no_other(admin, people, user_of):
    path, portal = f"/admin/users/{user_of('mw')['id']}", people("admin").channel("Landesportal")
    admin.look(f"{path}/roles/new")
    fields = {"role": "agency", "organisation": "MW", "valid_to": day(90), f"channel-{portal}": "1"}
    admin.send(f"{path}/roles/new", **fields)
    assert f"Agentur, MW, bis {said(90)} Kanäle: Landesportal" in admin.text
    role = next(row for row in user_of("mw")["memberships"] if row["role"] == "agency")["id"]
    form = admin.look(f"{path}/roles/{role}")
    assert re.search(rf'id="channel-{portal}"[^>]* checked', form.page.text)
    other = people("admin").channel("Konsole MW")
    fields = {"valid_to": day(400), f"channel-{other}": "1", "seen": hidden(form, "seen")}
    admin.send(f"{path}/roles/{role}", **fields)
    assert "Eine Agentur ist höchstens zwölf Monate zugelassen" in admin.text
    assert re.search(rf'id="channel-{other}"[^>]* checked', admin.page.text), "what was entered stays"
    admin.send(f"{path}/roles/{role}", **fields | {"valid_to": day(91)})
    assert f"bis {said(91)} Kanäle: Konsole MW" in admin.text


@pytest.mark.req("AU-12")
def test_a_deputy_takes_a_role_over_until_a_day(admin, visitor, user_of):
    lead, path = user_of("mb.lead"), f"/admin/users/{user_of('mw.lead')['id']}"
    form = admin.look(f"{path}/roles/deputy").page.text
    assert "MB, Leitung: Luca Demo (Leitung MB)" in form
    assert "Luca Demo (Leitung MW)</option>" not in form, "nobody deputises for themselves"
    admin.send(f"{path}/roles/deputy")
    assert "Vertretung: Diese Angabe fehlt." in admin.text
    assert "Letzter Tag: Diese Angabe fehlt." in admin.text
    admin.send(f"{path}/roles/deputy", instead_of=lead["id"], valid_to=day(5))
    assert "Vertreten wird eine andere Person" in admin.text
    role = lead["memberships"][0]["id"]
    admin.send(f"{path}/roles/deputy", instead_of=role, valid_to=day(5))
    told = f"Leitung, MB, bis {said(5)}, in Vertretung für Luca Demo (Leitung MB)"
    assert told in admin.text
    assert f"Wird vertreten Luca Demo (Leitung MW) : {told}" in admin.look(f"/admin/users/{lead['id']}").text
    deputy = visitor("mw.lead").look("/account")
    assert "Leitung, MB" in deputy.text


def test_two_admins_who_change_the_same_role_see_each_others_and_lose_nothing(admin, people, user_of):
    user = user_of("mb")
    role = user["memberships"][0]["id"]
    path = f"/admin/users/{user['id']}/roles/{role}"
    seen = hidden(admin.look(path), "seen")
    people("admin").patch(f"/memberships/{role}", {"valid_to": day(30)})
    admin.send(path, valid_to=day(60), can_approve="1", seen=seen)
    assert admin.status == 412
    assert f"Tage bis {said(60)} bis {said(30)}" in admin.text
    assert "Freigaberecht ja nein" in admin.text
    assert user_of("mb")["memberships"][0]["valid_to"] == day(30)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', admin.page.text))
    admin.send(path, **fields)
    assert "Gespeichert." in admin.text
    assert (row := user_of("mb")["memberships"][0])["valid_to"] == day(60)
    assert row["can_approve"] is True
    form = hidden(admin.look(path), "seen")
    people("admin").delete(f"/memberships/{role}")
    admin.send(path, valid_to=day(61), seen=form)
    assert admin.status == 409
    assert "Diese Rolle gibt es nicht mehr: Jemand anderes hat sie inzwischen beendet." in admin.text
    assert admin.look(f"{path}/end").status == 409


def test_a_role_of_somebody_else_is_not_found_under_this_account(admin, user_of):
    role = user_of("mw")["memberships"][0]["id"]
    assert admin.look(f"/admin/users/{user_of('mb')['id']}/roles/{role}").status == 409
    assert user_of("mw")["memberships"][0]["id"] == role


@pytest.mark.req("TK-02")
def test_a_program_gets_an_account_a_role_and_loses_its_token(admin, people, user_of):
    assert "Noch gibt es kein Dienstkonto." in admin.look("/admin/services").text
    admin.look("/admin/services/new").send("/admin/services/new", name="Pressedatenbank", owner="x@y.example")
    assert "Verantwortlich: Zu dieser E-Mail-Adresse gibt es kein Konto." in admin.text
    admin.send("/admin/services/new", name="Pressedatenbank", owner="mb@redaktion.example")
    assert "Das Dienstkonto ist angelegt." in admin.text
    service = admin.page.url.path
    admin.look(f"{service}/roles/new")
    admin.send(f"{service}/roles/new", role="service", organisation="MB")
    assert "Dienstkonto, MB" in admin.text
    body = {"name": "Nachts", "scopes": ["posts:read"], "expires_at": f"{day(30)}T12:00:00Z"}
    body |= {"service_id": service.rsplit("/", 1)[1], "organisation": "MB"}
    made = people("mb").post("/tokens", body)
    assert made.status_code == 201, made.text
    admin.look(service)
    assert "Nachts MB: Beiträge lesen." in admin.text
    assert "verantwortlich: Robin Demo (MB)" in admin.look("/admin/services").text
    path = f"{service.replace('users', 'services')}/tokens/{made.json()['id']}/revoke"
    assert "Das Programm, das damit arbeitet, wird sofort abgewiesen." in admin.look(path).text
    admin.send(path)
    assert "widerrufen" in admin.text
    rows = fetch("select revoked_at from api_token where id = :id", id=made.json()["id"])
    assert rows[0].revoked_at is not None
    assert admin.look(path).status == 404 or "widerrufen" in admin.text
    for step in ("invite", "reset-password"):
        admin.look(service).send(f"{service}/{step}")
        assert admin.status == 422, step


def test_what_was_entered_for_a_deputy_is_not_lost_when_the_sign_in_has_grown_old(admin, user_of):
    role, path = (
        user_of("mb.lead")["memberships"][0]["id"],
        f"/admin/users/{user_of('mw.lead')['id']}/roles/deputy",
    )
    admin.look(path)
    age_sign_ins()
    admin.send(path, instead_of=role, valid_to=day(5))
    assert admin.page.url.path == "/sign-in"
    to = hidden(admin, "to").replace("&amp;", "&")
    admin.send("/sign-in", email="admin@redaktion.example", password="ein-langes-wort-zum-testen", to=to)
    assert f'<option value="{role}" selected>' in admin.page.text
