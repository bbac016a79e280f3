"""Lexikon and Vorwahlzeiten on pages, without JavaScript: proposed by one, decided by another, and what is shown."""

import re
from datetime import timedelta

import pytest

from app import clock
from tests.factories import soon


def day(days):
    return str(clock.today() + timedelta(days=days))


def election(**more):
    return {
        "kind": "state",
        "territory": "Musterland",
        "day": day(20),
        "quiet_from": day(-70),
        "quiet_to": day(20),
        "source": "Bekanntmachung (erfunden)",
    } | more


TERM = {
    "do": "add_term",
    "actor": "Mondpartei",
    "kind": "name",
    "surface": "Mondpartei",
    "match": "folded",
    "strength": "strong",
    "valid_from": "2026-01-01",
    "source": "erfunden",
    "note": "Neu zugelassen.",
}


@pytest.fixture
def entered(people):
    """A period that counts today."""
    body = election()
    row = people("desk1").post("/elections", body).json()
    assert people("desk2").post(f"/elections/{row['id']}/confirm").status_code == 200
    return row["id"]


def test_a_period_is_proposed_by_one_and_put_into_force_by_another(visitor):
    desk1, desk2 = visitor("desk1"), visitor("desk2")
    desk1.look("/elections")
    desk1.send("/elections", **election())
    assert "Vorgeschlagen. Die Vorwahlzeit gilt" in desk1.text
    assert "In Kraft setzt sie eine zweite Person" in desk1.text
    desk2.look("/elections")
    place = re.search(r'action="(/elections/[0-9a-f-]{36})"', desk2.page.text)[1]
    desk2.send(place, do="confirm")
    assert "In Kraft." in desk2.text


def test_who_wants_a_period_ended_is_told_that_it_still_counts(visitor, entered):
    desk1 = visitor("desk1").look("/elections")
    desk1.send(f"/elections/{entered}", do="withdraw", reason="Verlegt.")
    assert "Die Vorwahlzeit gilt weiter, bis eine zweite Person der Rücknahme zustimmt." in desk1.text
    assert "Sie gilt, bis eine zweite Person" not in desk1.text
    desk1.look("/elections").send(f"/elections/{entered}", do="keep")
    assert "Der Antrag ist verworfen. Die Vorwahlzeit gilt weiter." in desk1.text
    assert "Rücknahme beantragt" not in desk1.text


def test_what_is_missing_is_said_at_its_field(visitor):
    desk1 = visitor("desk1")
    desk1.look("/elections")
    desk1.send("/elections", **(election(kind="", day="", source="")))
    assert desk1.status == 422
    for name in ("kind", "day", "source"):
        assert f'href="#{name}"' in desk1.page.text
    desk1.send("/elections", **(election(quiet_to=day(10))))
    assert "Die Vorwahlzeit endet nicht vor dem Wahltag." in desk1.text
    for absurd in ("0001-01-01", "9999-12-31"):
        desk1.send("/elections", **(election(day=absurd)))
        assert (desk1.status, "Bitte einen Tag vom 01.01.2000 bis zum" in desk1.text) == (422, True)


def test_in_a_period_composer_and_desk_say_so_and_the_cause_travels_to_the_approver(visitor, people, entered):
    mb = people("mb")
    post = mb.submit(
        mb.write(title="Warnung", text="Bitte Wasser abkochen.", cause="danger", at=soon(90_000))
    )
    draft = mb.write(title="Entwurf", at=soon(90_000))
    editor = visitor("mb")
    assert "Vorwahlzeit: Landtagswahl Musterland" in editor.look("/").text
    page = editor.look(f"/posts/{draft['id']}/edit").text
    assert "Vorwahlzeit: Landtagswahl Musterland" in page
    assert "Akuter Anlass" in page
    desk = visitor("desk1").look(f"/approvals?post={post['id']}").text
    assert "Vorwahlzeit: Landtagswahl Musterland" in desk
    assert "Akuter Anlass: Gefahr" in desk


def test_outside_a_period_nothing_is_said(visitor, people):
    draft = people("mb").write(title="Entwurf")
    for path in ("/", f"/posts/{draft['id']}/edit"):
        assert "Vorwahlzeit:" not in visitor("mb").look(path).text
    assert "Vorwahlzeit:" not in visitor("desk1").look("/approvals").text


