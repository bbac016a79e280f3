"""What can go wrong with a call: every kind of mistake that an operation can be asked with, and some of their own."""

import contextlib
import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, text

from app import db
from app.actions.answers import find_answer
from app.actions.locking import STOP_GATE
from app.models import User
from tests.api.parts import installed_with, limited, only, run
from tests.contract.calls import CALLS, of_delivery, of_post, of_takedown
from tests.contract.mistake import NOBODYS, both
from tests.contract.mistakes_of_channels import OF_CHANNELS
from tests.contract.mistakes_of_themes import OF_THEMES
from tests.contract.scene import (
    CENTRAL,
    DAY_S,
    Ask,
    forget_second_factors,
    keyed,
    plant_second_factors,
)
from tests.factories import Person, soon
from tests.pictures import animated, huge_png

TOO_LARGE = b'{"text": "' + b"x" * 300_000 + b'"}'
BODIES = (b"{", TOO_LARGE, b"[]", b'{"freigegeben": true}')
JSON = {"Content-Type": "application/json"}
KEY = "Idempotency-Key"


def wrong_asks(operation, ask):
    """Yield what goes wrong, for whoever may call the operation."""
    if ask.path:
        yield ask.about(NOBODYS)
        yield ask.about("eins")
    if ask.body is not None:
        for content in BODIES:
            yield replace(ask, header=ask.header | JSON, content=content)
    parameters = {row["name"]: row for row in operation.get("parameters", [])}
    yield from wrong_queries(operation, parameters, ask)
    yield from wrong_headers(parameters, ask)


def wrong_queries(operation, parameters, ask):
    if "limit" in parameters:
        yield replace(ask, query={"limit": 0})
        yield replace(ask, query={"after": "eins"})
    if operation.get("security"):
        yield replace(ask, query=ask.query | {"orgnisation": "MB"})


def wrong_headers(parameters, ask):
    if "If-Match" in parameters:
        yield replace(ask, header=ask.header | {"If-Match": '"veraltet"'})
    if "If-Match" in ask.header:
        yield replace(ask, header={name: text for name, text in ask.header.items() if name != "If-Match"})
    if parameters.get(KEY, {}).get("required"):
        yield replace(ask, header={name: text for name, text in ask.header.items() if name != KEY})


def repeated(ask):
    """Yield what goes wrong after a success: another request under the same key, and the same one again."""
    if KEY in ask.header and ask.body is not None:
        yield replace(ask, body=ask.body | {"noch": "etwas"})
    if ask.path:
        yield replace(ask, header=ask.header | keyed())


@contextlib.contextmanager
def being_worked_on(ask, person):
    """The request's Idempotency-Key is in the hands of another one just now."""
    with db.sessions()() as session:
        user_id = session.execute(select(User.id).where(User.email == person.email)).scalar_one()
        find_answer(session, user_id, ask.header[KEY], "")
        yield


def fail_on_its_own(name, scene):
    """Yield person, request and surroundings for what goes wrong with this operation only."""
    yield from OWN.get(name, lambda _: ())(scene)


def approving(scene):
    desk, nothing = scene.person("desk1"), contextlib.nullcontext()
    own = desk.submit(desk.write("StK"))
    yield desk, of_post(own, {"revision_sha256": own["revision"]["sha256"]}, **keyed()), nothing
    other = scene.submitted("MB")
    yield desk, of_post(other, {"revision_sha256": hashlib.sha256().hexdigest()}, **keyed()), nothing


def writing(scene):
    mb = scene.person("mb")
    for change in (
        {"organisation": "XYZ"},
        {"text": "Von rechts \u202e nach links"},
        {"media": [{"id": NOBODYS}]},
        {"theme_id": NOBODYS},
        *(
            {"deliveries": [{"channel_id": scene.channel_id(CENTRAL), "proposed_at": moment}]}
            for moment in (
                "morgen",
                "2024-03-01T10:00:00+01:00",
                "2037-03-29T02:30:00",
                "2037-10-25T02:30:00",
            )
        ),
        {"deliveries": [{"channel_id": NOBODYS, "proposed_at": "2037-03-01T10:00:00"}]},
    ):
        ask = CALLS["create_post"](scene, "MB", CENTRAL)
        yield mb, replace(ask, body=ask.body | change), contextlib.nullcontext()


