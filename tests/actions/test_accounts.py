"""Accounts, channels and what is forgotten after its time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import db
from app.actions.answers import forget_old_answers, keep_answer
from app.actions.channels import register_channel
from app.actions.sign_in import digest_token, forget_old_sign_ins
from app.actions.users import add_user
from app.errors import InvalidError
from app.models import Channel, Event, Organisation, Platform, SignIn, StoredAnswer, User
from app.models.channel import ApprovalMode, ChannelScope, ChannelState, Idempotency
from app.models.organisation import OrganisationKind
from app.models.user import MACHINE, Role

ACCOUNT = {
    "email": "a@b.example",
    "name": "Anna",
    "password": "ein-langes-wort",
    "role": Role.ADMIN,
    "organisation": "XX",
}
CHANNEL = {
    "platform": "fernsehen",
    "organisation": "XX",
    "scope": ChannelScope.CENTRAL,
    "label": "Landesfernsehen",
    "approval_mode": ApprovalMode.CENTRAL,
    "environment": "test",
    "since": "2026",
}


@pytest.fixture
def house(session):
    home = Organisation(abbreviation="XX", kind=OrganisationKind.MINISTRY)
    session.add_all(
        [home, Platform(slug="fernsehen", name="Fernsehen"), Platform(slug="console", name="Konsole")]
    )
    session.flush()
    return session


def events(session):
    return list(session.execute(select(Event.action).order_by(Event.at, Event.id)).scalars())


def test_an_account_is_added_with_its_role_and_written_down(house):
    user = add_user(house, MACHINE, **ACCOUNT | {"email": " A@B.Example "})
    assert user.email == "a@b.example"
    assert [(row.role, row.can_approve) for row in user.memberships] == [(Role.ADMIN, False)]
    assert "ein-langes-wort" not in user.password_hash
    assert events(house) == ["user.add"]


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"email": "niemand"}, "email-invalid"),
        ({"email": "A@B.example"}, "email-taken"),
        ({"email": "c@b.example", "password": "kurz"}, "password-length"),
        ({"email": "c@b.example", "password": "x" * 129}, "password-length"),
        ({"email": "c@b.example", "password": "passwort1234"}, "password-common"),
        ({"email": "c@b.example", "role": Role.AGENCY}, "missing"),
        ({"email": "c@b.example", "role": Role.SERVICE}, "role-for-services"),
        ({"email": "c@b.example", "organisation": "YY"}, "organisation-unknown"),
    ],
)
@pytest.mark.req("AU-04")
def test_an_account_that_cannot_be_is_refused(house, fields, key):
    add_user(house, MACHINE, **ACCOUNT)
    with pytest.raises(InvalidError) as refused:
        add_user(house, MACHINE, **ACCOUNT | fields)
    assert [issue.key for issue in refused.value.issues] == [key]
    assert events(house) == ["user.add"]
    assert len(house.execute(select(User)).all()) == 1


@pytest.mark.req("AU-04")
def test_a_long_password_is_taken(house):
    assert add_user(house, MACHINE, **ACCOUNT | {"password": "Wort für Wort, " * 8 + "und Ende"}).id


def test_two_accounts_may_belong_to_one_person(house):
    first = add_user(house, MACHINE, **ACCOUNT)
    second = add_user(house, MACHINE, **ACCOUNT | {"email": "c@b.example"}, person_id=first.person_id)
    other = add_user(house, MACHINE, **ACCOUNT | {"email": "d@b.example"})
    assert first.person_id == second.person_id != other.person_id


def test_a_channel_is_registered_and_written_down(house):
    channel = register_channel(house, MACHINE, **CHANNEL)
    assert (channel.state, channel.idempotency, channel.since) == (ChannelState.ACTIVE, None, "2026")
    assert [(row.position, row.state, row.since) for row in channel.history] == [
        (1, ChannelState.ACTIVE, "2026")
    ]
    assert events(house) == ["channel.register"]
    connected = register_channel(house, MACHINE, **CHANNEL | {"platform": "console", "label": "Konsole"})
    assert connected.idempotency is Idempotency.OWN_ID


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"platform": "telegraf"}, "platform-unknown"),
        ({"label": "Landesfernsehen"}, "label-taken"),
        ({"label": "Neu", "organisation": "YY"}, "organisation-unknown"),
    ],
)
def test_a_channel_that_cannot_be_is_refused(house, fields, key):
    register_channel(house, MACHINE, **CHANNEL)
    with pytest.raises(InvalidError) as refused:
        register_channel(house, MACHINE, **CHANNEL | fields)
    assert [issue.key for issue in refused.value.issues] == [key]
    assert len(house.execute(select(Channel)).all()) == 1


@pytest.mark.req("LI-04")
def test_answers_are_kept_for_a_day_at_least_and_then_forgotten(house):
    user = add_user(house, MACHINE, **ACCOUNT)
    now = db.now(house)
    for key, hours in (("neu", 0), ("gestern", 25), ("alt", 49)):
        fields = {"request_sha256": "0" * 64, "status": 200, "headers": {}, "body": "{}"}
        house.add(StoredAnswer(user_id=user.id, key=key, stored_at=now - timedelta(hours=hours), **fields))
    keep_answer(house, user.id, "jetzt", "0" * 64, status=200, headers={}, body=b"{}")
    assert forget_old_answers(house) == 1
    assert set(house.execute(select(StoredAnswer.key)).scalars()) == {"jetzt", "neu", "gestern"}


def test_sign_ins_are_forgotten_a_day_after_their_end(house):
    user = add_user(house, MACHINE, **ACCOUNT)
    now = db.now(house)
    for name, hours in (("gilt", 1), ("eben", -1), ("alt", -25)):
        expires_at = now + timedelta(hours=hours)
        house.add(
            SignIn(user_id=user.id, token_sha256=digest_token(name), issued_at=now, expires_at=expires_at)
        )
    house.flush()
    assert forget_old_sign_ins(house) == 1
    assert len(house.execute(select(SignIn)).all()) == 2
