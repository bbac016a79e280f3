"""A notice that reaches nobody: it counts as not delivered, whoever can mend it learns of it, and reading it counts."""

import pytest

from app.workers import notifications, takedowns
from tests.api.parts import assert_problem, fetch
from tests.factories import soon
from tests.stories.desk import keys

HOUR_S = 3600
GONE = "550 5.1.1 No such mailbox"


def subjects(person, **query):
    return [row["subject"] for row in person.get("/notices", limit=100, **query).json()["items"]]


def letters_about(case):
    """What became of the mails of the notice, by address."""
    query = """
        select u.email, l.state from letter l join notification n on n.id = l.notification_id
        join "user" u on u.id = l.user_id
        where n.kind = 'takedown.notice' and n.object_id = :id and l.medium = 'mail' order by 1
    """
    return {email: state for email, state in fetch(query, id=case["id"])}


def test_a_refused_address_is_no_arrival_and_admin_and_desk_are_told(desk, people, server):
    # Given a mail server that knows nobody of the ministry any more
    server.on_rcpt = lambda: GONE if server.tries[-1].startswith("mb") else "250 OK"
    post = desk.published()
    case = desk.open(post, deadline_at=soon(HOUR_S)).json()
    for _ in range(3):
        notifications.sweep()
    assert letters_about(case) == {"mb.lead@redaktion.example": "failed", "mb@redaktion.example": "failed"}
    # Then the notice has not arrived, also not after the deadline
    desk.pass_deadline(case)
    assert keys(desk.ask("desk2", case, "execute")) == ["notice-not-delivered"]
    assert desk.read(case)["notice"]["delivered_at"] is None
    # And the desk reads what it can do, and the administration whose address is to be mended
    [told] = [row for row in subjects(people("desk1")) if row.startswith("Ankündigung noch nicht zugegangen")]
    assert told.startswith("Ankündigung noch nicht zugegangen: Beitrag von MB für Landesportal")
    lost = [row for row in subjects(people("admin")) if row.startswith("Mail nicht zustellbar")]
    assert len(lost) == len(set(lost)) == 2
    [notice] = [row for row in people("admin").get("/notices").json()["items"] if "(mb@" in row["text"]]
    assert GONE in notice["text"]
    assert "Adresse des Kontos" in notice["task"]
    assert "mb@redaktion.example" not in {mail["To"] for mail in server.taken}
    # When somebody of the ministry, called by telephone, reads the notice in the application
    [unread] = [
        row
        for row in people("mb").get("/notices", unread=True).json()["items"]
        if row["kind"] == "takedown.notice"
    ]
    read_at = people("mb").post(f"/notices/{unread['id']}/read").json()["read_at"]
    takedowns.sweep()
    # Then it has arrived, and the file says how
    assert desk.read(case)["notice"]["delivered_at"] == read_at
    assert desk.ask("desk2", case, "execute").status_code == 200
    file = people("desk1").get(f"/posts/{post['id']}/record").json()
    told = [row["action"] for row in file["events"] if row["action"].startswith(("notification", "takedown"))]
    assert told == [
        "takedown.open",
        "notification.failed",
        "notification.failed",
        "notification.read",
        "takedown.notice_delivered",
        "takedown.execute",
    ]


def test_one_person_of_the_ministry_is_enough(desk, server):
    server.on_rcpt = lambda: GONE if server.tries[-1].startswith("mb@") else "250 OK"
    case = desk.case(desk.published())
    assert letters_about(case) == {"mb.lead@redaktion.example": "sent", "mb@redaktion.example": "failed"}
    assert desk.read(case)["notice"]["delivered_at"] is not None


def test_a_ministry_in_which_nobody_is_left_has_not_been_told_by_telling_the_desk(desk, people):
    post = desk.published()
    desk.force("update \"user\" set locked_at = now() where email like 'mb%'")
    case = desk.case(post)
    desk.pass_deadline(case)
    assert [row for row in subjects(people("desk1")) if row.startswith("Ankündigung einer Löschung")]
    assert_problem(desk.ask("desk2", case, "execute"), 409, "takedown-not-ready")
    desk.put_notices_through()
    assert [row for row in subjects(people("desk2")) if row.startswith("Ankündigung noch nicht zugegangen")]


def test_while_the_mail_server_is_down_the_desk_is_told_after_ten_minutes_and_an_answer_counts(
    desk, people, server
):
    server.stop()
    case = desk.case(desk.published(), deadline_at=soon(HOUR_S))
    assert not [row for row in subjects(people("desk1")) if "noch nicht zugegangen" in row]
    desk.force("update takedown set opened_at = opened_at - interval '11 minutes'")
    for _ in range(2):
        desk.put_notices_through()
    assert len([row for row in subjects(people("desk1")) if "noch nicht zugegangen" in row]) == 1
    desk.ask("mb.lead", case, "respond", answer="agree")
    assert desk.ask("desk2", case, "execute").status_code == 200


def test_a_duty_address_that_is_refused_is_told_to_the_administration_and_starts_no_endless_round(
    people, server, monkeypatch
):
    from app.settings import settings

    monkeypatch.setenv("REDAKTION_DUTY_ADDRESS", "bereitschaft@land.example")
    settings.cache_clear()
    server.on_rcpt = lambda: GONE if server.tries[-1].startswith("bereitschaft") else "250 OK"
    for _ in range(2):
        people("mb").submit(people("mb").write())
    for _ in range(4):
        notifications.sweep()
    [told] = people("admin").get("/notices").json()["items"]
    assert told["subject"] == "Mail nicht zustellbar: bereitschaft@land.example"
    assert "Bereitschaftsadresse" in told["task"]
    assert server.tries.count("bereitschaft@land.example") == 3


@pytest.mark.parametrize("answer", ["451 4.7.1 Later", None])
def test_what_is_only_put_off_or_cut_is_nobodys_address_to_mend(people, server, answer):
    server.on_rcpt = lambda: answer
    people("mb").submit(people("mb").write())
    for _ in range(2):
        notifications.sweep()
    assert people("admin").get("/notices").json()["items"] == []
