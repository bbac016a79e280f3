"""An embargo, attacked from every list, search, count, feed, export, notice and page by those outside its circle (SECURITY AZ-08)."""

import io
import json
import re
import zipfile
from functools import cache

import pytest

from app import clock, db
from app.main import create_app
from app.web import PARTS, router
from app.workers import notifications
from tests.api.parts import assert_problem, fetch, on
from tests.contract.scene import hire_strangers
from tests.factories import API, soon

WORD = "Zwetschgenkuchen"
REASON = "Quittenbrot"
WEEK_S = 7 * 24 * 3600
OUTSIDE = ("mw", "mw.lead", "kanal", "revision", "admin", "agentur")
UNKNOWN = "01890000-0000-7000-8000-000000000000"
ELSEWHERE = {
    "/live": "never ends, and tells nothing but that something happened",
    "/demo/mailbox": "holds everybody's mail, in the demo only",
}
CHANNELS = ("Landesportal", "Konsole MB")
QUERIES = (
    {},
    {"q": WORD[:10]},
    {"since": "2020-01-01", "until": "2040-01-01"},
    {"view": "month"},
)


def house(somebody, abbreviation):
    rows = somebody.get("/organisations").json()["items"]
    return next(row["id"] for row in rows if row["abbreviation"] == abbreviation)


class Secret:
    """A theme of MB with a post that is handed in and approved in part, an image, a request, and what names them."""

    def __init__(self, people):
        self.people = people
        mb, lead = people("mb"), people("mb.lead")
        self.image = mb.media(alt=f"Bild: {WORD}")
        plan = {"title": f"Thema {WORD}", "kind": "event", "lead_id": house(mb, "MB"), "summary": WORD}
        plan |= {"starts_on": clock.today().isoformat(), "ends_on": clock.today().isoformat()}
        answer = mb.post("/themes", plan)
        self.theme, self.plan = answer.json(), plan
        words = {
            "text": f"Öffentlich: {WORD}.",
            "title": f"Intern {WORD}",
            "media": [{"id": self.image["id"]}],
        }
        self.post = mb.submit(mb.write(channels=CHANNELS, at=soon(2 * WEEK_S), **words))
        revision = self.post["revision"]["sha256"]
        approved = lead.post(f"/posts/{self.post['id']}/approve", {"revision_sha256": revision})
        assert approved.status_code == 200, approved.text
        hung = mb.put(f"/posts/{self.post['id']}/theme", {"theme_id": self.theme["id"]})
        assert hung.status_code == 204, hung.text
        said = mb.post(f"/themes/{self.theme['id']}/comments", {"text": f"Wer liefert {WORD}?"})
        assert said.status_code == 201, said.text
        mb.post(f"/posts/{self.post['id']}/comments", {"text": f"Bitte {WORD} prüfen."})
        asked = {
            "organisation_id": house(mb, "MB"),
            "request": f"Zwei Sätze zu {WORD}.",
            "due_at": soon(WEEK_S),
        }
        self.contribution = mb.post(f"/themes/{self.theme['id']}/contributions", asked).json()
        packed = {
            "title": f"Paket {WORD}",
            "press_release": f"PM {WORD}",
            "rest": "all",
            "organisation_id": house(mb, "MB"),
            "theme_id": self.theme["id"],
            "deliveries": [row["id"] for row in self.post["deliveries"]],
        }
        made = mb.post("/packages", packed)
        assert made.status_code == 201, made.text
        self.package = made.json()
        notifications.sweep()

    def embargo(self, until):
        """Move the embargo."""
        mb = self.people("mb")
        tag = mb.get(f"/themes/{self.theme['id']}").headers["ETag"]
        answer = mb.put(f"/themes/{self.theme['id']}", self.plan | {"embargo_until": until}, if_match=tag)
        assert answer.status_code == 200, answer.text

    def end(self, force):
        force("update theme set embargo_until = now() - interval '1 second'")

    @property
    def traces(self):
        """Whatever tells that there is something: words and ids."""
        ids = [row["id"] for row in self.post["deliveries"]]
        return [
            WORD,
            REASON,
            self.theme["id"],
            self.post["id"],
            self.contribution["id"],
            self.package["id"],
            self.image["id"],
            *ids,
        ]

    def found_in(self, text):
        return [trace for trace in self.traces if trace in text]


@pytest.fixture
def secret(people):
    with db.transaction() as session:
        hire_strangers(session)
    return Secret(people)


