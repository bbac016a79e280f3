"""Nutzungskonzepte on pages, without JavaScript: begun, written, issued, handed out; and imprints."""

import re

from tests.web.seeing import ensure_sound
from tests.web.test_channel_life_pages import USE, day, planned

PLAIN_USE = {name: said for name, said in USE.items() if not name.startswith("concept")}
TEXTS = {
    "do": "text",
    "title": "Nutzungskonzept MB",
    "preamble": "Warum wir da sind:\n\n- für Eltern\n- für Schulen",
    "mission": "Bildung erklären.",
    "contact": "Werktags von 9 bis 15 Uhr:",
    "sources": "https://mb.example/aktuelles\n",
    "channels": "",
    "commitment": "Wir prüfen das jedes Jahr.",
}


def begun(visitor):
    visitor.look("/concepts")
    visitor.send("/concepts", organisation="MB", title="Nutzungskonzept MB")
    assert "Begonnen." in visitor.text
    return visitor.page.url.path


def enter(visitor, path, role, name, **said):
    visitor.send(path, do="entry", role=role, name=name, valid_from="2020-01-01", **said)
    assert "Das Impressum der Kanäle nennt es in seinem Zeitraum." in visitor.text


def write(visitor, path, **said):
    version = re.search(r'name="version" value="(\d+)"', visitor.look(path).page.text)[1]
    visitor.send(path, **TEXTS | {"version": version} | said)


def whole(visitor):
    channel = planned(visitor)
    visitor.send(channel, **PLAIN_USE)
    path = begun(visitor)
    for role in ("body", "responsible", "contact"):
        enter(visitor, path, role, f"Kim {role}")
    write(visitor, path)
    return path, channel


def test_a_body_writes_its_concept_issues_it_and_hands_it_out(visitor):
    lead = visitor("mb.lead")
    path = begun(lead)
    assert "Vor der Ausgabe fehlt noch" in lead.text
    lead.send(path, do="issue", as_of=day())
    assert lead.status == 422
    assert "Es fehlt: die Präambel; Aufgabe und Anliegen; wer die Kanäle anbietet;" in lead.text
    channel = planned(lead)
    lead.send(channel, **PLAIN_USE)
    for role in ("body", "responsible", "contact"):
        enter(lead, path, role, f"Kim {role}")
    write(lead, path)
    assert "Gespeichert. Ausgegebene Fassungen ändern sich dadurch nicht." in lead.text
    assert "<li>für Eltern</li>" in lead.page.text
    assert "Junge Menschen über Ausbildung informieren." in lead.text
    lead.send(path, do="issue", as_of=day())
    assert "Ausgegeben. Die Fassung gibt es jetzt als Datei" in lead.text
    assert "Fassung 1" in lead.text
    files = re.findall(r'href="(/concepts/versions/[^"]+)"', lead.page.text)
    kinds = [visitor("mb.lead").look(name).page.headers["content-type"] for name in files]
    assert [kind.split("/")[1][:8] for kind in kinds] == ["pdf", "vnd.open", "html; ch"]
    assert "Konzept mit Stand" not in lead.look(channel).text
    assert lead.look(f"{files[0][:-4]}.odt").status == 404


def test_what_somebody_else_wrote_meanwhile_is_not_lost(visitor):
    lead = visitor("mb.lead")
    path = begun(lead)
    write(visitor("kanal"), path, mission="Von der Kanalverwaltung.")
    lead.send(path, **TEXTS | {"version": "1", "mission": "Meine Worte."})
    assert lead.status == 422
    assert "Das Konzept wurde inzwischen geändert." in lead.text
    assert "Meine Worte." in lead.page.text
    assert "Von der Kanalverwaltung." in lead.look(path).text


def test_an_entry_is_ended_and_the_imprint_tells_it_by_day(visitor):
    lead = visitor("mb.lead")
    path, channel = whole(lead)
    entries = re.findall(r'name="entry" value="([0-9a-f-]+)"', lead.look(path).page.text)
    said = {"do": "entry", "role": "responsible", "name": "Kim responsible", "valid_from": "2020-01-01"}
    lead.send(path, entry=entries[1], valid_to="2019-01-01", **said)
    assert "Gilt bis: Das Ende liegt vor dem Anfang." in lead.text
    lead.send(path, entry=entries[1], valid_to="2024-12-31", **said)
    assert "bis 31.12.2024" in lead.text
    assert "wer für den Inhalt verantwortlich ist" in lead.text
    assert "Kim responsible" in lead.look(f"{channel}/imprint?on=2024-06-01").text
    assert "Kim responsible" not in lead.look(f"{channel}/imprint?on=2025-06-01").text
    assert lead.look(f"{channel}/imprint?on=gestern").status == 404
    assert "steht niemand im Impressum" in lead.look(f"{channel}/imprint?on=2019-06-01").text


def test_who_may_not_write_finds_no_form_and_who_may_not_read_nothing(visitor):
    path = begun(visitor("mb.lead"))
    for name in ("mb", "desk1", "revision"):
        seen = visitor(name).look(path)
        assert "Eigene Worte" not in seen.text
        assert "So liest es sich heute" in seen.text
    assert visitor("admin").look(path).status == 403
    assert visitor("mb").look("/concepts").status == 200
    assert "Nutzungskonzept beginnen" in visitor("mb.lead").look("/concepts").text
    assert "Nutzungskonzept beginnen" not in visitor("desk1").look("/concepts").text


def test_the_channel_managers_describe_a_platform_for_all_concepts(visitor):
    manager = visitor("kanal").look("/platforms/vimeo")
    manager.send("/platforms/vimeo", do="describe", description="", operator="Vimeo", is_open="true")
    assert manager.status == 422
    assert "Was die Plattform ist und wozu sie taugt: Diese Angabe fehlt." in manager.text
    manager.send(
        "/platforms/vimeo", do="describe", description="Ein Dienst.", operator="Vimeo", is_open="true"
    )
    assert "Ausgegebene Nutzungskonzepte ändern sich dadurch nicht." in manager.text
    assert "Plattform beschreiben" not in visitor("mb.lead").look("/platforms/vimeo").text


def test_axe_finds_nothing_on_the_pages_of_concepts(browse, visitor):
    lead = visitor("mb.lead")
    path, channel = whole(lead)
    lead.send(path, do="issue", as_of=day())
    page = browse("mb.lead", path)
    for place in (path, "/concepts", f"{channel}/imprint"):
        page.goto(place)
        ensure_sound(page)
    manager = browse("kanal", "/platforms/vimeo")
    ensure_sound(manager)
