"""Hooks by a real receiver: signed, told at least once under one id, put off, given up; and no secret anywhere."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select
from standardwebhooks import Webhook, WebhookVerificationError
from typer.testing import CliRunner

from app import db
from app.actions.notifications import notify_organisation
from app.cli import cli
from app.keys import make_pair
from app.models import Channel, Organisation
from app.models.notification import NotificationKind
from app.settings import settings
from app.workers import hooks, notifications
from app.workers.points import HOOK_POINTS
from tests.channels.ugly import Ugly
from tests.proofs.length import either
from tests.workers.post_office import Outbox, dies_at

GROUPS = ["channels", "decisions"]
DAY_S = 86_400


@pytest.fixture
def receiver():
    with Ugly() as receiver:
        yield receiver


class Told(Outbox):
    """The outbox with one hook of MB, and time that passes for it."""

    def __init__(self, force, lead, url):
        super().__init__(force)
        self.lead = lead
        answer = lead.post(
            "/hooks", {"organisation": "MB", "name": "Leitstand", "url": url, "groups": GROUPS}
        )
        assert answer.status_code == 201, answer.text
        self.hook = answer.json()
        self.secret = self.hook["secret"]

    @property
    def path(self):
        return f"/hooks/{self.hook['id']}"

    def happen(self, kind=NotificationKind.ACCESS_CLOSED, home="MB"):
        """Let something happen that concerns an organisation's people."""
        self._number += 1
        with db.transaction() as session:
            about = session.execute(select(Channel).where(Channel.label == "Landesportal")).scalar_one()
            query = select(Organisation.id).where(Organisation.abbreviation == home)
            said = {"label": "Landesportal", "platform": "portal", "reason": "geheimer Grund"}
            notify_organisation(
                session, kind, session.execute(query).scalar_one(), about, once=f"{self._number:04}", **said
            )

    def sweep(self):
        notifications.sweep()
        hooks.sweep()

    def row(self):
        return self.force("select * from hook")[0]


@pytest.fixture
def told(people, force, receiver, with_settings, publisher):
    with_settings(private_hosts=receiver.host, call_budget_s=20)
    told = Told(force, people("mb.lead"), f"{receiver.url}/haken")
    for name in ("mb", "desk1"):
        people(name)  # only the pages' role in the database can let somebody in
    with publisher(private_hosts=receiver.host):
        yield told


def verified(told, heard):
    return Webhook(told.secret).verify(heard.body, heard.headers)


@pytest.mark.req("SS-04")
def test_a_hook_is_told_what_until_when_and_where_signed_and_nothing_else(told, receiver):
    told.happen()
    told.sweep()
    (heard,) = receiver.requests
    event = verified(told, heard)
    (letter,) = told.letters("hook")
    assert heard.headers["webhook-id"] == str(letter.id)
    assert event["type"] == "channel.access_closed"
    assert set(event) == {"type", "timestamp", "data"}
    assert set(event["data"]) == {"organisation", "subject", "until", "link", "object_type", "object_id"}
    assert event["data"]["subject"] == "Zugang geschlossen: Landesportal"
    assert event["data"]["link"].endswith(f"/open/channel/{event['data']['object_id']}")
    assert "geheimer Grund" not in heard.body.decode()
    assert letter.state == "sent"
    told.sweep()
    assert len(receiver.requests) == 1


def test_people_are_told_as_before_and_foreign_or_unwanted_things_reach_no_hook(told, receiver):
    told.happen()
    told.happen(home="MW")
    told.happen(NotificationKind.TAKEDOWN_CLOSED)
    told.tell("mb", kind=NotificationKind.POST_MENTIONED)
    told.sweep()
    assert [heard.json["type"] for heard in receiver.requests] == ["channel.access_closed"]
    assert len(told.letters("in_app")) >= 4


def test_what_the_writers_of_a_post_are_told_reaches_their_organisations_hook_once(told, receiver, people):
    post = people("mb").submit(people("mb").write("MB"))
    told.sweep()
    receiver.requests.clear()
    assert people("desk1").approve(post)
    told.sweep()
    (heard,) = receiver.requests
    event = verified(told, heard)
    assert event["type"] == "post.approved"
    assert event["data"]["object_id"] == post["id"]
    assert "Neue Tablets" not in heard.body.decode()


