"""Who may speak for a channel: a process with the key, in the installation the credentials were set in; and no secret
leaves it by any word."""

import base64
import contextlib
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy.exc import ProgrammingError

from app import clock, db
from app.channels.base import Permanent, Receipt, Temporary, Unclear
from app.channels.discretion import without_secrets
from app.workers import housekeeping, takedowns
from app.workers.accounts import account_of, discreet, keep_renewed
from app.workers.deliveries import deliver
from tests.workers.mastodon import ACCESS, LABEL, OTHER, TOKEN, connect, disconnect
from tests.workers.scene import at_once, raising


@pytest.fixture
def lacking(publisher, postgres, office, keys, tmp_path):
    """Be a publisher that lacks one thing."""
    file = keys.private / "credentials-1.private.pem"

    @contextlib.contextmanager
    def become(what):
        if what == "named key":
            yield
            return
        file.chmod(0o640 if what == "closed file" else 0o600)
        roles = {"right": {"database_url": postgres.url("redaktion_app", office)}}
        with publisher(**roles.get(what, {"private_keys": tmp_path} if what == "key" else {})):
            yield
        file.chmod(0o600)

    return become


def keep(scene, change):
    return keep_renewed(scene.channel_id(LABEL), {}, change)


def told_to_operators(said, event):
    return [entry for entry in said.entries if entry["event"] == event]


@pytest.mark.req("CC-03")
def test_a_publisher_speaks_with_the_secrets_that_were_set(connected, publisher, spoken_as):
    delivery_id = connected.approved(LABEL)
    with publisher():
        deliver(delivery_id)
    assert connected.state(delivery_id) == "sent"
    (account,) = spoken_as
    assert (account.endpoint, account.secrets) == ("https://social.example", {"access_token": TOKEN})


@pytest.mark.req("CC-06")
def test_nothing_that_holds_a_secret_shows_it(connected, publisher):
    with publisher():
        account = account_of(connected.channel_id(LABEL))
    assert account.secrets["access_token"] == TOKEN
    assert TOKEN not in f"{account!r} {ACCESS!r} {account} {ACCESS}"


@pytest.mark.req("CC-03")
@pytest.mark.parametrize("lacks", ["key", "named key", "right", "closed file"])
def test_who_cannot_open_leaves_the_delivery_to_somebody_who_can(connected, lacking, publisher, said, lacks):
    delivery_id = connected.approved(LABEL)
    with lacking(lacks):
        deliver(delivery_id)
    assert connected.state(delivery_id) == "waiting"
    assert connected.attempts(delivery_id) == []
    (alarm,) = told_to_operators(said, "credentials.cannot_be_opened")
    assert (alarm["log_level"], alarm["delivery_id"]) == ("error", str(delivery_id))
    connected.end_pause(delivery_id)
    with publisher():
        deliver(delivery_id)
    assert connected.state(delivery_id) == "sent"


@pytest.mark.req("CC-03")
def test_who_cannot_open_does_not_ask_again_and_again(connected):
    delivery_id = connected.approved(LABEL)
    deliver(delivery_id)
    row = connected.row(delivery_id)
    assert row.next_attempt_at > row.due_at


@pytest.mark.req("CC-03")
def test_an_unclear_delivery_that_cannot_be_sent_again_here_stays_unclear(connected, publisher, channel):
    delivery_id = connected.approved(LABEL)
    channel.answer = raising(Unclear("silence"))
    with publisher():
        deliver(delivery_id)
    connected.end_pause(delivery_id)
    deliver(delivery_id)
    assert (connected.state(delivery_id), len(channel.calls)) == ("unclear", 1)
    assert connected.row(delivery_id).next_attempt_at is not None


