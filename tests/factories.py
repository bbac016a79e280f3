"""People of the demo office who talk to the API, and the posts they make."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from pyotp import TOTP

from tests.conftest import PASSWORD
from tests.pictures import picture

API = "/api/v1"
KEYED = (
    "/execute",
    "/resolve",
    "/post-by-hand",
    "/confirm-removal",
    "/submit",
    "/approve",
    "/approvals/bulk",
    "/release",
    "/approve-again",
    "/take-down",
)
"""What needs an Idempotency-Key."""


def soon(seconds=3600):
    """An instant from now, as clients send it."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


class Program:
    """Who speaks with a bearer token. Paths are relative to /api/v1; what needs an Idempotency-Key gets a fresh one."""

    def __init__(self, client, token):
        self.client = client
        self._channels = {}
        self.headers = {"Authorization": f"Bearer {token}"}

    def ask(self, method, path, **request):
        return self.client.request(method, API + path, headers=self.headers, **request)

    def get(self, path, **query):
        return self.client.get(API + path, params=query or None, headers=self.headers)

    def post(self, path, body=None, *, key=None, if_match=None):
        key = key or (a_key() if path.endswith(KEYED) else None)
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        headers |= {"If-Match": if_match} if if_match else {}
        return self.client.post(API + path, json=body, headers=headers)

    def upload(self, content=None, *, name="bild.jpg", declared="image/jpeg", key=None, **said):
        """Hand in an image; `said` are the form's other fields."""
        files = {"file": (name, picture() if content is None else content, declared)}
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        return self.client.post(f"{API}/media", files=files, data=said, headers=headers)

    def media(self, content=None, **said):
        """An image that was handed in."""
        answer = self.upload(content, **said)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def patch(self, path, body, *, if_match=None):
        if if_match is None:
            if_match = self.get(path).headers["ETag"]
        return self.client.patch(API + path, json=body, headers=self.headers | {"If-Match": if_match})

    def put(self, path, body, *, if_match=None):
        headers = self.headers | ({"If-Match": if_match} if if_match else {})
        return self.client.put(API + path, json=body, headers=headers)

    def delete(self, path, *, if_match=None):
        headers = self.headers | ({"If-Match": if_match} if if_match else {})
        return self.client.delete(API + path, headers=headers)

    def channel(self, label):
        """The id of the channel with this label."""
        if label in self._channels:
            return self._channels[label]
        after = None
        while True:
            page = self.get("/channels", limit=100, **({"after": after} if after else {})).json()
            self._channels |= {row["label"]: row["id"] for row in page["items"]}
            if label in self._channels:
                return self._channels[label]
            after = page["next"]
            assert after, f"no channel {label}"

    def write(self, organisation="MB", channels=("Landesportal",), at=None, **fields):
        """A draft on the channels, proposed for `at` (default: in an hour)."""
        body = {
            "organisation": organisation,
            "title": "Intern: Digitalpakt",
            "text": "Neue Tablets für alle Schulen. Mehr dazu auf dem Landesportal.",
            "deliveries": [
                {"channel_id": self.channel(label), "proposed_at": at or soon()} for label in channels
            ],
        } | fields
        answer = self.post("/posts", body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def submit(self, post, **more):
        answer = self.post(f"/posts/{post['id']}/submit", {"neutrality_declared": True} | more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def approve(self, post, **terms):
        body = {"revision_sha256": post["revision"]["sha256"]} | terms
        answer = self.post(f"/posts/{post['id']}/approve", body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def read(self, post):
        answer = self.get(f"/posts/{post['id']}")
        assert answer.status_code == 200, answer.text
        return answer.json()


class Person(Program):
    """Somebody of the demo, signed in; `otp` is the code of a second factor."""

    def __init__(self, client, name, otp=None):
        self.email = f"{name}@redaktion.example"
        known = {"email": self.email, "password": PASSWORD} | ({"otp": otp} if otp else {})
        answer = client.post(f"{API}/auth/token", json=known)
        assert answer.status_code == 200, answer.text
        super().__init__(client, answer.json()["access_token"])

    def enrol(self):
        """Set up a second factor and return what makes its codes; the present one is used up."""
        answer = self.post("/auth/totp", {"password": PASSWORD})
        assert answer.status_code == 201, answer.text
        codes = TOTP(answer.json()["secret"])
        answer = self.post("/auth/totp/confirm", {"otp": codes.now()})
        assert answer.status_code == 204, answer.text
        return codes


def a_key():
    """A fresh Idempotency-Key."""
    return str(uuid4())
