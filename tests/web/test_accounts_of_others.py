"""Verwaltung: accounts, roles, deputies and services in the hands of admins, on pages (SECURITY AZ-06, AU-08, AU-12)."""

import re
from datetime import timedelta

import pytest

from app import clock
from tests.api.parts import fetch, run
from tests.web.visitors import HTML


def day(days=0):
    return (clock.today() + timedelta(days=days)).isoformat()


def said(days):
    return f"{clock.today() + timedelta(days=days):%d.%m.%Y}"


@pytest.fixture
def admin(visitor):
    return visitor("admin")


@pytest.fixture
def user_of(people):
    """Return a function that finds the account of somebody of the demo."""

    def find(name):
        (row,) = people("admin").get("/users", q=f"{name}@").json()["items"]
        return row

    return find


def age_sign_ins():
    """Let every sign-in be ten minutes old."""
    run("update sign_in set issued_at = now() - interval '10 minutes'")


def test_only_admins_have_the_administration_in_their_menu_and_get_in(visitor, admin, user_of):
    path = f"/admin/users/{user_of('mb')['id']}"
    assert 'href="/admin"' in admin.look("/").page.text
    for name in ("mb.lead", "desk1", "revision"):
        other = visitor(name).look("/")
        assert 'href="/admin"' not in other.page.text
        for address in (
            "/admin",
            "/admin/users",
            "/admin/users.csv",
            "/admin/services",
            "/admin/users/new",
            path,
        ):
            assert other.look(address).status == 403, address
        assert other.look("/").send(f"{path}/lock", reason="Nein").status == 403
    assert user_of("mb")["locked_at"] is None


def test_the_overview_counts_what_stands_out_and_leads_there(admin, user_of, people):
    people("admin").post(f"/users/{user_of('mf')['id']}/lock", {"reason": "Ausgeschieden"})
    row = user_of("mb")["memberships"][0]
    people("admin").patch(f"/memberships/{row['id']}", {"valid_to": day(7)})
    page = admin.look("/admin")
    assert "23 Personen" in page.text
    assert "1 Konto gesperrt" in page.text
    assert f"{said(7)} Robin Demo (MB) : Redaktion, MB, bis {said(7)}" in page.text
    page.look("/admin/users?status=locked")
    assert "Robin Demo (MF)" in page.text
    assert "Robin Demo (MB)" not in page.text


@pytest.mark.parametrize(
    ("query", "found", "hidden"),
    [
        ("q=leitung", "Luca Demo (Leitung MB)", "Robin Demo (MB)"),
        ("organisation=MB", "Robin Demo (MB)", "Robin Demo (MW)"),
        ("role=auditor", "Rana Demo", "Dora Demo"),
        ("role=ministry_lead&organisation=MW", "Luca Demo (Leitung MW)", "Luca Demo (Leitung MB)"),
        ("status=without_factor", "Rana Demo", "Niemand"),
        ("status=unsinn&role=unsinn&sort=unsinn", "Rana Demo", "Niemand"),
    ],
)
def test_accounts_are_found_by_words_house_role_and_what_stands_out(admin, query, found, hidden):
    page = admin.look(f"/admin/users?{query}")
    assert found in page.text
    assert hidden not in page.text
    assert "Dazu gibt es kein Konto." in admin.look("/admin/users?q=niemand").text


def test_a_long_list_goes_on_where_it_ended_in_every_order(admin, monkeypatch):
    monkeypatch.setattr("app.web.routes.users.PAGE_LENGTH", 7)
    for order in ("name", "email", "newest"):
        names, path = [], f"/admin/users?sort={order}"
        while path:
            page = admin.look(path).page.text
            names += re.findall(r'<p><a href="/admin/users/[^"]+">([^<]+)</a></p>', page)
            found = re.search(r'rel="next" href="([^"]+)"', page)
            path = found and found[1].replace("&amp;", "&")
        assert len(names) == len(set(names)) == 23, order
        assert order != "name" or names == sorted(names)


