"""Themen, Zulieferungen and Anlässe on pages, without JavaScript: planned, hung on, kept secret, asked for, delivered."""

import re
from datetime import timedelta

import pytest

from app import clock
from app.workers import notifications
from tests.api.parts import on
from tests.api.test_themes import house, plan
from tests.factories import soon
from tests.web.visitors import HTML

HOUR_S = 3600
WEEK_S = 7 * 24 * HOUR_S


def moment(name, seconds):
    wall = clock.from_instant(clock.parse(soon(seconds)).instant).wall
    return {f"date-{name}": f"{wall:%Y-%m-%d}", f"time-{name}": f"{wall:%H:%M}"}


def day(days):
    return (clock.today() + timedelta(days=days)).isoformat()


def entry(somebody, **more):
    lead = house(somebody, more.pop("lead", "MB"))
    return {"title": "Digitalpakt", "kind": "event", "lead": lead} | more


def seen(page):
    return re.search(r'name="seen" value="(\d+)"', page.page.text)[1]


def begun(visitor, people, name="mb", **more):
    """A theme entered on its page, by somebody who then looks at it."""
    page = visitor(name).look("/themes/new")
    page.send("/themes/new", **entry(people(name), **more))
    assert page.status == 200, page.text
    return page, page.page.url.path


def test_a_theme_is_entered_found_and_changed(visitor, people):
    mw = house(people("mb"), "MW")
    page, path = begun(
        visitor,
        people,
        starts_on=day(0),
        target_groups="Eltern, Schulträger",
        material="Pressemappe 2026 https://presse.example/mappe",
        **{"goal-reach": "1", "purpose-dialogue": "1", f"ministry-{mw}": "1"},
    )
    for said in (
        "Angelegt.",
        "Reichweite erhöhen",
        "Dialog",
        "Eltern, Schulträger",
        "Pressemappe 2026",
        "MW",
    ):
        assert said in page.text
    assert "Thema angelegt" in page.text
    assert "Digitalpakt" in visitor("mw").look(f"/themes?q=digital&kind=event&organisation={mw}").text
    assert "Digitalpakt" in page.look(f"/themes?since={day(0)}&until={day(6)}").text
    assert "kein Thema gefunden" in page.look(f"/themes?since={day(1)}").text
    assert "kein Thema gefunden" in page.look("/themes?ideas=1").text
    assert "Pressemappe 2026 https://presse.example/mappe" in page.look(f"{path}/edit").page.text
    page.send(f"{path}/edit", **entry(people("mb"), title="Digitalpakt Schule", seen=seen(page)))
    assert "Gespeichert." in page.text
    assert "Idee ohne Tag" in page.text
    assert "Digitalpakt Schule" in page.look("/themes.csv").page.text
    page.look(path).send(f"{path}/withdraw", reason="Fällt aus.")
    assert "Zurückgenommen am" in page.text
    assert "Digitalpakt Schule" not in page.look("/themes").text


def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_lost(visitor, people):
    page = visitor("mb").look("/themes/new")
    wrong = entry(people("mb"), title="", starts_on=day(3), ends_on=day(1), material="https://nur.example")
    page.send("/themes/new", **wrong, **{"date-embargo": day(1), "summary": "Bleibt stehen."})
    assert page.status == 422
    for said in ("Titel: Diese Angabe fehlt.", "Material: In jeder Zeile", "Sperrfrist: Diese Angabe fehlt."):
        assert said in page.text
    assert "Bleibt stehen." in page.text
    page.send("/themes/new", **entry(people("mb"), starts_on=day(3), ends_on=day(1)))
    assert "Letzter Tag: Der letzte Tag liegt vor dem ersten." in page.text
    page.send("/themes/new", **entry(people("mb"), kind="cabinet"))
    assert "fehlt Ihnen die Berechtigung" in page.text
    assert "Kabinett" not in re.search(r'<select id="kind".*?</select>', page.page.text, re.DOTALL)[0]


