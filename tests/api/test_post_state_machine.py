"""Whatever order people act in, the answers are true and the data fit (PUBLISHING section 17)."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.api.post_machine import PostMachine
from tests.proofs.length import either

RUNS, STEPS = either((30, 25), (500, 50))


def test_people_act_in_any_order_and_every_answer_is_true(office, people):
    class Machine(PostMachine):
        person = staticmethod(people)

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
