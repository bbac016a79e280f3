"""Costs, staffing, strategies and followers entered by hand: kept as a whole, told in the record; what came from a source stays as printed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from tests.api.parts import assert_problem, fetch

COST = {
    "organisation": "MB",
    "platforms": ["facebook"],
    "year_from": 2026,
    "year_to": 2026,
    "kind": "video",
    "service": "Film zum Digitalpakt (erfunden)",
    "amount": "1041.24",
    "basis": "gross",
    "positions": [{"label": "Dreh", "amount": "800.00"}, {"label": "Schnitt", "amount": "241.24"}],
}
STAFFING = {
    "organisation": "MB",
    "persons_min": 1,
    "persons_max": 2,
    "comparator": "~",
    "effort": "0.5",
    "basis": "fte",
}


@pytest.fixture
def manager(everyone):
    return everyone("kanal")


def made(person, way, body):
    answer = person.post(f"/{way}", body)
    assert answer.status_code == 201, answer.text
    return answer


def issues(answer):
    assert answer.status_code == 422, answer.text
    return {(row["field"], row["key"]) for row in answer.json()["issues"]}


def events(thing):
    return fetch("select action, body ->> 'said' from event where object_id = :id order by id", id=thing)


def test_what_is_entered_is_in_the_report_and_enters_its_sums(manager):
    before = manager.get("/reports/costs?format=json&organisation=MB").json()
    item = made(manager, "costs", COST).json()
    after = manager.get("/reports/costs?format=json&organisation=MB").json()
    assert item["printed"] == "1.041,24 Euro brutto"
    assert [row["printed"] for row in item["positions"]] == ["Dreh: 800,00 Euro", "Schnitt: 241,24 Euro"]
    assert len(after["items"]) == len(before["items"]) + 1
    gross = [
        row
        for row in after["sums"]
        if row["per"] == "organisation" and row["organisation"] == "MB" and row["basis"] == "gross"
    ]
    assert [row["amount"] for row in gross] == ["1041.24"]
    assert manager.delete(f"/costs/{item['id']}", if_match="*").status_code == 204
    assert manager.get("/reports/costs?format=json&organisation=MB").json() == before


def test_the_record_keeps_what_was_said_first_and_last(manager):
    item = made(manager, "costs", COST).json()
    change = COST | {"amount": "480.25", "basis": "net", "positions": []}
    assert manager.put(f"/costs/{item['id']}", change, if_match="*").json()["amount"] == "480.25"
    manager.delete(f"/costs/{item['id']}", if_match="*")
    assert events(item["id"]) == [
        ("report.enter", "1.041,24 Euro brutto"),
        ("report.change", "480,25 Euro netto"),
        ("report.remove", "480,25 Euro netto"),
    ]
    assert manager.get(f"/costs/{item['id']}").status_code == 404


def test_two_who_change_the_same_do_not_undo_each_other(manager, everyone):
    answer = made(manager, "costs", COST)
    way, seen = f"/costs/{answer.json()['id']}", answer.headers["ETag"]
    first = everyone("mb.lead").put(way, COST | {"contractor": "Agentur Muster"}, if_match=seen)
    assert first.status_code == 200
    assert_problem(manager.put(way, COST | {"service": "Anderes"}, if_match=seen), 412, "stale")
    assert_problem(manager.put(way, COST), 428, "if-match-required")
    assert manager.get(way).json()["contractor"] == "Agentur Muster"


def test_a_ministry_enters_its_own_and_nobody_elses(everyone):
    lead = everyone("mb.lead")
    made(lead, "costs", COST)
    assert_problem(lead.post("/costs", COST | {"organisation": "MF"}), 403, "not-allowed")
    assert_problem(everyone("mb").post("/costs", COST), 403, "not-allowed")
    assert_problem(everyone("desk1").post("/costs", COST), 403, "not-allowed")


def test_what_came_from_a_source_stays_as_it_is_printed(manager):
    printed = next(row for row in manager.get("/costs?limit=1").json()["items"] if row["key"])
    way = f"/costs/{printed['id']}"
    for answer in (manager.put(way, COST, if_match="*"), manager.delete(way, if_match="*")):
        assert_problem(answer, 409, "entry-from-file")
        assert printed["source"] in answer.json()["detail"]
    assert manager.get(f"/costs/{printed['id']}").json() == printed


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"amount": None}, ("amount", "amount-or-nothing")),
        ({"nothing": "none"}, ("amount", "amount-or-nothing")),
        ({"basis": None}, ("basis", "basis-missing")),
        ({"year_to": 2025}, ("year_to", "years-out-of-order")),
        ({"year_from": 2099, "year_to": 2099}, ("year_from", "year-to-come")),
        ({"share": "20"}, ("share_reason", "share-with-reason")),
        ({"unit_price": "100"}, ("quantity", "price-with-quantity")),
        ({"unit_price": "100", "quantity": "2"}, ("amount", "product-differs")),
        ({"positions": [{"label": "Dreh", "amount": "1"}]}, ("positions", "positions-differ")),
        ({"platforms": ["litfass"]}, ("platforms", "platform-unknown")),
        ({"organisation": "XX"}, ("organisation", "organisation-unknown")),
    ],
)
def test_what_cannot_be_reckoned_with_is_named_and_nothing_is_kept(manager, change, found):
    before = fetch("select count(*) from cost_item")
    assert found in issues(manager.post("/costs", COST | change))
    assert fetch("select count(*) from cost_item") == before


def test_a_share_of_a_unit_price_is_reckoned_to_the_cent(manager):
    """100 Euro three times, of which 20 % count: 60 Euro; a third of a cent is rounded as merchants do."""
    share = {"share": "20", "share_reason": "Rund ein Fünftel der Fotos wird dort gezeigt.", "positions": []}
    made(manager, "costs", COST | share | {"unit_price": "100.00", "quantity": "3", "amount": "60.00"})
    odd = {"unit_price": "0.33", "quantity": "1.00", "share": "50", "amount": "0.17"}
    made(manager, "costs", COST | share | odd)


def test_staffing_is_said_as_people_say_it(manager):
    record = made(manager, "staffing", STAFFING).json()
    assert record["printed"] == "1 bis 2 Personen, etwa 0,5 VZÄ"
    way = f"/staffing/{record['id']}"
    outside = {"organisation": "MB", "external": "Agentur Muster", "printed": "Betreuung durch Agentur"}
    changed = manager.put(way, outside, if_match="*").json()
    assert (changed["persons_min"], changed["effort"], changed["printed"]) == (
        None,
        None,
        "Betreuung durch Agentur",
    )
    assert manager.delete(way, if_match="*").status_code == 204
    assert [action for action, _ in events(record["id"])] == [
        "report.enter",
        "report.change",
        "report.remove",
    ]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"nothing": "none"}, ("persons_min", "staffing-or-nothing")),
        ({"persons_max": 0}, ("persons_max", "persons-out-of-order")),
        ({"comparator": None}, ("comparator", "effort-with-comparator")),
        ({"effort": None, "comparator": None}, ("basis", "effort-with-basis")),
    ],
)
def test_staffing_that_says_two_things_is_refused(manager, change, found):
    assert found in issues(manager.post("/staffing", STAFFING | change))


STRATEGY = {
    "organisation": "MB",
    "kind": "other",
    "document": "Medienkonzept (erfunden)",
    "goals": ["A", "B"],
}


def test_a_strategy_keeps_its_goals_in_their_order_and_can_be_said_anew(manager):
    strategy = made(manager, "strategies", STRATEGY).json()
    assert strategy["printed"] == "folgt einem anderen Papier: Medienkonzept (erfunden)"
    way = f"/strategies/{strategy['id']}"
    changed = manager.put(way, STRATEGY | {"kind": "own", "goals": ["B", "C", "A"]}, if_match="*").json()
    assert (changed["kind"], changed["goals"]) == ("own", ["B", "C", "A"])
    listed = manager.get("/reports/strategies?format=json&organisation=MB").json()["items"]
    assert ["B", "C", "A"] in [row["goals"] for row in listed]
    assert manager.delete(way, if_match="*").status_code == 204
    assert [action for action, _ in events(strategy["id"])] == [
        "report.enter",
        "report.change",
        "report.remove",
    ]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"document": None}, ("document", "strategy-without-document")),
        ({"kind": "none"}, ("kind", "strategy-or-none")),
        ({"platforms": ["litfass"]}, ("platforms", "platform-unknown")),
        ({"goals": [" "]}, ("goals.0", "text.empty")),
    ],
)
def test_a_strategy_that_contradicts_itself_is_refused(manager, change, found):
    assert found in issues(manager.post("/strategies", STRATEGY | change))


@pytest.fixture
def snapshot(manager):
    """Followers of a channel of MB on a day that is nobody else's."""
    channels = manager.get("/channels?organisation=MB&platform=twitter").json()["items"]
    days = fetch("select count(*) from metrics_snapshot")[0][0]
    return {
        "channel_id": channels[0]["id"],
        "as_of": f"{date(2020, 1, 1) + timedelta(days=days)}",
        "followers": 1245,
    }