@pytest.mark.req("CC-08")
def test_a_test_installation_never_uses_credentials_of_production(connected, publisher, channel, said):
    """The database was copied, and somebody made the channel one of the copy's own."""
    delivery_id = connected.approved(LABEL)
    with publisher(environment="test"):
        connected.set_channel(LABEL, environment="test")
        deliver(delivery_id)
        with pytest.raises(Temporary, match="not started"):
            account_of(connected.channel_id(LABEL))
    assert (connected.state(delivery_id), channel.calls) == ("held:wrong_environment", [])
    assert [entry["guard"] for entry in told_to_operators(said, "delivery.guard_alarm")] == ["G09"]


@pytest.mark.req("CC-08")
def test_credentials_set_in_the_copy_make_the_channel_its_own(connected, publisher):
    with publisher(environment="test"):
        connect(connected)
        delivery_id = connected.approved(LABEL)
        deliver(delivery_id)
    assert connected.state(delivery_id) == "sent"


@pytest.mark.req("CC-08")
def test_a_test_installation_removes_nothing_with_credentials_of_production(connected, publisher, channel):
    delivery_id = connected.approved(LABEL)
    with publisher():
        deliver(delivery_id)
        connected.set(delivery_id, state="removing")
    with publisher(environment="test"):
        takedowns.remove(delivery_id)
    assert (connected.state(delivery_id), channel.removals) == ("removing", [])
    with publisher():
        connected.end_pause(delivery_id)
        takedowns.remove(delivery_id)
    assert channel.removals == [str(delivery_id)]


@pytest.mark.req("CC-01")
@pytest.mark.parametrize(
    "tamper",
    [
        "update credential set ciphertext = set_byte(ciphertext, 3, get_byte(ciphertext, 3) # 1)",
        "update credential set wrapped_key = set_byte(wrapped_key, 3, get_byte(wrapped_key, 3) # 1)",
        "update credential set nonce = set_byte(nonce, 3, get_byte(nonce, 3) # 1)",
        """update credential c set (wrapped_key, nonce, ciphertext) =
            (select o.wrapped_key, o.nonce, o.ciphertext from credential o where o.channel_id <> c.channel_id)""",
    ],
    ids=["ciphertext", "wrapped key", "nonce", "another channel's"],
)
def test_changed_or_exchanged_rows_open_no_door(connected, publisher, channel, said, tamper):
    connect(connected, label=OTHER)
    connected.force(tamper)
    delivery_id = connected.approved(LABEL)
    with publisher():
        deliver(delivery_id)
    assert (connected.state(delivery_id), channel.calls) == ("held:channel_access", [])
    assert len(told_to_operators(said, "credentials.seal_broken")) == 1


@pytest.mark.req("CC-01")
def test_what_can_no_more_be_removed_by_us_is_to_be_removed_by_hand(connected, publisher, channel, said):
    delivery_id = connected.approved(LABEL)
    with publisher():
        deliver(delivery_id)
        connected.set(delivery_id, state="removing")
        connected.force("update credential set nonce = '000000000000'")
        takedowns.remove(delivery_id)
    assert (connected.state(delivery_id), channel.removals) == ("removing", [])
    assert connected.outcomes(delivery_id) == ["sent", "refused"]
    assert len(told_to_operators(said, "delivery.remove_by_hand")) == 1


def test_credentials_may_change_while_deliveries_wait(connected, publisher, spoken_as):
    delivery_id = connected.approved(LABEL)
    connect(connected, replace(ACCESS, secrets={"access_token": "ein-neues-zeichen"}))
    with publisher():
        deliver(delivery_id)
    assert connected.state(delivery_id) == "sent"
    assert spoken_as[0].secrets == {"access_token": "ein-neues-zeichen"}


def test_what_refused_old_credentials_says_nothing_of_the_new_ones(connected, publisher, channel, spoken_as):
    delivery_id = connected.approved(LABEL)
    new = replace(ACCESS, secrets={"access_token": "ein-neues-zeichen"})

    def refuse(_):
        connect(connected, new)
        raise Permanent("401", access=True)

    channel.answer = refuse
    with publisher():
        deliver(delivery_id)
        assert connected.state(delivery_id) == "waiting"
        assert connected.row(delivery_id).channel.access_ok
        channel.answer = channel.show
        connected.end_pause(delivery_id)
        deliver(delivery_id)
    assert connected.state(delivery_id) == "sent"
    assert spoken_as[-1].secrets == new.secrets


