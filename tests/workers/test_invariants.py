"""Each clause of the view fires when what it names comes about; nothing else could tell us in operation."""

import pytest

from app.workers import housekeeping
from tests.workers.scene import CONSOLE

SENT = "update delivery set state = 'sent', remote_id = 'x', sent_at = now(), sent_sha256 = payload_sha256"
ATTEMPT = (
    "insert into delivery_attempt (id, delivery_id, number, kind, fence, due_at, intent_at, payload_sha256, worker,"
    " finished_at, outcome, remote_id) select gen_random_uuid(), id, {number}, 'publish', 0, due_at, {at},"
    " payload_sha256, 'test', {finished}, {outcome}, {remote} from delivery where id = :id"
)


def attempt(number=1, at="now()", finished="now()", outcome="'sent'", remote="'x'"):
    return ATTEMPT.format(number=number, at=at, finished=finished, outcome=outcome, remote=remote)


BROKEN = {
    "C01 overdue": ["update delivery set due_at = now() - interval '2 hours' where id = :id"],
    "C01 overdue ": [
        "update delivery set state = 'sending', lease_until = now() - interval '2 minutes' where id = :id"
    ],
    "C02 sent without remote id": [
        "alter table delivery drop constraint ck_delivery_sent_has_evidence",
        "update delivery set state = 'sent', sent_at = now() where id = :id",
    ],
    "C03 two remote ids": [attempt(), attempt(number=2, remote="'y'")],
    "C04 sent hash differs": [
        f"{SENT} where id = :id",
        "update delivery set sent_sha256 = 'other' where id = :id",
    ],
    "C05 early": [attempt(at="due_at - interval '1 second'")],
    "C06 four eyes": [
        (
            "update approval set approver_id = (select author_id from post p join variant v on v.post_id = p.id"
            " where v.id = :id) where variant_id = :id"
        )
    ],
    "C07 certain absence with traces": [attempt(finished="null", outcome="null", remote="null")],
    "C08 approval does not fit": ["update delivery set due_at = due_at + interval '1 second' where id = :id"],
    "C10 intent inside a stop": [
        (
            "insert into publishing_stop (id, scope, reason, hold_all, by_id, at, in_flight) select gen_random_uuid(),"
            " 'all', 'Lage', false, author_id, now() - interval '1 minute', '{}' from post limit 1"
        ),
        attempt(),
    ],
    "C11 call after cancelled": [
        "update delivery set state = 'cancelled' where id = :id",
        (
            "insert into event (id, at, action, object_type, object_id, to_state, body) values (gen_random_uuid(),"
            " now() - interval '1 minute', 'delivery.cancel', 'delivery', :id, 'cancelled', '{}')"
        ),
        attempt(),
    ],
}


@pytest.mark.parametrize("clause", BROKEN)
def test_a_broken_invariant_is_named_with_its_delivery(scene, force, clause, monkeypatch):
    delivery_id = scene.approved(CONSOLE)
    assert force("select * from invariant_violations") == []
    for statement in BROKEN[clause]:
        force(statement, **({"id": delivery_id} if ":id" in statement else {}))
    found = force("select clause, delivery_id from invariant_violations")
    assert (clause.strip(), delivery_id) in [tuple(row) for row in found]

    alarms = []
    monkeypatch.setattr(
        housekeeping.log, "error", lambda event, **facts: alarms.append((event, facts["clause"]))
    )
    housekeeping.watch()
    assert ("invariant.violated", clause.strip()) in alarms
    mend(force, delivery_id)


def mend(force, delivery_id):
    """Take the broken rows away, so that the office may be judged whole again."""
    for table, column in (
        ("delivery_attempt", "delivery_id"),
        ("delivery", "id"),
        ("approval", "variant_id"),
        ("event", "object_id"),
    ):
        force(f"delete from {table} where {column} = :id", id=delivery_id)  # noqa: S608 - our own tables
