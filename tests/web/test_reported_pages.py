"""Kosten, Personal, Strategien on the page: what was reported, its sums and files, and what is entered by hand."""

import re


def test_the_desk_sees_costs_with_sums_that_say_net_or_not(visitor):
    said = visitor("desk1").look("/costs").text
    assert "190.946,84 Euro" in said
    assert "Redaktionssystem swat.io" in said
    assert "rund 18.000,00 Euro" in said
    assert "Gedruckt: „2.00,00 Euro netto“" in said
    assert "netto" in said
    assert "ohne Angabe" in said


def test_filters_narrow_the_list_its_sums_and_its_file(visitor):
    desk1 = visitor("desk1")
    found = desk1.look("/costs?organisation=MULE&year=2019").text
    assert "2.788,30 Euro" in found
    assert "2.738,30 Euro" in found
    assert "3.794,26 Euro" not in found
    file = desk1.look("/costs.csv?organisation=MULE&year=2019").page
    assert file.headers["content-type"].startswith("text/csv")
    assert file.text.count('"MULE"') == 2
    book = desk1.look("/costs.xlsx?organisation=MULE").page
    assert book.content[:2] == b"PK"
    assert "Dazu ist nichts gemeldet" in desk1.look("/costs?organisation=MF").text
    assert "Redaktionssystem" in desk1.look("/costs?year=nie&basis=brutto").text


def test_staffing_and_strategies_read_as_people_said_them(visitor):
    desk1 = visitor("desk1")
    staffing = desk1.look("/staffing").text
    assert "1 Person, höchstens 10 % der Arbeitszeit" in staffing
    assert "2 Personen, 0,125 VZÄ" in staffing
    assert "1 bis 2 Personen, weniger als 0,05 VZÄ" in staffing
    assert "von außen: Landessportbund" in staffing
    strategies = desk1.look("/strategies?organisation=StK").text
    assert "Landesportal stärken" in strategies
    assert "folgt der Landesregierung" not in strategies
    for path, name in (("/staffing.csv", "personal.csv"), ("/strategies.xlsx", "strategien.xlsx")):
        assert name in desk1.look(path).page.headers["content-disposition"]


def test_a_ministry_sees_its_own_and_technicians_nothing(visitor):
    own = visitor("mb").look("/costs").text
    assert "3.590,70 Euro" in own
    assert "swat.io" not in own
    assert visitor("admin").look("/costs").page.status_code == 403
    assert 'href="/costs"' not in visitor("admin").look("/channels").page.text
    assert 'href="/costs"' in visitor("mb").look("/channels").page.text


def test_whoever_reads_everything_sees_what_does_not_add_up(visitor):
    said = visitor("revision").look("/costs").text
    assert "„2.00,00 Euro netto“ ist kein gültiger Betrag" in said
    assert "gedruckt ist 1.041,24 Euro" in said
    assert "Auffälligkeiten" not in visitor("mb").look("/costs").text


COST = {
    "organisation": "MB",
    "year_from": "2026",
    "amount": "1.041,24",
    "basis": "gross",
    "platform-facebook": "1",
}


def test_costs_are_entered_changed_and_removed_by_hand(visitor):
    manager = visitor("kanal").look("/costs/new")
    form = COST | {"service": "Film (erfunden)", "positions": "Dreh; 800,00\nSchnitt; 241,24"}
    told = manager.send("/costs/new", **form).text
    assert "Eingetragen." in told
    assert "1.041,24 Euro brutto" in told
    assert "Dreh: 800,00 Euro" in told
    way = re.search(r'href="(/costs/[0-9a-f-]+/edit)"', manager.page.text)[1]
    assert value(manager.look(way), "amount") == "1041,24"
    seen = value(manager, "seen")
    told = manager.send(way, **COST | {"amount": "480,25", "seen": seen}).text
    assert "Geändert." in told
    assert "480,25 Euro brutto" in told
    manager.look(way).send(way, **COST | {"amount": "1", "seen": seen})
    assert manager.status == 422
    assert "Jemand anderes hat diese Angabe inzwischen geändert" in manager.text
    manager.look(way)
    told = manager.send(way, do="remove", seen=value(manager, "seen")).text
    assert "Entfernt." in told
    assert "480,25" not in told


def test_what_is_wrong_stands_beside_the_field_and_nothing_is_lost(visitor):
    manager = visitor("kanal").look("/costs/new")
    manager.send(
        "/costs/new", **COST | {"amount": "viel", "positions": "Dreh 800", "service": "Film (erfunden)"}
    )
    assert manager.status == 422
    assert "Das ist keine Zahl. Bitte wie 1.041,24 oder 0,5 schreiben." in manager.text
    assert "Zeile 1: Bitte je Zeile eine Bezeichnung" in manager.text
    assert value(manager, "service") == "Film (erfunden)"