@cache
def operations():
    """Every operation that is read without an id, and by which names it is asked."""
    paths = create_app().openapi()["paths"]
    return {
        path: {row["name"] for row in methods["get"].get("parameters", [])}
        for path, methods in paths.items()
        if "get" in methods and "{" not in path
    }


def lists():
    """Every operation and page that is read without an id."""
    routers = [router, *(part.router for part in PARTS)]
    pages = {route.path for one in routers for route in one.routes if "GET" in route.methods}
    assert len(pages) > 20
    return sorted(operations().keys() | {path for path in pages if "{" not in path})


def questions(path):
    """What a list is asked: an operation by the names that it takes, a page by all but another's view."""
    if path in operations():
        return [query for query in QUERIES if query.keys() <= operations()[path]]
    return [query for query in QUERIES if "view" not in query or path.startswith("/calendar")]


def everything_read_by(client, name, people, visitor):
    """Yield by address what somebody is answered on every list, by API and on every page."""
    person, page = people(name), visitor(name)
    for path in lists():
        for query in questions(path):
            text = "&".join(f"{key}={value}" for key, value in query.items())
            address = f"{path}?{text}" if text else path
            if path.startswith(API):
                yield address, text_of(client.get(address, headers=person.headers))
            elif path not in ELSEWHERE:
                yield address, text_of(page.look(address).page)


