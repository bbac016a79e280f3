"""Mail by a real SMTP server: taken over, refused, put off, away, cut off, and workers that die on the way."""

import re

import pytest

from app import db
from app.actions.account_links import ask_for_link, use_link
from app.workers import notifications
from tests.workers.post_office import dies_at

HOUR = 3600
REFUSED = "550 5.1.1 No such mailbox"
GREYLISTED = "451 4.7.1 Please try again later"


def test_a_mail_says_in_german_who_has_to_do_what_until_when_and_leads_there(outbox, server):
    outbox.tell("mb")
    outbox.sweep()
    (mail,) = server.taken
    (letter,) = outbox.letters()
    assert letter.state == "sent"
    assert mail["Subject"] == "Verspätet: Kanal Landesportal"
    assert mail["From"] == "Redaktionssystem <redaktion@land.example>"
    assert mail["To"].endswith("<mb@redaktion.example>")
    assert mail["Message-ID"] == f"<{letter.id}@land.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    plain = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    for said in ("Di, 24.11.2026, 12:30 Uhr", "6 Minuten", "Zuständig", "Zu tun", "Bis"):
        assert said in plain
        assert said in html
    assert "http://127.0.0.1:8000/open/channel/" in plain
    assert 'lang="de"' in html


def test_what_was_taken_over_is_not_sent_again(outbox, server):
    outbox.tell("mb", "mw")
    for _ in range(3):
        outbox.sweep()
        outbox.pass_time(HOUR)
    assert len(server.taken) == 2
    assert outbox.states() == ["sent", "sent"]


def test_a_refused_recipient_is_a_visible_failure_and_keeps_nobody_back(outbox, server):
    server.on_rcpt = lambda: REFUSED if server.tries[-1].startswith("mb@") else "250 OK"
    outbox.tell("mb", "mw")
    for _ in range(2):
        outbox.sweep()
        outbox.pass_time(HOUR)
    assert [(row.email, row.state) for row in outbox.letters()] == [
        ("mb@redaktion.example", "failed"),
        ("mw@redaktion.example", "sent"),
        ("admin@redaktion.example", "sent"),
    ]
    assert outbox.letters()[0].last_error == REFUSED
    assert server.tries.count("mb@redaktion.example") == 1
    assert server.to("admin@redaktion.example")[0].startswith("Mail nicht zustellbar: ")


def test_a_greylisted_mail_goes_later_and_the_others_go_on(outbox, server):
    server.on_rcpt = lambda: GREYLISTED if server.tries == ["mb@redaktion.example"] else "250 OK"
    outbox.tell("mb", "mw")
    outbox.sweep()
    assert outbox.states() == ["waiting", "sent"]
    outbox.sweep()
    assert len(server.tries) == 2
    outbox.pass_time(61)
    outbox.sweep()
    assert outbox.states() == ["sent", "sent"]
    assert len(server.taken) == 2


def test_an_hour_without_a_mail_server_loses_and_doubles_nothing_and_keeps_the_order(outbox, server):
    server.stop()
    outbox.tell("mb", "mw")
    for minute in range(60):
        if minute == 30:
            outbox.tell("desk1")
        outbox.sweep()
        outbox.pass_time(60)
    assert outbox.states() == ["waiting"] * 3
    assert sum(row.attempts for row in outbox.letters()) < 20
    assert 3500 < outbox.force("select extract(epoch from now() - failing_since) from mail_way")[0][0] < 3700
    server.start()
    outbox.pass_time(300)
    outbox.sweep()
    assert [mail["To"].rpartition("<")[2] for mail in server.taken] == [
        "mb@redaktion.example>",
        "mw@redaktion.example>",
        "desk1@redaktion.example>",
    ]
    assert outbox.way().failures == 0
    outbox.pass_time(HOUR)
    outbox.sweep()
    assert len(server.taken) == 3


def test_whoever_is_locked_while_a_mail_waits_is_not_mailed_and_keeps_nobody_back(outbox, server):
    server.stop()
    outbox.tell("mb", "mw")
    outbox.sweep()
    outbox.force("update \"user\" set locked_at = now() where email = 'mb@redaktion.example'")
    server.start()
    outbox.pass_time(HOUR)
    outbox.sweep()
    assert [mail["To"].rpartition("<")[2] for mail in server.taken] == ["mw@redaktion.example>"]
    assert outbox.states() == ["sent"]


def test_a_summary_waiting_for_somebody_locked_meanwhile_goes_nowhere_and_is_not_written_again(
    outbox, server, people
):
    groups = {"deliveries": "digest"}
    people("mb").put("/me/notifications", {"groups": groups, "digest_at": "07:30"}, if_match=None)
    outbox.tell("mb")
    outbox.sweep()
    assert outbox.states() == ["gathered"]
    server.stop()
    outbox.pass_time(25 * HOUR)
    outbox.sweep()
    outbox.force("update \"user\" set locked_at = now() where email = 'mb@redaktion.example'")
    server.start()
    for _ in range(2):
        outbox.pass_time(HOUR)
        outbox.sweep()
    assert server.taken == []
    assert outbox.states() == []


