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


WRONG_COSTS = (
    {"organisation": "XX"},
    {"platforms": ["litfass"]},
    {"nothing": "none"},
    {"basis": None},
    {"year_to": 2025},
    {"year_from": None},
    {"year_from": 2099, "year_to": 2099},
    {"share": "20"},
    {"unit_price": "10.00"},
    {"unit_price": "10.00", "quantity": "3"},
    {"positions": [{"label": "Dreh", "amount": "1.00"}]},
)
WRONG_STAFFING = (
    {"organisation": "XX"},
    {"nothing": "none"},
    {"persons_max": 0},
    {"persons_min": None},
    {"comparator": None},
    {"basis": "unquantified"},
)
WRONG_STRATEGIES = (
    {"organisation": "XX"},
    {"kind": "other", "document": None},
    {"kind": "none"},
)
WRONG_SNAPSHOTS = (
    {"channel_id": NOBODYS},
    {"followers": None, "views": None},
    {"as_of": TO_COME},
)


def of_files(name, way):
    """Changing what is printed in a source."""

    def ask(scene):
        manager = scene.person("kanal")
        printed = next(row for row in manager.get(f"/{way}").json()["items"] if row["key"])
        right = CALLS[name](scene, "MB", CENTRAL)
        yield manager, replace(right, path=dict.fromkeys(right.path, printed["id"])), NOTHING

    return ask


def counting_again(scene):
    """How it stood with a channel on a day of which it is known."""
    ask = CALLS["enter_metrics_snapshot"](scene, "MB", CENTRAL)
    manager = scene.person("kanal")
    yield manager, replace(ask, beforehand=lambda: manager.post("/metrics-snapshots", ask.body)), NOTHING


def starting_again(scene):
    """A second concept of one body."""
    ask = CALLS["start_concept"](scene, "MB", CENTRAL)
    yield scene.person("kanal"), replace(ask, beforehand=lambda: scene.concept("MB")), NOTHING


def issuing_half(scene):
    """A concept that nobody has written yet."""
    path = {"concept_id": scene.concept("MS")}
    yield scene.person("kanal"), replace(CALLS["issue_concept"](scene, "MB", CENTRAL), path=path), NOTHING


def confirming_too_early(scene):
    """A channel that has not opened."""
    path = {"channel_id": scene.planned("MB")}
    yield scene.person("kanal"), replace(CALLS["confirm_channel"](scene, "MB", CENTRAL), path=path), NOTHING


def asking_for_nothing(scene):
    """No account at all."""
    yield None, replace(CALLS["check_account"](scene, "MB", CENTRAL), query={"q": " "}), NOTHING


OF_CHANNELS = {
    "enter_cost": with_changes("enter_cost", *WRONG_COSTS, somebody="kanal"),
    "change_cost": both(
        with_changes("change_cost", *WRONG_COSTS, somebody="kanal"), of_files("change_cost", "costs")
    ),
    "remove_cost": of_files("remove_cost", "costs"),
    "enter_staffing": with_changes("enter_staffing", *WRONG_STAFFING, somebody="kanal"),
    "change_staffing": both(
        with_changes("change_staffing", *WRONG_STAFFING, somebody="kanal"),
        of_files("change_staffing", "staffing"),
    ),
    "remove_staffing": of_files("remove_staffing", "staffing"),
    "enter_strategy": with_changes("enter_strategy", *WRONG_STRATEGIES, somebody="kanal"),
    "change_strategy": both(
        with_changes("change_strategy", *WRONG_STRATEGIES, somebody="kanal"),
        of_files("change_strategy", "strategies"),
    ),
    "remove_strategy": of_files("remove_strategy", "strategies"),
    "enter_metrics_snapshot": both(
        with_changes("enter_metrics_snapshot", *WRONG_SNAPSHOTS, somebody="kanal"), counting_again
    ),
    "change_metrics_snapshot": both(
        with_changes("change_metrics_snapshot", *WRONG_SNAPSHOTS, somebody="kanal"),
        of_files("change_metrics_snapshot", "metrics-snapshots"),
    ),
    "remove_metrics_snapshot": of_files("remove_metrics_snapshot", "metrics-snapshots"),
    "start_concept": both(
        with_changes("start_concept", {"organisation": "XX"}, somebody="kanal"), starting_again
    ),
    "add_imprint_entry": with_changes("add_imprint_entry", {"valid_to": "2020-01-01"}, somebody="kanal"),
    "change_imprint_entry": with_changes(
        "change_imprint_entry", {"valid_to": "2020-01-01"}, somebody="kanal"
    ),
    "evaluate_concept": with_changes(
        "evaluate_concept", {"evaluated_on": TO_COME}, {"concept_id": NOBODYS}, somebody="kanal"
    ),
    "write_concept": with_changes("write_concept", {"sources": ["mb.example"]}, somebody="kanal"),
    "issue_concept": both(with_changes("issue_concept", {"as_of": TO_COME}, somebody="kanal"), issuing_half),
    "plan_channel": with_changes(
        "plan_channel",
        {"platform": "litfass"},
        {"organisation": "XX"},
        {"label": CENTRAL},
        somebody="kanal",
    ),
    "describe_channel": with_changes(
        "describe_channel",
        {"concept_as_of": None},
        {"concept_as_of": TO_COME},
        {"privacy_url": "https://land.example/datenschutz"},
        somebody="kanal",
    ),
    "note_channel_notice": with_changes("note_channel_notice", {"told_on": TO_COME}, somebody="kanal"),
    "take_channel_step": stepping,
    "check_account": asking_for_nothing,
    "note_privacy_post": with_changes(
        "note_privacy_post",
        {"published_on": TO_COME},
        {"url": None},
        {"delivery_id": NOBODYS},
        somebody="kanal",
    ),
    "confirm_channel": confirming_too_early,
    "record_decision": with_changes("record_decision", {"organisation": "XX"}, {"decided_on": TO_COME}),
    "stop_platform": both(
        with_changes("stop_platform", {"decision_id": NOBODYS}, {"review_on": "2026-01-01"}), stopping_again
    ),
    "lift_platform_stop": lifting_nothing,
}