def text_of(answer):
    """What an answer says, also where it is packed into a workbook."""
    if not answer.content.startswith(b"PK"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        return "".join(book.read(part).decode(errors="replace") for part in book.namelist())


def of_ids(secret):
    """Every address that names something of it."""
    for row in secret.post["deliveries"]:
        yield f"/deliveries/{row['id']}"
    post = f"/posts/{secret.post['id']}"
    yield from (
        post,
        *(f"{post}/{part}" for part in ("revisions", "timeline", "record", "checks", "comments", "readers")),
    )
    yield f"/themes/{secret.theme['id']}"
    yield f"/themes/{secret.theme['id']}/comments"
    yield f"/packages/{secret.package['id']}"
    yield f"/media/{secret.image['id']}"
    yield f"/media/{secret.image['id']}/file"


def pages_of(secret):
    """Every page that names something of it."""
    theme, post = f"/themes/{secret.theme['id']}", f"/posts/{secret.post['id']}"
    yield from (theme, f"{theme}/edit", f"/contributions/{secret.contribution['id']}")
    yield from (post, f"{post}/edit", f"{post}/changes", f"/images/{secret.image['id']}")
    yield from (f"/deliveries/{row['id']}" for row in secret.post["deliveries"])


@pytest.mark.req("AZ-08")
@pytest.mark.parametrize("name", OUTSIDE)
def test_nobody_outside_the_circle_finds_a_trace_of_what_is_under_an_embargo(
    client, people, visitor, secret, name
):
    secret.embargo(soon(WEEK_S))
    for address, text in everything_read_by(client, name, people, visitor):
        assert secret.found_in(text) == [], address
    for path in pages_of(secret):
        assert visitor(name).look(path).status == 404, path
        assert secret.found_in(visitor(name).look(path).text) == [], path
    unknown = people(name).get(f"/posts/{UNKNOWN}").text
    for path in of_ids(secret):
        answer = people(name).get(path)
        assert_problem(answer, 404, "not-found")
        assert answer.text == unknown, path
    for query in ({"theme_id": secret.theme["id"]}, {"q": WORD[:10]}):
        assert people(name).get("/posts", **query).json()["items"] == []


@pytest.mark.req("AZ-08")
def test_those_in_the_circle_find_it_and_auditors_find_it_again_once_the_embargo_is_over(
    client, people, visitor, secret, force
):
    found = {name: set() for name in ("mb", "revision")}
    found["revision"] |= seen_by(client, "revision", people, visitor, secret)
    everywhere = {
        "/posts",
        "/deliveries",
        "/themes",
        "/themes.csv",
        "/themes.xlsx",
        "/contributions",
        "/contributions.csv",
        "/packages",
        "/calendar",
    }
    assert everywhere <= found["revision"]
    secret.embargo(soon(WEEK_S))
    found["mb"] |= seen_by(client, "mb", people, visitor, secret)
    assert everywhere | {"/notices", "/posts/new"} <= found["mb"]
    assert people("desk1").get("/posts", q=WORD).json()["items"]
    assert_problem(people("revision").get(f"/posts/{secret.post['id']}"), 404, "not-found")
    secret.end(force)
    assert people("revision").get(f"/posts/{secret.post['id']}").status_code == 200
    assert seen_by(client, "revision", people, visitor, secret) == found["revision"]


def seen_by(client, name, people, visitor, secret):
    """The lists on which somebody finds it, without query and base."""
    answers = everything_read_by(client, name, people, visitor)
    return {
        re.sub(r"\?.*", "", address).removeprefix(API) for address, text in answers if secret.found_in(text)
    }


@pytest.mark.req("AZ-08")
def test_no_calendar_program_of_somebody_outside_is_told(client, people, visitor, secret):
    feeds = {}
    for name in ("mb", "revision"):
        page = visitor(name).look("/account/calendar").send("/account/calendar").page.text
        feeds[name] = re.search(r"<code>https?://[^/]+(/calendar/feed/rdc_[^<]+\.ics)</code>", page)[1]
    assert secret.found_in(client.get(feeds["revision"]).text)
    secret.embargo(soon(WEEK_S))
    assert secret.found_in(client.get(feeds["mb"]).text)
    assert secret.found_in(client.get(feeds["revision"]).text) == []


@pytest.mark.req("AZ-08")
def test_no_letter_reaches_somebody_outside_and_no_program(people, secret, force):
    hook = {"organisation": "MB", "name": "Leitstand", "url": "https://leitstand.example/haken"}
    made = people("admin").post("/hooks", hook | {"groups": ["decisions", "deliveries", "comments"]})
    assert made.status_code == 201, made.text
    secret.embargo(soon(WEEK_S))
    mb, lead = people("mb"), people("mb.lead")
    own = on(mb.read(secret.post), "Konsole MB")
    held = lead.post(f"/deliveries/{own['id']}/hold", {"reason": REASON})
    assert held.status_code == 200, held.text
    mb.post(f"/posts/{secret.post['id']}/comments", {"text": f"Noch einmal {WORD}."})
    force("update notification set addressed_at = null")
    force("delete from letter")
    notifications.sweep()
    rows = fetch(
        "select l.medium, coalesce(u.email, l.address, l.hook_id::text) as whom, n.object_id::text as thing from letter l"
        ' join notification n on n.id = l.notification_id left join "user" u on u.id = l.user_id'
    )
    told = {row.whom for row in rows if secret.found_in(row.thing)}
    assert any(whom.startswith(("mb@", "mb.lead@")) for whom in told)
    assert {whom for whom in told if not whom.startswith(("mb@", "mb.lead@", "desk"))} == set()
    assert {row.medium for row in rows if secret.found_in(row.thing)} <= {"in_app", "mail"}


@pytest.mark.req("AZ-08")
def test_auditors_read_what_was_done_with_a_theme_once_its_embargo_is_over(people, visitor, secret, force):
    secret.embargo(soon(WEEK_S))
    gone = people("mb").post(f"/themes/{secret.theme['id']}/withdraw", {"reason": f"Wegen {REASON}."})
    assert gone.status_code == 200, gone.text
    auditor, done = visitor("revision"), "ein Thema zurückgenommen"
    assert done not in auditor.look("/events").text
    assert done in visitor("mb").look("/events").text
    secret.end(force)
    assert done in auditor.look("/events").text


@pytest.mark.req("AZ-08")
def test_nothing_tells_of_it_to_whoever_writes_for_the_same_channel_at_the_same_time(people, secret):
    secret.embargo(soon(WEEK_S))
    at = secret.post["deliveries"][0]["proposed_at"]
    checked = people("mw").post(f"/posts/{people('mw').write('MW', at=at)['id']}/check")
    alone = people("mw").post(f"/posts/{people('mw').write('MW', at=soon(3 * WEEK_S))['id']}/check")
    keys = [sorted(row["key"] for row in answer.json()["results"]) for answer in (checked, alone)]
    assert keys[0] == keys[1], json.dumps(checked.json(), ensure_ascii=False)


@pytest.mark.req("AZ-08")
def test_a_copy_of_it_is_as_secret_and_nobody_takes_it_out_of_the_theme_from_outside(people, secret):
    secret.embargo(soon(WEEK_S))
    copy = people("mb").post(f"/posts/{secret.post['id']}/copy", {}).json()
    assert copy["theme_id"] == secret.theme["id"]
    assert_problem(people("revision").get(f"/posts/{copy['id']}"), 404, "not-found")
    stranger = people("mw").put(f"/posts/{secret.post['id']}/theme", {"theme_id": None})
    assert_problem(stranger, 404, "not-found")
