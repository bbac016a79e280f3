"""Befunde on the page: what is open and what is over, where it leads, and whether the watcher itself still looks."""

import csv
from io import StringIO

import pytest
from sqlalchemy import select

from app import db
from app.actions.findings import end_finding, file_finding
from app.clock import berlin_minute, now
from app.models import Finding, RuleLook
from app.models.finding import FindingRule
from app.queries.watch import RULES

ALL = {"desk1", "revision", "admin"}


def file(rule, kind, subject, **detail):
    with db.transaction() as session:
        return file_finding(session, rule, kind, subject, **detail).id


@pytest.fixture
def looked(office):
    """The watcher has just looked by every rule."""
    with db.transaction() as session:
        session.add_all(RuleLook(rule=rule.name.value, looked_at=now()) for rule in RULES)


@pytest.fixture
def findings(people):
    """One open finding about a delivery, and one of a part that is over."""
    post = people("desk1").approve(people("mb").submit(people("mb").write(title="Offen")))
    delivery = post["deliveries"][0]["id"]
    file(
        FindingRule.DELIVERY_OVERDUE,
        "delivery",
        delivery,
        channel="Landesportal",
        due_at="2026-11-24T11:30:00+00:00",
    )
    file(FindingRule.PART_SILENT, "part", "publish", part="Der Worker publish", ago="")
    with db.transaction() as session:
        end_finding(session, FindingRule.PART_SILENT, "part", "publish")
    return delivery


def test_what_is_open_stands_before_what_is_over_and_leads_to_the_thing(visitor, findings, looked):
    desk1 = visitor("desk1").look("/findings")
    said = desk1.text
    assert said.index("Überfällig und nicht draußen") < said.index(
        "Ein Teil arbeitet nicht", said.index("seit")
    )
    assert "war fällig (Di, 24.11.2026, 12:30 Uhr)" in said
    assert "Öffnen Sie die Ausspielung" in said
    assert "Die Ursache ist weg." in said
    assert f'href="/deliveries/{findings}"' in desk1.page.text
    assert f"Zuletzt geprüft: {berlin_minute(now())[:15]}" in said
    assert f'href="/deliveries/{findings}"' not in visitor("admin").look("/findings").page.text


def test_findings_are_filtered_and_handed_out_as_a_file(visitor, findings, looked):
    desk1 = visitor("desk1")
    rows = 'class="badge badge-level-alarm"'
    for query, is_open, is_over in (
        ("", True, True),
        ("state=open", True, False),
        ("state=ended", False, True),
        ("rule=delivery_overdue", True, False),
        ("rule=part_silent", False, True),
        ("rule=unsinn", True, True),
    ):
        page = desk1.look(f"/findings?{query}").page.text
        assert ((rows in page), ("Der Worker publish gibt" in page)) == (is_open, is_over), query
    file = desk1.look("/findings.csv?state=ended").page
    lines = list(csv.DictReader(StringIO(file.text.removeprefix("\ufeff")), delimiter=";"))
    assert [(line["Regel"], line["Kennung der Sache"]) for line in lines] == [
        ("Ein Teil arbeitet nicht", "publish")
    ]
    assert lines[0]["Beendet"]


def test_a_notice_leads_to_its_finding_alone(visitor, findings, looked):
    with db.transaction() as session:
        query = select(Finding.id).where(Finding.rule == FindingRule.DELIVERY_OVERDUE.value)
        finding_id = session.execute(query).scalar_one()
    page = visitor("desk1").look(f"/open/finding/{finding_id}")
    assert page.page.url.path == f"/findings/{finding_id}"
    assert "Überfällig" in page.text
    assert "Der Worker publish" not in page.text
    nothing = visitor("desk1").look("/findings/01890000-0000-7000-8000-000000000000")
    assert "Diesen Befund gibt es nicht." in nothing.text


