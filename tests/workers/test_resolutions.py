"""A person says what became of an unclear post: believed when it can be, looked after once more where one can look."""

from datetime import timedelta
from functools import partial

import pytest

from app.actions.deliveries import take_down
from app.actions.outcomes import record_outcome
from app.actions.probes import claim_look, record_look
from app.actions.resolutions import Word, resolve_delivery
from app.channels.base import Permanent, Receipt, Temporary, Unclear
from app.errors import InvalidError, NotAllowedError, NotFoundError, WrongStateError
from app.models import Resolution
from app.models.resolution import Sight
from app.settings import settings
from app.workers.deliveries import deliver
from tests.workers import hands
from tests.workers.hands import ADDRESS, REASON
from tests.workers.scene import CONSOLE, PORTAL, at_once, raising

QUIET_S = 600


@pytest.fixture
def unclear(scene, channel):
    """A delivery whose answer got lost on a channel where nothing is ever sent again; `minutes` ago."""
    scene.set_channel(idempotency="key")

    def lose(*, there=False, minutes=0, can_find=True):
        scene.set_channel(can_find=can_find)
        delivery_id = scene.approved()
        channel.answer = lambda message: raising(Unclear("reset"))(there and channel.show(message))
        deliver(delivery_id)
        channel.answer = channel.show
        for step in (3, 6) if minutes > 6 else ():
            scene.shift(delivery_id, -60 * step + (180 if step == 6 else 0))
            if can_find:
                see(scene, claim(scene, delivery_id), None)
        scene.shift(delivery_id, -60 * max(minutes - 6, 0))
        return delivery_id

    return lose


@pytest.fixture
def say(scene):
    """Say what is on the channel, as somebody (default: the lead of MB)."""

    return partial(hands.say, scene)


def claim(scene, delivery_id):
    return scene.do(claim_look, delivery_id, settings=settings())


def see(scene, look, outcome):
    return scene.do(record_look, look, outcome, settings=settings(), worker="x")


def last_word(scene, delivery_id):
    rows = scene.force(
        "select outcome, proposed, closed_at is not null, carried_out, answer from resolution"
        " where delivery_id = :id order by asked_at desc limit 1",
        id=delivery_id,
    )
    return tuple(rows[0])


def refusal(answer):
    with pytest.raises(WrongStateError) as caught:
        answer()
    return caught.value.key, caught.value.context


# Where the channel can be asked: a worker looks once more.


def test_not_there_is_carried_out_after_a_fresh_look_that_sees_nothing(scene, channel, unclear, say):
    delivery_id = unclear(minutes=11)
    assert say(delivery_id, "not_there").closed_at is None
    assert scene.state(delivery_id) == "unclear"
    assert last_word(scene, delivery_id) == ("not_there", False, False, None, None)
    looks = len(channel.looks)
    scene.reconcile()
    row = scene.row(delivery_id)
    assert len(channel.looks) == looks + 1
    assert scene.state(delivery_id) == "held:confirmed_absent"
    assert (row.unknown_since, row.next_probe_at, row.next_attempt_at) == (None, None, None)
    assert last_word(scene, delivery_id) == ("not_there", False, True, True, None)
    *_, fresh, word = scene.attempts(delivery_id)
    assert (fresh.outcome, fresh.by_id) == ("absent", None)
    assert (word.kind, word.outcome, word.by_id) == ("probe", "absent", scene.actor("mb.lead").user_id)
    assert scene.told(delivery_id)[-2:] == ["delivery.resolve", "delivery.absent"]
    [event] = scene.force("select actor_id, reason from event where action = 'delivery.absent'")
    assert tuple(event) == (scene.actor("mb.lead").user_id, REASON)


def test_what_was_absent_can_be_released_and_goes_out_once(scene, channel, unclear, say):
    delivery_id = unclear(minutes=11)
    say(delivery_id, "not_there")
    scene.reconcile()
    scene.release(delivery_id)
    deliver(delivery_id)
    assert scene.state(delivery_id) == "sent"
    assert scene.outcomes(delivery_id) == ["unknown", "sent"]


