"""Changing the keys while the office goes on: every opening works, before, during and after (SECURITY CC-07)."""

import shutil
import threading
from itertools import cycle

import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.keys import make_pair
from app.workers.accounts import account_of, keep_renewed
from app.workers.deliveries import deliver
from tests.workers.mastodon import ACCESS, LABEL, OTHER, TOKEN, connect

pytestmark = pytest.mark.req("CC-07")
OPENINGS, HANDS, ROTATIONS = 1000, 4, 4


@pytest.fixture
def own_keys(keys, tmp_path):
    """A copy of the keys that a test may add to and take away from."""
    for folder, name in zip(keys, ("public", "private"), strict=True):
        shutil.copytree(folder, tmp_path / name)
    return type(keys)(tmp_path / "public", tmp_path / "private")


@pytest.fixture
def operator(connected, publisher, own_keys):
    """An operator's shell in an office with two connected channels, one of which has a session of its own."""
    connect(connected, label=OTHER)
    with publisher(public_keys=own_keys.public, private_keys=own_keys.private):
        keep_renewed(connected.channel_id(LABEL), {}, lambda known: known | {"session_jwt": "zeichen-0"})
        yield lambda *words: CliRunner().invoke(cli, ["key", *words])


def versions(scene):
    return {row.key_version for row in scene.force("select key_version from credential")}


def test_all_credentials_are_sealed_anew_and_the_old_key_may_go(connected, operator, own_keys):
    before = connected.force("select kind, fingerprint from credential order by id")
    make_pair(*own_keys)
    said = operator("rotate")
    assert said.exit_code == 0, said.output
    assert "3 Zugangsdaten neu verschlossen mit Schlüssel 2." in said.output
    old = own_keys.private / "credentials-1.private.pem"
    assert str(old) in said.output.replace("\n", "")
    assert versions(connected) == {2}
    assert connected.force("select kind, fingerprint from credential order by id") == before
    old.unlink()
    opened = account_of(connected.channel_id(LABEL)).secrets
    assert opened == {"access_token": TOKEN, "session_jwt": "zeichen-0"}
    assert "0 Zugangsdaten neu verschlossen mit Schlüssel 2." in operator("rotate").output


@pytest.mark.req("AC-01")
def test_each_change_is_an_event_without_secrets(connected, operator, own_keys):
    make_pair(*own_keys)
    operator("rotate")
    rows = connected.force(
        "select object_id, body from event where action = :action", action="channel.seal_anew"
    )
    assert {(str(row.object_id), row.body["kind"]) for row in rows} == {
        (str(connected.channel_id(LABEL)), "mastodon"),
        (str(connected.channel_id(LABEL)), "session"),
        (str(connected.channel_id(OTHER)), "mastodon"),
    }
    assert all(set(row.body) == {"kind", "from_key", "to_key"} for row in rows)


def test_it_can_be_broken_off_and_taken_up_again(connected, operator, own_keys, monkeypatch):
    make_pair(*own_keys)
    from app.cli import keys as words

    done = []

    def break_off(*arguments, **named):
        if done:
            raise KeyboardInterrupt
        done.append(1)
        return seal_anew(*arguments, **named)

    seal_anew = words.seal_anew
    monkeypatch.setattr(words, "seal_anew", break_off)
    assert operator("rotate").exit_code != 0
    assert versions(connected) == {1, 2}
    assert account_of(connected.channel_id(LABEL)).secrets["access_token"] == TOKEN
    assert account_of(connected.channel_id(OTHER)).secrets == ACCESS.secrets
    monkeypatch.undo()
    assert "2 Zugangsdaten neu" in operator("rotate").output
    assert versions(connected) == {2}


def test_without_the_old_key_its_rows_are_named_and_the_others_done(connected, operator, own_keys):
    make_pair(*own_keys)
    operator("rotate")
    connect(connected, label=OTHER)
    make_pair(*own_keys)
    connected.force(
        "update credential set key_version = 1 where channel_id = :id", id=connected.channel_id(OTHER)
    )
    said = operator("rotate")
    assert said.exit_code == 1
    assert "2 Zugangsdaten neu verschlossen mit Schlüssel 3." in said.output
    assert "lassen sich nicht öffnen" in said.output
    assert "Schlüssel 2 wird nicht mehr gebraucht" in said.output
    assert "Schlüssel 1 wird nicht mehr" not in said.output


def test_a_pair_whose_halves_do_not_fit_changes_nothing(connected, operator, own_keys, tmp_path):
    make_pair(*own_keys)
    make_pair(tmp_path / "other", tmp_path / "other")
    stranger = tmp_path / "other" / "credentials-1.private.pem"
    stranger.replace(own_keys.private / "credentials-2.private.pem")
    said = operator("rotate")
    assert said.exit_code == 1
    assert "gehört nicht zum öffentlichen" in said.output
    (own_keys.private / "credentials-2.private.pem").unlink()
    assert operator("rotate").exit_code == 1
    assert versions(connected) == {1}


def test_the_applications_role_is_told_to_be_another(
    connected, operator, own_keys, publisher, postgres, office
):
    make_pair(*own_keys)
    with publisher(database_url=postgres.url("redaktion_app", office), private_keys=own_keys.private):
        said = operator("rotate")
    assert said.exit_code == 1
    assert "Rolle" in said.output


class Load:
    """Several hands that open, renew and deliver as fast as they can; each failure is kept."""

    def __init__(self, channel_ids, deliveries):
        self.channel_ids, self.deliveries = cycle(channel_ids), deliveries
        self.openings, self.failures = [], []
        self.hands = [threading.Thread(target=self.go_on) for _ in range(HANDS)]
        for hand in self.hands:
            hand.start()

    def go_on(self):
        for turn in range(OPENINGS // HANDS):
            try:
                self.work(turn)
            except Exception as error:  # noqa: BLE001 - each one is what must not happen
                self.failures.append(error)

    def work(self, turn):
        account = account_of(next(self.channel_ids))
        self.openings.append(account.secrets["access_token"] == TOKEN)
        if turn % 50 == 0:
            account.keep(lambda known: known | {"session_jwt": f"zeichen-{len(self.openings)}"})
        if turn % 50 == 25:
            deliver(self.deliveries.pop())

    def is_on(self):
        return any(hand.is_alive() for hand in self.hands)

    def end(self):
        for hand in self.hands:
            hand.join()


def test_a_thousand_openings_and_deliveries_during_rotations_and_none_fails(connected, operator, own_keys):
    deliveries = [connected.approved(LABEL) for _ in range(20)]
    load = Load([connected.channel_id(LABEL), connected.channel_id(OTHER)], deliveries)
    for _ in range(ROTATIONS):
        assert load.is_on(), "the load was over before the rotations were"
        make_pair(*own_keys)
        assert operator("rotate").exit_code == 0
    load.end()
    assert load.failures == []
    assert load.openings == [True] * OPENINGS
    assert operator("rotate").exit_code == 0
    assert versions(connected) == {ROTATIONS + 1}
    assert {row.state for row in connected.force("select state from delivery")} == {"sent"}
