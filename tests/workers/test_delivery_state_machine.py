"""Whatever happens in whatever order: never twice, never unapproved, never after a confirmed withdrawal."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from app.channels import registry
from app.editorial.deliveries import TRANSITIONS
from tests.proofs.length import either
from tests.workers.delivery_machine import DeliveryMachine
from tests.workers.scene import Scene
from tests.workers.world import World

IN_A_WORKING_OFFICE = {pair for name, pair in TRANSITIONS.items() if not name.startswith("T20")}
RUNS, STEPS, ROUNDS = either((25, 25, 5), (500, 50, 1))
BY_CHANCE = settings(
    max_examples=RUNS,
    stateful_step_count=STEPS,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


def test_rows_and_readers_always_agree(office, force, monkeypatch):
    world = World()
    monkeypatch.setitem(registry.CONNECTORS, "console", lambda *_: world)
    monkeypatch.setattr(DeliveryMachine, "scene", Scene(force))
    monkeypatch.setattr(DeliveryMachine, "world", world)
    missing = IN_A_WORKING_OFFICE - {("removing", "removing")}
    for round_ in range(ROUNDS):  # until chance has met every step, for it may leave out any in the first
        monkeypatch.setattr(DeliveryMachine, "round", round_)
        run_state_machine_as_test(DeliveryMachine, settings=BY_CHANCE)
        steps = force("select distinct from_state, to_state from event where object_type = 'delivery'")
        missing -= {tuple(step) for step in steps}
        if not missing:
            break
    assert not missing
