"""Whom a notification reaches: people by their roles of today, each once, each by the media they chose."""

import pytest

from app import db
from app.actions.notifications import notify_desk, notify_organisation, notify_user
from app.models import NotificationChoice, User
from app.models.notification import NotificationKind
from tests.workers.post_office import Outbox

SAID = {"channel": "Landesportal", "due_at": "2026-11-24T11:30:00+00:00", "late_s": 400}


@pytest.fixture
def outbox(office, force):
    return Outbox(force)


def organisation_id(outbox, abbreviation):
    return outbox.force("select id from organisation where abbreviation = :a", a=abbreviation)[0][0]


def tell_organisation(outbox, abbreviation, once="1"):
    with db.transaction() as session:
        about = session.get_one(User, outbox.user_id("mb"))
        home = organisation_id(outbox, abbreviation)
        notify_organisation(session, NotificationKind.LATE, home, about, once=once, **SAID)


def told(outbox, medium="mail"):
    return sorted(row.email or row.address for row in outbox.letters(medium))


def test_an_organisation_is_told_by_those_whom_it_concerns(outbox):
    tell_organisation(outbox, "MB")
    outbox.sweep()
    assert told(outbox) == ["mb.lead@redaktion.example", "mb@redaktion.example"]
    assert told(outbox, "in_app") == told(outbox)


def test_where_nobody_is_what_stands_above_is_told_and_at_last_the_desk(outbox):
    tell_organisation(outbox, "LzpB")
    outbox.sweep()
    assert told(outbox) == ["mb.lead@redaktion.example", "mb@redaktion.example"]
    outbox.force("update \"user\" set locked_at = now() where email like 'mb%'")
    tell_organisation(outbox, "LzpB", "2")
    outbox.sweep()
    assert {"desk1@redaktion.example", "desk2@redaktion.example"} <= set(told(outbox))


def test_whoever_is_meant_in_two_ways_is_told_once(outbox):
    with db.transaction() as session:
        about = session.get_one(User, outbox.user_id("desk1"))
        notify_user(session, NotificationKind.LATE, about.id, about, once="1", **SAID)
        notify_desk(session, NotificationKind.LATE, about, once="1", **SAID)
    outbox.sweep()
    outbox.sweep()
    assert told(outbox).count("desk1@redaktion.example") == 1
    assert told(outbox, "in_app").count("desk1@redaktion.example") == 1


def test_who_is_locked_or_whose_role_has_ended_is_told_nothing(outbox):
    outbox.force("update \"user\" set locked_at = now() where email = 'mb@redaktion.example'")
    outbox.force(
        "update membership set valid_to = current_date - 2 where user_id = :id", id=outbox.user_id("mb.lead")
    )
    tell_organisation(outbox, "MB")
    outbox.sweep()
    assert not {"mb@redaktion.example", "mb.lead@redaktion.example"} & set(told(outbox))


def test_the_desk_on_duty_is_mailed_what_the_desk_is_told(outbox, with_settings):
    with_settings(duty_address="bereitschaft@land.example")
    tell_organisation(outbox, "MB")
    outbox.sweep()
    assert "bereitschaft@land.example" not in told(outbox)
    tell_organisation(outbox, "StK", "2")
    outbox.sweep()
    assert told(outbox).count("bereitschaft@land.example") == 1
    assert set(outbox.states()) == {"sent"}


def test_what_is_not_due_is_told_later(outbox):
    outbox.tell("mb")
    outbox.force("update notification set due_at = now() + interval '1 hour'")
    outbox.sweep()
    assert told(outbox, "in_app") == []
    outbox.force("update notification set due_at = now()")
    outbox.sweep()
    assert told(outbox, "in_app") == ["mb@redaktion.example"]


def choose(outbox, name, **wishes):
    from datetime import time

    with db.transaction() as session:
        row = {"groups": {}, "digest_at": time(7, 30)} | wishes
        session.add(NotificationChoice(user_id=outbox.user_id(name), **row))


def test_who_wants_no_mail_reads_it_in_the_application(outbox):
    choose(outbox, "mb", groups={"deliveries": "in_app"})
    outbox.tell("mb")
    outbox.sweep()
    assert told(outbox) == []
    assert told(outbox, "in_app") == ["mb@redaktion.example"]


def test_a_digest_tells_once_of_all_that_was_gathered(outbox):
    choose(outbox, "mb", groups={"deliveries": "digest"})
    outbox.tell("mb", "mb", channel="Konsole MB")
    outbox.sweep()
    assert outbox.states() == ["gathered", "gathered"]
    assert outbox.states("in_app") == ["sent", "sent"]
    outbox.pass_time(24 * 3600)
    for _ in range(2):
        outbox.sweep()
    letters = outbox.letters()
    assert [row.state for row in letters] == ["sent"] * 3
    digest = letters[-1]
    assert [row.digest_id for row in letters] == [digest.id, digest.id, None]
    (mail,) = outbox.mails()
    assert mail["Subject"] == "Zusammenfassung: 2 Nachrichten"
    plain = mail.get_body(("plain",)).get_content()
    assert plain.count("„Konsole MB“") == 2
    assert plain.count("/open/channel/") == 2


def test_a_digest_that_was_refused_is_no_proof_of_arrival(outbox, monkeypatch):
    from app.mail.base import RefusedError
    from app.mail.mailbox import Mailbox

    choose(outbox, "mb", groups={"deliveries": "digest"})
    outbox.tell("mb")
    outbox.sweep()
    outbox.pass_time(24 * 3600)

    def refuse(*_):
        raise RefusedError("550 no")

    monkeypatch.setattr(Mailbox, "send", refuse)
    outbox.sweep()
    assert outbox.states() == ["failed", "failed"]