def handing_in(scene):
    """Files that are no image, half a one, a moving one, or too large; and a contradiction."""
    mb = scene.person("mb")
    ask = CALLS["upload_media"](scene, "MB", CENTRAL)
    for file in (b"<svg/>", ask.upload[:99], animated("PNG"), huge_png(20_000, 20_000), bytes(17_000_000)):
        yield mb, replace(ask, upload=file), contextlib.nullcontext()
    yield mb, replace(ask, body=ask.body | {"decorative": "true"}), contextlib.nullcontext()
    yield mb, replace(ask, body=ask.body | {"organisation": "XYZ"}), contextlib.nullcontext()


def editing(scene):
    """What is out is not changed any more."""
    post = scene.sent("MB")
    yield scene.person("mb"), of_post(post, {"title": "Neu"}, **{"If-Match": "*"}), contextlib.nullcontext()


def commenting(scene):
    """A passage that reads otherwise, of a revision there is not, on a channel it is not for; and a stranger."""
    ask = CALLS["write_comment"](scene, "MB", CENTRAL)
    passage = ask.body["passage"]
    for change in (
        {"passage": passage | {"quote": "Alte Tablets"}},
        {"passage": passage | {"revision": 7}},
        {"passage": passage | {"channel_id": NOBODYS}},
        {"mentions": {"users": [NOBODYS]}},
    ):
        yield scene.person("mb"), replace(ask, body=ask.body | change), contextlib.nullcontext()


def submitting(scene):
    mb = scene.person("mb")
    long = mb.write(text="Neue Tablets. " * 500)
    silent = mb.write(media=[{"id": mb.media()["id"]}])
    for post in (mb.write(channels=()), long, silent):
        yield mb, of_post(post, {}, **keyed()), contextlib.nullcontext()


def signing_in(scene):
    ask = CALLS["sign_in"](scene, "MB", CENTRAL)
    for body in (ask.body | {"password": "geraten"}, {"email": ask.body["email"]}):
        yield None, replace(ask, body=body), contextlib.nullcontext()
    for code in ({}, {"otp": "000000"}):
        yield None, replace(ask, body=ask.body | code), with_second_factors()
    yield None, replace(ask, body=ask.body | {"otp": "000000"}), with_second_factors(missing_key=True)
    yield None, ask, after_another_try(scene)


@contextlib.contextmanager
def with_second_factors(*, missing_key=False):
    """Everybody has a second factor; perhaps the key to it is not there."""
    plant_second_factors(are_confirmed=True)
    with installed_with(second_factor_key="/fehlt") if missing_key else contextlib.nullcontext():
        yield
    forget_second_factors()


def setting_up_a_second_factor(scene):
    """Not knowing the password, having one already, no key to seal it with."""
    mb, ask = scene.person("mb"), CALLS["begin_second_factor"](scene, "MB", CENTRAL)
    yield mb, replace(ask, body={"password": "geraten"}), contextlib.nullcontext()
    yield mb, ask, with_second_factors()
    yield mb, ask, installed_with(second_factor_key="/fehlt")


def confirming_a_second_factor(scene):
    """A wrong code, none to confirm, one that is confirmed."""
    ask = Ask(body={"otp": "000000"})
    plant_second_factors()
    yield scene.person("mb"), ask, contextlib.nullcontext()
    forget_second_factors()
    yield scene.person("mb"), ask, contextlib.nullcontext()
    yield scene.person("mb"), ask, with_second_factors()


@contextlib.contextmanager
def after_another_try(scene):
    """One may sign in only once, and has."""
    with limited(sign_ins_per_account=1):
        Person(scene.client, "mb")
        yield


def stopping(scene):
    """The stop waits for whoever is just about to send, and says so when that takes too long."""
    ask = CALLS["set_stop"](scene, "StK", CENTRAL)
    yield scene.person("desk1"), ask, holding_the_gate()


@contextlib.contextmanager
def holding_the_gate():
    with db.sessions()() as session:
        session.execute(text(f"select pg_advisory_xact_lock({STOP_GATE})"))
        yield


def with_an_old_sign_in(name, somebody="desk1"):
    """What needs a recent sign-in is refused to somebody who signed in six minutes ago."""

    def ask(scene):
        person = Person(scene.client, somebody)
        age = timedelta(minutes=6)
        run(
            "update sign_in set issued_at = :then where token_sha256 = :hash",
            then=datetime.now(UTC) - age,
            hash=hashlib.sha256(person.headers["Authorization"].split()[1].encode()).hexdigest(),
        )
        yield person, CALLS[name](scene, "StK", CENTRAL), contextlib.nullcontext()

    return ask


