"""The view that must stay empty: each clause, made true by force, shows the delivery; and nothing else does."""

import pytest
from sqlalchemy import create_engine, text

from app.workers.deliveries import deliver

WAITING, SENT, SENDING, UNCLEAR, CANCELLED = "waiting", "sent", "sending", "unclear", "cancelled"
ATTEMPT = (
    "insert into delivery_attempt (id, delivery_id, number, kind, fence, due_at, payload_sha256, worker, intent_at,"
    " finished_at, outcome, remote_id) select gen_random_uuid(), id, 9, 'publish', 9, due_at, payload_sha256, 'x',"
    " {at}, now(), '{outcome}', {remote_id} from delivery where id = :id"
)


def attempt(outcome="refused", remote_id="null", at="now()"):
    return ATTEMPT.format(outcome=outcome, remote_id=remote_id, at=at)


PROBE = (
    "insert into delivery_attempt (id, delivery_id, number, kind, fence, due_at, payload_sha256, {who}, finished_at,"
    " outcome, remote_id) select gen_random_uuid(), id, {number}, 'probe', 9, due_at, payload_sha256, {name}, now(),"
    " '{outcome}', {remote_id} from delivery where id = :id"
)
PERSON = ("by_id", '(select id from "user" limit 1)')


def probe(outcome, who, name, *, number=10, remote_id="null"):
    return PROBE.format(outcome=outcome, who=who, name=name, number=number, remote_id=remote_id)


STOP = (
    "insert into publishing_stop (id, scope, channel_id, reason, hold_all, by_id, at, in_flight) values"
    " (gen_random_uuid(), {scope}, '', false, (select id from \"user\" limit 1), now() - interval '1 hour', '{{}}')"
)


def stop(scope="'all', null"):
    return STOP.format(scope=scope)


LIFT = "update publishing_stop set lifted_at = now() - interval '1 minute', lifted_by_id = (select id from \"user\" limit 1)"
SAID = (
    "insert into resolution (id, delivery_id, by_id, asked_at, outcome, reason, proposed) select gen_random_uuid(), id,"
    " (select id from \"user\" limit 1), {at}, 'not_there', '', false from delivery where id = :id"
)
HOLD = "update delivery set state = 'held', hold_reason = 'by_person' where id = :id"
ON_CHANNEL = "'channel', (select channel_id from delivery where id = :id)"
THEME = (
    "insert into theme (id, title, kind, lead_id, sensitivity, embargo_until, created_by_id, version) select"
    " gen_random_uuid(), 'x', '{kind}', (select id from organisation limit 1), 'normal', {until},"
    ' (select id from "user" limit 1), 1'
)
HANG = "update post set theme_id = (select id from theme) where id = (select post_id from delivery where id = :id)"
HANG_ALL = "update post set theme_id = (select id from theme)"
GO_FIRST = "update delivery set channel_id = (select id from channel where scope = 'central' limit 1) where id <> :id"


PACKAGE = (
    "insert into package (id, title, press_release, organisation_id, rest, fires_at, cancelled_at, created_by_id) select"
    " gen_random_uuid(), 'x', 'x', (select id from organisation limit 1), 'what_can', {at}, {cancelled},"
    ' (select id from "user" limit 1)'
)
PUT_IN = "update variant set package_id = (select id from package) where id = :id"


def package(at="null", cancelled="null"):
    return PACKAGE.format(at=at, cancelled=cancelled)


def theme(kind="cabinet", until="null"):
    return THEME.format(kind=kind, until=until)


