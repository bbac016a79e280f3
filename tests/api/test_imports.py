"""A plan or what bodies report from a file: tried first, then all of it or nothing, CSV or workbook, nothing twice."""

import csv
import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from xlsxwriter import Workbook

from tests.api.parts import assert_problem, fetch
from tests.factories import API, a_key

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS = [
    "Titel",
    "Art",
    "Federführung",
    "Beteiligte Ressorts",
    "Erster Tag",
    "Letzter Tag",
    "Ziele",
    "Formate",
]
PLACES = ("Halle", "Dessau", "Stendal", "Naumburg", "Quedlinburg", "Zeitz")


def annual_plan():
    """Three hundred rows as a body with many events plans a year: events, campaigns, series, ideas without a day."""
    rows = []
    for number in range(300):
        day = date(2037, 1, 1) + timedelta(days=number)
        kind = ("Veranstaltung", "Kampagne", "Serie", "Jahresthema")[number % 4]
        days = (
            ["", ""]
            if number % 50 == 49
            else [f"{day:%d.%m.%Y}", f"{day + timedelta(days=number % 3):%d.%m.%Y}"]
        )
        title = f"Standorttag {PLACES[number % 6]} {number + 1} (erfunden)"
        rows.append(
            [
                title,
                kind,
                "MB",
                "MF, MW" if number % 5 == 0 else "",
                *days,
                "Reichweite erhöhen",
                "Kurzfilm, Bild",
            ]
        )
    return rows


def as_csv(rows, heads=HEADS):
    paper = io.StringIO(newline="")
    csv.writer(paper, delimiter=";").writerows([heads, *rows])
    return ("\ufeff" + paper.getvalue()).encode()


def as_workbook(rows, heads=HEADS):
    paper = io.BytesIO()
    with Workbook(paper, {"in_memory": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd.mm.yyyy"})
        for number, row in enumerate([heads, *rows]):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                else:
                    sheet.write(number, column, cell)
    return paper.getvalue()


def bring_in(person, content, *, kind="text/csv", dry_run=False, key=None, what="themes"):
    headers = person.headers | {"Content-Type": kind} | ({"Idempotency-Key": key} if key else {})
    return person.client.post(
        f"{API}/imports?kind={what}&dry_run={str(dry_run).lower()}", content=content, headers=headers
    )


def found(answer):
    return {(row["field"], row["key"]) for row in answer.json()["issues"]}


def themes():
    return fetch("select count(*) from theme")


def test_an_annual_plan_with_faults_is_mended_and_brought_in_as_a_whole(everyone):
    lead, before = everyone("mb.lead"), themes()
    rows = annual_plan()
    rows[6][1] = "Umzug"
    rows[41][2] = "MX"
    rows[98][4] = "31.02.2037"
    rows[141][5] = "01.01.2036"
    rows[200][0] = ""
    rows[250] = rows[249]
    expected = {
        ("8.Art", "enum"),
        ("43.Federführung", "import-house-unknown"),
        ("100.Erster Tag", "import-no-day"),
        ("143.Letzter Tag", "theme-ends-early"),
        ("202.Titel", "missing"),
        ("252.Titel", "import-doubled"),
    }
    tried = bring_in(lead, as_csv(rows), dry_run=True)
    assert (tried.status_code, found(tried), tried.json()["is_stored"]) == (200, expected, False)
    assert "Zeile 251" in next(
        r["context"]["message"] for r in tried.json()["issues"] if r["field"] == "252.Titel"
    )
    refused = bring_in(lead, as_csv(rows))
    assert (refused.status_code, found(refused)) == (422, expected)
    assert themes() == before
    done = bring_in(lead, as_csv(annual_plan())).json()
    assert (done["rows"], done["is_stored"], done["issues"]) == (300, True, [])
    assert themes()[0][0] == before[0][0] + 300
    again = bring_in(lead, as_csv(annual_plan()))
    assert again.status_code == 422
    assert {key for _, key in found(again)} == {"import-known"}


def test_a_workbook_says_the_same_as_a_csv_file(everyone):
    heads = [*HEADS, "Sperrfrist", "Vertraulich", "Worum es geht"]
    title = "Tag der Werkstätten (erfunden)"
    row = [
        title,
        "Veranstaltung",
        "MB",
        "MF",
        date(2037, 5, 4),
        date(2037, 5, 5),
        "",
        "",
        "04.05.2037 10:00",
        "ja",
        "=Kern",
    ]
    lead = everyone("mb.lead")
    assert bring_in(lead, as_workbook([row], heads), kind=XLSX).status_code == 200
    theme = next(row for row in lead.get("/themes?limit=100").json()["items"] if row["title"] == title)
    assert (theme["starts_on"], theme["ends_on"], theme["sensitivity"]) == (
        "2037-05-04",
        "2037-05-05",
        "confidential",
    )
    assert datetime.fromisoformat(theme["embargo_until"]).isoformat().startswith("2037-05-04T08:00")
    assert [row["abbreviation"] for row in theme["ministries"]] == ["MF"]


def test_nobody_plans_for_others_and_only_the_desk_puts_central_first(everyone):
    rows = [["Fremd (erfunden)", "Kampagne", "MF"], ["Kabinett (erfunden)", "Kabinett", "MB"]]
    answer = bring_in(everyone("mb.lead"), as_csv(rows, HEADS[:3]))
    assert found(answer) == {
        ("2.Federführung", "import-not-allowed"),
        ("3.Federführung", "import-not-allowed"),
    }
    assert bring_in(everyone("desk1"), as_csv(rows, HEADS[:3]), dry_run=True).json()["issues"] == []


def test_what_somebody_may_not_know_of_is_not_betrayed_by_a_doubled_title(everyone):
    """A ministry of its own brings in the same as a confidential theme of which it knows nothing: nothing is told."""
    row = [["Geheime Sache (erfunden)", "Kampagne", "MB", "ja"]]
    heads = [*HEADS[:3], "Vertraulich"]
    assert bring_in(everyone("desk1"), as_csv(row, heads)).status_code == 200
    theirs = [["Geheime Sache (erfunden)", "Kampagne", "MF", "nein"]]
    assert bring_in(everyone("mf"), as_csv(theirs, heads), dry_run=True).json()["issues"] == []


def test_two_who_bring_in_the_same_plan_at_once_leave_it_there_once(everyone):
    people, before = [everyone("mb"), everyone("mb.lead")], themes()
    rows = as_csv([[f"Gleichzeitig {n} (erfunden)", "Serie", "MB"] for n in range(20)], HEADS[:3])
    with ThreadPoolExecutor(2) as hands:
        answers = list(hands.map(lambda person: bring_in(person, rows).status_code, people))
    assert sorted(answers) == [200, 422]
    assert themes()[0][0] == before[0][0] + 20


def test_a_request_that_is_repeated_enters_nothing_twice(everyone):
    rows, key = as_csv([["Wiederholt (erfunden)", "Serie", "MB"]], HEADS[:3]), a_key()
    first, second = (bring_in(everyone("mb"), rows, key=key) for _ in range(2))
    assert first.json() == second.json()
    assert first.json()["is_stored"]


def bomb():
    """A workbook with two cells, a million rows apart."""
    paper = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_workbook([["x", "Serie", "MB"]], HEADS[:3]))) as old,
        zipfile.ZipFile(paper, "w") as new,
    ):
        for part in old.infolist():
            content = old.read(part)
            if part.filename.startswith("xl/worksheets/"):
                content = content.replace(b'r="A2"', b'r="XFD1048576"').replace(
                    b'<row r="2"', b'<row r="1048576"'
                )
            new.writestr(part.filename, content)
    return paper.getvalue()