@pytest.mark.parametrize("status", [302, 307, 400, 401, 404, 429, 500, 503])
def test_whatever_is_no_yes_is_told_again_later_under_the_same_id(told, receiver, status):
    receiver.mood = lambda line, _: line.answer(status, {"Location": f"{receiver.url}/anderswo"})
    told.happen()
    told.sweep()
    told.sweep()
    assert len(receiver.requests) == 1
    assert told.row().last_error == str(status)
    assert told.row().failures == 1
    receiver.mood = None
    told.pass_time(61)
    told.sweep()
    assert told.states("hook") == ["sent"]
    assert {heard.path for heard in receiver.requests} == {"/haken"}
    assert len({heard.headers["webhook-id"] for heard in receiver.requests}) == 1
    assert told.row().failures == 0


@pytest.mark.parametrize("mood", ["wait", "reset"])
def test_without_an_answer_it_is_told_again_and_the_hook_rests_longer_each_time(
    told, receiver, mood, with_settings
):
    with_settings(call_budget_s=3)
    receiver.mood = lambda line, _: getattr(line, mood)()
    told.happen()
    rests = []
    for _ in range(3):
        told.sweep()
        rests.append(told.force("select extract(epoch from resumes_at - now()) as s from hook")[0].s)
        told.pass_time(301)
    assert rests[0] < rests[1] < rests[2]
    assert len(receiver.requests) == 3
    receiver.mood = None
    told.sweep()
    assert told.states("hook") == ["sent"]


@pytest.mark.req("SS-01")
@pytest.mark.req("SS-04")
@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/haken", "https://169.254.169.254/haken", "https://localhost/haken"]
)
def test_an_address_inside_is_never_called(told, receiver, url):
    told.force("update hook set url = :url", url=url)
    told.happen()
    told.sweep()
    assert receiver.requests == []
    assert "not called" in told.row().last_error
    assert told.states("hook") == ["waiting"]


def test_after_five_days_a_hook_is_disabled_and_its_keepers_are_told(told, receiver, people):
    receiver.mood = lambda line, _: line.answer(503)
    told.happen()
    told.sweep()
    told.force("update hook set failing_since = now() - interval '5 days', resumes_at = null")
    told.force("update letter set next_attempt_at = null where medium = 'hook'")
    told.happen()
    told.sweep()
    assert people("mb.lead").get(told.path).json()["state"] == "disabled"
    assert set(told.states("hook")) == {"failed"}
    told.sweep()
    (notice,) = [
        row for row in people("mb.lead").get("/notices").json()["items"] if row["kind"] == "hook.disabled"
    ]
    assert "Leitstand" in notice["subject"]
    assert told.force("select 1 from event where action = :action", action="hook.disable")
    told.happen()
    told.sweep()
    assert len(told.states("hook")) == 2


def test_a_receiver_that_wants_no_more_is_left_alone_at_once_until_somebody_takes_it_up(told, receiver):
    receiver.mood = lambda line, _: line.answer(410)
    told.happen()
    told.sweep()
    assert told.row().disabled_at is not None
    receiver.mood = None
    assert told.lead.patch(told.path, {"paused": False}).json()["state"] == "active"
    told.happen()
    told.sweep()
    assert told.states("hook") == ["failed", "sent"]


def test_when_a_disabled_hook_is_deleted_its_keepers_still_read_of_it_and_no_mail_is_kept_back(
    told, receiver, people
):
    receiver.mood = lambda line, _: line.answer(410)
    told.happen()
    told.sweep()
    assert told.lead.delete(told.path).status_code == 204
    told.tell("mb")
    told.sweep()
    assert set(told.states()) == {"sent"}
    notices = people("mb.lead").get("/notices").json()["items"]
    assert "Webhook abgeschaltet: Leitstand" in {row["subject"] for row in notices}


def test_a_paused_hook_hears_afterwards_what_happened_meanwhile(told, receiver):
    told.lead.patch(told.path, {"paused": True})
    told.happen()
    told.sweep()
    assert receiver.requests == []
    told.lead.patch(told.path, {"paused": False})
    told.sweep()
    assert len(receiver.requests) == 1


def test_one_hook_that_hangs_keeps_no_mail_and_no_notice_back(told, receiver):
    receiver.mood = lambda line, _: line.wait()
    told.happen()
    notifications.sweep()
    assert set(told.states()) == {"sent"}
    assert receiver.requests == []