def test_not_there_is_not_believed_if_the_fresh_look_finds_it(scene, channel, unclear, say):
    delivery_id = unclear(there=True, minutes=11)
    say(delivery_id, "not_there")
    scene.reconcile()
    assert scene.state(delivery_id) == "sent"
    assert last_word(scene, delivery_id) == ("not_there", False, True, False, "found-there")
    assert scene.told(delivery_id)[-1] == "delivery.found"


def test_there_is_carried_out_by_the_look_that_finds_it(scene, channel, unclear, say):
    delivery_id = unclear(there=True)
    say(delivery_id, "there")
    scene.reconcile()
    row = scene.row(delivery_id)
    assert (row.state, row.remote_id, row.remote_url) == (
        "sent",
        str(delivery_id),
        f"https://kanal.example/{delivery_id}",
    )
    assert last_word(scene, delivery_id) == ("there", False, True, True, None)


def test_there_is_not_believed_if_the_look_sees_nothing(scene, channel, unclear, say):
    delivery_id = unclear(minutes=11)
    say(delivery_id, "there")
    scene.reconcile()
    assert scene.state(delivery_id) == "unclear"
    assert last_word(scene, delivery_id) == ("there", False, True, False, "not-found-there")
    assert scene.told(delivery_id)[-1] == "delivery.resolution_refused"
    assert scene.row(delivery_id).next_probe_at is not None
    say(delivery_id, "not_there")
    scene.reconcile()
    assert scene.state(delivery_id) == "held:confirmed_absent"


@pytest.mark.parametrize("outcome", ["there", "not_there"])
def test_nothing_is_carried_out_where_nothing_can_be_seen(scene, channel, unclear, say, outcome):
    delivery_id = unclear(minutes=11)
    channel.on_look = raising(Temporary("no route"))
    say(delivery_id, outcome)
    scene.reconcile()
    assert scene.state(delivery_id) == "unclear"
    assert last_word(scene, delivery_id) == (outcome, False, True, False, "not-seen")


def test_a_look_that_began_before_the_decision_proves_nothing_for_it(scene, channel, unclear, say):
    delivery_id = unclear(minutes=11)
    early = claim(scene, delivery_id)
    say(delivery_id, "not_there")
    see(scene, early, None)
    assert scene.state(delivery_id) == "unclear"
    assert last_word(scene, delivery_id) == ("not_there", False, False, None, None)


def test_before_the_quiet_time_is_over_nobody_says_that_it_is_not_there(scene, channel, unclear, say):
    delivery_id = unclear(minutes=9)
    key, context = refusal(lambda: say(delivery_id, "not_there"))
    [call, *_] = scene.attempts(delivery_id)
    assert key == "quiet-time"
    assert context["possible_from"].startswith(
        (call.finished_at + timedelta(seconds=QUIET_S)).strftime("%Y-%m-%dT%H:%M:%S")
    )
    assert scene.force("select count(*) from resolution") == [(0,)]
    scene.shift(delivery_id, -70)
    say(delivery_id, "not_there")


def test_two_looks_must_agree_before_anybody_says_that_it_is_not_there(scene, channel, unclear, say):
    delivery_id = unclear()
    scene.shift(delivery_id, -601)
    for _ in range(2):
        key, context = refusal(lambda: say(delivery_id, "not_there"))
        assert (key, set(context)) == ("probes-missing", {"possible_from", "moment"})
        see(scene, claim(scene, delivery_id), None)
    say(delivery_id, "not_there")


def test_looks_that_could_not_see_or_came_too_soon_do_not_count(scene, channel, unclear, say):
    delivery_id = unclear()
    for _ in range(3):
        see(scene, claim(scene, delivery_id), None)
    scene.shift(delivery_id, -601)
    for outcome in (Temporary("no"), Unclear("?"), Permanent("no")):
        see(scene, claim(scene, delivery_id), outcome)
    assert refusal(lambda: say(delivery_id, "not_there"))[0] == "probes-missing"


def test_looks_before_another_call_do_not_count_for_it(scene, channel, unclear, say):
    delivery_id = unclear(minutes=11)
    scene.set_channel(idempotency="own_id")
    scene.end_pause(delivery_id)
    channel.answer = raising(Unclear("?"))
    deliver(delivery_id)
    scene.shift(delivery_id, -601)
    assert refusal(lambda: say(delivery_id, "not_there"))[0] == "probes-missing"