def test_a_lead_enters_staffing_of_the_own_ministry_and_nobody_elses(visitor):
    lead = visitor("mb.lead").look("/staffing/new")
    assert set(re.findall(r'<option value="([A-Z]+)"', lead.page.text)) == {"MB"}
    told = lead.send("/staffing/new", organisation="MB", persons_min="1", external="Agentur Muster").text
    assert "1 Person, von außen: Agentur Muster" in told
    lead.look("/staffing/new")
    assert lead.send("/staffing/new", organisation="MF", persons_min="1").status == 422
    assert visitor("mb").look("/staffing/new").status == 403
    assert 'href="/staffing/new"' not in visitor("mb").look("/staffing").page.text


def test_a_strategy_and_its_goals_are_entered_by_hand(visitor):
    lead = visitor("mb.lead").look("/strategies/new")
    lead.send("/strategies/new", organisation="MB", kind="other")
    assert lead.status == 422
    assert "Bitte angeben, welchem Papier die Strategie folgt." in lead.text
    said = {"organisation": "MB", "kind": "own", "document": "Medienkonzept (erfunden)"}
    told = lead.send("/strategies/new", **said, goals="Schulen erreichen\n\nFragen beantworten").text
    assert "eigene: Medienkonzept (erfunden)" in told
    assert "Schulen erreichen" in told
    way = re.search(r'href="(/strategies/[0-9a-f-]+/edit)"', lead.page.text)[1]
    lead.look(way)
    told = lead.send(way, **said, goals="Fragen beantworten", seen=value(lead, "seen")).text
    assert "Geändert." in told
    assert "Schulen erreichen" not in told


def test_growth_is_a_chart_with_its_table(visitor, people):
    channels = people("kanal").get("/channels?organisation=MB&platform=twitter").json()["items"]
    lead = visitor("mb.lead").look("/metrics-snapshots")
    assert "199 Abonnenten am 19.02.2019" in lead.text
    for day, followers in (("2019-08-19", "250"), ("2020-02-19", "1.245")):
        lead.look("/metrics-snapshots/new")
        said = {"channel_id": channels[0]["id"], "as_of": day, "followers": followers}
        assert "Eingetragen." in lead.send("/metrics-snapshots/new", **said).text
    assert "+1.046 (+526 %)" in lead.text
    assert '<polyline points="0.0,25.2 49.6,24.0 100.0,0.0">' in lead.page.text
    lead.look("/metrics-snapshots/new")
    lead.send("/metrics-snapshots/new", channel_id=channels[0]["id"], as_of="2020-02-19", followers="viele")
    assert "Das ist keine Zahl." in lead.text
    assert value(lead, "followers") == "viele"
    assert "abonnenten.csv" in lead.look("/metrics-snapshots.csv").page.headers["content-disposition"]


def test_a_file_of_costs_is_looked_through_and_then_entered(visitor):
    manager = visitor("kanal").look("/costs")
    assert 'href="/imports?kind=costs"' in manager.page.text
    text = "Stelle;Betrag in Euro;Netto oder brutto;Leistung\nMB;{};netto;Film (erfunden)\n"
    manager.look("/imports?kind=costs")
    bring_in(manager, "costs", text.format("viel"))
    assert manager.status == 422
    assert "Das ist keine Zahl. Bitte wie 1.041,24 oder 0,5 schreiben." in manager.text
    bring_in(manager, "costs", text.format("480,25"))
    assert "MB: 480,25 Euro netto" in manager.text
    assert "480,25" not in visitor("desk1").look("/costs").text
    told = manager.send("/imports", kind="costs", kept=value(manager, "kept"), do="store").text
    assert "Eingelesen." in told
    assert "480,25 Euro netto" in told
    assert manager.look("/imports/costs.xlsx").page.content[:2] == b"PK"
    assert visitor("desk1").look("/imports").status == 403


def bring_in(visitor, kind, text):
    """Choose a file and let it be looked through."""
    token = value(visitor, "form_token")
    files = {"file": ("datei.csv", text.encode())}
    visitor.page = visitor.client.post("/imports", data={"form_token": token, "kind": kind}, files=files)


def value(visitor, name):
    return re.search(f'name="{name}"[^>]* value="([^"]*)"', visitor.page.text)[1]