def connecting(scene):
    """Somebody who signed in long ago, the wrong platform, a secret that is none, an address without TLS."""
    yield from with_an_old_sign_in("connect_channel", "kanal")(scene)
    kanal = scene.person("kanal")
    for change in (
        {"signing_secret": "geheim"},
        {"platform": "mastodon"},
        {"endpoint": "http://empfang.example/meldungen"},
        {"endpoint": "https://empfang.example/meldungen?geheim=1"},
        {"expires_at": "2024-03-01T10:00:00Z"},
    ):
        ask = CALLS["connect_channel"](scene, "StK", CENTRAL)
        yield kanal, replace(ask, body=ask.body | change), contextlib.nullcontext()
    ask = CALLS["connect_channel"](scene, "StK", CENTRAL)
    ask = replace(ask, path={"channel_id": scene.channel_id(CENTRAL)})
    yield kanal, ask, contextlib.nullcontext()


def making_a_token(scene):
    """Somebody who signed in long ago, too long a life, an organisation without a role, somebody else's service."""
    yield from with_an_old_sign_in("create_token")(scene)
    for change in (
        {"expires_at": soon(100 * DAY_S)},
        {"expires_at": "2024-03-01T10:00:00Z"},
        {"organisation": "MW"},
        {"service_id": NOBODYS},
        {"scopes": []},
    ):
        ask = CALLS["create_token"](scene, "MB", CENTRAL)
        yield scene.person("mb"), replace(ask, body=ask.body | change), contextlib.nullcontext()


def making_a_hook(scene):
    """Somebody who signed in long ago, an address without TLS, what is for people only, an unknown organisation."""
    yield from with_an_old_sign_in("create_hook", "admin")(scene)
    for change in (
        {"url": "http://leitstand.example/haken"},
        {"url": "https://ich@leitstand.example/haken"},
        {"groups": ["account"]},
        {"groups": []},
        {"organisation": "XYZ"},
    ):
        ask = CALLS["create_hook"](scene, "MB", CENTRAL)
        yield scene.person("mb.lead"), replace(ask, body=ask.body | change), contextlib.nullcontext()


def trying_a_paused_hook(scene):
    ask = CALLS["test_hook"](scene, "MB", CENTRAL)
    run("update hook set paused_at = now() where id = :id", id=ask.path["hook_id"])
    yield scene.person("mb.lead"), ask, contextlib.nullcontext()


def resolving(scene):
    """Too early, without an address, under another delivery's address, and while a proposal is open."""
    desk, kanal, nothing = scene.person("desk1"), scene.person("kanal"), contextlib.nullcontext()
    ask = CALLS["resolve_delivery"](scene, "MB", CENTRAL)
    absent = {"outcome": "not_there", "reason": "Ich habe ihn nirgends gefunden."}
    yield desk, replace(ask, body=absent), nothing
    yield desk, replace(ask, body=absent | {"outcome": "there"}), nothing
    taken = scene.removing_by_hand("MB")
    address = desk.get(f"/deliveries/{only(taken)['id']}").json()["remote_url"]
    yield desk, replace(ask, body=ask.body | {"remote_url": address}), nothing
    kanal.post(f"/deliveries/{ask.path['delivery_id']}/resolve", ask.body)
    yield kanal, replace(ask, body=absent, header=keyed()), nothing


def posting_by_hand(scene):
    """What was held for another reason, and what a stop holds back."""
    desk = scene.person("desk1")
    yield desk, of_delivery(scene.held("MB"), **keyed()), contextlib.nullcontext()
    ask = CALLS["post_delivery_by_hand"](scene, "MB", CENTRAL)
    yield desk, ask, stopped(scene)


@contextlib.contextmanager
def stopped(scene):
    """Everything is stopped for a while."""
    stop = scene.person("desk2").post("/stops", {"scope": "all", "reason": "Lage"}).json()
    yield
    scene.person("desk2").post(f"/stops/{stop['id']}/lift", {"reason": "vorbei"})


def in_restore_mode(name):
    """The database is a restored one, and nobody has ended that yet."""

    def ask(scene):
        yield scene.person("desk1"), CALLS[name](scene, "StK", CENTRAL), restoring()

    return ask


@contextlib.contextmanager
def restoring():
    run("update publishing_control set mode = 'restore'")
    yield
    run("update publishing_control set mode = 'normal'")


