"""What people do by hand and say of a delivery, each in a transaction of its own."""

from app.actions.by_hand import post_by_hand
from app.actions.removal_by_hand import confirm_removal
from app.actions.resolutions import Word, resolve_delivery
from app.models.resolution import Sight
from app.settings import settings

ADDRESS = "https://www.xing.example/mb/4711"
REASON = "Ich habe nachgesehen."


def post(scene, delivery_id, name="mb.lead"):
    """Say that one is posting it now."""
    return scene.do(post_by_hand, scene.actor(name), delivery_id, settings=settings())


def say(scene, delivery_id, outcome, name="mb.lead", url=ADDRESS):
    """Say that it is there, at the address, or not there."""
    word = Word(Sight(outcome), REASON, url if outcome == "there" else None)
    return scene.do(resolve_delivery, scene.actor(name), delivery_id, word, settings=settings())


def confirm(scene, delivery_id, name="mb.lead"):
    """Say that one has removed it."""
    return scene.do(confirm_removal, scene.actor(name), delivery_id, reason="Gelöscht.", settings=settings())