BROKEN = [
    ("C01", WAITING, ["update delivery set due_at = now() - interval '1861 seconds' where id = :id"]),
    ("C01", SENDING, ["update delivery set lease_until = now() - interval '61 seconds' where id = :id"]),
    ("C02", SENT, ["update delivery set remote_id = null where id = :id"]),
    ("C02", SENT, ["update delivery set state = 'removing', remote_id = null where id = :id"]),
    ("C02", SENT, ["update delivery set state = 'removed', remote_id = null where id = :id"]),
    ("C03", SENT, [attempt("sent", "'other'")]),
    ("C03", SENT, [probe("found", "worker", "'x'", remote_id="'other'")]),
    ("C04", SENT, ["update delivery set sent_sha256 = 'x' where id = :id"]),
    ("C04", SENT, ["update approval set payload_sha256 = 'x' where variant_id = :id"]),
    (
        "C05",
        SENT,
        ["update delivery_attempt set due_at = intent_at + interval '1 microsecond' where delivery_id = :id"],
    ),
    (
        "C06",
        WAITING,
        [
            "update approval set approver_id = (select editor_id from revision r where r.id = revision_id) where variant_id = :id"
        ],
    ),
    (
        "C06",
        WAITING,
        ["update post set author_id = (select approver_id from approval where variant_id = :id)"],
    ),
    ("C07", WAITING, ["update delivery set unknown_since = now() where id = :id"]),
    ("C07", WAITING, ["update delivery set remote_id = 'x' where id = :id"]),
    ("C07", SENDING, ["update delivery set state = 'waiting' where id = :id"]),
    ("C07", WAITING, [HOLD, attempt("unknown")]),
    ("C07", WAITING, [HOLD, probe("found", "worker", "'x'")]),
    ("C07", WAITING, [HOLD, attempt("unknown"), probe("absent", "worker", "'x'")]),
    ("C07", WAITING, [HOLD, attempt("unknown"), probe("absent", *PERSON, number=8)]),
    ("C07", WAITING, [HOLD, attempt("unknown"), probe("found", *PERSON)]),
    ("C07", CANCELLED, [attempt("sent", "'x'", "now() - interval '1 hour'")]),
    ("C08", WAITING, ["update delivery set due_at = due_at - interval '1 second' where id = :id"]),
    (
        "C08",
        SENDING,
        [
            "update approval set revision_id = (select id from revision r where r.id <> revision_id limit 1) where variant_id = :id"
        ],
    ),
    (
        "C08",
        WAITING,
        [
            "update post set current_revision_id = (select id from revision r where r.id <> current_revision_id limit 1)"
        ],
    ),
    (
        "C08",
        WAITING,
        [
            "update approval set variant_id = (select id from variant v where v.id <> variant_id limit 1) where variant_id = :id"
        ],
    ),
    (
        "C01",
        WAITING,
        [
            (
                "update delivery set state = 'held', hold_reason = 'manual',"
                " due_at = now() - interval '1861 seconds' where id = :id"
            )
        ],
    ),
    (
        "C09",
        UNCLEAR,
        [
            SAID.format(at="now() - interval '26 hours'"),
            "update delivery set unknown_since = now() - interval '25 hours' where id = :id",
        ],
    ),
    ("C09", UNCLEAR, ["update delivery set unknown_since = now() - interval '25 hours' where id = :id"]),
    ("C10", SENDING, [stop()]),
    ("C10", SENDING, [stop(ON_CHANNEL)]),
    (
        "C10",
        SENDING,
        [
            stop(),
            LIFT,
            "update delivery_attempt set intent_at = now() - interval '30 minutes', due_at = now() - interval '1 day'",
        ],
    ),
    ("C11", CANCELLED, [attempt(at="now() + interval '1 minute'")]),
    ("C12", SENT, [theme(), HANG]),
    ("C12", SENDING, [theme("state_press_conference"), HANG]),
    ("C12", SENT, [theme(), HANG_ALL]),
    ("C13", SENT, [theme("event", "now() + interval '1 minute'"), HANG]),
    ("C13", SENDING, [theme("event", "now() + interval '1 minute'"), HANG]),
    ("C14", SENT, [package(), PUT_IN]),
    ("C14", SENDING, [package("now() + interval '1 minute'"), PUT_IN]),
]
SOUND = [
    (SENT, [package("now() - interval '1 hour'"), PUT_IN]),
    (SENT, [package("null", "now()"), PUT_IN]),
    (WAITING, [package(), attempt(), PUT_IN]),
    (SENT, [theme("event"), HANG]),
    (SENT, [theme("event", "now() - interval '1 hour'"), HANG]),
    (SENT, [theme(), HANG_ALL, GO_FIRST]),
    (WAITING, [theme(), attempt(), HANG]),
    (WAITING, [theme("event", "now() + interval '1 hour'"), attempt(), HANG]),
    (WAITING, ["update delivery set next_attempt_at = now() where id = :id", attempt()]),
    (SENDING, ["update delivery set lease_until = now() - interval '10 seconds' where id = :id"]),
    (SENDING, [stop(), LIFT]),
    (SENDING, [stop("'channel', (select id from channel where label = 'Konsole MW')")]),
    (UNCLEAR, ["update delivery set unknown_since = now() - interval '23 hours' where id = :id"]),
    (
        UNCLEAR,
        [
            SAID.format(at="now() - interval '24 hours'"),
            "update delivery set unknown_since = now() - interval '25 hours' where id = :id",
        ],
    ),
    (WAITING, [HOLD, attempt("unknown"), probe("absent", *PERSON)]),
    (WAITING, ["update delivery set state = 'held', hold_reason = 'manual' where id = :id"]),
    (SENT, [probe("found", "worker", "'x'", remote_id="(select remote_id from delivery where id = :id)")]),
    (CANCELLED, [attempt("temporary", at="due_at")]),
    (SENT, [attempt("sent", "(select remote_id from delivery where id = :id)")]),
]