def test_somebody_who_saw_an_older_state_overwrites_nothing(visitor, people):
    page, path = begun(visitor, people)
    old = seen(page.look(f"{path}/edit"))
    page.send(f"{path}/edit", **entry(people("mb"), title="Von mir", seen=old))
    page.send(f"{path}/edit", **entry(people("mb"), title="Von gestern", seen=old))
    assert page.status == 422
    assert "inzwischen geändert" in page.text
    assert "Von mir" in page.look(path).text


@pytest.mark.req("AZ-08")
def test_an_embargo_is_set_moved_and_lifted_and_nobody_outside_finds_the_theme(visitor, people):
    page, path = begun(visitor, people)
    stranger = visitor("mw")
    assert stranger.look(path).status == 200
    page.send(f"{path}/embargo", do="move", seen=seen(page), **moment("embargo", WEEK_S))
    assert "wissen davon nur:" in page.text
    assert "MB: Redaktion und Leitung" in page.text
    for address in (path, f"{path}/edit"):
        stranger.look(address)
        assert stranger.status == 404
        assert "Digitalpakt" not in stranger.text
    assert stranger.look("/themes").send(f"{path}/embargo", do="lift", seen="1").status == 404
    page.send(f"{path}/embargo", do="move", seen=seen(page))
    assert "Diese Angabe fehlt." in page.text
    page.send(f"{path}/embargo", do="lift", seen=seen(page))
    assert "Es gilt keine Sperrfrist" in page.text
    assert stranger.look(path).status == 200


def request_of(page):
    return re.search(r'href="(/contributions/[0-9a-f-]{36})"', page.page.text)[1]


def asked(page, path, people, organisation="MW", **more):
    mw = house(people("mb"), organisation)
    form = {"organisation": mw, "request": "Zwei Sätze zur Wirtschaft."} | moment("due", 2 * WEEK_S) | more
    page.send(f"{path}/contributions", **form)
    assert "Zwei Sätze zur Wirtschaft." in page.text, page.text
    return request_of(page)


def test_a_ministry_is_asked_sees_it_on_its_day_and_delivers(visitor, people):
    page, path = begun(visitor, people, **moment("embargo", WEEK_S))
    request = asked(page, path, people)
    mw = visitor("mw")
    assert "Zulieferung MW Zwei Sätze zur Wirtschaft." in mw.look("/").text
    assert "Was Ihr Ressort noch liefert 1" in mw.look("/contributions").text
    notifications.sweep()
    notice = re.search(r"/notices/[0-9a-f-]{36}/read", mw.look("/notices").page.text)[0]
    assert mw.send(notice, then="open").page.url.path == request
    mw.look(request).send(request, do="answer", answer=" ")
    assert "Antwort" in mw.text
    assert mw.status == 422
    post = people("mw").write("MW")
    hung = people("mw").put(f"/posts/{post['id']}/theme", {"theme_id": path.rpartition("/")[2]})
    assert hung.status_code == 204, hung.text
    mw.look(request).send(request, do="answer", answer="Hier sind sie.", post=post["id"])
    assert "Geliefert." in mw.text
    assert f"/posts/{post['id']}" in mw.page.text
    assert "Hier sind sie." in page.look(path).text
    assert "Zulieferung geliefert (MW)" in page.text
    assert "Thema angelegt, Sperrfrist bis" in page.text
    assert "um nichts gebeten" in mw.look("/contributions").text
    assert "Hier sind sie." in page.look("/contributions.csv?mine=1&state=answered").page.text


