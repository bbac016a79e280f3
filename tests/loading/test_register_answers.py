"""The Drucksache's answers as they were typed off, against a second reading of its figures and its own arithmetic."""

import re
import shutil
from collections import Counter
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from app.loading.export import export_register
from app.loading.register import load_register
from app.loading.register_files import read_register
from app.loading.rows import RegisterFaultsError
from app.models import CostItem, MetricsSnapshot, StaffingRecord, Strategy
from app.queries.register_findings import RegisterRule, find_register_findings

FOLDER = Path(__file__).parents[2] / "data" / "sachsen-anhalt"
SECOND_READING = Path(__file__).with_name("amounts_7_4655.txt")
MONEY = re.compile(
    r"(?<![\d.,])(?:\d{1,3}(?: \d{3})+,\d{2}|[\d.]*\d,\d{2}|[\d.]*\d(?= ?(?:Euro|EURO|EUR|€)))"
)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(FOLDER, tmp_path / "register")


@pytest.fixture
def loaded(session, folder):
    report = load_register(session, folder, environment="test")
    session.expire_all()
    return report


@pytest.fixture
def costs(session, loaded):
    return list(session.scalars(select(CostItem).order_by(CostItem.source_key)))


@pytest.fixture
def findings(session, loaded):
    return find_register_findings(session)


@pytest.fixture
def spoil(folder):
    """Replace a piece of one file and return the faults that reading the register names."""

    def replace(file, old, new):
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(RegisterFaultsError) as error:
            read_register(folder)
        return [(fault.file, fault.row, fault.column) for fault in error.value.faults]

    return replace


def printed_text(item):
    """The whole row as it stands on its page."""
    service = item.service if item.service and item.service not in item.printed else ""
    return " ".join([service, *(row.printed for row in item.positions), item.printed])


def test_every_amount_of_pages_10_to_19_is_there_once_and_no_other(costs):
    typed = {page: Counter() for page in range(10, 20)}
    for item in costs:
        page = int(item.source.rpartition(" ")[2])
        typed[page] += Counter(MONEY.findall(printed_text(item)))
    lines = [line for line in SECOND_READING.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    read = {int(line[:2]): Counter(line[4:].split(" | ")) for line in lines}
    assert sum(sum(found.values()) for found in read.values()) == 123
    assert typed == read


def test_all_sub_positions_add_up_to_the_printed_amounts(costs):
    for item in costs:
        details = Decimal(0)
        for row in item.positions:
            if row.role == "detail":
                details += row.amount
            if row.role == "subtotal":
                assert row.amount == details
                share = (row.amount * row.share / 100).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
                assert (item.rounding, share) == ("half_even", row.counted)
        counted = [row.counted for row in item.positions if row.counted is not None]
        assert not counted or sum(counted) == item.amount


def test_the_files_hold_everything_that_was_answered(loaded, session, costs):
    assert {name: count.created for name, count in loaded.answers.items()} == {
        "Kosten": 68,
        "Personal": 26,
        "Strategien": 19,
        "Stände der Kanäle": 13,
        "Gedruckte Abkürzungen": 14,
    }
    assert sum(item.amount is not None for item in costs) == 48
    assert Counter(item.nothing for item in costs if item.nothing) == {
        "none": 10,
        "not_applicable": 3,
        "not_reported": 6,
    }
    snapshots = session.scalars(select(MetricsSnapshot)).all()
    assert sum(row.as_of.isoformat() == "2019-02-19" for row in snapshots) == 12
    assert Counter(row.kind for row in session.scalars(select(Strategy))) == {
        "none": 6,
        "own": 6,
        "government": 4,
        "other": 3,
    }


def test_the_seven_strategic_goals_are_those_of_the_lead(session, loaded):
    own = session.scalars(select(Strategy).where(Strategy.source_key == "D7-4655-S01")).one()
    assert (own.organisation.abbreviation, len(own.goals)) == ("StK", 7)
    assert own.goals[-1].goal == "Landesportal stärken"
    assert own.goals[-1].source == "Drucksache 7/4655, Anlage 1, Seite 5"


def test_staffing_keeps_what_people_said_beside_what_can_be_reckoned(session, loaded):
    def said(key):
        row = session.scalars(select(StaffingRecord).where(StaffingRecord.source_key == key)).one()
        return row.persons_min, row.persons_max, row.comparator, row.effort, row.basis, row.external

    assert said("D7-4655-P13") == (2, 2, "=", Decimal("0.125"), "fte", None)
    assert said("D7-4655-P12") == (1, 1, "≤", Decimal(10), "percent", None)
    assert said("D7-4655-P26") == (1, 2, "<", Decimal("0.05"), "fte", None)
    assert said("D7-4655-P08") == (None, None, None, None, "unquantified", None)
    assert said("D7-4655-P03") == (None, None, None, None, None, "Agentur")


def test_a_second_load_changes_nothing(session, folder, loaded):
    assert load_register(session, folder, environment="test").is_unchanged


def test_an_export_writes_the_same_files_back(session, loaded, tmp_path):
    counts = export_register(session, tmp_path / "out")
    assert len(counts) == 12
    for file in counts:
        assert (tmp_path / "out" / file).read_bytes() == (FOLDER / file).read_bytes(), file


def test_a_corrected_sub_position_and_one_that_is_gone_follow_the_file(session, folder, loaded):
    path = folder / "cost_positions.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    gone = next(line for line in lines if line.startswith("D7-4655-K30,7,"))
    lines.remove(gone)
    path.write_text("".join(lines).replace("label,Musik", "label,Ton"), encoding="utf-8")
    report = load_register(session, folder, environment="test")
    assert (report.answers["Kosten"].changed, report.answers["Kosten"].unchanged) == (1, 67)
    session.expire_all()
    item = session.scalars(select(CostItem).where(CostItem.source_key == "D7-4655-K30")).one()
    assert len(item.positions) == 6


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("costs.csv", ",778.80,", ",778.90,", ("costs.csv", 2, "amount")),
        ("costs.csv", ",778.80,", ',"778,80",', ("costs.csv", 2, "amount")),
        ("costs.csv", "workshop", "seminar", ("costs.csv", 2, "kind")),
        ("costs.csv", ",unstated,", ",,", ("costs.csv", 2, "basis")),
        ("costs.csv", "facebook twitter", "facebook myspace", ("costs.csv", 2, "platforms")),
        ("costs.csv", "K02,StK", "K02,XYZ", ("costs.csv", 3, "organisation")),
        ("costs.csv", "D7-4655-K02", "D7-4655-K01", ("costs.csv", 3, "key")),
        ("costs.csv", ",2017,2019,", ",2019,2017,", ("costs.csv", 17, "year_to")),
        ("cost_positions.csv", "K27,2,", "K27,1,", ("cost_positions.csv", 3, "position")),
        ("cost_positions.csv", "K27,1,", "K99,1,", ("cost_positions.csv", 2, "item")),
        ("cost_positions.csv", ",75.50,,,75.50,", ",75.50,,,75.05,", ("costs.csv", 29, "amount")),
        ("staffing.csv", "≤,10,", ",10,", ("staffing.csv", 13, "comparator")),
        ("staffing.csv", ",1,2,fte", ",2,1,fte", ("staffing.csv", 27, "persons_max")),
        ("strategies.csv", "government", "regierung", ("strategies.csv", 3, "kind")),
        ("strategy_goals.csv", "S01,1,", "S99,1,", ("strategy_goals.csv", 2, "strategy")),
        ("metrics_snapshots.csv", "2019-02-19", "2019-02-30", ("metrics_snapshots.csv", 2, "as_of")),
        ("metrics_snapshots.csv", "D7-4655-02", "D7-4655-99", ("metrics_snapshots.csv", 2, "channel")),
    ],
)
def test_a_mistake_is_named_with_file_row_and_column(spoil, file, old, new, place):
    assert place in spoil(file, old, new)


