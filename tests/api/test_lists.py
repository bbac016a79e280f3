"""Lists are {items, next}: bounded by `limit`, continued by `after`, which nobody can make up."""

import json
from base64 import urlsafe_b64encode

import pytest

from tests.api.parts import assert_problem
from tests.factories import API, soon

LISTS = ("organisations", "channels", "posts", "queue", "deliveries", "stops", "timeline", "revisions")
GARBAGE = {
    "word": "garbage",
    "empty": "",
    "umlaut": "ä",
    "nul": "\x00",
    "number": 5,
    "numbers": [5, 5],
    "nothing": [None, None],
    "few": [],
    "many": ["a", "b", "c", "d"],
    "texts": ["x", "y"],
    "nul-inside": ["\x00", "\x00"],
    "half": ["\ud800"],
    "nested": [[["x"]], {}],
    "large": ["9" * 30],
    "negative": ["-1"],
    "object": {"a": 1},
    "year": ["0000-00-00T00:00:00", "x"],
}


def as_cursor(value):
    if isinstance(value, str):
        return value
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.fixture(scope="module")
def paths(everyone):
    """Each list with at least three items in it, and who reads it."""
    mb, desk = everyone("mb"), everyone("desk1")
    posts = [mb.submit(mb.write(title=f"Nummer {number}", at=soon(3600 + number))) for number in range(4)]
    for number in range(3):
        assert mb.patch(f"/posts/{posts[0]['id']}", {"title": f"Neu {number}"}).status_code == 200
        stop = {"scope": "channel", "channel_id": mb.channel("Konsole MW"), "reason": f"Probe {number}"}
        assert desk.post("/stops", stop).status_code == 200
    inner = f"/posts/{posts[0]['id']}"
    return {name: f"/{name}" for name in LISTS[:6]} | {name: f"{inner}/{name}" for name in LISTS[6:]}


def still(rows):
    """The rows without what counts on while one reads."""
    return [{key: value for key, value in row.items() if key != "seconds_left"} for row in rows]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_goes_on_where_the_page_before_ended(everyone, paths, name):
    desk = everyone("desk1")
    whole = desk.get(paths[name], limit=100).json()
    assert set(whole) == {"items", "next"}
    assert whole["next"] is None
    assert len(whole["items"]) >= 3
    pieces, after = [], None
    for _ in range(len(whole["items"]) + 1):
        page = desk.get(paths[name], limit=2, **({"after": after} if after else {})).json()
        assert 1 <= len(page["items"]) <= 2
        pieces += page["items"]
        after = page["next"]
        if after is None:
            break
        assert isinstance(after, str)
    assert still(pieces) == still(whole["items"])


@pytest.mark.parametrize("name", LISTS)
def test_a_page_that_ends_the_list_says_so(everyone, paths, name):
    desk = everyone("desk1")
    count = len(desk.get(paths[name], limit=100).json()["items"])
    assert desk.get(paths[name], limit=count).json()["next"] is None
    assert desk.get(paths[name], limit=count - 1).json()["next"] is not None


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.req("LI-02")
def test_the_limit_is_between_1_and_100(everyone, paths, name):
    desk = everyone("desk1")
    assert len(desk.get(paths[name], limit=1).json()["items"]) == 1
    assert desk.get(paths[name], limit=100).status_code == 200
    for limit in ("0", "-1", "101", "1000000", "viele", "1.5", ""):
        told = assert_problem(desk.get(paths[name], limit=limit), 422)
        assert [issue["field"] for issue in told["issues"]] == ["limit"]


@pytest.mark.parametrize("name", LISTS)
def test_nobody_can_make_up_where_a_list_goes_on(everyone, paths, name):
    for label, value in GARBAGE.items():
        answer = everyone("desk1").get(paths[name], after=as_cursor(value))
        if answer.status_code == 200:  # one text is a place in the alphabet
            assert (name, label) in {("organisations", "large"), ("organisations", "negative")}
        else:
            told = assert_problem(answer, 422)
            assert [issue["field"] for issue in told["issues"]] == ["after"], (name, label)