def test_of_two_links_asked_for_while_the_server_was_away_only_the_one_that_opens_something_is_mailed(
    outbox, server
):
    server.stop()
    for _ in range(2):
        with db.transaction() as session:
            ask_for_link(session, email="mb@redaktion.example")
        outbox.sweep()
        outbox.pass_time(60)
    server.start()
    outbox.pass_time(HOUR)
    outbox.sweep()
    (mail,) = server.taken
    token = re.search(r"/account/link/(\S+)", mail.get_body(("plain",)).get_content())[1]
    with db.transaction() as session:
        assert (
            use_link(session, token=token, password="sieben ganz neue Woerter").email
            == "mb@redaktion.example"
        )


def test_a_link_that_is_forgotten_before_its_mail_could_leave_keeps_no_other_mail_back(outbox, server):
    server.stop()
    with db.transaction() as session:
        ask_for_link(session, email="mb@redaktion.example")
    outbox.sweep()
    outbox.tell("mw")
    outbox.force("delete from account_link")
    server.start()
    outbox.pass_time(HOUR)
    outbox.sweep()
    assert [mail["To"].rpartition("<")[2] for mail in server.taken] == ["mw@redaktion.example>"]


def test_a_way_that_rests_is_not_asked(outbox, server):
    server.stop()
    outbox.tell("mb")
    outbox.sweep()
    server.start()
    outbox.pass_time(-HOUR)
    outbox.sweep()
    assert server.tries == []
    outbox.pass_time(HOUR + 6)
    outbox.sweep()
    assert outbox.states() == ["sent"]


def test_a_connection_cut_before_the_text_is_tried_again(outbox, server):
    answers = iter([None, "250 OK"])
    server.on_rcpt = lambda: next(answers)
    outbox.tell("mb")
    outbox.sweep()
    assert outbox.states() == ["waiting"]
    outbox.pass_time(HOUR)
    outbox.sweep()
    assert outbox.states() == ["sent"]
    assert len(server.taken) == 1


def test_a_connection_cut_instead_of_the_answer_is_unclear_and_never_sent_again(outbox, server):
    server.on_data = lambda: None
    outbox.tell("mb")
    outbox.sweep()
    server.on_data = lambda: "250 OK"
    for _ in range(3):
        outbox.pass_time(HOUR)
        outbox.sweep()
    assert outbox.states() == ["unclear"]
    assert len(server.taken) == 1
    assert outbox.states("in_app") == ["sent"]


def test_a_text_that_is_put_off_at_its_end_was_not_taken_and_goes_again(outbox, server):
    answers = iter([GREYLISTED, "250 OK"])
    server.on_data = lambda: next(answers)
    outbox.tell("mb")
    outbox.sweep()
    outbox.pass_time(HOUR)
    outbox.sweep()
    assert outbox.states() == ["sent"]
    assert len(server.taken) == 1


def test_a_mail_that_nobody_takes_for_five_days_has_visibly_failed(outbox, server):
    server.stop()
    outbox.tell("mb")
    outbox.sweep()
    outbox.pass_time(5 * 24 * HOUR + 60)
    outbox.sweep()
    assert outbox.states() == ["failed"]
    server.start()
    outbox.pass_time(HOUR)
    outbox.sweep()
    assert server.to("mb@redaktion.example") == []


def test_without_a_mail_server_mails_wait_until_there_is_one(outbox, server, with_settings, monkeypatch):
    monkeypatch.delenv("REDAKTION_SMTP_HOST")
    monkeypatch.delenv("REDAKTION_DEMO")
    with_settings(environment="local")
    outbox.force('update "user" set is_demo = false')
    outbox.tell("mb")
    outbox.sweep()
    assert outbox.states() == ["waiting"]
    with_settings(smtp_host="127.0.0.1")
    outbox.pass_time(HOUR)
    outbox.sweep()
    assert outbox.states() == ["sent"]


def test_what_goes_wrong_in_our_own_house_before_the_text_loses_no_mail(outbox, server, monkeypatch):
    def break_down(*_):
        raise ValueError

    with monkeypatch.context() as patch:
        patch.setattr(notifications, "transport", break_down)
        outbox.tell("mb")
        outbox.sweep()
    assert outbox.states() == ["waiting"]
    outbox.pass_time(HOUR)
    outbox.sweep()
    assert outbox.states() == ["sent"]


def test_the_log_names_no_address_that_a_server_repeats(outbox, server, capsys):
    server.on_rcpt = lambda: "421 4.3.2 <mb@redaktion.example>: try again"
    outbox.tell("mb")
    outbox.sweep()
    assert outbox.states() == ["waiting"]
    assert "mb@redaktion.example" not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("point", "then"),
    [
        ("in_addressing", "sent"),
        ("after_addressing", "sent"),
        ("in_letter_claim", "sent"),
        ("after_letter_claim", "sent"),
        ("in_hand_over", "sent"),
        ("after_hand_over", "unclear"),
        ("after_mail", "unclear"),
        ("in_letter_record", "unclear"),
        ("after_letter_record", "sent"),
    ],
)
def test_a_worker_killed_on_the_way_doubles_nothing_and_leaves_nothing_in_the_dark(
    outbox, server, point, then, monkeypatch
):
    outbox.tell("mb")
    assert dies_at(point, notifications.sweep)
    for _ in range(2):
        outbox.pass_time(HOUR)
        outbox.sweep()
    assert outbox.states() == [then]
    assert len(server.taken) == (0 if point == "after_hand_over" else 1)
    assert outbox.states("in_app") == ["sent"]