@pytest.mark.req("CC-09")
@pytest.mark.parametrize(("days", "rows"), [(15, 0), (13, 1), (1, 1), (-1, 1)])
def test_an_expiry_is_told_to_the_owner_two_weeks_ahead_and_once(connected, days, rows):
    soon = timedelta(days=days)
    connected.force(
        "update credential set expires_at = now() + :soon where channel_id = :id",
        soon=soon,
        id=connected.channel_id(LABEL),
    )
    for _ in range(3):
        housekeeping.warn()
    told = connected.notifications("channel.access_expires")
    assert len(told) == rows
    for row in told:
        owner = connected.force("select id from organisation where abbreviation = 'MB'")[0][0]
        assert (row.organisation_id, row.object_id) == (owner, connected.channel_id(LABEL))
        assert set(row.context) == {"label", "platform", "expires_at"}


@pytest.mark.req("CC-09")
def test_new_credentials_have_an_expiry_of_their_own(connected):
    for _ in range(2):
        connect(connected, replace(ACCESS, expires_at=clock.now() + timedelta(days=3)))
        housekeeping.warn()
    assert len(connected.notifications("channel.access_expires")) == 2


def test_what_waits_for_a_disconnected_channel_is_held_when_it_is_due(connected, publisher, channel):
    delivery_id = connected.approved(LABEL)
    disconnect(connected)
    with publisher():
        deliver(delivery_id)
    assert (connected.state(delivery_id), channel.calls) == ("held:channel_closed", [])


def test_a_renewed_session_is_kept_sealed_and_everybody_sees_it(connected, publisher):
    session = {"access_token": TOKEN, "session_jwt": "ein-erneuertes-zeichen"}
    with publisher():
        assert keep(connected, lambda known: known | {"session_jwt": "ein-erneuertes-zeichen"}) == session
        assert account_of(connected.channel_id(LABEL)).secrets == session
        assert keep(connected, lambda known: known) == session
    rows = connected.force("select kind, set_by_id is null, ciphertext from credential order by kind")
    assert [tuple(row[:2]) for row in rows] == [("mastodon", False), ("session", True)]
    assert not any(b"zeichen" in row.ciphertext for row in rows)
    connect(connected)
    with publisher():
        assert account_of(connected.channel_id(LABEL)).secrets == {"access_token": TOKEN}


def test_of_many_processes_one_renews_and_the_others_see_it(connected, publisher):
    renewals = []

    def renew(known):
        if "session_jwt" in known:
            return known
        renewals.append(1)
        return known | {"session_jwt": f"zeichen-nummer-{len(renewals)}"}

    with publisher():
        kept = at_once(*[lambda: keep(connected, renew)] * 8)
    assert len(renewals) == 1
    assert {row["session_jwt"] for row in kept} == {"zeichen-nummer-1"}


def test_a_renewal_that_fails_leaves_everything_as_it_was(connected, publisher):
    with publisher():
        with pytest.raises(Permanent):
            keep(connected, raising(Permanent("nein")))
        assert account_of(connected.channel_id(LABEL)).secrets == {"access_token": TOKEN}


def test_a_session_of_a_channel_that_was_disconnected_is_not_kept(connected, publisher):
    disconnect(connected)
    with publisher(), pytest.raises(Temporary):
        keep(connected, lambda known: known | {"session_jwt": "x"})
    assert connected.force("select 1 from credential") == []


@pytest.mark.req("CC-04")
def test_a_process_without_the_right_cannot_even_try(connected):
    from app.actions.sealing import read_sealed

    with pytest.raises(ProgrammingError, match="permission denied"), db.transaction() as session:
        read_sealed(session, connected.channel_id(LABEL))