def test_a_request_is_declined_handed_over_or_taken_back_with_a_reason(visitor, people):
    page, path = begun(visitor, people)
    request = asked(page, path, people)
    mw, desk = visitor("mw").look(request), visitor("desk1")
    mw.send(request, do="decline")
    assert "Diese Angabe fehlt." in mw.text
    mw.send(request, do="hand-over", organisation=house(people("mw"), "MW"), reason="Nicht wir.")
    assert "Dieses Ressort ist schon zuständig." in mw.text
    mw.send(request, do="hand-over", organisation=house(people("mw"), "StK"), reason="Nicht wir.")
    assert "übernommen von MW" in mw.text
    assert "Liefern" not in mw.text
    assert "„Nicht wir.“" in page.look(path).text
    desk.look(request).send(request, do="decline", **{"decline-reason": "Dazu gibt es nichts."})
    assert "Absage Dazu gibt es nichts." in desk.text
    other = asked(page, path, people, request="Zwei Sätze zur Wirtschaft. Bitte bald.")
    other = next(row for row in re.findall(r"/contributions/[0-9a-f-]{36}", page.page.text) if row != request)
    page.look(other).send(other, do="withdraw")
    assert "zu liefern ist nichts mehr" in page.text
    assert mw.look("/").send(other, do="answer", answer="Doch.").status == 422


def test_who_asks_in_the_past_or_forgets_whom_is_told_so(visitor, people):
    page, path = begun(visitor, people)
    page.send(f"{path}/contributions", request="Bitte.", **moment("due", -WEEK_S))
    assert page.status == 422
    assert "Ressort: Diese Angabe fehlt." in page.text
    page.send(
        f"{path}/contributions",
        organisation=house(people("mb"), "MW"),
        request="Bitte.",
        **moment("due", -WEEK_S),
    )
    assert page.status == 422
    assert "Frist: " in page.text


def sheet(people, **more):
    channel = people("mb").channel("Konsole MB")
    fields = {"title": "Zum Digitalpakt", "text": "Neue Tablets.", "organisation": "MB", f"on-{channel}": "1"}
    return (
        fields | {f"{name}-{channel}": value for name, value in (("date", day(9)), ("time", "12:35"))} | more
    )


def test_the_composer_hangs_a_post_on_a_theme_and_says_that_it_waits_and_until_when(visitor, people):
    desk = people("desk1")
    theme = desk.post("/themes", plan(desk, kind="cabinet", embargo_until=soon(2 * WEEK_S))).json()
    mb = visitor("mb").look(f"/posts/new?theme={theme['id']}")
    assert f'<option value="{theme["id"]}" selected>' in mb.page.text
    mb.send("/posts/compose", do="preview", theme=theme["id"], theme_saved="", **sheet(people))
    assert "Wartet auf den Landeskanal: Konsole MB." in mb.text
    assert "Zu früh vorgeschlagen: Konsole MB." in mb.text
    mb.send("/posts/compose", do="save", theme=theme["id"], theme_saved="", **sheet(people))
    assert "Gespeichert." in mb.text
    post = people("mb").get("/posts", theme_id=theme["id"]).json()["items"][0]
    assert f"/themes/{theme['id']}" in mb.look(f"/posts/{post['id']}").page.text
    mb.look(f"/posts/{post['id']}/edit")
    kept = {"post_id": post["id"], "revision": "1", "theme_saved": theme["id"]}
    mb.send("/posts/compose", do="save", theme="", **kept, **sheet(people))
    assert "Aus diesem Thema nimmt einen Beitrag nur" in mb.text
    told = mb.look(f"/themes/{theme['id']}").text
    assert "Für einen Landeskanal gibt es hier noch keinen Beitrag." in told
    assert "Das wartet darauf Konsole MB" in told


@pytest.mark.req("AZ-08")
def test_a_theme_that_somebody_may_not_know_of_can_be_chosen_nowhere(visitor, people):
    mb = people("mb")
    theme = mb.post("/themes", plan(mb, embargo_until=soon(WEEK_S))).json()
    mw = visitor("mw").look(f"/posts/new?theme={theme['id']}")
    assert theme["id"] not in mw.page.text
    fields = {"title": "Erraten", "text": "Ein Text.", "organisation": "MW", "theme": theme["id"]}
    mw.send("/posts/compose", do="save", theme_saved="", **fields)
    assert mw.status == 422
    assert "Digitalpakt" not in mw.text


