"""Golden: loaded with the Drucksache's own data, the reports are its tables, row by row and to the cent."""

import csv
import io
import zipfile
from collections import Counter
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from tests.factories import Person

NET, UNSTATED = "net", "unstated"
IN_THE_COST_COLUMN = {
    10: "778.80 149.94 31.10 6033.30 34520.00 220.50 32844.00 3123.75 854.30 1155.67 1212.36 28296.64 34858.20 "
    "9368.28 19500.00 18000.00",
    11: "100.00 5000.00 3590.70 3504.16",
    12: "1041.24 3022.21 3794.26",
    13: "2738.30 50.00",
    14: "1680.00 117.00 1260.00 499.00",
    15: "12080.00 9415.00 14920.00 17500.00",
    16: "17900.00 14400.00",
    17: "27698.75 17257.50 32025.00 34770.00",
    18: "21000.00 71000.00 31000.00 75000.00 18500.00 14000.00 55000.00 5000.00",
    19: "2500.00",
}
"""Typed off page by page, not made from the files in data/."""
REPORTS = ("costs", "channels", "staffing", "strategies", "followers")


@pytest.fixture
def desk(people):
    return people("desk1")


@pytest.fixture
def report(desk):
    def fetch(name, **query):
        answer = desk.get(f"/reports/{name}", **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return fetch


@pytest.fixture
def costs(report):
    return report("costs")


def sums(costs, per, organisation=None, platforms=(), basis=UNSTATED):
    return {
        (row["year_from"], row["year_to"]): row["amount"]
        for row in costs["sums"]
        if (row["per"], row["organisation"], row["platforms"], row["basis"])
        == (per, organisation, list(platforms), basis)
    }


def test_each_printed_amount_is_one_item_on_its_page_in_the_printed_order(costs):
    found = {page: [] for page in IN_THE_COST_COLUMN}
    for item in costs["items"]:
        if item["amount"] is not None:
            found[item["source_page"]].append(item["amount"])
    assert found == {page: amounts.split() for page, amounts in IN_THE_COST_COLUMN.items()}


def test_what_is_no_amount_keeps_its_wording(costs):
    without = [item for item in costs["items"] if item["amount"] is None]
    assert Counter(item["nothing"] for item in without) == {
        "none": 10,
        "not_applicable": 3,
        "not_reported": 6,
        None: 1,
    }
    (unreadable,) = (item for item in without if item["nothing"] is None)
    assert (unreadable["printed"], unreadable["platforms"], unreadable["year_from"], unreadable["basis"]) == (
        "2.00,00 Euro netto",
        ["youtube"],
        2019,
        NET,
    )
    assert {item["printed"] for item in without if item["nothing"] == "not_applicable"} == {"entfällt"}


def test_the_chancellery_adds_up_as_checked(costs):
    by_year = {
        (2016, 2016): "959.84",
        (2017, 2017): "40773.80",
        (2018, 2018): "37977.72",
        (2019, 2019): "1212.36",
    }
    assert sums(costs, "reported", "StK", ["facebook", "twitter"]) == by_year
    assert sums(costs, "reported", "StK", ["youtube"]) == {
        (2016, 2016): "28296.64",
        (2017, 2017): "34858.20",
        (2018, 2018): "9368.28",
    }


def test_the_marketing_company_adds_up_net_only(costs):
    assert list(sums(costs, "reported", "IMG / Standortmarketing", ["twitter"], NET).values()) == [
        "12080.00", "9415.00", "14920.00", "17500.00",
    ]  # fmt: skip
    assert list(sums(costs, "reported", "IMG / Standortmarketing", ["wechat"], NET).values()) == [
        "17900.00", "14400.00",
    ]  # fmt: skip
    assert list(sums(costs, "reported", "IMG / Kreativwirtschaft", [], NET).values()) == [
        "27698.75", "17257.50", "32025.00", "34770.00",
    ]  # fmt: skip
    assert sums(costs, "organisation", "IMG / Standortmarketing") == {}


def test_net_and_unstated_amounts_are_never_one_sum(costs):
    total = {row["basis"]: Decimal(row["amount"]) for row in costs["sums"] if row["per"] == "total"}
    printed = {page: sum(map(Decimal, amounts.split())) for page, amounts in IN_THE_COST_COLUMN.items()}
    assert total == {
        NET: sum(printed[page] for page in range(14, 19)),
        UNSTATED: sum(printed[page] for page in (10, 11, 12, 13, 19)),
    }


def test_what_is_not_separable_enters_no_sum_of_a_medium(costs):
    media = [row for row in costs["sums"] if row["per"] == "medium"]
    assert all(len(row["platforms"]) == 1 for row in media)
    twitter = sums(costs, "medium", None, ["twitter"], NET)
    assert twitter[2016, 2016] == "10000.00"  # without 2.080 for management that also serves web sites
    assert twitter[2018, 2018] == "11540.00"  # without what the ministry's footnote mixes with web sites
    assert sums(costs, "medium", None, ["facebook"], NET) == {(2016, 2016): "21000.00"}


def test_an_estimate_shows_in_every_sum_it_is_in(costs):
    told = {
        (row["organisation"], row["year_from"]): row["estimate"]
        for row in costs["sums"]
        if row["per"] == "reported"
    }
    assert told["MULE", 2019]
    assert not told["MULE", 2018]
    estimated = {item["printed"] for item in costs["items"] if item["estimate"]}
    assert "rund 18.000 Euro" in estimated
    assert len(estimated) == 2


def test_shares_positions_and_contractors_stand_beside_the_amount(costs):
    items = {item["key"]: item for item in costs["items"]}
    photos = items["D7-4655-K03"]
    assert (photos["share"], "rund 20%" in photos["share_reason"]) == ("20", True)
    first = items["D7-4655-K27"]
    assert (first["share"], first["rounding"], first["positions"][2]["counted"]) == (
        "25",
        "half_even",
        "1041.24",
    )
    care = items["D7-4655-K51"]["positions"][2]
    assert (care["unit_price"], care["quantity"], care["amount"]) == ("1400.00", "6", "8400.00")
    assert items["D7-4655-K25"]["third_party"]
    assert items["D7-4655-K05"]["contractor"] == "swat.io"
    assert [items[f"D7-4655-K{number}"]["advertising"] for number in (35, 36, 57)] == [
        "included",
        "extra",
        "whole",
    ]


def test_the_channels_are_the_52_of_the_drucksache_in_its_order(report):
    channels = report("channels")
    assert [row["key"] for row in channels["items"]] == [f"D7-4655-{number:02}" for number in range(1, 53)]
    assert {row["organisation"] for row in channels["without"]} == {"MJ", "MF"}
    group = channels["items"][37]
    assert group["printed"].startswith("geschlossene Facebook-Gruppe")
    reserved = channels["items"][27]
    assert reserved["period"] == "seit September 2016 geblockt, seit März 2019 aktive Nutzung"


def test_staffing_strategies_and_followers_are_whole(report):
    staffing = report("staffing")["items"]
    assert (len(staffing), staffing[12]["effort"], staffing[12]["basis"]) == (26, "0.125", "fte")
    strategies = report("strategies")["items"]
    assert (len(strategies), len(strategies[0]["goals"])) == (19, 7)
    table = [row for row in report("followers")["items"] if row["as_of"] == "2019-02-19"]
    assert [row["followers"] for row in table] == [
        9254, 11267, 365, 212, 199, 3465, 1075, 73, 10, 1067, 1672, 405,
    ]  # fmt: skip
    assert [row["views"] for row in table if row["views"]] == [488792, 2507]


@pytest.mark.parametrize("name", REPORTS)
def test_files_hold_the_same_rows_and_are_the_same_twice(desk, name):
    rows = desk.get(f"/reports/{name}").json()
    expected = len(rows["items"]) + len(rows.get("without", []))
    first, second = (desk.get(f"/reports/{name}", format="csv").content for _ in range(2))
    assert first == second
    table = list(csv.reader(io.StringIO(first.decode("utf-8-sig")), delimiter=";"))
    assert len(table) == expected + 1
    book, again = (desk.get(f"/reports/{name}", format="xlsx").content for _ in range(2))
    assert book == again
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own file
    cells = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    assert len(list(sheet.iter(f"{cells}row"))) >= expected + 1
    assert not list(sheet.iter(f"{cells}f"))


def test_amounts_in_a_spreadsheet_are_german_and_no_cell_is_a_formula(desk):
    text = desk.get("/reports/costs", format="csv").content.decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert (table[3]["Betrag in Euro"], table[3]["Kosten"], table[3]["Seite"]) == (
        "6033,30",
        "6.033,30 Euro",
        "10",
    )
    assert "'-" in {row["Kosten"] for row in table}


def test_a_ministry_reads_what_it_and_its_bodies_reported(client):
    own = Person(client, "mb").get("/reports/costs").json()
    assert {item["organisation"] for item in own["items"]} == {"MB", "LzpB"}
    assert {row["organisation"] for row in own["sums"]} == {"MB", "LzpB", None}
    assert Person(client, "mb").get("/costs", organisation="StK").json()["items"] == []
    assert Person(client, "admin").get("/costs").status_code == 403


def test_lists_go_on_page_by_page_and_narrow_down(desk):
    seen, after = [], None
    while True:
        page = desk.get("/costs", limit=30, **({"after": after} if after else {})).json()
        seen += [item["key"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == [f"D7-4655-K{number:02}" for number in range(1, 69)]
    found = desk.get("/costs", organisation="MW", year=2018, platform="wechat", basis="net").json()["items"]
    assert [item["amount"] for item in found] == ["17900.00"]
    assert len(desk.get("/staffing", platform="whatsapp").json()["items"]) == 1
    assert len(desk.get("/strategies", organisation="MI").json()["items"]) == 9
    assert len(desk.get("/metrics-snapshots", platform="youtube").json()["items"]) == 2
