"""What goes wrong with the life of channels, decisions and stops of platforms only."""

from dataclasses import replace

from tests.contract.calls import CALLS
from tests.contract.mistake import NOBODYS, NOTHING, both, with_changes
from tests.contract.scene import CENTRAL, forget_platform_stops

TO_COME = "2999-01-01"


def stepping(scene):
    """Opening what nobody prepared, closing without a reason, a step there is not, and a decision there is not."""
    manager = scene.person("kanal")
    for step, body in (
        ("activate", {}),
        ("deactivate", {}),
        ("abolish", {"reason": "Niemand liest ihn."}),
        ("deactivate", {"reason": "Niemand liest ihn.", "decision_id": NOBODYS}),
    ):
        ask = CALLS["take_channel_step"](scene, "MB", CENTRAL)
        yield manager, replace(ask, path=ask.path | {"step": step}, body=body), NOTHING


def stopping_again(scene):
    """A stop beside one that stands."""
    ask = CALLS["stop_platform"](scene, "MB", CENTRAL)
    yield scene.person("desk1"), replace(ask, beforehand=lambda: scene.stopped_platform("vimeo")), NOTHING


def lifting_nothing(scene):
    """Lifting where no stop stands."""
    ask = CALLS["lift_platform_stop"](scene, "MB", CENTRAL)
    yield scene.person("desk1"), replace(ask, beforehand=forget_platform_stops), NOTHING


OF_CHANNELS = {
    "plan_channel": with_changes(
        "plan_channel",
        {"platform": "litfass"},
        {"organisation": "XX"},
        {"label": CENTRAL},
        somebody="kanal",
    ),
    "describe_channel": with_changes(
        "describe_channel", {"concept_as_of": None}, {"concept_as_of": TO_COME}, somebody="kanal"
    ),
    "note_channel_notice": with_changes("note_channel_notice", {"told_on": TO_COME}, somebody="kanal"),
    "take_channel_step": stepping,
    "record_decision": with_changes("record_decision", {"organisation": "XX"}, {"decided_on": TO_COME}),
    "stop_platform": both(
        with_changes("stop_platform", {"decision_id": NOBODYS}, {"review_on": "2026-01-01"}), stopping_again
    ),
    "lift_platform_stop": lifting_nothing,
}
