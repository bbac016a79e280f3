"""The transition table is PUBLISHING section 4, as far as it is built: nothing more, nothing less."""

from app.editorial.deliveries import TRANSITIONS, pairs
from app.editorial.workflow import ON_ITS_WAY
from app.models.delivery import DeliveryState

SECTION_4 = """
T1  -        -> waiting
T2  waiting  -> sending
T3  waiting  -> held
T4  waiting  -> cancelled
T5  waiting  -> waiting
T6  sending  -> sent
T7  sending  -> waiting
T8  sending  -> held
T9  sending  -> unclear
T10 sending  -> unclear
T11 unclear  -> sent
T12 unclear  -> sending
T13 unclear  -> held
T14 held     -> waiting
T15 held     -> cancelled
T16 held     -> unclear
T17 sent     -> removing
T18 removing -> removing
T19 removing -> removed
T20a waiting -> sent
T20b waiting -> unclear
T20c held    -> sent
T20d held    -> unclear
"""
PRINTED = {
    words[0]: (None if words[1] == "-" else DeliveryState(words[1]), DeliveryState(words[3]))
    for words in (line.split() for line in SECTION_4.strip().splitlines())
}


def reachable(*begin):
    """Every state to which the table leads, in any number of steps."""
    seen, todo = set(), list(begin)
    while todo:
        here = todo.pop()
        ahead = {new for old, new in TRANSITIONS.values() if old == here} - seen
        seen |= ahead
        todo += ahead
    return seen


def test_the_table_is_the_one_that_is_printed():
    assert TRANSITIONS == PRINTED


def test_the_pairs_are_the_table_without_repetition():
    listed = list(pairs())
    assert set(listed) == set(PRINTED.values())
    assert len(listed) == len(set(listed)) == len(PRINTED) - 2


def test_every_delivery_begins_waiting_and_every_state_can_be_reached():
    assert {new for old, new in pairs() if old is None} == {DeliveryState.WAITING}
    assert reachable(None) == set(DeliveryState)


def test_cancelled_and_removed_are_final():
    for final in (DeliveryState.CANCELLED, DeliveryState.REMOVED):
        assert reachable(final) == set()


def test_what_may_be_on_the_channel_becomes_certainly_absent_by_a_persons_word_alone():
    unsure = {DeliveryState.UNCLEAR, DeliveryState.SENT, DeliveryState.REMOVING, DeliveryState.REMOVED}
    certain = {DeliveryState.WAITING, DeliveryState.HELD, DeliveryState.CANCELLED}
    steps = {name for name, (old, new) in TRANSITIONS.items() if old in unsure and new in certain}
    assert steps == {"T13"}


def test_nothing_is_sent_without_an_intent():
    """A restored database has lost its intents: there, and only there, a channel's list stands for them (T20)."""
    remembered = {pair for name, pair in TRANSITIONS.items() if not name.startswith("T20")}
    assert {old for old, new in remembered if new is DeliveryState.SENT} <= {
        DeliveryState.SENDING,
        DeliveryState.UNCLEAR,
    }
    unclear = {name for name, (_, new) in TRANSITIONS.items() if new is DeliveryState.UNCLEAR}
    assert unclear == {"T9", "T10", "T16", "T20b", "T20d"}


def test_only_what_waits_or_is_held_can_be_cancelled():
    cancellable = {old for old, new in pairs() if new is DeliveryState.CANCELLED}
    assert cancellable == {DeliveryState.WAITING, DeliveryState.HELD}
    assert cancellable.isdisjoint(ON_ITS_WAY)


def test_what_was_sent_can_only_be_removed():
    assert reachable(DeliveryState.SENT) == {DeliveryState.REMOVING, DeliveryState.REMOVED}
