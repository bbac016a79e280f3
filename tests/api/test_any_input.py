"""Whatever anybody sends, the answer is a success or a problem, never a fault."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.parts import assert_problem, only
from tests.factories import API, KEYED, a_key, soon

TEXT = st.text(st.characters(), max_size=20)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers(10**18, 10**40) | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=4,
)
TIMES = [
    "2099-03-29T02:30:00",
    "2099-10-25T02:30:00",
    "9999-12-31T23:59:59Z",
    "2099-03-01T10:00:00",
    soon(3600),
]
ROWS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "channel_id": st.just("CHANNEL") | JUNK,
            "proposed_at": st.sampled_from(TIMES) | JUNK,
            "text": TEXT | JUNK,
            "media": JUNK,
        },
    ),
    max_size=3,
)
IMAGES = st.lists(
    st.fixed_dictionaries(
        {}, optional={"id": st.uuids().map(str) | JUNK, "alt": TEXT | JUNK, "decorative": st.booleans()}
    ),
    max_size=3,
)
KNOWN = {
    "organisation": st.sampled_from(["MB", "MW", "LzpB", ""]),
    "title": TEXT,
    "text": TEXT,
    "note_to_desk": TEXT,
    "alternative_url": st.sampled_from(["https://a.de/", "http://[::1", "https://ä.de/%00"]) | TEXT,
    "joint_with": st.lists(st.sampled_from(["MW", "MB", "IMG / Tourismus"]) | TEXT, max_size=3),
    "urgent_reason": TEXT,
    "deliveries": ROWS,
    "neutrality_declared": st.booleans(),
    "justifications": st.lists(st.fixed_dictionaries({"rule": TEXT, "text": TEXT}), max_size=2),
    "reason": TEXT,
    "comment": TEXT,
    "take_over": st.booleans(),
    "ground": st.sampled_from(["other", "factual", "taste"]),
    "revision_sha256": st.just("SHA256") | TEXT,
    "due_at": st.sampled_from(TIMES),
    "window_s": st.integers(0, 10**6),
    "scope": st.sampled_from(["all", "channel", "platform"]),
    "channel_id": st.just("CHANNEL") | TEXT,
    "hold_all": st.booleans(),
    "content_warning": TEXT,
    "media": IMAGES,
    "email": TEXT,
    "password": TEXT,
}
FIELDS = {
    "/posts": (
        "organisation",
        "title",
        "text",
        "note_to_desk",
        "alternative_url",
        "joint_with",
        "content_warning",
        "media",
        "deliveries",
    ),
    "/posts/POST": (
        "title",
        "text",
        "note_to_desk",
        "alternative_url",
        "joint_with",
        "content_warning",
        "media",
        "deliveries",
    ),
    "/posts/POST/submit": ("neutrality_declared", "justifications", "urgent_reason"),
    "/posts/POST/withdraw": ("reason",),
    "/posts/POST/approve": ("revision_sha256", "due_at", "window_s", "comment"),
    "/posts/POST/request-changes": ("ground", "reason"),
    "/posts/POST/reject": ("ground", "reason"),
    "/posts/POST/claim": ("take_over",),
    "/deliveries/DELIVERY/reschedule": ("due_at",),
    "/deliveries/DELIVERY/cancel": ("reason",),
    "/deliveries/DELIVERY/hold": ("reason",),
    "/deliveries/DELIVERY/release": ("revision_sha256", "due_at", "window_s"),
    "/deliveries/DELIVERY/take-down": ("reason",),
    "/stops": ("scope", "channel_id", "reason", "hold_all"),
    "/stops/DELIVERY/lift": ("reason",),
}


def bodies(names):
    known = st.fixed_dictionaries({name: KNOWN[name] | JUNK for name in names})
    partly = st.fixed_dictionaries({}, optional={name: KNOWN[name] for name in names})
    return known | partly | partly.flatmap(lambda body: TEXT.map(lambda name: body | {name: 1})) | JUNK


@pytest.mark.parametrize("path", FIELDS)
def test_no_body_breaks_a_route(everyone, path):
    mb, desk = everyone("mb"), everyone("desk1")
    person = mb if path == "/posts" or path.endswith(("POST", "submit", "withdraw", "cancel")) else desk

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(body=bodies(FIELDS[path]), key=st.booleans())
    def send(body, key):
        post = standing[0]
        names = {"POST": post["id"], "DELIVERY": only(post)["id"], "CHANNEL": mb.channel("Landesportal")}
        content, address = json.dumps(body), path
        for name, value in (names | {"SHA256": post["revision"]["sha256"]}).items():
            content, address = content.replace(f'"{name}"', f'"{value}"'), address.replace(name, value)
        headers = person.headers | {"Content-Type": "application/json", "If-Match": "*"}
        headers |= {"Idempotency-Key": a_key()} if key else {}
        method = "PATCH" if path == "/posts/POST" else "POST"
        answer = person.client.request(method, API + address, content=content, headers=headers)
        if answer.is_success:
            standing[0] = mb.submit(mb.write())
        else:
            assert_problem(answer, answer.status_code)
            expected = {400} if not key and path.endswith(KEYED) else {403, 404, 409, 412, 413, 422}
            assert answer.status_code in expected, answer.text

    standing = [mb.submit(mb.write())]
    send()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(values=st.lists(TEXT | st.sampled_from(["draft", "sent", "MB", "1", *TIMES]), min_size=9, max_size=9))
def test_no_filter_breaks_a_list(everyone, values):
    names = ("state", "organisation", "channel", "q", "after", "limit", "from", "until", "platform")
    query = dict(zip(names, values, strict=True))
    query = {name: value.encode(errors="replace").decode() for name, value in query.items()}
    for path, wanted in (
        ("/posts", ("state", "organisation", "channel", "q", "after", "limit")),
        ("/posts", ("q", "organisation")),
        ("/deliveries", ("state", "channel", "from", "until", "after")),
        ("/channels", ("state", "organisation", "platform")),
        ("/organisations", ("after",)),
    ):
        answer = everyone("mb").get(path, **{name: query[name] for name in wanted})
        assert answer.status_code in {200, 422}, answer.text