def test_a_decision_overtaken_by_another_call_is_not_carried_out(scene, channel, unclear, say):
    delivery_id = unclear(minutes=11)
    say(delivery_id, "not_there")
    scene.set_channel(idempotency="own_id")
    scene.end_pause(delivery_id)
    channel.answer = raising(Unclear("?"))
    deliver(delivery_id)
    scene.set_channel(idempotency="key")
    scene.force("update delivery set next_probe_at = now() where id = :id", id=delivery_id)
    scene.reconcile()
    assert scene.state(delivery_id) == "unclear"
    assert last_word(scene, delivery_id)[3:] == (False, "probes-missing")


def test_a_decision_waits_while_the_channel_rests(scene, channel, unclear, say):
    delivery_id = unclear(minutes=11)
    scene.set_channel(paused_until="2999-01-01")
    say(delivery_id, "not_there")
    scene.reconcile()
    assert last_word(scene, delivery_id)[2] is False
    scene.set_channel(paused_until=None)
    scene.reconcile()
    assert scene.state(delivery_id) == "held:confirmed_absent"


# Where nobody can be asked: the person's look decides at once.


def test_where_nobody_can_be_asked_not_there_decides_at_once(scene, channel, unclear, say):
    delivery_id = unclear(can_find=False, minutes=11)
    assert say(delivery_id, "not_there").carried_out
    assert scene.state(delivery_id) == "held:confirmed_absent"
    assert scene.seen(delivery_id) == ["absent"]
    assert channel.looks == []


def test_where_nobody_can_be_asked_the_quiet_time_still_counts(scene, channel, unclear, say):
    delivery_id = unclear(can_find=False)
    assert refusal(lambda: say(delivery_id, "not_there"))[0] == "quiet-time"


@pytest.mark.parametrize(("idempotency", "is_own"), [("key", False), ("none", False), ("own_id", True)])
def test_where_nobody_can_be_asked_there_decides_with_the_address_as_proof(
    scene, channel, unclear, say, idempotency, is_own
):
    delivery_id = unclear(can_find=False)
    scene.set_channel(idempotency=idempotency)
    assert say(delivery_id, "there").carried_out
    row = scene.row(delivery_id)
    assert (row.state, row.remote_url, row.unknown_since) == ("sent", ADDRESS, None)
    assert row.remote_id == (str(delivery_id) if is_own else ADDRESS)
    assert row.sent_sha256 == row.payload_sha256
    look = scene.attempts(delivery_id)[-1]
    assert (look.outcome, look.remote_url, look.remote_id) == ("found", ADDRESS, None)
    assert look.by_id == scene.actor("mb.lead").user_id
    assert scene.post_state(delivery_id) == "published"


def test_an_address_is_needed_and_stands_for_one_delivery_only(scene, channel, unclear, say):
    first, second = unclear(can_find=False), unclear(can_find=False)
    word = Word(Sight.THERE, REASON)
    with pytest.raises(InvalidError) as caught:
        scene.do(resolve_delivery, scene.actor("mb.lead"), first, word, settings=settings())
    assert [(issue.field, issue.key) for issue in caught.value.issues] == [("remote_url", "missing")]
    say(first, "there")
    assert refusal(lambda: say(second, "there"))[0] == "remote-url-taken"


# Who.


@pytest.mark.req("AZ-01")
@pytest.mark.parametrize("name", ["mb", "desk1", "mw.lead", "revision", "admin", "kanal"])
def test_nobody_else_says_what_became_of_it_on_a_ministrys_own_channel(scene, unclear, say, name):
    delivery_id = unclear(minutes=11)
    with pytest.raises((NotAllowedError, NotFoundError)):
        say(delivery_id, "not_there", name=name)


@pytest.mark.req("AZ-01")
def test_on_a_central_channel_the_desk_decides_and_the_ministry_does_not(scene, channel, say):
    delivery_id = scene.approved(PORTAL)
    scene.begin(delivery_id)
    scene.end_lease(delivery_id)
    scene.reconcile()
    with pytest.raises(NotAllowedError):
        say(delivery_id, "there", name="mb.lead")
    assert say(delivery_id, "there", name="desk1").carried_out
    assert scene.state(delivery_id) == "sent"


