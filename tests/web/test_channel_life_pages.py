"""A channel's life on pages, without JavaScript: planned, described, announced, opened; and stops of platforms."""

import re
from datetime import timedelta

from app import clock
from tests.web.seeing import ensure_sound

USE = {
    "do": "use",
    "purpose": "Junge Menschen über Ausbildung informieren.",
    "extent": "Drei Beiträge in der Woche.",
    "responsibility": "Pressestelle",
    "target_group": "Schülerinnen und Schüler",
    "topics": "Ausbildung",
    "delimitation": "Nicht auf den Landeskanälen.",
    "concept_title": "Nutzungskonzept Ausbildung",
    "concept_as_of": "2026-05-01",
}
STOP = {
    "effect": "paused",
    "legal_reason": "Kein datenschutzkonformes Betreiben möglich.",
    "condition": "Vereinbarung nach Art. 26 DSGVO.",
}


def day(days=0):
    return (clock.today() + timedelta(days=days)).isoformat()


def planned(visitor):
    visitor.look("/channels/new")
    visitor.send("/channels/new", label="Ausbildung MB", platform="console", organisation="MB", scope="own")
    assert visitor.status == 200, visitor.text
    return visitor.page.url.path


def test_a_channel_goes_from_plan_to_end_on_its_page(visitor):
    lead = visitor("mb.lead")
    path = planned(lead)
    assert "Eingetragen. Nun bitte die Nutzung beschreiben" in lead.text
    lead.send(path, do="step", step="activate")
    assert lead.status == 422
    assert (
        "Es fehlt: Zweck, Art und Umfang der Nutzung; das Nutzungskonzept mit Stand; die Anzeige" in lead.text
    )
    lead.send(path, **USE)
    assert "Pressestelle" in lead.text
    for recipient in ("pia", "lfd"):
        lead.send(path, do="notice", recipient=recipient, means="sent", told_on=day(), proof="Az. 12")
    assert "Alles liegt vor: Der Kanal kann öffnen." in lead.text
    lead.send(path, do="step", step="activate")
    assert "Der neue Stand steht hier und im Verlauf." in lead.text
    lead.send(path, do="step", step="discontinue")
    assert "Grund: Diese Angabe fehlt." in lead.text
    lead.send(path, do="step", step="discontinue", reason="Zu wenig genutzt.")
    assert "eingestellt: Zu wenig genutzt." in lead.text
    assert "Nächster Schritt" not in lead.text


def test_the_letters_are_files_and_what_is_entered_wrongly_is_not_lost(visitor):
    lead = visitor("mb.lead")
    path = planned(lead)
    lead.send(path, **USE | {"concept_as_of": "", "purpose": "Ein besonderer Zweck."})
    assert lead.status == 422
    assert "Zu einem Nutzungskonzept gehören Titel und Stand." in lead.text
    assert "Ein besonderer Zweck." in lead.page.text
    files = re.findall(r'href="(/channels/[^"]+/letters/[^"]+)"', lead.page.text)
    assert len(files) == 4
    kinds = {visitor("mb.lead").look(name).page.headers["content-type"].split("/")[1][:10] for name in files}
    assert kinds == {"pdf", "vnd.openxm"}
    assert lead.look(f"{path}/letters/nobody.pdf").status == 404


def test_the_desk_waives_and_who_may_not_write_finds_no_form(visitor):
    path = planned(visitor("mb.lead"))
    desk = visitor("desk1").look(path)
    assert "Nächster Schritt" not in desk.text
    desk.send(path, do="waive", reason="Nur während der Flut.")
    assert "Auf Konzept und Anzeigen wird verzichtet: „Nur während der Flut.“" in desk.text
    assert "Vorbereitung" not in visitor("admin").look(path).text
    assert visitor("mb").look("/channels/new").status == 403
    assert visitor("admin").look("/decisions").status == 403


def test_a_platform_is_stopped_after_its_effects_were_seen(visitor):
    desk = visitor("desk1")
    said = STOP | {"review_on": day(90)}
    desk.look("/platforms/console")
    desk.send("/platforms/console", do="stop", **said | {"condition": ""})
    assert "Bedingung für das Ende: Diese Angabe fehlt." in desk.text
    desk.send("/platforms/console", do="foresee", **said)
    assert "Konsole MB" in desk.text
    assert "Noch ist nichts geschehen." in desk.text
    assert STOP["legal_reason"] in desk.page.text
    desk.send("/platforms/console", do="stop", **said)
    assert "Diese Plattform ist gesperrt" in desk.text
    assert "gesperrt" in visitor("mb").look("/platforms").text
    assert "Sperre aufheben" not in visitor("mb").look("/platforms/console").text
    desk.send("/platforms/console", do="lift", reason="Vereinbarung geschlossen.")
    assert "Kein Kanal öffnet und nichts geht hinaus" in desk.text


def test_a_decision_is_written_down_and_a_stop_can_rest_on_it(visitor):
    desk = visitor("desk1").look("/decisions")
    entry = {
        "title": "Sperre der Konsole",
        "organisation": "StK",
        "decided_on": day(),
        "participants": "Staatskanzlei, LfD",
        "arguments": "Abgewogen.",
        "outcome": "Sperre.",
    }
    desk.send("/decisions", **entry | {"outcome": ""})
    assert "Ergebnis: Diese Angabe fehlt." in desk.text
    desk.send("/decisions", **entry)
    assert "Festgehalten. Kanäle und Sperren" in desk.text
    decision = re.search(
        r'value="([0-9a-f-]{36})">Sperre der Konsole', desk.look("/platforms/console").page.text
    )
    desk.send("/platforms/console", do="stop", decision_id=decision[1], review_on=day(9), **STOP)
    assert "Sperre der Konsole" in desk.text


def test_axe_finds_nothing_on_the_pages_of_a_channels_life(browse, visitor):
    lead, desk = visitor("mb.lead"), visitor("desk1")
    path = planned(lead)
    lead.send(path, do="notice", recipient="pia", means="sent", told_on=day(), proof="Az. 12")
    desk.look("/platforms/vimeo").send("/platforms/vimeo", do="stop", review_on=day(9), **STOP)
    page = browse("mb.lead", path)
    for place in (
        path,
        "/channels/new",
        "/decisions",
        "/platforms",
        "/platforms/vimeo",
        "/costs/new",
        "/staffing/new",
    ):
        page.goto(place)
        ensure_sound(page)
    desk_page = browse("desk1", "/platforms/console")
    ensure_sound(desk_page)
