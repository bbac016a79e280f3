"""Freigabe on the page: looking, approving, sending back, rejecting; and what a post's page tells whom."""

import re

import pytest
from sqlalchemy import select

from app import db
from app.messages.elections import CAUSES
from app.models import Base
from tests.factories import soon


@pytest.fixture
def post(people):
    mb = people("mb")
    return mb.submit(mb.write(title="Wartet", note_to_desk="Zahl ist mit MF abgestimmt."))


def decide(person, post, **fields):
    person.look(f"/posts/{post['id']}")
    sha256 = re.search(r'name="revision_sha256" value="([^"]+)"', person.page.text)
    return person.send(
        f"/posts/{post['id']}/decide", **{"revision_sha256": sha256[1] if sha256 else ""} | fields
    )


def test_the_desk_approves_from_the_list_and_comes_back_to_it(visitor, people, post):
    desk1 = visitor("desk1").look("/approvals")
    assert "MB · Wartet" in desk1.text.replace("MB Wartet", "MB · Wartet")
    assert "Hinweis: Zahl ist mit MF abgestimmt." in desk1.text
    decide(desk1, post, do="approve", comment="Schön knapp.")
    assert desk1.page.url.path == "/approvals"
    assert "Freigegeben. Der Beitrag geht zur vorgesehenen Zeit hinaus." in desk1.text
    assert "Nichts wartet auf Ihre Entscheidung." in desk1.text
    assert people("mb").read(post)["state"] == "scheduled"


@pytest.mark.req("AZ-05")
def test_several_posts_are_approved_together_once_each_was_opened(visitor, people, post):
    mb = people("mb")
    other, unread = (mb.submit(mb.write(title=title)) for title in ("Zweiter", "Ungelesen"))
    desk1 = visitor("desk1").look("/approvals")
    assert "Gelesen, mit freigeben" not in desk1.text
    for row in (post, other):
        desk1.look(f"/posts/{row['id']}")
    desk1.look("/approvals")
    assert desk1.text.count("Gelesen, mit freigeben") == 2
    desk1.send("/approvals")
    assert "Mindestens 1 sind nötig." in desk1.text
    mb.patch(f"/posts/{other['id']}", {"text": "Inzwischen anders."})
    ticked = {f"approve-{row['id']}": row["revision"]["sha256"] for row in (post, other, unread)}
    desk1.send("/approvals", **ticked | {f"title-{other['id']}": "Zweiter"})
    assert desk1.status == 422
    assert "Nicht alles wurde freigegeben" in desk1.text
    assert [mb.read(row)["state"] for row in (post, other, unread)] == ["scheduled", "submitted", "submitted"]
    desk1.look(f"/posts/{other['id']}")
    desk1.send("/approvals", **{f"approve-{other['id']}": mb.read(other)["revision"]["sha256"]})
    assert "Jeder Beitrag geht zu seiner vorgesehenen Zeit hinaus." in desk1.text
    assert mb.read(other)["state"] == "scheduled"


@pytest.mark.parametrize(
    ("do", "state", "sentence"),
    [("return", "changes_requested", "Zurückgegeben."), ("reject", "rejected", "Abgelehnt.")],
)
def test_a_decision_against_a_post_needs_ground_and_reason_and_tells_the_ministry(
    visitor, people, post, do, state, sentence
):
    desk1 = visitor("desk1")
    decide(desk1, post, do=do)
    assert desk1.status == 422
    assert 'href="#ground">Grund: Diese Angabe fehlt.' in desk1.page.text
    assert 'href="#reason">Begründung: Diese Angabe fehlt.' in desk1.page.text
    decide(desk1, post, do=do, ground="factual", reason="Die Zahl ist nicht belegt.")
    assert sentence in desk1.text
    assert people("mb").read(post)["state"] == state
    mb = visitor("mb").look(f"/posts/{post['id']}")
    assert "„Die Zahl ist nicht belegt.“" in mb.text
    assert "Angaben unrichtig, unklar oder nicht belegt" in mb.text


@pytest.mark.req("FE-01")
def test_nobody_approves_what_they_wrote(visitor, people):
    lead = people("mb.lead")
    own = lead.submit(lead.write(channels=("Konsole MB",), title="Von der Leitung"))
    page = visitor("mb.lead").look(f"/posts/{own['id']}")
    assert 'value="approve"' not in page.page.text
    decide(page, own, do="approve")
    assert page.status == 422
    assert "Vier-Augen-Prinzip" in page.text
    assert lead.read(own)["state"] == "submitted"


@pytest.mark.req("FE-02")
def test_what_was_changed_meanwhile_is_not_approved(visitor, people, post):
    desk1 = visitor("desk1").look(f"/posts/{post['id']}")
    seen = re.search(r'name="revision_sha256" value="([^"]+)"', desk1.page.text)[1]
    people("mb").patch(f"/posts/{post['id']}", {"text": "Heimlich anders."})
    desk1.send(f"/posts/{post['id']}/decide", do="approve", revision_sha256=seen)
    assert desk1.status == 422
    assert "Der Inhalt wurde inzwischen geändert." in desk1.text
    assert "Heimlich anders." in desk1.text, "the page now shows what stands there"
    assert people("mb").read(post)["state"] == "submitted"


