"""Protokoll: who reads which events, how they are told and found, and whether the chain is whole (SECURITY section 2, AC-05)."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest

from app import clock, db
from app.messages.protocol import AREAS, DEEDS, name_deed, tell
from app.queries.audit import verify_chain, verify_stretch
from app.settings import settings
from app.workers.housekeeping import keep_head
from tests.web.visitors import HTML

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def busy(people):
    """A post of MB on its way, one of MW, and an account that was locked."""
    mb, mw, desk1, admin = (people(name) for name in ("mb", "mw", "desk1", "admin"))
    post = mb.submit(mb.write())
    desk1.post(
        f"/posts/{post['id']}/request-changes", {"ground": "factual", "reason": "Bitte die Zahl belegen."}
    )
    mw.write("MW")
    (user,) = admin.get("/users", q="mf@").json()["items"]
    admin.post(f"/users/{user['id']}/lock", {"reason": "Ausgeschieden"})
    return {"post": post["id"], "user": user["id"]}


def test_every_event_that_is_written_has_a_sentence_and_an_area():
    written = set()
    for path in [*(ROOT / "app" / "actions").glob("*.py"), *(ROOT / "app" / "loading").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                pattern = rf"(?:{'|'.join(AREAS)})\.[a-z_]+"
                written |= {node.value} if re.fullmatch(pattern, node.value) else set()
    jobs = {
        "channel.checked",
        "delivery.done",
        "delivery.probed",
        "delivery.prepared",
        "delivery.not_prepared",
    }
    assert written - jobs - set(DEEDS) == set(), "or it is no event"
    assert {action.partition(".")[0] for action in DEEDS} == set(AREAS)
    for action in DEEDS:
        assert "{" not in tell("Wer", action, "den Beitrag") + name_deed(action)


def test_each_event_is_a_german_sentence_that_leads_to_its_thing(visitor, busy):
    page = visitor("revision").look("/events")
    assert "Robin Demo (MB) hat den Beitrag von MB eingereicht." in page.text
    assert "Dora Demo (Zentralredaktion) hat den Beitrag von MB zur Nachbesserung zurückgegeben." in page.text
    reason = "Grund: Angaben unrichtig, unklar oder nicht belegt. „Bitte die Zahl belegen.“"
    assert f"Stand: eingereicht, dann zur Nachbesserung. {reason}" in page.text
    assert "Alex Demo (Technik) hat das Konto Robin Demo (MF) gesperrt." in page.text
    assert f'<a href="/posts/{busy["post"]}">den Beitrag von MB</a>' in page.page.text
    assert f'/admin/users/{busy["user"]}"' not in page.page.text, "an auditor manages no accounts"
    assert "Neue Tablets" not in page.text, "what a post says is not in the record"
    assert re.search(r"Platz \d+", page.text)


@pytest.mark.req("AZ-01")
def test_everybody_reads_of_the_record_what_their_role_shows_and_no_more(visitor, busy):
    readers = {
        "revision": {"eingereicht", "angelegt", "gesperrt"},
        "mb": {"eingereicht"},
        "mb.lead": {"eingereicht"},
        "mw": {"angelegt"},
        "desk1": {"eingereicht"},
        "kanal": set(),
        "admin": {"gesperrt"},
    }
    about = {
        "eingereicht": "den Beitrag von MB eingereicht",
        "angelegt": "den Beitrag von MW angelegt",
        "gesperrt": "das Konto Robin Demo (MF) gesperrt",
    }
    for name, expected in readers.items():
        page = visitor(name).look("/")
        assert 'href="/events"' in page.page.text, name
        page.look("/events")
        assert {what for what, words in about.items() if words in page.text} == expected, name
    for name in ("mb", "desk1", "kanal", "admin"):
        for path in ("/events/verify", "/events/verify?after=0", "/events.csv"):
            assert visitor(name).look(path).status == 403, (name, path)


@pytest.mark.req("AZ-01")
def test_an_agency_reads_nothing_of_the_record(visitor, people):
    admin = people("admin")
    (user,) = admin.get("/users", q="mf@").json()["items"]
    admin.delete(f"/memberships/{user['memberships'][0]['id']}")
    until = (clock.today() + timedelta(days=30)).isoformat()
    body = {"user_id": user["id"], "organisation": "MF", "role": "agency", "valid_to": until}
    assert admin.post("/memberships", body).status_code == 201
    agency = visitor("mf").look("/")
    assert 'href="/events"' not in agency.page.text
    assert agency.look("/events").status == 403


def test_a_channel_manager_reads_what_happened_to_their_channels(visitor, people):
    portal = people("desk1").channel("Landesportal")
    with db.transaction() as session:
        from app.actions.events import record
        from app.models import Channel
        from app.models.user import MACHINE

        channel = session.get(Channel, portal)
        record(session, MACHINE, "channel.access_closed", channel, object_id=channel.id, reason="401")
    page = visitor("kanal").look("/events")
    assert "System hat für den Kanal Landesportal den Zugang gesperrt. „401“" in page.text
    assert "Kanal Landesportal" not in visitor("mb").look("/events").text


@pytest.mark.parametrize(
    ("query", "found", "hidden"),
    [
        ("who=dora", "zurückgegeben", "gesperrt"),
        ("what=user.lock", "gesperrt", "zurückgegeben"),
        ("what=post.", "zurückgegeben", "gesperrt"),
        ("organisation=MW", "Beitrag von MW", "Beitrag von MB"),
        ("organisation=MF", "Robin Demo (MF)", "Beitrag von MB"),
        ("object={post}", "Beitrag von MB", "Beitrag von MW"),
        ("object={user}", "Robin Demo (MF)", "Beitrag von MB"),
        ("start={today}", "Beitrag von MB", "nichts davon"),
        ("what=unsinn.&start=unsinn&end=unsinn", "Beitrag von MB", "nichts davon"),
    ],
)
def test_events_are_found_by_who_what_whose_on_what_and_when(visitor, busy, query, found, hidden):
    rows = visitor("revision").look("/events?" + query.format(**busy, today=clock.today()))
    listed = rows.page.text[rows.page.text.index('<ol class="rows"') :]
    assert found in listed
    assert hidden not in listed


def test_what_cannot_be_looked_for_is_said_at_its_field(visitor):
    page = visitor("revision").look("/events?object=irgendwas")
    assert page.status == 422
    assert 'href="#object">Kennung: Das ist keine Kennung' in page.page.text
    assert 'value="irgendwas"' in page.page.text
    yesterday = clock.today() - timedelta(days=1)
    assert "Dazu steht nichts im Protokoll" in page.look(f"/events?end={yesterday}").text


def test_the_record_goes_on_where_a_page_ended_and_is_a_file_too(visitor, busy, monkeypatch):
    monkeypatch.setattr("app.web.routes.events.PAGE_LENGTH", 5)
    monkeypatch.setattr("app.web.routes.events.FILE_PAGE", 5)
    revision, path, places = visitor("revision"), "/events", []
    while path:
        page = revision.look(path).page.text
        places += [int(place.replace(".", "")) for place in re.findall(r"Platz ([\d.]+)", page)]
        found = re.search(r'rel="next" href="([^"]+)"', page)
        path = found and found[1].replace("&amp;", "&")
    assert places == list(range(len(places), 0, -1))
    answer = revision.client.get("/events.csv?what=user.lock", headers=HTML)
    assert answer.headers["content-disposition"].startswith('attachment; filename="protokoll-')
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert (
        '"Alex Demo (Technik) hat das Konto Robin Demo (MF) gesperrt.";"„Ausgeschieden“";"user.lock"'
        in lines[1]
    )
    whole = revision.client.get("/events.csv", headers=HTML).content.decode("utf-8-sig").splitlines()
    assert len(whole) == len(places) + 1


@pytest.mark.req("AC-05")
def test_the_chain_is_checked_stretch_by_stretch_and_the_page_says_how_far(visitor, busy, monkeypatch):
    monkeypatch.setattr("app.web.routes.verification.STRETCH", 20)
    revision = visitor("revision").look("/events/verify")
    length = int(re.search(r"zurzeit ([\d.]+) Ereignisse", revision.text)[1].replace(".", ""))
    keep_head()
    revision.look("/events/verify?after=0")
    assert f"Die Prüfung läuft Geprüft bis Platz 20 von {length}, bisher ohne Fehler." in revision.text
    while found := re.search(r'href="(/events/verify\?after=[^"]+)" id="go-on"', revision.page.text):
        revision.look(found[1].replace("&amp;", "&"))
    assert "Das Protokoll ist unversehrt" in revision.text
    assert f"alle {length} Ereignisse von Platz 1 bis Platz {length}." in revision.text
    assert "Verglichen auch mit 1 Stand der Kette" in revision.text


@pytest.mark.req("AC-05")
def test_whatever_was_changed_is_named_with_its_place_and_not_forgotten_in_the_next_stretch(
    visitor, busy, monkeypatch, force
):
    third = "update event set reason = {} where id = (select event_id from event_link where position = 3)"
    force(third.format("'x'"))
    monkeypatch.setattr("app.web.routes.verification.STRETCH", 20)
    revision = visitor("revision").look("/events/verify?after=0")
    assert "Die Prüfung läuft und hat Fehler gefunden" in revision.text
    assert "Platz 3 Das Ereignis" in revision.text
    while found := re.search(r'href="(/events/verify\?after=[^"]+)" id="go-on"', revision.page.text):
        revision.look(found[1].replace("&amp;", "&"))
    assert "Das Protokoll ist nicht unversehrt" in revision.text
    assert "1 Fehler" in revision.text


@pytest.mark.req("AC-05")
def test_stretches_find_together_what_one_check_finds(people, force):
    people("mb").submit(people("mb").write())
    keep_head()
    force("update event_link set sha256 = 'x' where position = 4")
    force("delete from event_link where position = 9")
    heads = settings().data_dir / "audit-heads.jsonl"
    with db.transaction() as session:
        whole = verify_chain(session, heads)
        found, after = [], 0
        while True:
            stretch = verify_stretch(session, heads, after=after, most=7)
            found += stretch.faults
            after = stretch.until
            if stretch.is_last:
                break
    assert len(whole) >= 3
    assert set(found) == set(whole)