def test_the_page_says_when_the_watcher_does_not_look(visitor, office, force):
    admin = visitor("admin")
    assert "Er hat noch nie nachgesehen." in admin.look("/findings").text
    with db.transaction() as session:
        session.add_all(RuleLook(rule=rule.name.value, looked_at=now()) for rule in RULES)
    assert "sieht jede Minute nach" in admin.look("/findings").text
    force("update rule_look set error = 'KeyError' where rule = 'clock_wrong'")
    assert "Das Nachsehen ist gescheitert bei: Eine Uhr geht falsch." in admin.look("/findings").text
    force("update rule_look set looked_at = now() - interval '4 minutes'")
    said = admin.look("/findings").text
    assert "Der Wächter sieht nicht nach" in said
    assert "Zuletzt geprüft:" in said


@pytest.fixture
def stranger(office):
    """A post on a channel that belongs to no row: no look ever ends what was found of it."""
    address = "https://social.example/@land/4711"
    return file(FindingRule.POST_WITHOUT_ROW, "channel", f"x {address}", remote_url=address)


def test_what_no_look_ends_the_desk_ends_with_its_decision(visitor, people, stranger, findings, looked):
    desk1 = visitor("desk1").look("/findings")
    assert desk1.page.text.count("Entscheiden und beenden") == 1
    assert desk1.send(f"/findings/{stranger}/end", reason="").status == 422
    assert "Diese Angabe fehlt." in desk1.text
    desk1.send(f"/findings/{stranger}/end", reason="Von der Pressestelle; bleibt stehen.")
    assert "Darüber ist entschieden" in desk1.text
    assert "Befund beenden" not in desk1.page.text
    record = visitor("revision").look("/events?area=finding")
    assert "hat einen Befund beendet." in record.text
    assert "Von der Pressestelle; bleibt stehen." in record.text
    again = people("desk2").post(f"/findings/{stranger}/end", {"reason": "Noch einmal."})
    assert (again.status_code, again.json()["key"]) == (409, "finding-ended")


def test_only_the_desk_ends_a_finding_and_none_that_ends_by_itself(visitor, people, stranger, findings):
    assert "Befund beenden" not in visitor("admin").look(f"/findings/{stranger}").page.text
    assert people("admin").post(f"/findings/{stranger}/end", {"reason": "Weg."}).status_code == 403
    overdue = people("desk1").get("/findings", rule="delivery_overdue").json()["items"][0]
    assert (overdue["ends_by_hand"], overdue["ended_at"]) == (False, None)
    answer = people("desk1").post(f"/findings/{overdue['id']}/end", {"reason": "Weg."})
    assert (answer.status_code, answer.json()["key"]) == (409, "finding-ends-by-itself")
    assert people("desk1").get("/findings", rule="delivery_overdue").json()["items"][0]["ended_at"] is None


def test_findings_are_for_the_desk_the_technicians_and_auditors(visitor, people):
    for name in ("mb", "mb.lead", "desk1", "kanal", "revision", "admin"):
        page = visitor(name).look("/findings")
        assert (page.status == 200) is (name in ALL), name
        assert ('href="/findings"' in visitor(name).look("/").page.text) is (name in ALL), name
        assert (people(name).get("/findings").status_code == 200) is (name in ALL), name


def test_the_api_lists_open_ones_first_page_by_page(people, findings):
    desk1, rows, after = people("desk1"), [], {}
    while after is not None:
        page = desk1.get("/findings", limit=1, **after).json()
        rows += page["items"]
        after = {"after": page["next"]} if page["next"] else None
    assert [(row["rule"], row["ended_at"] is None) for row in rows] == [
        ("delivery_overdue", True),
        ("part_silent", False),
    ]
    assert rows[0]["subject_id"] == findings
    assert desk1.get("/findings", rule="part_silent", state="open").json()["items"] == []
    assert len(desk1.get("/findings", state="ended").json()["items"]) == 1