def test_a_value_of_one_list_does_not_work_in_another(everyone, paths):
    desk = everyone("desk1")
    after = desk.get(paths["organisations"], limit=1).json()["next"]
    for name in ("channels", "posts", "queue", "deliveries", "stops", "timeline", "revisions"):
        assert_problem(desk.get(paths[name], after=after), 422, "cursor-invalid")


def test_fifty_is_the_usual_length(everyone):
    page = everyone("mb").get("/channels").json()
    assert len(page["items"]) == 50
    assert page["next"] is not None
    rest = everyone("mb").get("/channels", after=page["next"]).json()
    assert (len(rest["items"]), rest["next"]) == (7, None)


def test_posts_are_newest_first_and_filters_add_up(everyone, paths):
    desk, mb, mw = everyone("desk1"), everyone("mb"), everyone("mw")
    text = "Ein einmaliges Wort: Käsekuchen100%."
    other = mw.submit(mw.write("MW", ["Konsole MW"], text=text))
    joint = mb.submit(mb.write(channels=["Landesportal", "Konsole MB"], title="Zweierlei"))

    def found(person=desk, **query):
        return [row["id"] for row in person.get("/posts", limit=100, **query).json()["items"]]

    everything = found()
    assert everything == sorted(everything, reverse=True)
    assert found(organisation="MW") == [other["id"]]
    assert found(organisation="mw") == found(organisation="niemand") == []
    assert found(channel=mb.channel("Konsole MB")) == [joint["id"]]
    assert joint["id"] in found(channel=mb.channel("Landesportal"))
    assert found(q="KÄSEKUCHEN") == found(q="100%") == [other["id"]]
    assert found(q="_") == found(q="100_") == []
    assert found(q="zweierlei") == [joint["id"]]
    assert found(state="submitted") == everything
    assert found(state="published") == found(state="draft") == []
    assert found(q="einmaliges", organisation="MB") == []
    assert found(q="") == everything
    assert other["id"] not in found(mb)


def test_deliveries_are_in_the_order_of_their_time_and_can_be_narrowed(everyone):
    mf, desk = everyone("mf"), everyone("desk1")
    days = ["2031-05-03T10:00:00Z", "2031-05-01T10:00:00Z", "2031-05-02T10:00:00Z"]
    posts = [mf.submit(mf.write("MF", at=day)) for day in days]
    desk.approve(posts[0])
    first, second, third = (post["deliveries"][0]["id"] for post in posts)

    def found(**query):
        rows = desk.get("/deliveries", limit=100, **query).json()["items"]
        return [row["id"] for row in rows]

    span = {"from": "2031-05-01T00:00:00Z", "until": "2031-05-04T00:00:00Z"}
    assert found(**span) == [second, third, first]
    assert found(**span | {"from": "2031-05-01T10:00:00Z", "until": "2031-05-02T10:00:00Z"}) == [second]
    assert found(**span, state="waiting") == [first]
    assert found(**span, state="proposed") == [second, third]
    assert found(**span, state="sent") == []
    assert found(**span, channel=desk.channel("Landesportal")) == [second, third, first]
    assert found(**span, channel=desk.channel("Konsole MB")) == []
    assert found(**{"from": "2031-05-01T12:00:00", "until": "2031-05-01T12:00:01"}) == [second]
    assert found(**span, order="latest") == [first, third, second]
    page = desk.get("/deliveries", limit=2, **span, order="latest").json()
    rest = desk.get("/deliveries", after=page["next"], **span, order="latest").json()["items"]
    assert [row["id"] for row in page["items"] + rest] == [first, third, second]
    assert desk.get("/deliveries", state="fertig").status_code == 422


def test_a_mistyped_filter_is_refused_instead_of_finding_everything(everyone):
    told = assert_problem(everyone("mb").get("/posts", orgnisation="MB"), 422, "unknown-field")
    assert [row["field"] for row in told["issues"]] == ["orgnisation"]
    assert everyone("mb").client.get(f"{API}/posts", params={"orgnisation": "MB"}).status_code == 401