def test_what_lay_unsaved_on_a_theme_taken_back_since_loses_nothing_silently(visitor, people):
    api = people("mb")
    theme = api.post("/themes", plan(api)).json()
    page = visitor("mb").look("/posts/new")
    page.send("/posts/keep", theme=theme["id"], theme_saved="", **sheet(people))
    assert api.post(f"/themes/{theme['id']}/withdraw", {"reason": "Fällt aus."}).status_code == 200
    page.look("/posts/new")
    assert f'<option value="{theme["id"]}" selected>bisheriges Thema' in page.page.text
    page.send("/posts/compose", do="save", theme=theme["id"], theme_saved="", **sheet(people))
    assert page.status == 422
    assert "Thema: Dieses Thema wurde zurückgenommen." in page.text


def test_the_calendar_shows_themes_embargoes_and_occasions(visitor, people):
    mb = people("mb")
    until = soon(HOUR_S)
    mb.post("/themes", plan(mb, starts_on=day(0), ends_on=day(1), embargo_until=until))
    desk = visitor("desk1").look("/occasions")
    desk.send("/occasions", name="Sachsen-Anhalt-Tag", kind="culture", first_day=day(0))
    assert "Eingetragen." in desk.text
    for view in ("month", "week", "list"):
        told = visitor("mb").look(f"/calendar?view={view}&day={day(0)}").text
        assert "Digitalpakt Thema" in told
        assert "Sachsen-Anhalt-Tag" in told
        assert "Sperrfrist bis" in visitor("mb").look(f"/calendar?view={view}&day={until[:10]}").text
        stranger = visitor("mw").look(f"/calendar?view={view}&day={day(0)}").text
        assert "Digitalpakt" not in stranger
        assert "Sperrfrist" not in stranger


def test_occasions_are_entered_and_removed_by_the_desk_only(visitor, people):
    desk, mb = visitor("desk1").look("/occasions"), visitor("mb")
    desk.send("/occasions", name="", kind="sport", first_day="")
    assert desk.status == 422
    assert "Bezeichnung: Diese Angabe fehlt." in desk.text
    desk.send("/occasions", name="Reformationstag", kind="anniversary", first_day=day(5), last_day=day(4))
    assert "Der letzte Tag liegt vor dem ersten." in desk.text
    desk.send("/occasions", name="Landesturnfest", kind="sport", first_day=day(4), last_day=day(6))
    assert "Landesturnfest" in mb.look("/occasions").text
    assert "Anlass eintragen" not in mb.text
    path = re.search(r"/occasions/[0-9a-f-]{36}/remove", desk.page.text)[0]
    assert mb.send(path).status == 403
    assert "Landesturnfest" not in desk.send(path).text


def test_empty_pages_say_what_will_stand_there(visitor):
    page = visitor("mb")
    assert "bevor es einen Beitrag gibt" in page.look("/themes").text
    assert "um nichts gebeten" in page.look("/contributions").text
    assert "von der Zentralredaktion" in page.look("/occasions").text


def test_the_page_of_a_theme_says_which_central_delivery_has_to_go_first(visitor, people):
    desk, mb = people("desk1"), people("mb")
    theme = desk.post("/themes", plan(desk, kind="cabinet")).json()
    post = mb.write(channels=("Landesportal", "Konsole MB"))
    mb.put(f"/posts/{post['id']}/theme", {"theme_id": theme["id"]})
    told = visitor("mb").look(f"/themes/{theme['id']}").page.text
    central, own = on(mb.read(post), "Landesportal"), on(mb.read(post), "Konsole MB")
    before, _, after = told.partition("Das wartet darauf")
    assert f"/deliveries/{central['id']}" in before
    assert f"/deliveries/{own['id']}" not in before
    assert f"/deliveries/{own['id']}" in after


