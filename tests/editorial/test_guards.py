"""The guards of the intent commit, one by one: when they hold, when they fail, and what follows (PUBLISHING 5)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from uuid_utils.compat import uuid7

from app.editorial.deliveries import (
    GUARDS,
    KEEP_NO_IMAGES,
    Verdict,
    closes_at,
    covers,
    failing_by_hand,
    failing_guards,
    judge,
    may_prepare,
    needs_preparation,
)
from app.models.channel import ChannelState, Idempotency
from app.models.delivery import DeliveryState, HoldReason
from tests.editorial.facts import (
    BAD,
    INSTANT,
    NOON,
    WINDOW_S,
    facts_with,
    facts_with_image,
    good_facts,
    stop_of,
)

SEEN = NOON + timedelta(minutes=1)


def failing(**changes):
    return failing_guards(facts_with(**changes))


def test_nothing_speaks_against_a_delivery_whose_time_has_come():
    assert failing_guards(good_facts()) == []
    assert judge(good_facts()) == Verdict()
    assert judge(good_facts()).is_clear


@pytest.mark.parametrize("state", sorted(set(DeliveryState) - {DeliveryState.WAITING, DeliveryState.UNCLEAR}))
def test_g01_only_what_waits_or_is_unclear_may_begin(state):
    assert failing(delivery__state=state) == ["G01"]
    assert judge(facts_with(delivery__state=state)) == Verdict("G01")


@pytest.mark.parametrize("idempotency", [Idempotency.KEY, Idempotency.NONE])
def test_g01_from_unclear_only_a_channel_that_knows_our_id_is_tried_again(idempotency):
    assert failing(delivery__state=DeliveryState.UNCLEAR) == []
    assert failing(delivery__state=DeliveryState.UNCLEAR, channel__idempotency=idempotency) == ["G01"]
    assert failing(delivery__state=DeliveryState.WAITING, channel__idempotency=idempotency) == []


def test_g01_from_unclear_no_machine_tries_again_what_a_hand_posted():
    assert failing(delivery__state=DeliveryState.UNCLEAR, is_in_a_hand=True) == ["G01"]


def test_g02_never_early_not_even_by_an_instant():
    assert failing(now=NOON - INSTANT) == ["G02"]
    assert failing(now=NOON) == []
    assert judge(facts_with(now=NOON - INSTANT)) == Verdict("G02")


def test_g03_in_the_last_instant_of_the_window_but_not_after():
    end = NOON + timedelta(seconds=WINDOW_S)
    assert closes_at(good_facts().delivery) == end
    assert failing(now=end) == []
    assert failing(now=end + INSTANT) == ["G03"]
    assert judge(facts_with(now=end + INSTANT)) == Verdict("G03", HoldReason.MISSED_WINDOW)


@pytest.mark.parametrize("window_s", [60, 300, 86_400])
def test_g03_each_delivery_has_a_window_of_its_own(window_s):
    end = NOON + timedelta(seconds=window_s)
    assert failing(delivery__window_s=window_s, now=end) == []
    assert failing(delivery__window_s=window_s, now=end + INSTANT) == ["G03"]


def test_g04_a_pause_after_a_refusal_is_kept():
    assert failing(delivery__next_attempt_at=SEEN) == []
    assert failing(delivery__next_attempt_at=SEEN + INSTANT) == ["G04"]
    assert judge(facts_with(delivery__next_attempt_at=SEEN + INSTANT)) == Verdict("G04")


def test_g05_nothing_leaves_a_restored_database():
    assert failing(control__mode="restore") == ["G05"]
    assert judge(facts_with(control__mode="restore")) == Verdict("G05")


def test_g06_a_stop_of_everything_or_of_this_channel_holds():
    facts = good_facts()
    for stop in (stop_of(), stop_of(facts.channel.id)):
        stopped = replace(facts, stops=(stop_of(uuid7()), stop))
        assert failing_guards(stopped) == ["G06"]
        assert judge(stopped) == Verdict("G06", HoldReason.EMERGENCY_STOP)


def test_g06_a_stop_of_another_channel_does_not_hold():
    assert failing(stops=(stop_of(uuid7()), stop_of(uuid7()))) == []
    assert covers(stop_of(), uuid7())


def test_g07_nothing_leaves_by_a_wrong_clock_and_somebody_is_told():
    assert failing(control__clock_ok=False) == ["G07"]
    assert judge(facts_with(control__clock_ok=False)) == Verdict("G07", alarm=True)


@pytest.mark.parametrize("state", ChannelState)
def test_g08_only_an_active_channel_or_one_on_trial_is_open(state):
    is_open = state in {ChannelState.ACTIVE, ChannelState.TRIAL}
    assert failing(channel__state=state) == ([] if is_open else ["G08"])


def test_g08_a_closed_or_unconnected_channel_holds():
    closed = facts_with(channel__state=ChannelState.DISCONTINUED)
    unconnected = facts_with(channel__idempotency=None)
    for facts in (closed, unconnected):
        assert failing_guards(facts) == ["G08"]
        assert judge(facts) == Verdict("G08", HoldReason.CHANNEL_CLOSED)


@pytest.mark.req("CC-08")
@pytest.mark.parametrize(("channels", "ours"), [("production", "test"), ("test", "production"), ("", "test")])
def test_g09_a_channel_of_another_environment_holds_with_an_alarm(channels, ours):
    facts = facts_with(channel__environment=channels, environment=ours)
    assert failing_guards(facts) == ["G09"]
    assert judge(facts) == Verdict("G09", HoldReason.WRONG_ENVIRONMENT, alarm=True)
    assert failing(channel__environment=ours, environment=ours) == []


@pytest.mark.req("CC-08")
@pytest.mark.parametrize("of", [{"production"}, {"test", "production"}])
def test_g09_holds_credentials_of_another_environment_too(of):
    facts = facts_with(channel__environment="test", environment="test", credentials_of=frozenset(of))
    assert failing_guards(facts) == ["G09"]
    assert failing(channel__environment="test", environment="test", credentials_of=frozenset({"test"})) == []


def test_g10_a_channel_that_refused_our_access_holds():
    assert failing(channel__access_ok=False) == ["G10"]
    assert judge(facts_with(channel__access_ok=False)) == Verdict("G10", HoldReason.CHANNEL_ACCESS)


def test_g11_a_paused_channel_waits_and_asks_for_the_next_bell():
    assert failing(channel__paused_until=SEEN) == []
    assert failing(channel__paused_until=SEEN + INSTANT) == ["G11"]
    assert judge(facts_with(channel__paused_until=SEEN + INSTANT)) == Verdict("G11", wake=True)


def test_g12_the_gap_is_measured_by_this_very_moment_not_by_the_start_of_the_transaction():
    free = SEEN + timedelta(milliseconds=10)
    busy = {"channel__next_free_at": free, "now": SEEN, "clock": free - INSTANT}
    assert failing(**busy) == ["G12"]
    assert judge(facts_with(**busy)) == Verdict("G12", wake=True)
    assert failing(**busy | {"clock": free}) == []


@pytest.mark.req("FE-02")
def test_g13_the_approved_the_delivered_and_the_current_revision_are_one():
    for fact in ("approval__revision_id", "delivery__revision_id", "current_revision_id"):
        for value in (uuid7(), None):
            assert failing(**{fact: value}) == ["G13"], fact
            assert judge(facts_with(**{fact: value})) == Verdict("G13", HoldReason.APPROVAL_LAPSED)


@pytest.mark.req("FE-02")
@pytest.mark.parametrize("shift", [INSTANT, -INSTANT, timedelta(days=1)])
def test_g14_a_time_that_nobody_approved_holds(shift):
    facts = facts_with(approval__due_at=NOON + shift)
    assert failing_guards(facts) == ["G14"]
    assert judge(facts) == Verdict("G14", HoldReason.APPROVAL_LAPSED)


def approved_by(*others, **changes):
    """Facts of a delivery due in a pre-election period that these persons approved as well."""
    facts = facts_with(is_in_quiet_period=True, **changes)
    return replace(facts, approver_persons=frozenset({facts.approver_person, *others}))


def test_g14_in_the_pre_election_period_one_approval_is_not_enough():
    assert failing_guards(approved_by()) == ["G14"]
    assert judge(approved_by()) == Verdict("G14", HoldReason.APPROVAL_LAPSED)
    assert failing_guards(facts_with(is_in_quiet_period=True)) == ["G14"]
    assert failing_guards(approved_by(uuid7())) == []
    assert failing_guards(approved_by(uuid7(), uuid7())) == []


def test_g14_outside_the_period_one_approval_is_enough():
    assert failing_guards(replace(approved_by(), is_in_quiet_period=False)) == []


def test_g14_whoever_wrote_it_is_no_second_person():
    facts = approved_by()
    writers = facts.writer_persons
    assert failing_guards(replace(facts, approver_persons=facts.approver_persons | writers)) == ["G14"]
    assert failing_guards(replace(facts, approver_persons=writers | {uuid7()})) == []


def test_g14_two_approvals_are_no_approval_of_another_time():
    facts = approved_by(uuid7(), approval__due_at=NOON + INSTANT)
    assert failing_guards(facts) == ["G14"]


@pytest.mark.req("FE-01")
def test_g15_neither_author_nor_last_editor_has_approved():
    facts = good_facts()
    for person in facts.writer_persons:
        verdict = judge(replace(facts, approver_person=person))
        assert verdict == Verdict("G15", HoldReason.FOUR_EYES, alarm=True)


@pytest.mark.req("FE-02")
def test_g16_words_hash_and_approved_hash_are_one():
    for fact in ("delivery__payload", "delivery__payload_sha256", "approval__payload_sha256"):
        facts = facts_with(**{fact: "something else"})
        assert failing_guards(facts) == ["G16"], fact
        assert judge(facts) == Verdict("G16", HoldReason.HASH_MISMATCH, alarm=True)


@pytest.mark.req("UP-05")
def test_g16_the_bytes_of_every_image_are_those_that_were_approved():
    assert failing_guards(facts_with_image()) == []
    for intact in (frozenset(), frozenset({"b" * 64})):
        facts = facts_with_image(intact_images=intact)
        assert failing_guards(facts) == ["G16"]
        assert judge(facts) == Verdict("G16", HoldReason.HASH_MISMATCH, alarm=True)
    assert failing_guards(facts_with_image(channel__platform_slug="portal", intact_images=frozenset())) == [
        "G16"
    ]


def test_g19_images_are_kept_for_another_ten_minutes():
    end = SEEN + timedelta(minutes=10)
    assert failing_guards(facts_with_image(delivery__prepared_until=end)) == []
    for until in (end - INSTANT, None):
        facts = facts_with_image(delivery__prepared_until=until)
        assert failing_guards(facts) == ["G19"]
        assert judge(facts) == Verdict("G19", wake=True)


@pytest.mark.parametrize("platform", sorted(KEEP_NO_IMAGES))
def test_g19_a_platform_that_keeps_no_images_is_not_waited_for(platform):
    facts = facts_with_image(channel__platform_slug=platform, delivery__prepared_until=None)
    assert failing_guards(facts) == []


def test_g19_what_a_person_posts_and_what_has_no_image_is_not_waited_for():
    by_hand = facts_with_image(channel__idempotency=Idempotency.MANUAL, delivery__prepared_until=None)
    assert not needs_preparation(by_hand.delivery, by_hand.channel)
    assert failing(channel__platform_slug="mastodon", delivery__prepared_until=None) == []


def test_g19_the_third_dead_try_holds_unless_it_is_still_under_way():
    for tries, after, hold in (
        (2, None, None),
        (3, None, HoldReason.POISON),
        (3, SEEN, HoldReason.POISON),
        (3, SEEN + INSTANT, None),
    ):
        facts = facts_with_image(
            delivery__prepared_until=None,
            delivery__prepare_tries=tries,
            delivery__prepare_after=after,
        )
        assert judge(facts) == Verdict("G19", hold, wake=True)
        facts.delivery.state = DeliveryState.UNCLEAR
        assert judge(facts) == Verdict("G19", wake=True)


def ahead(**changes):
    """Facts a few minutes before the due time, nothing handed over yet."""
    early = {"now": NOON - timedelta(minutes=4), "clock": NOON - timedelta(minutes=4)}
    return facts_with_image(**early | {"delivery__prepared_until": None} | changes)


def test_images_are_handed_over_ahead_and_again_when_they_would_not_last():
    assert may_prepare(ahead())
    assert may_prepare(ahead(now=NOON + timedelta(minutes=1)))
    lasting = NOON + timedelta(minutes=10)
    assert may_prepare(ahead(delivery__prepared_until=lasting - INSTANT))
    assert not may_prepare(ahead(delivery__prepared_until=lasting))
    assert may_prepare(ahead(delivery__next_attempt_at=NOON, channel__next_free_at=NOON))
    assert may_prepare(ahead(delivery__state=DeliveryState.UNCLEAR))


@pytest.mark.parametrize(
    "guard", sorted(set(GUARDS) - {"G02", "G04", "G12", "G16", "G17", "G18", "G19", "G23"})
)
def test_images_of_what_may_not_leave_are_not_handed_over(guard):
    wrong = BAD[guard]()
    good = facts_with_image(delivery__prepared_until=None)
    assert may_prepare(good)
    changes = {
        name: getattr(wrong, name)
        for name in ("stops", "control", "environment", "has_open_attempt", "now", "clock", "credentials_of")
    }
    for name in ("state", "attempts"):
        setattr(good.delivery, name, getattr(wrong.delivery, name))
    for name in ("state", "environment", "idempotency", "access_ok", "paused_until"):
        setattr(good.channel, name, getattr(wrong.channel, name))
    good.approval.due_at = wrong.approval.due_at
    if guard == "G06":
        changes["stops"] = (stop_of(),)
    if guard == "G13":
        changes["current_revision_id"] = None
    if guard == "G15":
        changes["approver_person"] = next(iter(good.writer_persons))
    unprepared = [] if guard == "G22" else ["G19"]  # a hand needs no platform that keeps images ahead
    assert failing_guards(replace(good, **changes)) == sorted([guard, *unprepared])
    assert not may_prepare(replace(good, **changes))


def test_images_whose_bytes_were_exchanged_are_not_handed_over():
    assert not may_prepare(ahead(intact_images=frozenset()))


@pytest.mark.parametrize("payload", ["", "null", "[]", '{"media":[{}]}', '{"media":[{"sha256":1}]}', "{"])
def test_bytes_that_are_no_payload_have_no_images_and_hold_by_their_hash(payload):
    facts = facts_with_image(delivery__payload=payload)
    assert failing_guards(facts) == ["G16"]


def test_images_are_handed_over_while_the_central_channel_is_awaited_but_not_for_a_call_within_the_embargo():
    called_at = ahead().delivery.due_at
    assert may_prepare(ahead(waits_for_central=True))
    assert may_prepare(ahead(embargo_until=called_at))
    assert not may_prepare(ahead(embargo_until=called_at + INSTANT))


def test_g17_nothing_leaves_before_the_end_of_its_embargo_and_what_would_is_held():
    now = facts_with().now
    assert failing(embargo_until=now) == []
    assert failing(embargo_until=now + INSTANT) == ["G17"]
    assert judge(facts_with(embargo_until=now + INSTANT)) == Verdict("G17", HoldReason.EMBARGO)


def test_g18_what_follows_the_central_channel_waits_and_is_held_as_such_at_the_end_of_its_window():
    assert judge(facts_with(waits_for_central=True)) == Verdict("G18", wake=True)
    over = BAD["G03"](waits_for_central=True)
    assert judge(over) == Verdict("G03", HoldReason.PREDECESSOR)
    assert judge(BAD["G03"]()) == Verdict("G03", HoldReason.MISSED_WINDOW)


def test_g23_what_waits_for_its_package_is_left_for_later_and_misses_its_window_like_anything_else():
    assert judge(facts_with(waits_for_package=True)) == Verdict("G23", wake=True)
    assert judge(BAD["G03"](waits_for_package=True)) == Verdict("G03", HoldReason.MISSED_WINDOW)


def test_images_are_handed_over_while_the_package_is_awaited():
    assert may_prepare(ahead(waits_for_package=True))


def test_g20_the_tenth_attempt_is_the_last():
    assert failing(delivery__attempts=9) == []
    assert failing(delivery__attempts=10) == ["G20"]
    assert judge(facts_with(delivery__attempts=10)) == Verdict("G20", HoldReason.ATTEMPTS_EXHAUSTED)


def test_g21_nobody_begins_while_a_call_is_open():
    assert failing(has_open_attempt=True) == ["G21"]
    assert judge(facts_with(has_open_attempt=True)) == Verdict("G21")


def test_g22_a_channel_served_by_hand_waits_for_one_after_every_other_guard():
    assert failing(channel__idempotency=Idempotency.MANUAL) == ["G22"]
    assert judge(facts_with(channel__idempotency=Idempotency.MANUAL)) == Verdict("G22", HoldReason.MANUAL)
    assert list(GUARDS)[-1] == "G22"


HANDS = {"delivery__state": DeliveryState.HELD, "channel__idempotency": Idempotency.MANUAL}


def test_whoever_posts_by_hand_passes_every_guard_but_those_of_machines():
    assert failing_by_hand(facts_with(**HANDS)) == []
    for name, bad in BAD.items():
        facts = bad()
        facts.delivery.state, facts.channel.idempotency = DeliveryState.HELD, Idempotency.MANUAL
        against = [] if name in {"G01", "G19", "G22"} else [(name, GUARDS[name].hold)]
        assert failing_by_hand(facts) == against


def test_the_guards_are_the_ones_that_are_built():
    built = {f"G{number:02}" for number in range(1, 24)}
    assert set(GUARDS) == built
    assert list(GUARDS) == [*sorted(built - {"G22"}), "G22"]