def ending_alone(scene):
    """One person says it twice, and somebody speaks before the channels were asked."""
    desk, nothing = scene.person("desk1"), contextlib.nullcontext()
    ask = CALLS["confirm_restoration"](scene, "StK", CENTRAL)
    desk.post(f"/restorations/{ask.path['restoration_id']}/confirm", ask.body)
    yield desk, replace(ask, header=keyed()), nothing
    yield scene.person("desk2"), replace(ask, header=keyed()), nothing
    early = CALLS["confirm_restoration"](scene, "StK", CENTRAL)
    run("update restoration set reconciled_at = null where id = :id", id=early.path["restoration_id"])
    yield desk, early, nothing


def confirming(scene):
    """What the office removes itself, and what could still come back."""
    desk, nothing = scene.person("desk1"), contextlib.nullcontext()
    sent = scene.sent("MB")
    scene.lead("MB").post(f"/deliveries/{only(sent)['id']}/take-down", {"reason": "Fehler"})
    for post in (sent, scene.removing_by_hand("MB", minutes=0)):
        yield desk, of_delivery(post, {"reason": "Von Hand gelöscht."}, **keyed()), nothing


def serving_by_hand(scene):
    """Somebody who signed in long ago, a channel that is connected, and one that has ended."""
    yield from with_an_old_sign_in("serve_channel_by_hand", "kanal")(scene)
    kanal, nothing = scene.person("kanal"), contextlib.nullcontext()
    ask = CALLS["serve_channel_by_hand"](scene, "StK", CENTRAL)
    run("update channel set state = 'discontinued' where id = :id", id=ask.path["channel_id"])
    yield kanal, ask, nothing
    yield kanal, replace(ask, path={"channel_id": scene.channel_id(CENTRAL)}), nothing


def choosing_a_password(scene):
    """Not knowing the old one, keeping it, one that everybody guesses, one that is too short."""
    ask = CALLS["change_password"](scene, "MB", CENTRAL)
    for change in (
        {"current": "geraten"},
        {"password": ask.body["current"]},
        {"password": "passwort1234"},
        {"password": "kurz"},
    ):
        yield scene.person("mb"), replace(ask, body=ask.body | change), contextlib.nullcontext()


def with_an_account(name, *changes):
    """What an admin cannot do with accounts: to themselves, or with these changes of the body."""

    def ask(scene):
        admin = scene.person("admin")
        for change in changes:
            wrong = CALLS[name](scene, "StK", CENTRAL)
            yield admin, replace(wrong, body=(wrong.body or {}) | change), contextlib.nullcontext()
        wrong = CALLS[name](scene, "StK", CENTRAL)
        if "user_id" in wrong.path or "user_id" in (wrong.body or {}):
            me = admin.get("/me").json()["id"]
            if wrong.path:
                yield admin, wrong.about(me), contextlib.nullcontext()
            else:
                yield admin, replace(wrong, body=wrong.body | {"user_id": me}), contextlib.nullcontext()

    return ask


def not_in_time(name):
    return with_an_old_sign_in(name, "admin")


def ending_a_finding(scene):
    """One that ends by itself, and one that is over already."""
    desk, nothing = scene.person("desk1"), contextlib.nullcontext()
    ask = CALLS["end_finding"](scene, "MB", CENTRAL)
    yield desk, ask.about(scene.finding()["id"]), nothing
    yield desk, ask, ended(scene, ask)


@contextlib.contextmanager
def ended(scene, ask):
    run("update finding set ended_at = now() where id = :id", id=ask.path["finding_id"])
    yield


def announcing(scene):
    """Both post and delivery, no time without urgency, nothing published, a ministry's own channel, a second case."""
    desk, nothing = scene.person("desk1"), contextlib.nullcontext()
    ask = CALLS["open_takedown"](scene, "MB", CENTRAL)
    open_one = {"post_id": scene.takedown("MB")["post_id"]}
    for change in (
        {"delivery_id": NOBODYS},
        {"deadline_at": soon(-5)},
        {"post_id": scene.approved("MB")["id"]},
        {"post_id": scene.sent("MB", "Konsole MB")["id"]},
        open_one,
    ):
        yield desk, replace(ask, body=ask.body | change, header=keyed()), nothing


def responding(scene):
    """An answer that binds, of somebody who may not remove, and an objection without a word."""
    mb, nothing = scene.person("mb"), contextlib.nullcontext()
    ask = CALLS["respond_to_takedown"](scene, "MB", CENTRAL)
    for body in ({"answer": "agree"}, {"answer": "object"}):
        yield mb, replace(ask, body=body, header=keyed()), nothing


def executing(scene):
    """Before notice and deadline, and by the one who opened the case."""
    nothing = contextlib.nullcontext()
    early = of_takedown(scene.takedown("MB"), {}, **keyed())
    yield scene.person("desk1"), early, nothing
    yield scene.person("desk2"), CALLS["execute_takedown"](scene, "MB", CENTRAL), nothing