def test_a_plan_is_looked_through_first_and_brought_in_as_a_whole_then(visitor):
    page = visitor("mb").look("/themes/import")
    assert "Nötig sind Titel, Art und Federführung" in page.text
    wrong = "Titel;Art;Federführung\nTag der Museen (erfunden);Umzug;MB\n"
    bring_in(page, wrong)
    assert page.status == 422
    assert "Die Datei ist noch nicht eingelesen: 1 Stelle ist zu berichtigen" in page.text
    assert "2 Art Diesen Wert gibt es hier nicht." in page.text
    bring_in(page, wrong.replace("Umzug", "Veranstaltung"))
    assert "In dieser Datei ist alles richtig: 1 Thema" in page.text
    assert "Tag der Museen" not in visitor("mb").look("/themes").text
    kept = re.search(r'name="kept" value="([^"]+)"', page.page.text)[1]
    page.send("/themes/import", kept=kept, do="store")
    assert "Eingelesen." in page.text
    assert "Tag der Museen (erfunden)" in page.text
    bring_in(page.look("/themes/import"), page.look("/themes.xlsx").page.content)
    assert "Das ist schon eingetragen." in page.text


def bring_in(page, content):
    """Choose a file and let it be looked through."""
    page.look("/themes/import")
    token = re.search(r'name="form_token" value="([^"]*)"', page.page.text)[1]
    files = {"file": ("plan.csv", content, "text/csv")}
    page.page = page.client.post("/themes/import", data={"form_token": token}, files=files, headers=HTML)


def test_the_empty_plan_and_a_list_are_files_that_can_be_brought_in(visitor):
    page = visitor("mb")
    for path in ("/themes/import.xlsx", "/themes.xlsx"):
        answer = page.look(path).page
        assert answer.content.startswith(b"PK")
        assert "themen-" in answer.headers["content-disposition"]
    assert visitor("kanal").look("/themes/import").status == 403
    assert "Plan einlesen" not in visitor("kanal").look("/themes").text


def test_the_radar_shows_a_week_and_leads_on_to_the_next(visitor, people):
    people("mb").write(at=soon(HOUR_S))
    page = visitor("mb").look("/radar")
    week = clock.from_instant(clock.parse(soon(HOUR_S)).instant).wall.date()
    page.look(f"/radar?day={week}")
    assert "MB 0 von 1" in page.text
    assert "Ohne Beitrag: LTIG" not in page.text
    assert "MW" in page.text.partition("Ohne Beitrag: ")[2].partition(".")[0]
    assert '"Ressort";"MB";"1";"0"' in page.look(f"/radar.csv?day={week}").page.text
    further = page.look(f"/radar?day={week}").page.text.partition('href="/radar?day=')[2]
    assert re.match(r"\d{4}-\d\d-\d\d", further)
    assert "In dieser Woche ist nichts geplant." in page.look("/radar?day=2001-01-01").text
    assert page.look("/radar?day=nie").status == 200


def test_a_theme_is_talked_about_and_decided_on_its_page(visitor, people):
    mb, path = begun(visitor, people)
    assert "Noch hat niemand etwas gesagt." in mb.text
    assert "Zurückstellen" not in mb.text
    mb.send(f"{path}/comments", remark="")
    assert mb.status == 422
    mb.look(path).send(f"{path}/comments", remark="Wer liefert die Bilder?")
    assert "Gesagt. Wer hier mitredet, ist benachrichtigt." in mb.text
    desk = visitor("desk1").look(path)
    assert "Wer liefert die Bilder?" in desk.text
    desk.send(f"{path}/comments", remark="", decision="deferred")
    assert desk.status == 422
    desk.look(path).send(f"{path}/comments", remark="Erst nach den Ferien.", decision="deferred")
    assert "Entschieden." in desk.text
    page = mb.look(path).text
    for said in (
        "zurückgestellt",
        "Erst nach den Ferien.",
        "Über das Thema entschieden",
        "Thema kommentiert",
    ):
        assert said in page, said
    auditor = visitor("revision").look(path)
    assert "Erst nach den Ferien." in auditor.text
    assert f"{path}/comments" not in auditor.page.text
