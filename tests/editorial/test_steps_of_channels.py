"""The life of a channel: which steps there are, and that everything missing is named at once."""

import pytest

from app.editorial.channel_life import (
    WAYS,
    LifeStep,
    Readiness,
    advance,
    ensure_ready,
    ensure_said,
    ensure_step,
    list_missing,
    list_steps,
)
from app.errors import InvalidError, WrongStateError
from app.models.channel import Channel, ChannelState
from app.models.channel_life import NoticeRecipient

BOTH = frozenset(NoticeRecipient)


def known(**parts):
    nothing = {
        "is_use_described": False,
        "has_concept": False,
        "told": frozenset(),
        "is_platform_stopped": False,
        "is_waived": False,
    }
    return Readiness(**nothing | parts)


def test_everything_missing_is_named_at_once():
    with pytest.raises(WrongStateError) as refused:
        ensure_ready(known(is_platform_stopped=True))
    assert refused.value.key == "channel-not-ready"
    assert refused.value.context["missing"] == [
        "use",
        "concept",
        "notice_pia",
        "notice_lfd",
        "platform_stopped",
    ]


def test_a_waiver_stands_in_for_concept_and_notices_but_not_for_a_stop_of_the_platform():
    assert list_missing(known(is_waived=True)) == []
    assert list_missing(known(is_waived=True, is_platform_stopped=True)) == ["platform_stopped"]


def test_one_notice_is_not_two():
    ready = known(is_use_described=True, has_concept=True, told=frozenset({NoticeRecipient.PIA}))
    assert list_missing(ready) == ["notice_lfd"]


@pytest.mark.parametrize(
    ("state", "parts", "reached"),
    [
        ("planned", {}, "planned"),
        ("reserved", {"has_concept": True}, "reserved"),
        ("reserved", {"has_concept": True, "is_use_described": True}, "concept_ready"),
        ("planned", {"has_concept": True, "is_use_described": True, "told": BOTH}, "informed"),
        ("planned", {"told": BOTH}, "planned"),
        ("informed", {}, "informed"),
        ("paused", {"has_concept": True, "is_use_described": True, "told": BOTH}, "paused"),
    ],
)
def test_a_channel_in_preparation_comes_as_far_as_what_is_known_of_it(state, parts, reached):
    assert advance(ChannelState(state), known(**parts)) == reached


def test_the_steps_on_from_a_state_are_those_that_are_taken_from_it():
    assert list_steps(ChannelState.ACTIVE) == [
        LifeStep.PAUSE,
        LifeStep.DEACTIVATE,
        LifeStep.TRANSFER,
        LifeStep.DISCONTINUE,
    ]
    assert list_steps(ChannelState.DISCONTINUED) == []


@pytest.mark.parametrize("step", LifeStep)
def test_nothing_leads_out_of_a_final_state(step):
    for state in (ChannelState.TRANSFERRED, ChannelState.DISCONTINUED):
        with pytest.raises(WrongStateError):
            ensure_step(Channel(state=state), step)


def test_a_deactivated_channel_may_come_back():
    way = ensure_step(Channel(state=ChannelState.DEACTIVATED), LifeStep.ACTIVATE)
    assert (way.target, way.opens) == (ChannelState.ACTIVE, True)


def test_a_trial_needs_the_day_it_is_decided_on_and_an_end_its_reason():
    for step, field in ((LifeStep.TRY_OUT, "decide_on"), (LifeStep.DISCONTINUE, "reason")):
        with pytest.raises(InvalidError) as refused:
            ensure_said(WAYS[step], reason=" ", has_day=False)
        assert [issue.field for issue in refused.value.issues] == [field]