@pytest.fixture
def bring_to(scene, channel):
    """One delivery in the state, and another one beside it that is all right."""

    def bring(state):
        deliver(scene.approved())
        delivery_id = scene.approved()
        if state == SENT:
            deliver(delivery_id)
        if state in {SENDING, UNCLEAR}:
            scene.begin(delivery_id)
        if state == UNCLEAR:
            scene.end_lease(delivery_id)
            scene.reconcile()
        if state == CANCELLED:
            scene.cancel(delivery_id)
        assert scene.state(delivery_id) == state
        return delivery_id

    return bring


@pytest.fixture
def look(office, postgres):
    """Change rows as somebody whom nothing holds back, look at the view, and undo it."""
    engine = create_engine(postgres.url("postgres", office))

    def run(statements, delivery_id):
        with engine.connect() as connection:
            connection.execute(text("set local session_replication_role = replica"))
            connection.execute(text("alter table delivery drop constraint ck_delivery_absent_is_certain"))
            connection.execute(text("alter table delivery drop constraint ck_delivery_sent_has_evidence"))
            for statement in statements:
                values = {"id": delivery_id} if ":id" in statement else {}
                assert connection.execute(text(statement), values).rowcount
            return [tuple(row) for row in connection.execute(text("select * from invariant_violations"))]

    yield run
    engine.dispose()


@pytest.mark.parametrize("state", [WAITING, SENT, SENDING, UNCLEAR, CANCELLED])
def test_each_clause_shows_what_breaks_it_and_nothing_else_does(bring_to, look, state):
    delivery_id = bring_to(state)
    assert look([], delivery_id) == []
    for clause, at, statements in BROKEN:
        if at == state:
            found = look(statements, delivery_id)
            assert (clause, delivery_id) in {(name.split()[0], row) for name, row in found}, statements
    for at, statements in SOUND:
        if at == state:
            assert look(statements, delivery_id) == [], statements


def test_every_clause_of_the_view_is_proved(office, postgres):
    engine = create_engine(postgres.url("postgres", office))
    with engine.connect() as connection:
        view = connection.execute(text("select pg_get_viewdef('invariant_violations')")).scalar_one()
    engine.dispose()
    clauses = {word.split()[0] for word in view.split("'") if word[:1] == "C" and word[1:3].isdigit()}
    assert clauses == {clause for clause, _, _ in BROKEN}