@pytest.mark.req("AZ-01")
def test_a_channel_manager_proposes_and_somebody_else_decides(scene, channel, say):
    delivery_id = scene.approved(PORTAL)
    scene.begin(delivery_id)
    scene.end_lease(delivery_id)
    scene.reconcile()
    assert say(delivery_id, "there", name="kanal").proposed
    assert refusal(lambda: say(delivery_id, "not_there", name="kanal"))[0] == "resolution-open"
    assert (scene.state(delivery_id), last_word(scene, delivery_id)) == (
        "unclear",
        ("there", True, False, None, None),
    )
    assert scene.told(delivery_id)[-1] == "delivery.propose_resolution"
    [told] = scene.notifications("delivery.resolution_proposed")
    assert told.context == {"channel": PORTAL, "outcome": "there"}
    say(delivery_id, "there", name="desk1")
    proposals = scene.force("select closed_at is not null, carried_out from resolution where proposed")
    assert (scene.state(delivery_id), proposals) == ("sent", [(True, None)])


# Together with everything else that may happen.


def test_what_is_known_or_already_asked_is_not_asked_again(scene, channel, unclear, say):
    delivery_id = unclear(minutes=11)
    say(delivery_id, "there")
    assert refusal(lambda: say(delivery_id, "not_there"))[0] == "resolution-open"
    sent = scene.approved(PORTAL)
    deliver(sent)
    assert refusal(lambda: say(sent, "there", name="desk1")) == (
        "wrong-state",
        {"state": "sent", "possible_in": ["unclear"]},
    )


def test_a_late_answer_beats_a_person_who_says_it_is_not_there(scene, channel, unclear, say):
    for can_find in (True, False):
        delivery_id = unclear(minutes=11, can_find=can_find)
        scene.do(record_outcome, scene.ticket(delivery_id), Receipt(f"late {can_find}"))
        assert refusal(lambda key=delivery_id: say(key, "not_there"))[0] == "proof-at-hand"
        scene.reconcile()
        assert scene.row(delivery_id).remote_id == f"late {can_find}"


def test_a_late_answer_is_the_better_evidence_of_what_a_person_found(scene, channel, unclear, say):
    delivery_id = unclear(can_find=False)
    scene.do(record_outcome, scene.ticket(delivery_id), Receipt("late", "https://kanal.example/late"))
    say(delivery_id, "there")
    row = scene.row(delivery_id)
    assert (row.state, row.remote_id, row.remote_url) == ("sent", "late", "https://kanal.example/late")


def test_a_late_answer_between_decision_and_look_ends_the_decision(scene, channel, unclear, say):
    delivery_id = unclear(minutes=11)
    say(delivery_id, "not_there")
    scene.do(record_outcome, scene.ticket(delivery_id), Receipt("late"))
    scene.reconcile()
    assert (scene.state(delivery_id), last_word(scene, delivery_id)[3:]) == ("sent", (False, "found-there"))


def test_a_take_down_that_waited_ends_with_what_the_person_says(scene, channel, unclear, say):
    absent, there = unclear(minutes=11), unclear(there=True)
    for delivery_id in (absent, there):
        scene.do(take_down, scene.actor("mb.lead"), delivery_id, reason="Fehler")
    say(absent, "not_there")
    say(there, "there")
    scene.reconcile()
    assert (scene.state(absent), scene.post_state(absent)) == ("cancelled", "withdrawn")
    assert scene.told(absent)[-2:] == ["delivery.absent", "delivery.cancel"]
    assert scene.state(there) == "sent"
    assert scene.force("select count(*) from removal where closed_at is null") == [(1,)]


def test_a_worker_that_answers_after_the_decision_changes_nothing_and_no_second_copy_follows(
    scene, channel, unclear, say
):
    delivery_id = unclear(can_find=False, minutes=11)
    ticket = scene.ticket(delivery_id)
    say(delivery_id, "not_there")
    for stale in (Unclear("?"), Temporary("no"), Permanent("no")):
        scene.do(record_outcome, ticket, stale)
        assert scene.state(delivery_id) == "held:confirmed_absent"
    scene.release(delivery_id)
    deliver(delivery_id)
    assert (scene.state(delivery_id), scene.outcomes(delivery_id)) == ("sent", ["temporary", "sent"])


