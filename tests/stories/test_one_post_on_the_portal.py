"""The main job: written, submitted, approved, and at its second on the portal, signed."""

from app.workers.deliveries import deliver
from app.workers.schedule import wake_due
from tests.factories import soon


def test_a_post_stands_on_the_portal_signed_with_the_kuerzel(people, client):
    mb, desk = people("mb"), people("desk1")
    post = mb.submit(mb.write(at=soon(-5)))
    scheduled = desk.approve(post)
    assert scheduled["state"] == "scheduled"
    for delivery_id in wake_due():
        deliver(delivery_id)
    published = mb.read(post)
    assert published["state"] == "published"
    assert published["deliveries"][0]["state"] == "sent"
    assert published["deliveries"][0]["text_as_sent"].endswith("(MB)")
    told = [row["action"] for row in mb.get(f"/posts/{post['id']}/timeline").json()["items"]]
    assert told == [
        "post.create",
        "post.submit",
        "delivery.approve",
        "post.approve",
        "delivery.begin",
        "delivery.sent",
    ]
