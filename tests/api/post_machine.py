"""The rules by which a machine plays editors, leads and the desk over HTTP, and what must hold after each step."""

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)

from app import db
from app.workers import takedowns
from tests.api.parts import assert_problem, deliver_due, fetch, run
from tests.conftest import violations
from tests.factories import soon

PEOPLE = ("mb", "mb.lead", "desk1", "desk2", "revision", "mw.lead")
AUTHORS = {"mb": "MB", "mb.lead": "MB", "desk1": "StK"}
CHANNELS = (("Landesportal",), ("Konsole MB",), ("Landesportal", "Konsole MB"))
ACTIONS = ("edit", "submit", "withdraw", "claim", "unclaim", "approve", "request_changes", "reject")
VERBS = ("reschedule", "cancel", "hold", "release", "take-down")
MEANT = {
    "reschedule": {"waiting"},
    "cancel": {"cancelled"},
    "hold": {"held"},
    "release": {"waiting"},
    "take-down": {"removing", "sending", "unclear"},
}
ON_CHANNEL = {"sent", "removing", "removed"}
SENSIBLE = {
    "proposed": ("cancel",),
    "waiting": ("hold", "reschedule", "cancel"),
    "held": ("release", "cancel"),
    "sent": ("take-down",),
}
TIMES = st.sampled_from([-1, 3600])
WHICH = st.integers(0, 1)


