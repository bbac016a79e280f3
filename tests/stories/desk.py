"""What happens around a case (Löschverfahren): a post that is out, its notice on the way, and the time that passes."""

from app.workers import notifications
from tests.api.parts import approve, deliver_due, fetch
from tests.factories import soon

PORTAL = "Landesportal"


class Desk:
    """The people of the demo around one case."""

    def __init__(self, people, force):
        self.people, self.force = people, force

    def published(self, *channels, **fields):
        """A post of MB that is out on its channels."""
        mb = self.people("mb")
        post = mb.submit(mb.write(channels=channels or (PORTAL,), at=soon(-5), **fields))
        self.people("desk1").approve(post)
        if "Konsole MB" in channels:
            approve(self.people("mb.lead"), post)
        deliver_due()
        return mb.read(post)

    def open(self, post=None, *, by="desk1", delivery=None, **fields):
        """Ask for a case; return the answer."""
        subject = {"delivery_id": delivery["id"]} if delivery else {"post_id": post["id"]}
        body = subject | {
            "kind": "removal",
            "ground": "party_political",
            "quote": "Mehr dazu auf dem Landesportal.",
            "remedy": "Bitte den Verweis entfernen.",
        }
        return self.people(by).post("/takedowns", body | fields)

    def case(self, *args, **fields):
        """A case that was opened and whose notice has arrived."""
        answer = self.open(*args, **fields)
        assert answer.status_code == 201, answer.text
        self.put_notices_through()
        return answer.json()

    def put_notices_through(self):
        notifications.sweep()

    def pass_deadline(self, case):
        """Let the deadline be over: no right of the office could move it."""
        self.force(
            "update takedown set deadline_at = now() - interval '1 second', opened_at = now() - interval '1 hour'"
            " where id = :id",
            id=case["id"],
        )

    def ask(self, name, case, verb, **body):
        return self.people(name).post(f"/takedowns/{case['id']}/{verb}", body or None)

    def read(self, case, by="desk1"):
        answer = self.people(by).get(f"/takedowns/{case['id']}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def told(self, kind):
        """Whom a notification of this kind is for: abbreviations of organisations, addresses of accounts."""
        rows = fetch(
            "select coalesce(o.abbreviation, u.email) from notification n"
            ' left join organisation o on o.id = n.organisation_id left join "user" u on u.id = n.user_id'
            " where n.kind = :kind order by 1",
            kind=kind,
        )
        return [name for (name,) in rows]


def keys(answer):
    """The keys of what is missing."""
    return [issue["key"] for issue in answer.json()["issues"]]