@pytest.mark.parametrize(
    ("trap", "rule", "words", "pages"),
    [
        ("1 a channel nobody registered", "unregistered", "WhatsApp", ["Seite 19", "Seite 24", "Seite 29"]),
        ("1 an account nobody registered", "unregistered", "umweltsofortprogramm", ["Seite 12", "Anlage 1, Seite 4"]),
        ("2 a wrong domain in a channel", "channel", "instragram.com/umwelt.lsa", ["Seite 5"]),
        ("2 a wrong domain in an answer", "address", "instragram.com/mein_takt", ["Seite 19"]),
        ("3 no valid amount", "amount", "2.00,00 Euro netto", ["Seite 18"]),
        ("4 a budget within and beside", "budget", "650,00 Euro zu 117,00 Euro", ["Seite 14"]),
        ("5 how a share is rounded", "rounding", "1.041,25 Euro, gedruckt ist 1.041,24 Euro", ["Seite 12"]),
        ("6 fifty or a hundred", "quantity", "2 × 50,00 Euro sind 100,00 Euro", ["Seite 13"]),
        ("7 a copied answer", "copied", "Die Behörde betreibt den Facebook-Account", ["Seite 21"]),
        ("8 an abbreviation", "name", "Polizeidirektion", ["Seite 9"]),
        ("8 an older name", "name", "Ministerium des Innern", ["Seite 20", "Seite 25"]),
        ("8 the order of a name", "name", "Umwelt, Landwirtschaft und Energie", ["Seite 23", "Seite 27"]),
        ("9 two beginnings", "since", "Beigetreten „2018“", ["Seite 5", "Anlage 1, Seite 4"]),
        ("10 a misprint in a name", "name_unknown", "Landwirtschat", ["Anlage 1, Seite 4"]),
        ("11 not per medium", "not_per_medium", "11 Beträge gelten für Facebook und Twitter", ["Seite 10"]),
        ("12 net beside unstated", "bases", "netto (MW", ["Seite 10", "Seite 18"]),
    ],
)  # fmt: skip
def test_each_of_the_twelve_traps_is_a_finding_with_its_pages(findings, trap, rule, words, pages):
    found = [row for row in findings if row.rule == rule and words in row.sentence]
    assert found, trap
    assert all(page in found[0].source for page in pages)


def test_all_seven_lines_with_the_wrong_domain_are_found(findings):
    rules = Counter(row.rule for row in findings if "instragram" in row.sentence)
    assert rules == {RegisterRule.CHANNEL: 5, RegisterRule.ADDRESS: 4}


def test_advertising_on_other_peoples_channels_asks_for_no_channel(findings):
    assert not [row for row in findings if row.rule == "unregistered" and "MB" in row.organisation]