def test_a_receipt_after_the_decision_is_kept_raises_an_alarm_and_lets_nothing_leave(
    scene, channel, unclear, say, said
):
    delivery_id = unclear(can_find=False, minutes=11)
    ticket = scene.ticket(delivery_id)
    say(delivery_id, "not_there")
    scene.do(record_outcome, ticket, Receipt("after all", ADDRESS))
    assert scene.state(delivery_id) == "held:confirmed_absent"
    assert scene.outcomes(delivery_id) == ["sent"]
    assert [entry["event"] for entry in said.entries] == ["delivery.contradicted"]
    [told] = scene.notifications("delivery.contradicted")
    assert told.context == {"channel": CONSOLE, "remote_url": ADDRESS}
    assert scene.violations() == [("C07 certain absence with traces", delivery_id)]
    scene.release(delivery_id)
    deliver(delivery_id)
    assert (scene.state(delivery_id), len(channel.calls)) == ("waiting", 1)
    scene.force("delete from delivery_attempt where delivery_id = :id", id=delivery_id)


def test_the_owner_is_told_once_that_somebody_must_say_what_became_of_it(scene, channel, unclear):
    delivery_id = unclear(minutes=8)
    scene.reconcile()
    assert scene.notifications("delivery.unclear") == []
    scene.shift(delivery_id, -180)
    for _ in range(3):
        scene.reconcile()
    [told] = scene.notifications("delivery.unclear")
    assert (told.object_id, told.context) == (delivery_id, {"channel": CONSOLE})


def test_what_somebody_has_taken_up_is_no_violation_after_a_day(scene, channel, unclear, say):
    delivery_id = unclear(minutes=11)
    scene.force(
        "update delivery set unknown_since = now() - interval '25 hours' where id = :id", id=delivery_id
    )
    assert scene.violations() == [("C09 unclear for a day", delivery_id)]
    say(delivery_id, "there")
    assert scene.violations() == []


# Two at the same moment.


def test_decision_and_late_answer_at_the_same_time_never_end_apart(scene, channel, unclear, say):
    ids = [unclear(can_find=False, minutes=11) for _ in range(12)]
    tickets = {delivery_id: scene.ticket(delivery_id) for delivery_id in ids}
    results = at_once(
        *[lambda key=key: say(key, "not_there") for key in ids],
        *[lambda key=key: scene.do(record_outcome, tickets[key], Receipt(str(key))) for key in ids],
    )
    scene.reconcile()
    for delivery_id, answer in zip(ids, results, strict=False):
        if isinstance(answer, Resolution):
            assert scene.state(delivery_id) == "held:confirmed_absent"
            assert scene.violations()
        else:
            assert (answer.key, scene.state(delivery_id)) == ("proof-at-hand", "sent")
    scene.force(
        "delete from delivery_attempt where delivery_id in (select id from delivery where state = 'held')"
    )


def test_decision_and_look_that_finds_it_at_the_same_time_never_end_apart(scene, channel, unclear, say):
    ids = [unclear(minutes=11) for _ in range(12)]
    looks = {delivery_id: claim(scene, delivery_id) for delivery_id in ids}
    results = at_once(
        *[lambda key=key: say(key, "not_there") for key in ids],
        *[lambda key=key: see(scene, looks[key], Receipt(str(key))) for key in ids],
    )
    scene.reconcile()
    assert {scene.state(delivery_id) for delivery_id in ids} == {"sent"}
    for delivery_id, answer in zip(ids, results, strict=False):
        if isinstance(answer, Resolution):
            assert last_word(scene, delivery_id)[3:] == (False, "found-there")
        else:
            assert answer.key == "wrong-state"


def test_of_many_decisions_at_once_one_counts(scene, channel, unclear, say):
    delivery_id = unclear(minutes=11)
    results = at_once(*[lambda: say(delivery_id, "not_there")] * 8)
    assert sum(isinstance(answer, Resolution) for answer in results) == 1
    assert {answer.key for answer in results if not isinstance(answer, Resolution)} == {"resolution-open"}