def test_a_trial_is_told_at_once_and_its_answer_is_seen(told, receiver):
    assert told.lead.post(f"{told.path}/test").status_code == 202
    hooks.sweep()
    (heard,) = receiver.requests
    assert verified(told, heard)["type"] == "hook.tried"
    (last,) = told.lead.get(told.path).json()["last"]
    assert (last["state"], last["attempts"]) == ("sent", 1)


def test_for_a_day_both_secrets_sign(told, receiver):
    old = told.secret
    new = told.lead.post(f"{told.path}/secret").json()["secret"]
    told.happen()
    told.sweep()
    told.force("update credential set set_at = set_at - interval '25 hours' where hook_id is not null")
    told.happen()
    told.sweep()
    first, second = receiver.requests
    for secret in (old, new):
        assert Webhook(secret).verify(first.body, first.headers)
    assert Webhook(new).verify(second.body, second.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(second.body, second.headers)


def test_a_second_new_secret_on_the_same_day_takes_none_from_who_still_checks_by_the_first(told, receiver):
    newer = [told.lead.post(f"{told.path}/secret").json()["secret"] for _ in range(2)]
    told.happen()
    told.sweep()
    (heard,) = receiver.requests
    for secret in (told.secret, *newer):
        assert Webhook(secret).verify(heard.body, heard.headers)
    told.force("update credential set set_at = set_at - interval '25 hours' where hook_id is not null")
    told.lead.post(f"{told.path}/secret")
    assert len(told.force("select 1 from credential where hook_id is not null")) == 2


@pytest.mark.req("CC-03")
def test_without_the_key_nothing_is_sent_and_nothing_is_lost(told, receiver, keys, monkeypatch, tmp_path):
    told.happen()
    notifications.sweep()
    monkeypatch.setenv("REDAKTION_PRIVATE_KEYS", str(tmp_path / "keiner"))
    settings.cache_clear()
    hooks.sweep()
    assert receiver.requests == []
    monkeypatch.setenv("REDAKTION_PRIVATE_KEYS", str(keys.private))
    settings.cache_clear()
    told.pass_time(301)
    hooks.sweep()
    assert told.states("hook") == ["sent"]


@pytest.mark.parametrize("_time", range(either(1, 20)))
@pytest.mark.parametrize("point", HOOK_POINTS)
def test_a_worker_killed_here_loses_nothing_and_doubles_nothing_for_who_heeds_the_id(
    told, receiver, point, _time
):
    told.happen()
    notifications.sweep()
    assert dies_at(point, hooks.sweep)
    told.pass_time(3600)
    told.sweep()
    assert told.states("hook") == ["sent"]
    assert len({heard.headers["webhook-id"] for heard in receiver.requests}) == 1
    assert 1 <= len(receiver.requests) <= 2


@pytest.mark.req("CC-06")
def test_the_secret_is_in_no_row_no_answer_and_no_log(told, receiver, capsys):
    receiver.mood = lambda line, _: line.answer(500, {}, {"error": f"you said {told.secret}"})
    told.happen()
    told.sweep()
    tables = [
        row.relname
        for row in told.force(
            "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
        )
    ]
    for table in tables:
        rows = told.force(f'select t::text as whole from "{table}" t')  # noqa: S608 - our own tables
        assert not any(told.secret in row.whole or told.secret[6:] in row.whole for row in rows), table
    for path in ("/hooks", told.path):
        assert told.secret not in told.lead.get(path).text
    assert told.secret[6:] not in "".join(capsys.readouterr())


@pytest.mark.req("CC-07")
def test_after_a_change_of_keys_a_hook_is_told_with_the_same_secret(
    told, receiver, keys, monkeypatch, tmp_path
):
    halves = [Path(shutil.copytree(folder, tmp_path / f"neu-{folder.name}")) for folder in keys]
    make_pair(*halves)
    for name, folder in zip(("PUBLIC", "PRIVATE"), halves, strict=True):
        monkeypatch.setenv(f"REDAKTION_{name}_KEYS", str(folder))
    settings.cache_clear()
    answer = CliRunner().invoke(cli, ["key", "rotate"])
    assert answer.exit_code == 0, answer.output
    (row,) = told.force("select * from credential where hook_id is not null")
    assert row.key_version == 2
    assert told.force("select 1 from event where action = :action", action="hook.seal_anew")
    told.happen()
    told.sweep()
    assert verified(told, receiver.requests[0])
