"""Lexikon and Vorwahlzeiten in a real browser: axe finds nothing, in both themes and widths."""

import pytest

from tests.factories import soon
from tests.web.seeing import ensure_sound
from tests.web.test_neutrality_pages import TERM, entered  # noqa: F401 - a fixture
from tests.web.test_neutrality_pages import election as new_election


@pytest.fixture
def everything(people, entered, force):  # noqa: F811 - the fixture
    """A period that counts, one proposed, one over; a post for each state; a proposal with an effect."""
    mb, desk1 = people("mb"), people("desk1")
    people("desk2").post("/elections", new_election(territory="Deutschland", kind="federal"))
    old = new_election(day="2025-02-23", quiet_from="2024-11-23", quiet_to="2025-02-23", kind="federal")
    row = desk1.post("/elections", old | {"territory": "Deutschland"}).json()
    people("desk2").post(f"/elections/{row['id']}/confirm")
    desk1.approve(mb.submit(mb.write(title="Braucht zwei", text="Amelie Brandt kommt.", at=soon(90_000))))
    mb.write(title="Vorgeschlagen", at=soon(80_000))
    words = "Am Sonntag die Zweitstimme für die Mondpartei!"
    mb.submit(mb.write(title="Aufruf", text=words, cause="deadline", at=soon(70_000)))
    sent = desk1.approve(mb.submit(mb.write(title="Draußen")))["deliveries"][0]["id"]
    body = {name: value for name, value in TERM.items() if name not in {"do", "note"}} | {
        "change": "add_term"
    }
    proposal = desk1.post("/lexicon/versions", {"note": "Neu zugelassen.", "changes": [body]}).json()
    as_sent = "update delivery set state = 'sent', sent_at = now() - interval '2 days', remote_id = 'x' where id = :id"
    force(as_sent, id=sent)
    yield proposal["id"], desk1.get("/deliveries", state="waiting").json()["items"][0]["id"]
    force("update delivery set state = 'waiting', sent_at = null, remote_id = null where id = :id", id=sent)


def test_axe_finds_nothing_on_the_pages_of_neutrality(browse, everything):
    proposal, delivery = everything
    desk2 = browse("desk2", "/elections")
    for path in (
        "/elections",
        "/lexicon",
        "/lexicon?q=nichts-davon",
        "/lexicon/cues?q=negation",
        f"/lexicon/{proposal}",
        "/rules",
        "/rules/hits",
        "/rules/hits?rule=party-political",
        "/rules/hits?rule=collision&days=30",
        "/approvals",
        f"/deliveries/{delivery}",
    ):
        desk2.goto(path)
        ensure_sound(desk2)
    desk2.goto("/elections")
    desk2.get_by_role("button", name="Vorschlagen").click()
    desk2.get_by_role("alert").wait_for()
    ensure_sound(desk2)
    desk2.goto("/rules")
    desk2.locator("#rule-collision summary").click()
    desk2.locator("#rule-collision").get_by_role("button", name="Speichern").click()
    desk2.get_by_role("alert").wait_for()
    ensure_sound(desk2)
    mb = browse("mb", "/posts/new")
    ensure_sound(mb)