def test_how_it_stood_with_a_channel_is_said_once_a_day(manager, everyone, snapshot):
    first = made(manager, "metrics-snapshots", snapshot).json()
    assert first["printed"] == f"1.245 Abonnenten am {date.fromisoformat(snapshot['as_of']):%d.%m.%Y}"
    assert (first["organisation"], first["platform"]) == ("MB", "twitter")
    again = everyone("mb.lead").post("/metrics-snapshots", snapshot | {"followers": 1300})
    assert issues(again) == {("as_of", "snapshot-known")}
    way = f"/metrics-snapshots/{first['id']}"
    changed = manager.put(way, snapshot | {"followers": 1250, "views": 30500}, if_match="*").json()
    assert (changed["followers"], changed["views"]) == (1250, 30500)
    assert manager.delete(way, if_match="*").status_code == 204
    made(manager, "metrics-snapshots", snapshot)


def test_two_who_count_at_once_leave_one_snapshot(everyone, snapshot):
    people = [everyone("kanal"), everyone("mb.lead")] * 2
    with ThreadPoolExecutor(len(people)) as pool:
        answers = list(pool.map(lambda person: person.post("/metrics-snapshots", snapshot), people))
    assert sorted(answer.status_code for answer in answers)[:1] == [201]
    assert {answer.status_code for answer in answers} <= {201, 422, 503}
    said = "select count(*) from metrics_snapshot where as_of = :day and source_key is null"
    assert fetch(said, day=date.fromisoformat(snapshot["as_of"])) == [(1,)]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"followers": None}, ("followers", "followers-or-views")),
        ({"as_of": "2999-01-01"}, ("as_of", "day-to-come")),
        ({"channel_id": "00000000-0000-0000-0000-000000000000"}, ("channel_id", "channel-unknown")),
    ],
)
def test_a_snapshot_that_counts_nothing_or_nobody_is_refused(manager, snapshot, change, found):
    assert found in issues(manager.post("/metrics-snapshots", snapshot | change))


def test_a_lead_counts_for_the_own_ministry_and_nobody_else(everyone, snapshot):
    foreign = everyone("kanal").get("/channels?organisation=MS&platform=twitter").json()["items"]
    answer = everyone("mb.lead").post("/metrics-snapshots", snapshot | {"channel_id": foreign[0]["id"]})
    assert_problem(answer, 403, "not-allowed")
    assert_problem(everyone("mb").post("/metrics-snapshots", snapshot), 403, "not-allowed")
