"""The day of the cabinet from both sides, by API: theme, embargo, contribution, package, and a central channel that fails once."""

import json
from uuid import uuid4

import pytest

from app import clock
from app.channels import registry
from app.channels.base import Permanent
from app.webhooks import sign
from app.workers import notifications
from tests.api.parts import approve, deliver_due, on
from tests.api.test_themes import house, plan
from tests.factories import API, soon

PRESS_RELEASE = "PM 321/2026"
HOUR_S = 3600
CHANNELS = ("Landesportal", "Konsole MB")


class FailsOnce:
    """The Landesportal's connector; its first call is refused."""

    def __init__(self, connect):
        self.connect, self.calls = connect, 0

    def __call__(self, *around):
        channel = self.connect(*around)
        outer, publish = self, channel.publish

        class Refusing:
            def __getattr__(self, name):
                return getattr(channel, name)

            def publish(self, *asked):
                outer.calls += 1
                if outer.calls == 1:
                    raise Permanent("503: Wartung")
                return publish(*asked)

        return Refusing()


@pytest.fixture
def say_published(client, people):
    """Return how the press database says that the press release is published."""
    press = people("admin").post("/press-connections", {"name": "Pressedatenbank"}).json()

    def say():
        body = json.dumps({"type": "press_release.published", "press_release": PRESS_RELEASE}).encode()
        signed = sign([press["secret"]], str(uuid4()), clock.now(), body)
        return client.post(f"{API}/press-connections/{press['id']}/events", content=body, headers=signed)

    return say


def states(person, post):
    return {row["channel"]: row["state"] for row in person.read(post)["deliveries"]}


def let_time_come(force):
    force("update delivery set woken_at = null")
    deliver_due()


def test_the_cabinet_day_from_both_sides(people, force, say_published, monkeypatch):
    mb, lead, desk, stranger = people("mb"), people("mb.lead"), people("desk1"), people("mw")
    portal = FailsOnce(registry.CONNECTORS["portal"])
    monkeypatch.setitem(registry.CONNECTORS, "portal", portal)

    # 8:10, the desk: theme with embargo, a request to the ministry.
    theme = desk.post("/themes", plan(desk, kind="cabinet", embargo_until=soon(2 * HOUR_S))).json()
    asked = {"organisation_id": house(desk, "MB"), "request": "Je ein Text.", "due_at": soon(HOUR_S)}
    contribution = desk.post(f"/themes/{theme['id']}/contributions", asked).json()
    assert stranger.get(f"/themes/{theme['id']}").status_code == 404

    # 8:14, the ministry: a post for both channels, delivered as the contribution.
    post = mb.write(channels=CHANNELS, at=soon(3 * HOUR_S))
    assert mb.put(f"/posts/{post['id']}/theme", {"theme_id": theme["id"]}).status_code == 204
    post = mb.submit(mb.read(post))
    answer = mb.post(f"/contributions/{contribution['id']}/answer", {"post_id": post["id"]})
    assert answer.json()["state"] == "answered"
    desk.approve(post)
    approve(lead, post)
    own = on(mb.read(post), "Konsole MB")
    assert "Landeskanal" in own["message"]

    # 8:30, the desk: a package with the press release; nobody outside knows of any of it.
    packed = {
        "title": "Digitalpakt",
        "press_release": PRESS_RELEASE,
        "rest": "what_can",
        "organisation_id": house(desk, "MB"),
        "theme_id": theme["id"],
        "deliveries": [row["id"] for row in mb.read(post)["deliveries"]],
    }
    package = desk.post("/packages", packed).json()
    for path in (f"/packages/{package['id']}", f"/posts/{post['id']}"):
        assert stranger.get(path).status_code == 404

    # 12:30, embargo and times are over and still everything waits for the press database, which speaks twice.
    force("update theme set embargo_until = now() - interval '1 minute'")
    for person, label in ((desk, "Landesportal"), (lead, "Konsole MB")):
        row = on(mb.read(post), label)
        answer = person.post(f"/deliveries/{row['id']}/reschedule", {"due_at": soon(-1)})
        assert answer.status_code == 200, answer.text
    let_time_come(force)
    assert set(states(mb, post).values()) == {"waiting"}
    assert [say_published().status_code for _ in range(2)] == [204, 204]
    fired = desk.get(f"/packages/{package['id']}").json()
    assert fired["fired_by"] == "press"

    # The central channel fails, the own one waits, and both sides are told once.
    let_time_come(force)
    assert states(mb, post) == {"Landesportal": "held", "Konsole MB": "waiting"}
    for _ in range(2):
        notifications.sweep()
    told = force(
        "select o.abbreviation, n.kind from notification n join organisation o on o.id = n.organisation_id"
        " where n.kind in ('delivery.held', 'delivery.central_stands') order by 1, 2"
    )
    assert [tuple(row) for row in told] == [
        ("MB", "delivery.central_stands"),
        ("MB", "delivery.held"),
        ("StK", "delivery.central_stands"),
        ("StK", "delivery.held"),
    ]

    # 12:31, the desk lets it go again; the own channel follows, once each.
    held = on(mb.read(post), "Landesportal")
    body = {"revision_sha256": mb.read(post)["revision"]["sha256"], "due_at": soon(-1)}
    answer = desk.post(f"/deliveries/{held['id']}/release", body)
    assert answer.status_code == 200, answer.text
    for _ in range(2):
        let_time_come(force)
    assert set(states(mb, post).values()) == {"sent"}
    assert portal.calls == 2
    sent = desk.get(f"/packages/{package['id']}").json()
    assert sent["spread_s"] is not None
    first, second = sorted(mb.read(post)["deliveries"], key=lambda row: row["sent_at"])
    assert (first["channel"], second["channel"]) == CHANNELS
    assert stranger.get(f"/themes/{theme['id']}").status_code == 200