def closing(scene):
    """An outcome that this kind cannot have, and one that is not true."""
    desk, nothing = scene.person("desk1"), contextlib.nullcontext()
    for outcome in ("noted", "removed_by_ministry"):
        yield desk, of_takedown(scene.takedown("MB"), {"outcome": outcome}, **keyed()), nothing


def revoking(scene):
    """What has begun."""
    desk, case = scene.person("desk1"), scene.ready_takedown("MB")
    desk.post(f"/takedowns/{case['id']}/execute")
    yield desk, of_takedown(case, {"reason": "Doch nicht."}, **keyed()), contextlib.nullcontext()


def copying(scene):
    """A correction of what is not out."""
    ask = of_post(scene.draft("MB"), {"corrects": True}, **keyed())
    yield scene.person("mb"), ask, contextlib.nullcontext()


def reading_a_record(scene):
    ask = CALLS["get_post_record"](scene, "MB", CENTRAL)
    yield scene.person("mb"), replace(ask, query={"format": "docx"}), contextlib.nullcontext()


OF_THE_REST = {
    "write_comment": commenting,
    "open_takedown": announcing,
    "respond_to_takedown": responding,
    "execute_takedown": executing,
    "close_takedown": closing,
    "revoke_takedown": revoking,
    "copy_post": copying,
    "get_post_record": reading_a_record,
    "resolve_delivery": resolving,
    "post_delivery_by_hand": posting_by_hand,
    "confirm_delivery_removal": confirming,
    "serve_channel_by_hand": serving_by_hand,
    "change_password": choosing_a_password,
    "create_user": with_an_account(
        "create_user", {"email": "mb@redaktion.example"}, {"email": "niemand"}, {"same_person_as": NOBODYS}
    ),
    "create_service": with_an_account("create_service", {"owner_id": NOBODYS}),
    "edit_user": with_an_account("edit_user", {"email": "mb@redaktion.example"}),
    "invite_user": both(not_in_time("invite_user"), with_an_account("invite_user")),
    "lock_user": with_an_account("lock_user"),
    "unlock_user": both(not_in_time("unlock_user"), with_an_account("unlock_user")),
    "reset_password": both(not_in_time("reset_password"), with_an_account("reset_password")),
    "create_membership": both(
        not_in_time("create_membership"),
        with_an_account(
            "create_membership",
            {"user_id": NOBODYS},
            {"organisation": "XYZ"},
            {"role": "agency", "can_approve": False, "valid_to": None},
            {"role": "agency", "can_approve": False, "valid_to": "2038-01-01"},
            {"role": "service", "can_approve": False},
            {"role": "ministry_lead"},
            {"deputy_for_id": NOBODYS},
            {"channel_ids": [NOBODYS]},
            {"valid_to": "2029-01-01"},
        ),
    ),
    "edit_membership": not_in_time("edit_membership"),
    "end_membership": not_in_time("end_membership"),
    "begin_second_factor": setting_up_a_second_factor,
    "confirm_second_factor": confirming_a_second_factor,
    "reset_second_factor": both(not_in_time("reset_second_factor"), with_an_account("reset_second_factor")),
    "create_token": making_a_token,
    "create_hook": making_a_hook,
    "connect_press": with_an_old_sign_in("connect_press", "admin"),
    "renew_press_secret": with_an_old_sign_in("renew_press_secret", "admin"),
    "disconnect_press": with_an_old_sign_in("disconnect_press", "admin"),
    "edit_hook": with_an_old_sign_in("edit_hook", "admin"),
    "delete_hook": with_an_old_sign_in("delete_hook", "admin"),
    "renew_hook_secret": with_an_old_sign_in("renew_hook_secret", "admin"),
    "test_hook": both(with_an_old_sign_in("test_hook", "admin"), trying_a_paused_hook),
    "approve_post": both(approving, in_restore_mode("approve_post")),
    "create_post": writing,
    "edit_post": editing,
    "submit_post": submitting,
    "upload_media": handing_in,
    "sign_in": signing_in,
    "set_stop": stopping,
    "end_finding": ending_a_finding,
    "lift_stop": with_an_old_sign_in("lift_stop"),
    "confirm_restoration": both(with_an_old_sign_in("confirm_restoration"), ending_alone),
    "connect_channel": connecting,
    "disconnect_channel": with_an_old_sign_in("disconnect_channel", "kanal"),
}
OWN = OF_THE_REST | OF_CHANNELS | OF_THEMES
