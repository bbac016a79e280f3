"""A post whose call kills the process that makes it: the others leave all the same, and it stands still visibly."""

import os
import signal

from app import db
from app.channels import registry
from app.channels.console import Console
from app.editorial.deliveries import MAX_ATTEMPTS
from app.workers import reconcile
from app.workers.deliveries import deliver
from app.workers.schedule import wake_due

POISON = "Dieser Text ist Gift."
EVERY_TRY = 2 * MAX_ATTEMPTS + 1  # a try that kills, and a round that finds the lease over


class Deadly(Console):
    """A channel on which one text ends the process."""

    def publish(self, message, deadline):
        if POISON in message.text:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().publish(message, deadline)


def work():
    """One round of a worker."""
    for delivery_id in wake_due():
        deliver(delivery_id)
    reconcile.sweep()


def round_of_a_worker():
    """Let a process of its own do one round; return the signal it died of, or 0."""
    db.engine().dispose()
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.WTERMSIG(os.waitpid(child, 0)[1])


def test_a_post_that_kills_its_worker_keeps_nobody_back(real_scene, monkeypatch):
    monkeypatch.setitem(registry.CONNECTORS, "console", lambda around, _: Deadly(around.folder / "console"))
    killer = real_scene.approve(real_scene.write(words=POISON))[0]
    others = [real_scene.approved() for _ in range(4)]
    deaths = [round_of_a_worker()]
    for _ in range(EVERY_TRY):
        for delivery_id in (killer, *others):
            real_scene.end_lease(delivery_id)
            real_scene.end_pause(delivery_id)
            real_scene.set(delivery_id, woken_at=None)
        deaths.append(round_of_a_worker())
    assert deaths[0] == signal.SIGKILL
    assert deaths[-1] == 0
    assert {real_scene.state(delivery_id) for delivery_id in others} == {"sent"}
    assert {len(real_scene.attempts(delivery_id)) for delivery_id in others} == {1}
    assert real_scene.state(killer) == "unclear"
    assert real_scene.outcomes(killer) == ["unknown"] * deaths.count(signal.SIGKILL)
    assert deaths.count(signal.SIGKILL) == MAX_ATTEMPTS