class PostMachine(RuleBasedStateMachine):
    """Somebody does something, allowed or not; the answer must be what `actions` said, and the data must fit."""

    posts = Bundle("posts")
    person = None
    """Set by the test: a name -> somebody signed in."""

    def __init__(self):
        super().__init__()
        self.mine, self.final, self.stops = [], {}, []

    @initialize(target=posts)
    def begin(self):
        """Two posts to start with: one submitted, one approved and due."""
        mb, desk = self.person("mb"), self.person("desk1")
        first = mb.submit(mb.write(channels=("Landesportal", "Konsole MB")))
        second = desk.approve(mb.submit(mb.write(at=soon(-1))))
        self.mine += [first["id"], second["id"]]
        return multiple(first["id"], second["id"])

    @rule(
        target=posts,
        author=st.sampled_from(sorted(AUTHORS)),
        channels=st.sampled_from(CHANNELS),
        seconds=TIMES,
    )
    def create(self, author, channels, seconds):
        organisation = AUTHORS[author]
        labels = channels if organisation == "MB" else ("Landesportal",)
        post = self.person(author).write(organisation, labels, at=soon(seconds))
        self.mine.append(post["id"])
        return post["id"]

    @rule(post_id=posts, name=st.sampled_from(PEOPLE), action=st.sampled_from(ACTIONS), seconds=TIMES)
    def act(self, post_id, name, action, seconds):
        """Try an action: it works exactly if the answer before said so."""
        person = self.person(name)
        read = person.get(f"/posts/{post_id}")
        if read.status_code == 404:
            assert_problem(self.attempt(person, post_id, action, "0" * 64, seconds), 404, "not-found")
            return
        post = read.json()
        allowed = {row["name"]: row["allowed"] for row in post["actions"]}
        answer = self.attempt(person, post_id, action, post["revision"]["sha256"], seconds)
        if allowed.get(action, False):
            assert answer.status_code == 200, (name, action, answer.text)
            assert answer.headers["ETag"] == person.get(f"/posts/{post_id}").headers["ETag"]
        else:
            told = assert_problem(answer, answer.status_code)
            assert told["status"] in {403, 404, 409, 422}, (name, action, told)
            assert person.get(f"/posts/{post_id}").headers["ETag"] == read.headers["ETag"]

    @rule(post_id=posts, name=st.sampled_from(PEOPLE[:4]), which=st.integers(0, 7), seconds=TIMES)
    def act_as_allowed(self, post_id, name, which, seconds):
        """Do one of the things that are possible, so that the machine does not only hear no."""
        read = self.person(name).get(f"/posts/{post_id}")
        actions = read.json()["actions"] if read.status_code == 200 else []
        allowed = [row["name"] for row in actions if row["allowed"]]
        if allowed:
            self.act(post_id, name, allowed[which % len(allowed)], seconds)

    @rule(post_id=posts, seconds=TIMES)
    def move_on(self, post_id, seconds):
        """Do what is next for the post, so that the machine gets far."""
        for name in ("mb", "desk2", "mb.lead", "desk1"):
            read = self.person(name).get(f"/posts/{post_id}")
            actions = read.json().get("actions", []) if read.status_code == 200 else []
            for action in ("submit", "approve"):
                if any(row["name"] == action and row["allowed"] for row in actions):
                    self.act(post_id, name, action, seconds)
                    return

    def attempt(self, person, post_id, action, sha256, seconds):
        path = f"/posts/{post_id}"
        bodies = {
            "submit": {"neutrality_declared": True},
            "withdraw": {"reason": "Anders entschieden"},
            "approve": {"revision_sha256": sha256, "due_at": soon(seconds)},
            "request_changes": {"ground": "factual", "reason": "Bitte kürzer"},
            "reject": {"ground": "unsuitable", "reason": "Passt nicht"},
        }
        if action == "edit":
            return person.patch(path, {"text": f"Fassung von {soon()[:26]}."}, if_match="*")
        return person.post(f"{path}/{action.replace('_', '-')}", bodies.get(action))

    @rule(
        post_id=posts, name=st.sampled_from(PEOPLE), verb=st.sampled_from(VERBS), which=WHICH, seconds=TIMES
    )
    def act_on_delivery(self, post_id, name, verb, which, seconds):
        """Try a verb, whoever it is and whatever the delivery's state."""
        post = self.read(name, post_id)
        if post and post["deliveries"]:
            delivery = post["deliveries"][which % len(post["deliveries"])]
            self.attempt_on_delivery(self.person(name), post, delivery, verb, seconds)

    @rule(post_id=posts, which=WHICH, choice=st.integers(0, 2), seconds=TIMES)
    def act_on_delivery_sensibly(self, post_id, which, choice, seconds):
        """Do what its state lets somebody do with it."""
        post = self.read("revision", post_id)
        delivery = post["deliveries"][which % len(post["deliveries"])]
        verbs = SENSIBLE.get(delivery["state"])
        if verbs:
            verb = verbs[choice % len(verbs)]
            is_own = delivery["channel"] == "Konsole MB" or verb in {"take-down", "cancel"}
            name = "mb.lead" if is_own and post["organisation"] == "MB" else "desk2"
            self.attempt_on_delivery(self.person(name), post, delivery, verb, seconds)

    def read(self, name, post_id):
        answer = self.person(name).get(f"/posts/{post_id}")
        return answer.json() if answer.status_code == 200 else None

    def attempt_on_delivery(self, person, post, delivery, verb, seconds):
        bodies = {
            "reschedule": {"due_at": soon(seconds)},
            "cancel": {},
            "hold": {"reason": "Einspruch"},
            "release": {"revision_sha256": post["revision"]["sha256"], "due_at": soon(seconds)},
            "take-down": {"reason": "Falsch"},
        }
        path = f"/deliveries/{delivery['id']}"
        before = person.get(path)
        answer = person.post(f"{path}/{verb}", bodies[verb])
        if answer.is_success:
            assert answer.json()["state"] in MEANT[verb]
        else:
            assert_problem(answer, answer.status_code)
            assert answer.status_code in {403, 404, 409}, (verb, answer.text)
            assert person.get(path).json() == before.json()

    @rule()
    def let_the_workers_work(self):
        deliver_due()
        takedowns.sweep()

    @rule(name=st.sampled_from(PEOPLE), label=st.sampled_from([None, "Konsole MB"]), hold_all=st.booleans())
    def stop(self, name, label, hold_all):
        person = self.person(name)
        fields = {"scope": "channel", "channel_id": person.channel(label)} if label else {"scope": "all"}
        answer = person.post("/stops", fields | {"reason": "Probe", "hold_all": hold_all})
        is_permitted = name in {"desk1", "desk2"} or (name == "mb.lead" and label is not None)
        assert answer.is_success is is_permitted
        if answer.is_success:
            self.stops.append(answer.json()["id"])

    @precondition(lambda self: self.stops)
    @rule()
    def lift(self):
        run("update sign_in set issued_at = now()")  # long runs outlast the five minutes of a fresh sign-in
        assert self.person("desk1").post(f"/stops/{self.stops.pop()}/lift", {"reason": "Geklärt"}).is_success

    @invariant()
    def nothing_is_violated(self):
        with db.transaction() as session:
            assert violations(session) == []

    @invariant()
    def the_state_of_each_post_follows_from_its_deliveries(self):
        query = """
            select p.id, p.state, p.current_revision_id, v.id, v.withdrawn_at, d.state, d.hold_reason, d.revision_id,
                   d.payload_sha256, a.payload_sha256
            from post p join variant v on v.post_id = p.id left join delivery d on d.id = v.id
            left join approval a on a.id = d.approval_id where p.id::text = any(:ids)
        """
        found = {}
        for post_id, *row in fetch(query, ids=self.mine):
            found.setdefault(post_id, []).append(row)
        for rows in found.values():
            self.look_at(rows[0][0], rows)

    def look_at(self, state, rows):
        left = []
        for _, revision, delivery_id, withdrawn_at, stored, hold, approved, payload, bound in rows:
            standing = stored or ("cancelled" if withdrawn_at else "proposed")
            assert self.final.get(delivery_id, standing) == standing, "what is final stays"
            if standing in {"cancelled", "removed"}:
                self.final[delivery_id] = standing
            if standing != "cancelled":
                left.append((standing, hold, approved == revision))
            assert payload == bound, "what is to be sent is what was approved"
        assert (state == "published") is any(standing in ON_CHANNEL for standing, _, _ in left)
        if not left:
            assert state in {"withdrawn", "rejected"}
        if state == "scheduled":
            assert all(is_current and hold != "approval_lapsed" for _, hold, is_current in left)
        if state in {"draft", "changes_requested", "rejected", "withdrawn"}:
            assert all(standing in {"proposed", "held"} for standing, _, _ in left)

    def teardown(self):
        while self.stops:
            self.lift()