def test_the_list_is_a_file_for_a_spreadsheet_too(admin, people, user_of):
    people("admin").post("/users", {"name": "=1+1", "email": "formel@redaktion.example"})
    page = admin.client.get("/admin/users.csv?q=formel", headers=HTML)
    assert page.headers["content-disposition"].startswith('attachment; filename="konten-')
    head, line, rest = page.content.decode("utf-8-sig").split("\r\n")
    assert head.startswith('"Name";"E-Mail-Adresse";"Rollen"')
    assert line.startswith('"\'=1+1";"formel@redaktion.example";"";"nein";"nein";""')
    assert rest == ""
    assert page.content.startswith(b"\xef\xbb\xbf")


def test_somebody_is_added_with_a_password_shown_once(admin):
    admin.look("/admin/users/new").send(
        "/admin/users/new", name=" ", email="niemand", same_person_as="x@y.example"
    )
    assert admin.status == 422
    assert "Name: Diese Angabe fehlt." in admin.text
    admin.send("/admin/users/new", name="Nora Neu", email="mb@redaktion.example")
    assert "E-Mail-Adresse: Für diese E-Mail-Adresse gibt es schon ein Konto." in admin.text
    assert 'value="Nora Neu"' in admin.page.text
    admin.send(
        "/admin/users/new", name="Nora Neu", email="nora@redaktion.example", same_person_as="x@y.example"
    )
    assert 'href="#same_person_as"' in admin.page.text
    admin.send(
        "/admin/users/new",
        name="Nora Neu",
        email="nora@redaktion.example",
        same_person_as="mb@redaktion.example",
        first_sign_in="password",
    )
    assert admin.status == 200
    password = re.search(r"<code>([^<]+)</code>", admin.page.text)[1]
    assert "Es wird nur jetzt gezeigt." in admin.text
    admin.look("/admin/users?q=nora@")
    path = re.search(r'href="(/admin/users/[0-9a-f-]{36})"', admin.page.text)[1]
    assert password not in admin.look(path).page.text
    assert "Weitere Konten dieser Person Robin Demo (MB)" in admin.text
    assert "Noch keine Rolle" in admin.text


@pytest.mark.req("AU-09")
def test_dangerous_acts_ask_for_a_fresh_sign_in_before_anything_is_entered(admin, user_of):
    user = user_of("mb")
    path, role = f"/admin/users/{user['id']}", user["memberships"][0]["id"]
    fresh = admin.look(f"{path}/lock")
    assert "Konto sperren?" in fresh.text
    age_sign_ins()
    for step in (
        "/unlock",
        "/invite",
        "/reset-password",
        "/reset-second-factor",
        f"/roles/{role}",
        f"/roles/{role}/end",
    ):
        admin.look(f"{path}{step}")
        assert admin.page.url.path == "/sign-in", step
        assert f'value="{path}{step}"' in admin.page.text
        admin.look("/").send(f"{path}{step}", reason="x")
        assert admin.page.url.path == "/sign-in", step
    assert "Dafür ist eine frische Anmeldung nötig" in admin.text
    assert admin.look("/admin/users/new").page.url.path == "/sign-in"
    kept = {"role": "ministry_lead", "organisation": "MW", "valid_to": day(9)}
    admin.look("/").send(f"{path}/roles/new", **kept)
    to = re.search(r'name="to" value="([^"]+)"', admin.page.text)[1].replace("&amp;", "&")
    admin.send("/sign-in", email="admin@redaktion.example", password="ein-langes-wort-zum-testen", to=to)
    assert admin.page.url.path == f"{path}/roles/new"
    assert f'value="{day(9)}"' in admin.page.text, "nothing that was entered is lost"
    assert 'value="ministry_lead" selected' in admin.page.text


@pytest.mark.req("AU-08")
def test_a_locked_account_is_out_with_its_next_request_and_comes_back_when_unlocked(admin, visitor, user_of):
    mb, path = visitor("mb"), f"/admin/users/{user_of('mb')['id']}"
    assert mb.look("/posts").status == 200
    admin.look(f"{path}/lock").send(f"{path}/lock")
    assert "Grund: Diese Angabe fehlt." in admin.text
    admin.send(f"{path}/lock", reason="Gerät verloren")
    assert "Gesperrt. Alle Anmeldungen sind beendet" in admin.text
    assert "Gesperrt seit" in admin.text
    assert mb.look("/posts").page.url.path == "/sign-in"
    admin.look(f"{path}/lock").send(f"{path}/lock", reason="Noch einmal")
    assert admin.status == 422
    assert "im jetzigen Stand (gesperrt) nicht möglich" in admin.text
    admin.send(f"{path}/unlock", reason="Gerät gefunden")
    assert "Die Sperre ist aufgehoben." in admin.text
    visitor("mb")
    told = "select action, reason from event where object_id = :id and action like 'user.%lock' order by id"
    rows = [tuple(row) for row in fetch(told, id=user_of("mb")["id"])]
    assert rows == [("user.lock", "Gerät verloren"), ("user.unlock", "Gerät gefunden")]


