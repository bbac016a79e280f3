"""Mein Tag: what somebody has to do and until when, what stands still, what went out, what comes."""

import pytest

from tests.api.parts import deliver_due, register
from tests.factories import soon
from tests.stories.desk import Desk
from tests.web.visitors import Visitor


@pytest.fixture
def day(client):
    """Return a function that shows somebody's day, part by part."""

    def show(name):
        text = Visitor(client, name).look("/").text
        parts = ("Zu tun", "Angehalten und unklar", "In den letzten 24 Stunden veröffentlicht")
        ends = (*parts[1:], "Die nächsten zwei Wochen")
        found = [text[text.index(begin) : text.index(end)] for begin, end in zip(parts, ends, strict=True)]
        return [*found, text[text.index(ends[-1]) :]]

    return show


def test_who_approves_sees_what_waits_the_most_urgent_first(people, day):
    mb, mw = people("mb"), people("mw")
    mw.submit(mw.write(organisation="MW", title="Übermorgen", at=soon(2 * 86_400)))
    mb.submit(mb.write(title="In einer Stunde", at=soon(3_600)))
    todo, *_ = day("desk1")
    assert todo.startswith("Zu tun 2")
    assert todo.index("In einer Stunde") < todo.index("Übermorgen")
    assert "noch 59 Min." in todo or "noch 1 Std. 0 Min." in todo
    assert "In einer Stunde" not in day("mb")[0], "nobody approves what they wrote"


def test_who_wrote_it_sees_what_came_back_and_their_own_drafts(people, day):
    mb, desk1 = people("mb"), people("desk1")
    mb.write(title="Mein Entwurf")
    people("mb.lead").write(title="Entwurf der Leitung")
    back = mb.submit(mb.write(title="Kam zurück"))
    desk1.post(f"/posts/{back['id']}/request-changes", {"ground": "wording", "reason": "Bitte kürzen."})
    todo, *_ = day("mb")
    assert "Nachbesserung MB Kam zurück" in todo
    assert "Dora Demo (Zentralredaktion): „Bitte kürzen.“" in todo
    assert "Entwurf MB Mein Entwurf" in todo
    assert "Entwurf der Leitung" not in todo
    assert "Kam zurück" in day("mb.lead")[0]
    assert "Kam zurück" not in day("mw")[0]


def test_what_stands_still_is_told_with_its_reason_and_given_to_who_may_release_it(people, day):
    mb, desk1 = people("mb"), people("desk1")
    post = desk1.approve(mb.submit(mb.write(title="Fraglicher Termin")))
    desk1.post(f"/deliveries/{post['deliveries'][0]['id']}/hold", {"reason": "Termin prüfen"})
    todo, standing, _, _ = day("mb")
    assert "Fraglicher Termin" not in todo
    assert "Angehalten nach Einspruch." in standing
    assert "Fraglicher Termin" in day("desk2")[0]
    assert "Fraglicher Termin" not in "".join(day("mw"))


def test_the_next_two_weeks_are_told_day_by_day(people, day):
    mb, desk1 = people("mb"), people("desk1")
    desk1.approve(mb.submit(mb.write(title="In drei Tagen", at=soon(3 * 86_400))))
    mb.write(title="In drei Wochen", at=soon(21 * 86_400))
    *_, coming = day("mb")
    assert "MB In drei Tagen Landesportal – freigegeben" in coming
    assert "In drei Wochen" not in coming


def test_an_empty_day_says_what_would_stand_there(day):
    todo, standing, sent, coming = day("revision")
    assert "Gerade ist nichts zu tun." in todo
    assert "Nichts ist angehalten." in standing
    assert "ging nichts hinaus" in sent
    assert "ist nichts geplant" in coming


def test_a_title_full_of_tags_stays_text(people, client):
    people("mb").write(title="<script>alert(1)</script>")
    page = Visitor(client, "mb").look("/").page.text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_case_is_the_ministrys_to_answer_until_its_deadline_and_then_the_desks(people, day, force):
    desk = Desk(people, force)
    case = desk.case(desk.published(title="Schulpolitik"))
    assert "Löschverfahren MB Schulpolitik" in day("mb")[0]
    assert "noch 59 Min." in day("mb.lead")[0]
    assert "Schulpolitik" not in day("desk1")[0]
    assert "Schulpolitik" not in day("mw")[0]
    desk.ask("mb", case, "respond", answer="object", statement="Das ist amtlich.")
    assert "Schulpolitik" not in day("mb")[0]
    assert "Schulpolitik Bitte entscheiden: entfernen, abschließen oder zurücknehmen." in day("desk2")[0]


def test_a_case_without_an_answer_is_the_desks_once_the_deadline_is_over(people, day, force):
    desk = Desk(people, force)
    case = desk.case(desk.published(title="Schulpolitik"))
    desk.pass_deadline(case)
    assert "Bitte entscheiden" in day("desk1")[0]
    assert "Löschverfahren MB Schulpolitik" in day("mb")[0], "who answers late is still heard"


def test_who_serves_a_channel_by_hand_is_told_what_waits_for_their_hand(people, day):
    channel_id = register("xing", "Xing des Landes")
    people("kanal").post(f"/channels/{channel_id}/manual")
    post = people("mb").submit(people("mb").write(channels=("Xing des Landes",), at=soon(-1)))
    people("desk1").approve(post)
    deliver_due()
    for name in ("kanal", "desk1"):
        todo = day(name)[0]
        assert "Zu tun 1" in todo, "once"
        assert "Von Hand MB Neue Tablets für alle Schulen." in todo
    assert "Von Hand" not in day("mw.lead")[0]