def test_the_second_approval_is_asked_for_where_it_is_missing_and_given_on_the_page(visitor, people, entered):
    mb = people("mb")
    post = people("desk1").approve(
        mb.submit(mb.write(title="Bilanz", text="Bilanz der Schulen.", at=soon(90_000)))
    )
    delivery = post["deliveries"][0]["id"]
    desk1, desk2 = visitor("desk1"), visitor("desk2")
    assert "Braucht eine zweite Freigabe." in desk2.look("/elections").text
    assert "wartet eine Ausspielung" in desk2.look("/approvals").text
    assert "Zweite Freigabe" not in desk1.look(f"/deliveries/{delivery}").text
    assert "Ein akuter Anlass ist nicht genannt." in desk2.look(f"/deliveries/{delivery}").text
    sha256 = {"revision_sha256": post["revision"]["sha256"]}
    desk2.send(f"/deliveries/{delivery}", **({"do": "approve_again"} | sha256))
    assert "Als zweite Person freigegeben." in desk2.text
    assert "Zweite Freigabe in der" not in desk2.text
    assert "Braucht eine zweite Freigabe." not in desk2.look("/elections").text
    desk1.send(f"/deliveries/{delivery}", **({"do": "approve_again"} | sha256))
    assert desk1.status == 422


def test_the_planned_posts_name_who_stands_for_election_and_how_much_goes_out_is_compared(
    visitor, people, entered, force
):
    mb = people("mb")
    mb.submit(mb.write(title="Besuch", text="Amelie Brandt kommt nach Stendal.", at=soon(90_000)))
    sent = people("desk1").approve(mb.submit(mb.write(title="Draußen")))["deliveries"][0]["id"]
    force(
        "update delivery set state = 'sent', sent_at = now() - interval '2 days', remote_id = 'x' where id = :id",
        id=sent,
    )
    page = visitor("desk1").look("/elections").text
    assert "Nennt Amelie Brandt." in page
    assert "Beiträge je Woche in der Vorwahlzeit" in page
    assert "mehr als zuvor" in page
    force("update delivery set state = 'waiting', sent_at = null, remote_id = null where id = :id", id=sent)
    assert "Beiträge je Woche" not in visitor("mb").look("/elections").text


def test_a_change_of_the_lexicon_shows_what_it_would_change_and_is_confirmed_by_another(visitor, people):
    mb = people("mb")
    mb.submit(mb.write(title="Aufruf", text="Am Sonntag die Zweitstimme für die Mondpartei!"))
    desk1, desk2 = visitor("desk1"), visitor("desk2")
    desk1.look("/lexicon")
    desk1.send("/lexicon", **TERM)
    assert "Von Ihnen vorgeschlagen." in desk1.text
    place = str(desk1.page.url.path)
    page = desk2.look("/lexicon").text
    assert "Neuer Begriff: „Mondpartei“ (Name, Mondpartei), ab 01.01.2026" in page
    assert "Neuer Anhaltspunkt: „Zweitstimme" in desk2.look(place).text
    desk2.send(place, do="confirm")
    assert "Bestätigt. Der Assistent sucht ab jetzt nach der neuen Fassung." in desk2.text
    assert "Mondpartei" in desk2.look("/lexicon?q=mondpartei").text
    assert "würde keiner anders" not in desk2.look(place).text


def test_one_cannot_confirm_ones_own_change(visitor):
    desk1 = visitor("desk1")
    desk1.look("/lexicon")
    desk1.send("/lexicon", **TERM)
    place = str(desk1.page.url.path)
    desk1.send(place, do="confirm")
    assert desk1.status == 422
    assert "Bestätigen muss eine zweite Person" in desk1.text
    desk1.send(place, do="withdraw", reason="Doch nicht.")
    assert "Zurückgezogen." in desk1.text


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"surface": ""}, "surface"),
        ({"valid_from": "gestern"}, "valid_from"),
        ({"kind": "person"}, "valid_to"),
        ({"kind": "partei"}, "kind"),
        ({"note": ""}, "note"),
    ],
)
def test_what_is_wrong_with_a_change_is_said_at_its_field(visitor, more, field):
    desk1 = visitor("desk1")
    desk1.look("/lexicon")
    desk1.send("/lexicon", **(TERM | more))
    assert desk1.status == 422
    assert f'href="#{field}-add_term"' in desk1.page.text


def test_the_lexicon_is_no_page_for_a_ministry_and_only_to_be_read_by_the_audit(visitor):
    assert visitor("mb").look("/lexicon").status == 403
    page = visitor("revision").look("/lexicon").text
    assert "Änderung vorschlagen" not in page
    assert "ctx_sure" in visitor("revision").look("/lexicon/cues?q=ctx_sure").text