@pytest.mark.req("CC-06")
@pytest.mark.parametrize(
    "form",
    [
        TOKEN,
        f"Bearer {TOKEN},",
        base64.b64encode(TOKEN.encode()).decode(),
        base64.urlsafe_b64encode(TOKEN.encode()).decode().rstrip("="),
        f"token={quote(TOKEN, safe='')}&x=1",
        quote(TOKEN, safe="").lower(),
        quote(TOKEN),
    ],
)
@pytest.mark.parametrize("kind", [Temporary, Permanent, Unclear])
def test_an_error_quotes_no_secret_whatever_its_form(connected, publisher, channel, form, kind):
    delivery_id = connected.approved(LABEL)
    channel.answer = raising(kind(f"the server says: {form} is wrong"))
    with publisher():
        deliver(delivery_id)
    words = connected.row(delivery_id).last_error
    assert words.startswith("the server says: ")
    assert words.endswith("is wrong")
    assert "***" in words
    assert "geheim" not in words
    assert form not in words


def test_what_is_no_secret_stays_as_it_was_said(connected, publisher, channel):
    assert without_secrets("0 of 0", ["0"]) == "0 of 0"
    with publisher():
        keep(connected, lambda known: known | {"did": "did:plc:land-mb", "session_tried_at": "2026-11-22"})
        account = account_of(connected.channel_id(LABEL))
    receipt = Receipt("at://did:plc:land-mb/post/1")
    channel.answer = lambda _: receipt
    assert discreet(channel, account).publish(None, 0) == receipt
    portal = account_of(connected.channel_id("Konsole MB"))
    assert discreet(channel, portal) is channel


@pytest.mark.req("CC-06")
@pytest.mark.parametrize("receipt", [Receipt(TOKEN), Receipt("1", f"https://social.example/{quote(TOKEN)}")])
def test_an_answer_that_repeats_a_secret_is_not_believed(connected, publisher, channel, receipt):
    delivery_id = connected.approved(LABEL)
    channel.answer = lambda _: receipt
    with publisher():
        deliver(delivery_id)
    row = connected.row(delivery_id)
    assert (row.state.value, row.remote_id, row.remote_url) == ("unclear", None, None)
    assert [attempt.remote_id for attempt in connected.attempts(delivery_id)] == [None]


@pytest.mark.req("CC-06")
def test_a_session_renewed_during_the_call_is_a_secret_of_it_too(connected, publisher, channel, spoken_as):
    delivery_id = connected.approved(LABEL)
    first, second = "erste-sitzung-0001", "zweite-sitzung-0002"

    def renew(_):
        spoken_as[-1].keep(lambda known: known | {"access_jwt": first})
        spoken_as[-1].keep(lambda known: known | {"access_jwt": second})
        raise Permanent(f"{first} and {second}")

    channel.answer = renew
    with publisher():
        deliver(delivery_id)
    assert second not in connected.row(delivery_id).last_error
    assert connected.row(delivery_id).last_error.endswith(" and ***")


@pytest.mark.req("CC-06")
def test_an_error_nobody_expected_is_told_by_its_kind_alone(connected, publisher, channel, capsys):
    delivery_id = connected.approved(LABEL)
    channel.answer = raising(RuntimeError(f"unexpected {TOKEN}"))
    with publisher():
        deliver(delivery_id)
    assert connected.row(delivery_id).last_error == "unexpected RuntimeError"
    assert TOKEN not in "".join(capsys.readouterr())


def test_an_error_keeps_what_it_means(connected, publisher, channel):
    delivery_id = connected.approved(LABEL)
    channel.answer = raising(Temporary(f"429 {TOKEN}", retry_after=300))
    with publisher():
        deliver(delivery_id)
    assert connected.row(delivery_id).channel.paused_until is not None
    channel.answer = raising(Permanent(TOKEN, access=True))
    other = connected.approved(LABEL)
    connected.set_channel(LABEL, paused_until=None)
    with publisher():
        deliver(other)
    assert connected.state(other) == "held:channel_access"
