"""Somebody says no at the very moment at which it leaves: the answer they get is always what then happens."""

import random
import threading
import time
from functools import partial

import pytest

from app import clock, db
from app.actions.deliveries import cancel_delivery, hold_delivery, reschedule_delivery, take_down
from app.actions.locking import lock_post
from app.actions.posts import edit_post
from app.channels.base import Permanent, Temporary
from app.errors import AlreadySendingError, WrongStateError
from app.workers import takedowns
from app.workers.deliveries import deliver
from tests.proofs.length import either
from tests.workers.scene import at_once, moment, raising

ROUNDS = either(100, 1000)
BATCH = 10


def after(pause_s, action):
    """Do it after a moment of chance, so that both sides win now and then."""
    time.sleep(random.uniform(0, pause_s))  # noqa: S311 - chance, not a secret
    return action()


def race(scene, verb):
    """Let each of many deliveries leave while somebody carries out `verb` on it; yield id and answer."""
    for _ in range(ROUNDS // BATCH):
        ids = scene.crowd(BATCH)
        senders = [partial(after, 0.06, partial(deliver, delivery_id)) for delivery_id in ids]
        people = [partial(after, 0.03, partial(verb, delivery_id)) for delivery_id in ids]
        results = at_once(*senders, *people)
        assert results[:BATCH] == [None] * BATCH
        yield from zip(ids, results[BATCH:], strict=True)


def ensure_both_sides_won(answers):
    refused = sum(isinstance(answer, Exception) for answer in answers)
    assert len(answers) == ROUNDS
    assert 0 < refused < ROUNDS


def test_a_withdrawal_is_confirmed_if_and_only_if_nothing_is_published(scene, channel):
    answers = dict(race(scene, lambda key: scene.do(cancel_delivery, scene.actor("mb"), key, reason=None)))
    for delivery_id, answer in answers.items():
        if isinstance(answer, Exception):
            assert type(answer) is AlreadySendingError
            assert scene.state(delivery_id) == "sent"
        else:
            assert scene.state(delivery_id) == "cancelled"
            assert str(delivery_id) not in channel.there
            assert scene.attempts(delivery_id) == []
    ensure_both_sides_won(answers.values())


def test_an_objection_is_confirmed_if_and_only_if_nothing_is_published(scene, channel):
    answers = dict(
        race(scene, lambda key: scene.do(hold_delivery, scene.actor("mb.lead"), key, reason="Nein"))
    )
    for delivery_id, answer in answers.items():
        if isinstance(answer, Exception):
            assert type(answer) is AlreadySendingError
            assert scene.state(delivery_id) == "sent"
        else:
            assert scene.state(delivery_id) == "held:by_person"
            assert str(delivery_id) not in channel.there
    ensure_both_sides_won(answers.values())


def test_a_new_time_is_confirmed_if_and_only_if_the_old_one_is_not_kept(scene, channel):
    with db.transaction() as session:
        later = clock.from_instant(moment(session, 7200))
    lead = scene.actor("mb.lead")
    answers = dict(race(scene, lambda key: scene.do(reschedule_delivery, lead, key, due=later)))
    for delivery_id, answer in answers.items():
        if isinstance(answer, Exception):
            assert type(answer) is AlreadySendingError
            assert scene.state(delivery_id) == "sent"
        else:
            assert scene.state(delivery_id) == "waiting"
            assert scene.row(delivery_id).due_at == later.instant
            assert str(delivery_id) not in channel.there
    ensure_both_sides_won(answers.values())


def test_an_edit_is_accepted_if_and_only_if_the_old_text_does_not_leave(scene, channel):
    answers = {}
    for _ in range(ROUNDS // BATCH):
        ids = [scene.approved() for _ in range(BATCH)]
        posts = {delivery_id: scene.row(delivery_id).post_id for delivery_id in ids}

        def edit(delivery_id, posts=posts):
            with db.transaction() as session:
                post = lock_post(session, scene.actor("mb"), posts[delivery_id])
                edit_post(session, scene.actor("mb"), post, {"text": "Ganz anders."})

        senders = [partial(after, 0.06, partial(deliver, delivery_id)) for delivery_id in ids]
        editors = [partial(after, 0.02, partial(edit, delivery_id)) for delivery_id in ids]
        answers |= dict(zip(ids, at_once(*senders, *editors)[BATCH:], strict=True))
    for delivery_id, answer in answers.items():
        if isinstance(answer, Exception):
            assert type(answer) is AlreadySendingError
            assert scene.state(delivery_id) == "sent"
        else:
            assert scene.state(delivery_id) == "held:approval_lapsed"
            assert str(delivery_id) not in channel.there
    assert {message.text for message in channel.calls} == {"Neue Tablets für alle Schulen. (MB)"}
    ensure_both_sides_won(answers.values())


def test_a_stop_names_what_was_on_its_way_and_nothing_else_begins(scene, channel):
    counts = {"named": 0, "held": 0, "before": 0}
    for _ in range(ROUNDS // BATCH):
        ids = scene.crowd(BATCH)
        senders = [partial(after, 0.08, partial(deliver, delivery_id)) for delivery_id in ids]
        *results, stop_id = at_once(*senders, partial(after, 0.08, scene.stop))
        assert results == [None] * BATCH
        [(named, at)] = scene.force("select in_flight, at from publishing_stop where id = :id", id=stop_id)
        for delivery_id in ids:
            attempts = scene.attempts(delivery_id)
            if delivery_id in named:
                counts["named"] += 1
                assert attempts[0].intent_at < at
            elif attempts:
                counts["before"] += 1
                assert attempts[0].finished_at < at
                assert scene.state(delivery_id) == "sent"
            else:
                counts["held"] += 1
                assert scene.state(delivery_id) == "held:emergency_stop"
                assert str(delivery_id) not in channel.there
        scene.lift(stop_id)
    assert counts["held"]
    assert counts["named"] + counts["before"]


@pytest.mark.parametrize("outcome", ["published", "temporary", "refused"])
def test_a_take_down_at_the_moment_of_the_record_always_ends_without_the_post(scene, channel, outcome):
    answer = {
        "published": channel.show,
        "temporary": raising(Temporary("no")),
        "refused": raising(Permanent("no")),
    }[outcome]

    def answer_after_a_moment(message):
        time.sleep(0.02)
        return answer(message)

    channel.answer = answer_after_a_moment
    lead = scene.actor("mb.lead")
    answers = {}
    for _ in range(4):
        ids = scene.crowd(BATCH)
        senders = [partial(deliver, delivery_id) for delivery_id in ids]
        people = [
            partial(after, 0.15, lambda key=key: scene.do(take_down, lead, key, reason="Fehler"))
            for key in ids
        ]
        answers |= dict(zip(ids, at_once(*senders, *people)[BATCH:], strict=True))
    takedowns.sweep()
    accepted = [key for key, given in answers.items() if not isinstance(given, Exception)]
    refused = {key: given for key, given in answers.items() if isinstance(given, Exception)}
    assert accepted
    for delivery_id in accepted:
        assert str(delivery_id) not in channel.there
        assert scene.state(delivery_id) == ("removing" if outcome == "published" else "cancelled")
    for delivery_id, error in refused.items():
        assert isinstance(error, WrongStateError)
        after_call = {"published": "sent", "temporary": "waiting", "refused": "held:channel_refused"}[outcome]
        assert scene.state(delivery_id) == (after_call if scene.attempts(delivery_id) else "waiting")


def test_a_stop_among_many_due_posts_and_eight_workers_is_final(scene, channel, record_property):
    todo = scene.crowd(either(300, 1000))
    lock = threading.Lock()

    def show(message):
        time.sleep(0.02)
        return channel.show(message)

    channel.answer = show

    def work():
        while True:
            with lock:
                if not todo:
                    return
                delivery_id = todo.pop(0)
            deliver(delivery_id)

    ids, took = list(todo), []

    def stop():
        while len(channel.calls) < 40:
            time.sleep(0.005)
        begun = time.monotonic()
        scene.stop()
        took.append(time.monotonic() - begun)

    assert at_once(*[work] * 8, stop) == [None] * 9
    [(at, named)] = scene.force("select at, in_flight from publishing_stop")
    [(after_it,)] = scene.force("select count(*) from delivery_attempt where intent_at > :at", at=at)
    assert after_it == 0
    states = [scene.state(delivery_id) for delivery_id in ids]
    assert set(states) <= {"sent", "held:emergency_stop", "waiting"}
    assert states.count("held:emergency_stop") > 2 * len(ids) / 3
    assert states.count("waiting") <= len(named) <= 8
    record_property("Stopp unter Last", f"{1000 * took[0]:.0f} ms, danach {after_it} Absichten")
