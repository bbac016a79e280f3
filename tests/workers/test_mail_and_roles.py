"""Mails that waited while a role changed hands: they reach whoever holds it when they leave."""

from app import db
from app.actions.notifications import notify_organisation
from app.models import User
from app.models.notification import NotificationKind

HOUR = 3600


def tell_house(outbox):
    """Tell those of MB whom a late delivery concerns."""
    (house,) = outbox.force("select id from organisation where abbreviation = 'MB'")
    said = {"channel": "Landesportal", "due_at": "2026-11-24T11:30:00+00:00", "late_s": 400}
    with db.transaction() as session:
        about = session.get_one(User, outbox.user_id("mb"))
        notify_organisation(session, NotificationKind.LATE, house.id, about, once="1", **said)


def test_whoever_loses_the_role_while_a_mail_waits_is_not_mailed_but_whoever_has_it_then(outbox, server):
    server.stop()
    tell_house(outbox)
    outbox.sweep()
    outbox.force(
        "update membership set user_id = :to where user_id = :of",
        to=outbox.user_id("kanal"),
        of=outbox.user_id("mb"),
    )
    server.start()
    for _ in range(2):
        outbox.pass_time(HOUR)
        outbox.sweep()
    mailed = sorted(mail["To"].rpartition("<")[2] for mail in server.taken)
    assert mailed == ["kanal@redaktion.example>", "mb.lead@redaktion.example>"]


def test_a_summary_leaves_out_what_concerned_a_role_that_is_gone(outbox, server, people):
    groups = {"deliveries": "digest"}
    people("mb").put("/me/notifications", {"groups": groups, "digest_at": "07:30"}, if_match=None)
    tell_house(outbox)
    outbox.sweep()
    assert "gathered" in outbox.states()
    outbox.force("delete from membership where user_id = :id", id=outbox.user_id("mb"))
    outbox.pass_time(25 * HOUR)
    outbox.sweep()
    assert "mb@redaktion.example>" not in [mail["To"].rpartition("<")[2] for mail in server.taken]