def test_a_new_initial_password_is_shown_once_and_a_second_factor_is_taken_away_once(
    admin, people, visitor, user_of
):
    people("mb").enrol()
    path = f"/admin/users/{user_of('mb')['id']}"
    assert "Zweiter Faktor eingerichtet" in admin.look(path).text
    admin.look(f"{path}/reset-second-factor").send(f"{path}/reset-second-factor")
    assert "Der zweite Faktor ist zurückgesetzt" in admin.text
    assert "Zweiter Faktor nicht eingerichtet" in admin.text
    admin.send(f"{path}/reset-second-factor")
    assert admin.status == 422
    assert "hat keinen zweiten Faktor" in admin.text
    admin.send(f"{path}/reset-password")
    password = re.search(r"<code>([^<]+)</code>", admin.page.text)[1]
    mb = visitor().look("/sign-in")
    mb.send("/sign-in", email="mb@redaktion.example", password=password)
    assert mb.page.url.path == "/account/password"


@pytest.mark.req("AZ-06")
def test_nobody_manages_themselves(admin, user_of):
    path = f"/admin/users/{user_of('admin')['id']}"
    page = admin.look(path)
    assert "Das ist Ihr eigenes Konto" in page.text
    assert f'href="{path}/' not in page.page.text
    for step in ("edit", "lock", "reset-second-factor", "roles/new", "roles/deputy"):
        assert admin.look(f"{path}/{step}").status == 403, step
        assert admin.look("/").send(f"{path}/{step}", reason="x", name="x").status == 403, step
    assert admin.look(f"{path}/unsinn").status == 404


def test_two_admins_who_change_the_same_account_at_once_overwrite_nothing_unseen(admin, people, user_of):
    user = user_of("mb")
    path = f"/admin/users/{user['id']}/edit"
    seen = re.search(r'name="seen" value="([^"]+)"', admin.look(path).page.text)[1]
    people("admin").patch(f"/users/{user['id']}", {"name": "R. Demo (MB)"})
    admin.send(path, name="Robin Muster (MB)", email=user["email"], seen=seen)
    assert admin.status == 412
    assert "Alex Demo (Technik)" in admin.text
    assert "Robin Muster (MB) R. Demo (MB)" in admin.text
    assert user_of("mb")["name"] == "R. Demo (MB)"
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', admin.page.text))
    admin.send(path, **fields)
    assert "Gespeichert. Name und Adresse gelten ab sofort." in admin.text
    assert user_of("mb")["name"] == "Robin Muster (MB)"
    admin.look(path).send(path, name="", email="keine", seen=fields["seen"])
    assert admin.status == 412, "the mark is the one from before"


def test_a_notice_about_somebody_leads_the_administration_to_them_and_everybody_to_themselves(
    visitor, people
):
    user = people("admin").get("/users", q="mb@").json()["items"][0]
    path = f"/open/user/{user['id']}"
    assert visitor("admin").look(path).page.url.path == f"/admin/users/{user['id']}"
    assert visitor("mb").look(path).page.url.path == "/account"


def test_hooks_lie_inside_the_administration_for_whoever_has_it(visitor, office):
    admin, lead = visitor("admin").look("/admin/hooks"), visitor("mb.lead").look("/admin/hooks")
    assert '<a href="/admin" aria-current="page">Verwaltung</a>' in admin.page.text
    assert '<a href="/admin/hooks">Webhooks</a></li>' not in admin.page.text
    assert '<a href="/admin/hooks" aria-current="page">Webhooks</a>' in lead.page.text
