"""Stops, holds and missed windows in the desk's hands: one list with reason, owner and next step, released one by one."""

from uuid import UUID

from app.messages.holds import CARES
from app.models.delivery import HoldReason
from app.workers.deliveries import deliver
from tests.api.parts import fetch, on, only, run
from tests.factories import soon


def held(person, **query):
    answer = person.get("/deliveries", state="held", **query)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_every_reason_has_its_owner_and_next_step():
    assert set(CARES) == set(HoldReason)
    assert all(care.owner and care.next_step.endswith(".") for care in CARES.values())


def test_one_list_shows_what_is_held_why_whose_turn_it_is_and_what_comes_next(office, people):
    mb, mw, desk, lead = (people(name) for name in ("mb", "mw", "desk1", "mb.lead"))
    missed = desk.approve(mb.submit(mb.write(at=soon(3000))))
    run("update delivery set due_at = now() - interval '2 hours' where post_id = :id", id=missed["id"])
    deliver(UUID(only(missed)["id"]))
    objected = desk.approve(mw.submit(mw.write("MW", at=soon(4000))))
    desk.post(f"/deliveries/{only(objected)['id']}/hold", {"reason": "Einspruch"})
    own = mb.submit(mb.write(channels=["Konsole MB"], at=soon(5000)))
    lead.approve(own)
    lead.post(f"/deliveries/{only(own)['id']}/hold", {"reason": "Einspruch"})
    told = {row["post_id"]: row["hold"] for row in held(desk)}
    assert set(told) == {missed["id"], objected["id"], own["id"]}
    assert told[objected["id"]]["reason"] == "by_person"
    assert told[objected["id"]]["owner"] == "Freigebende des Kanals"
    assert "wieder freigeben" in told[objected["id"]]["next_step"]
    assert {row["post_id"] for row in held(desk, decidable=True)} == {missed["id"], objected["id"]}
    assert [row["post_id"] for row in held(lead, decidable=True)] == [own["id"]]
    assert [row["post_id"] for row in held(desk, organisation="MW")] == [objected["id"]]
    assert [row["organisation"] for row in held(desk, organisation="MW")] == ["MW"]
    assert held(mb, decidable=True) == []


def test_each_is_released_alone_with_a_fresh_approval_and_the_chain_is_told(office, people):
    mb, desk1, desk2 = people("mb"), people("desk1"), people("desk2")
    posts = [desk1.approve(mb.submit(mb.write(at=soon(3000)))) for _ in range(2)]
    stop = {"scope": "all", "reason": "Verdacht", "hold_all": True}
    stopped = desk1.post("/stops", stop).json()
    desk1.post(f"/stops/{stopped['id']}/lift", {"reason": "Geklärt"})
    assert {row["hold"]["reason"] for row in held(desk1, decidable=True)} == {"emergency_stop"}
    first = only(posts[0])["id"]
    body = {"revision_sha256": posts[0]["revision"]["sha256"], "due_at": soon(6000), "comment": "Passt noch."}
    assert desk2.post(f"/deliveries/{first}/release", body).json()["state"] == "waiting"
    assert [row["id"] for row in held(desk1)] == [only(posts[1])["id"]]
    query = """
        select split_part(u.email, '@', 1), n.context ->> 'decision', n.context ->> 'reason' from notification n
        join "user" u on u.id = n.user_id where n.object_id = :id and n.kind = 'delivery.decided' order by 1
    """
    assert fetch(query, id=first) == [("desk1", "release", "Passt noch."), ("mb", "release", "Passt noch.")]
    assert on(mb.read(posts[0]), "Landesportal")["hold_reason"] is None