def swollen():
    """A workbook that is a thousand times larger unpacked."""
    paper = io.BytesIO(as_workbook([["x", "Serie", "MB"]], HEADS[:3]))
    with zipfile.ZipFile(paper, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet2.xml", b" " * (32 * 1024 * 1024))
    return paper.getvalue()


@pytest.mark.parametrize(
    ("content", "issue"),
    [
        (as_csv([], HEADS[:3]), ("file", "import-empty")),
        (b"", ("1.Titel", "import-column-missing")),
        (as_csv([["x", "Serie"]], ["Titel", "Art"]), ("1.Federführung", "import-column-missing")),
        (as_csv([["x", "Serie", "MB", ""]], [*HEADS[:3], "Farbe"]), ("1.Farbe", "import-column-unknown")),
        (as_csv([["x", "Serie", "MB", ""]], [*HEADS[:3], "Art"]), ("1.Art", "import-column-doubled")),
        ('Titel;Art;Federführung\n"x;Serie;MB'.encode(), ("2", "import-quotes")),
        ("Titel;Art;Federführung\nMühle;Serie;MB".encode("latin-1"), ("file", "import-not-utf-8")),
        (b"PK\x03\x04 and no more", ("file", "import-unreadable")),
        (as_csv([["x", "Serie", "MB"]] * 2001, HEADS[:3]), ("file", "import-too-long")),
        (bomb(), ("file", "import-too-long")),
        (swollen(), ("file", "import-too-long")),
    ],
    ids=[
        "empty",
        "nothing",
        "without",
        "unknown",
        "doubled",
        "quotes",
        "latin",
        "broken",
        "long",
        "apart",
        "swollen",
    ],
)
def test_a_file_that_cannot_be_taken_says_why(everyone, content, issue):
    for dry_run in (True, False):
        answer = bring_in(everyone("mb"), content, dry_run=dry_run)
        assert issue in found(answer), answer.text


def test_another_kind_of_file_is_refused(everyone):
    assert_problem(bring_in(everyone("mb"), b"%PDF", kind="application/pdf"), 415, "import-kind")


COSTS = [
    "Stelle",
    "Plattformen",
    "Erstes Jahr",
    "Leistung",
    "Art",
    "Betrag in Euro",
    "Netto oder brutto",
    "Unterpositionen",
]
FILM = [
    "MB",
    "Facebook, Mastodon",
    "2026",
    "Film (erfunden)",
    "Video",
    "1.041,24",
    "brutto",
    "Dreh; 800,00\nSchnitt; 241,24",
]
TOOL = ["MB", "", "2026", "Werkzeug (erfunden)", "Werkzeug", "480,25", "netto", ""]


def cost_items():
    return fetch("select count(*) from cost_item")[0][0]


def test_costs_come_in_from_a_file_as_if_entered_by_hand(everyone):
    lead, before = everyone("mb.lead"), cost_items()
    done = bring_in(lead, as_csv([FILM, TOOL], COSTS), what="costs")
    assert (done.status_code, done.json()["rows"]) == (200, 2), done.text
    items = {row["service"]: row for row in lead.get("/costs", limit=100, organisation="MB").json()["items"]}
    film, tool = items["Film (erfunden)"], items["Werkzeug (erfunden)"]
    assert (film["amount"], film["basis"], film["kind"]) == ("1041.24", "gross", "video")
    assert film["platforms"] == ["facebook", "mastodon"]
    assert [row["amount"] for row in film["positions"]] == ["800.00", "241.24"]
    assert (tool["platforms"], tool["year_from"], tool["year_to"]) == ([], 2026, 2026)
    again = bring_in(lead, as_csv([TOOL], COSTS), what="costs")
    assert found(again) == {("2.Stelle", "import-known")}
    assert cost_items() == before + 2


def test_one_wrong_row_keeps_all_costs_out_and_names_every_column(everyone):
    lead, before = everyone("mb.lead"), cost_items()
    rows = [
        [*TOOL[:3], "Gut (erfunden)", *TOOL[4:]],
        ["MF", *TOOL[1:]],
        [*TOOL[:5], "viel", *TOOL[6:]],
        [*TOOL[:6], "halb", ""],
        [*TOOL[:1], "Litfaßsäule", *TOOL[2:]],
        [*FILM[:7], "Dreh 800"],
        [*FILM[:7], "Dreh; 1,00"],
    ]
    expected = {
        ("3.Stelle", "import-not-yours"),
        ("4.Betrag in Euro", "number-illegible"),
        ("5.Netto oder brutto", "enum"),
        ("6.Plattformen", "platform-unknown"),
        ("7.Unterpositionen", "positions-illegible"),
        ("8.Unterpositionen", "positions-differ"),
    }
    assert found(bring_in(lead, as_csv(rows, COSTS), what="costs", dry_run=True)) == expected
    refused = bring_in(lead, as_csv(rows, COSTS), what="costs")
    assert (refused.status_code, found(refused)) == (422, expected)
    assert cost_items() == before
    assert_problem(bring_in(everyone("mb"), as_csv([TOOL], COSTS), what="costs"), 403, "not-allowed")


def test_a_number_of_a_workbook_keeps_its_point_whatever_its_places(everyone):
    """1.041 in a cell is little more than one, in a German text it is more than a thousand."""
    lead = everyone("mb.lead")
    heads = ["Stelle", "Wie genau", "Aufwand", "Von außen"]
    row = ["MB", "etwa", 1.041, "Agentur Muster (erfunden)"]
    refused = bring_in(lead, as_workbook([row], heads), kind=XLSX, what="staffing")
    assert ("2.Worin gemessen", "effort-with-basis") in found(refused)
    costs = [*TOOL[:3], "Workshop (erfunden)", "Workshop", 1041.5, "netto", ""]
    assert bring_in(lead, as_workbook([costs], COSTS), kind=XLSX, what="costs").status_code == 200
    items = lead.get("/costs", limit=100, organisation="MB").json()["items"]
    assert [row["amount"] for row in items if row["service"] == "Workshop (erfunden)"] == ["1041.50"]


def test_strategies_and_followers_come_in_from_files(everyone):
    manager = everyone("kanal")
    goals = [["MB", "eigene", "Medienkonzept (erfunden)", "Schulen erreichen\nFragen beantworten"]]
    assert (
        bring_in(manager, as_csv(goals, ["Stelle", "Art", "Papier", "Ziele"]), what="strategies").status_code
        == 200
    )
    listed = manager.get("/strategies", limit=100, organisation="MB").json()["items"]
    assert ["Schulen erreichen", "Fragen beantworten"] in [row["goals"] for row in listed]
    heads = ["Kanal", "Stand vom", "Abonnenten", "Aufrufe"]
    label = manager.get("/channels", organisation="MB", platform="twitter").json()["items"][0]["label"]
    rows = [[label, "30.06.2012", "1.245", ""], [label, "31.07.2012", "1.300", "30.500"]]
    assert bring_in(manager, as_csv(rows, heads), what="metrics-snapshots").status_code == 200
    again = bring_in(
        manager, as_csv([rows[0], ["Nirgends", "1.1.2012", "1", ""]], heads), what="metrics-snapshots"
    )
    assert found(again) == {("2.Stand vom", "snapshot-known"), ("3.Kanal", "import-channel-unknown")}