def test_others_see_who_looks_at_a_post(visitor, post):
    desk1, desk2 = visitor("desk1"), visitor("desk2")
    desk1.look(f"/posts/{post['id']}").send(f"/posts/{post['id']}/claim", do="claim")
    assert "Sie sehen sich den Beitrag an." in desk1.text
    assert "Dora Demo (Zentralredaktion) sieht sich den Beitrag gerade an." in desk2.look("/approvals").text
    desk1.send(f"/posts/{post['id']}/claim", do="unclaim")
    assert "sieht sich den Beitrag" not in desk2.look("/approvals").text


@pytest.mark.req("AZ-02")
def test_other_peoples_drafts_are_not_there(visitor, people):
    draft = people("mb").write(title="Geheimer Entwurf")
    for name in ("mw", "desk1", "kanal", "admin"):
        page = visitor(name).look(f"/posts/{draft['id']}")
        assert page.status == 404
        assert "Geheimer Entwurf" not in page.look("/posts").text


def test_a_post_can_be_taken_back_by_its_ministry(visitor, people, post):
    mb = (
        visitor("mb")
        .look(f"/posts/{post['id']}")
        .send(f"/posts/{post['id']}/withdraw", withdrawal_reason="Termin fällt aus.")
    )
    assert "Zurückgezogen." in mb.text
    assert "„Termin fällt aus.“" in mb.text
    assert people("mb").read(post)["state"] == "withdrawn"


def test_posts_are_found_by_state_organisation_and_words(visitor, people, post):
    mb = people("mb")
    mb.write(title="Schulobst", at=soon(9_000))
    page = visitor("mb").look("/posts")
    assert "Schulobst" in page.text
    assert "Wartet" in page.text
    assert "Wartet" not in page.look("/posts?q=Schulobst").text
    assert "Schulobst" not in page.look("/posts?state=submitted").text
    assert "Dazu wurde nichts gefunden." in page.look("/posts?organisation=MF&q=").text
    assert page.look("/posts?after=erfunden").status == 422


def test_whoever_approves_nothing_has_no_queue_in_the_menu(visitor):
    assert 'href="/approvals"' not in visitor("revision").look("/").page.text
    assert 'href="/approvals"' in visitor("desk1").look("/").page.text


@pytest.mark.req("BR-03")
def test_no_get_changes_anything(client, visitor, people, post):
    tables = ("post", "revision", "variant", "delivery", "event", "notification", "working_copy", "approval")

    def fingerprint():
        with db.transaction() as session:
            rows = {name: session.execute(select(Base.metadata.tables[name])).all() for name in tables}
            return {name: sorted(map(str, found)) for name, found in rows.items()}

    before = fingerprint()
    desk1, mb = visitor("desk1"), visitor("mb")
    signed_in = fingerprint()
    assert signed_in != before, "signing in is an event"
    for path in ("/", "/posts", "/posts/new", "/approvals", "/account", f"/posts/{post['id']}"):
        assert desk1.look(path).status == 200
        assert mb.look(path).status == 200
    assert mb.look(f"/posts/{post['id']}/edit").status == 200
    for path in ("decide", "claim", "withdraw"):
        assert mb.look(f"/posts/{post['id']}/{path}").status in {404, 405}
    assert fingerprint() == signed_in


def test_after_returning_a_post_the_desk_sees_which_words_changed(visitor, people, post):
    desk1 = visitor("desk1")
    decide(desk1, post, do="return", ground="wording", reason="Bitte kürzen.")
    mb = people("mb")
    mb.patch(f"/posts/{post['id']}", {"text": "Neue Tablets für alle Schulen."})
    mb.patch(f"/posts/{post['id']}", {"text": "Neue Laptops für alle Schulen."})
    mb.submit(post)
    desk1.look(f"/posts/{post['id']}")
    assert "Ansehen, was sich geändert hat" in desk1.text
    desk1.look(f"/posts/{post['id']}/changes")
    assert "Fassung 1 von" in desk1.text, "what was sent back, not the last pause in typing"
    assert "Neue entfallen: Tablets neu: Laptops für alle Schulen." in desk1.text
    assert "entfallen: Mehr dazu auf dem Landesportal." in desk1.text
    assert "Fassung 2 von" in desk1.look(f"/posts/{post['id']}/changes?old=2").text
    assert visitor("mw").look(f"/posts/{post['id']}/changes").status == 404


def test_a_first_revision_has_nothing_to_be_compared_with(visitor, post):
    assert visitor("mb").look(f"/posts/{post['id']}/changes").page.url.path == f"/posts/{post['id']}"


def test_another_cause_another_gain_and_other_criteria_are_shown_as_changes(visitor, people):
    mb = people("mb")
    post = mb.write(cause="danger", citizen_value="Alle lernen digital.", relevance=["service", "mood"])
    change = {"cause": None, "citizen_value": "Kinder lernen digital.", "relevance": ["service", "emotion"]}
    mb.patch(f"/posts/{post['id']}", change)
    said = visitor("mb").look(f"/posts/{post['id']}/changes").text
    assert f"Akuter Anlass {CAUSES['danger']} → keiner" in said
    assert "Mehrwert in einem Satz entfallen: Alle neu: Kinder lernen digital." in said
    assert "Relevanz entfallen: Befindlichkeit neu: Emotionalität" in said
    unchanged = mb.write(cause="danger", relevance=["service"])
    mb.patch(f"/posts/{unchanged['id']}", {"title": "Nur der Titel"})
    said = visitor("mb").look(f"/posts/{unchanged['id']}/changes").text
    assert "Akuter Anlass" not in said
    assert "Relevanz" not in said
