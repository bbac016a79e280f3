"""Deliveries that need a person: one that waits for a hand, one of which nobody knows whether it is there."""

from app.workers import reconcile
from tests.api.parts import approve, deliver_due, only, register
from tests.factories import soon
from tests.pictures import picture

XING = "Xing des Landes"
ADDRESS = "https://www.xing.example/land/4711"
CONSOLE = "Konsole MB"


def waiting_for_a_hand(people, **fields):
    """A post of MB with an image and a link whose time has come on a channel that people serve; its delivery."""
    people("kanal").post(f"/channels/{register('xing', XING)}/manual")
    mb = people("mb")
    fields = {"alternative_url": "https://land.example/mehr", "content_warning": "Laut"} | fields
    image = mb.media(picture(), alt="Ein Schulhof")
    post = mb.submit(mb.write(channels=(XING,), at=soon(-1), media=[{"id": image["id"]}], **fields))
    people("desk1").approve(post)
    deliver_due()
    return only(post)


def unclear(people, scene):
    """A post of MB on its console whose worker fell silent, where nobody can be asked; its delivery."""
    scene.set_channel(CONSOLE, idempotency="key", can_find=False)
    mb = people("mb")
    post = mb.submit(mb.write(channels=(CONSOLE,), at=soon(-1)))
    approve(people("mb.lead"), post)
    delivery = only(post)
    scene.begin(delivery["id"])
    scene.shift(delivery["id"], -300)
    reconcile.sweep()
    return delivery
