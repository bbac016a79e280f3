"""Writing a post on the page, without a browser's help: nothing is lost, and what is refused says what to do."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from app import db
from app.actions.working_copies import forget_old_copies
from tests.pictures import picture
from tests.web.visitors import HTML

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def sheet(people):
    """Return a function that makes the fields of a sheet for channels named by label."""

    def make(*labels, title="Arbeit am Digitalpakt", words="Neue Tablets für alle Schulen.", **said):
        when = datetime.now(BERLIN) + timedelta(days=1)
        fields = {"title": title, "text": words, "organisation": "MB"}
        for label in labels or ("Landesportal",):
            channel = people("mb").channel(label)
            fields |= {
                f"on-{channel}": "1",
                f"date-{channel}": f"{when:%Y-%m-%d}",
                f"time-{channel}": "12:30",
            }
        return fields | said

    return make


def open_fields(page):
    """The fields of the sheet that a browser would send back without touching anything."""
    form = page[page.index('id="sheet"') :]
    inputs = [
        dict(re.findall(r'(\w+)="([^"]*)"', tag)) | {"on": " checked" in tag}
        for tag in re.findall(r"<input ([^>]*)>", form)
    ]
    fields = {row["name"]: row["value"] for row in inputs if row["type"] not in {"checkbox", "radio", "file"}}
    fields |= {
        row["name"]: row["value"] for row in inputs if row["type"] in {"checkbox", "radio"} and row["on"]
    }
    return fields | dict(re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', form))


def newest(person):
    return person.get("/posts", limit=1).json()["items"][0]


def test_somebody_writes_saves_and_submits_without_javascript(visitor, people, sheet):
    mb = visitor("mb").look("/posts/new")
    assert "Wählen Sie einen Kanal und schreiben Sie einen Text" in mb.text
    mb.send("/posts/compose", do="save", **sheet("Landesportal", "Konsole MB"))
    assert "Gespeichert. Eingereicht ist der Beitrag damit noch nicht." in mb.text
    assert mb.page.url.path.endswith("/edit")
    post = newest(people("mb"))
    assert (post["state"], post["revision"]["number"], len(post["deliveries"])) == ("draft", 1, 2)
    fields = open_fields(mb.page.text)
    mb.send("/posts/compose", **fields | {"do": "submit", "neutrality_declared": "1"})
    assert "Eingereicht. Nun entscheiden die Freigebenden" in mb.text
    post = people("mb").read(post)
    assert (post["state"], post["neutrality_declared"]) == ("submitted", True)
    assert post["revision"]["number"] == 1, "what was not changed makes no new revision"


def test_a_channels_own_text_and_the_time_are_what_was_entered(visitor, people, sheet):
    console = people("mb").channel("Konsole MB")
    fields = sheet("Landesportal", "Konsole MB") | {
        f"text-{console}": "Nur für die Konsole.",
        f"time-{console}": "18:00",
    }
    visitor("mb").look("/posts/new").send("/posts/compose", do="save", **fields)
    by_label = {row["channel"]: row for row in newest(people("mb"))["deliveries"]}
    assert by_label["Konsole MB"]["text_as_sent"] == "Nur für die Konsole. (MB)"
    assert by_label["Landesportal"]["text_as_sent"] == "Neue Tablets für alle Schulen. (MB)"
    proposed = datetime.fromisoformat(by_label["Konsole MB"]["proposed_at"]).astimezone(BERLIN)
    assert (proposed.hour, proposed.minute) == (18, 0)


def test_the_page_shows_what_exactly_will_be_sent_and_how_long_it_is(visitor, sheet):
    mb = (
        visitor("mb")
        .look("/posts/new")
        .send("/posts/compose", do="preview", **sheet("Konsole MB", words="x" * 600))
    )
    assert "605 von 500 Zeichen: 105 zu viel" in mb.text
    assert "xxx (MB)" in mb.text
    assert "Bitte kürzen." in mb.text


def test_what_stands_in_the_way_is_named_at_its_field_and_nothing_is_lost(visitor, people, sheet):
    mb = visitor("mb").look("/posts/new")
    before = len(people("mb").get("/posts").json()["items"])
    mb.send("/posts/compose", do="submit", **sheet("Konsole MB", title="", words="y" * 600))
    assert mb.status == 422
    assert "Fehler: Neuer Beitrag" in mb.text
    assert 'href="#title">Arbeitstitel: Diese Angabe fehlt.' in mb.page.text
    assert 'href="#text">Text: Der Text hat mit Kürzel 605 Zeichen' in mb.page.text
    assert "y" * 600 in mb.page.text
    assert "y" * 600 in mb.look("/posts/new").page.text, "also after coming back"
    assert len(people("mb").get("/posts").json()["items"]) == before


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"time": ""}, "Landesportal, Tag: Diese Angabe fehlt."),
        ({"date": "gestern"}, "Landesportal, Tag: Diese Angabe fehlt."),
        ({"date": "2020-01-01"}, "Dieser Zeitpunkt ist vorbei."),
        (
            {"date": "2099-03-29", "time": "02:30"},
            "Diese Uhrzeit gibt es wegen der Umstellung auf Sommerzeit nicht.",
        ),
        ({"text": "Unsichtbar\u202e"}, "unsichtbare Steuerzeichen (U+202E)"),
    ],
)
def test_a_time_or_text_that_cannot_be_is_refused_with_what_to_do(visitor, people, sheet, said, sentence):
    channel = people("mb").channel("Landesportal")
    wrong = {f"{name}-{channel}" if name != "text" else name: value for name, value in said.items()}
    mb = visitor("mb").look("/posts/new").send("/posts/compose", do="save", **sheet() | wrong)
    assert mb.status == 422
    assert sentence in mb.text


def test_an_hour_that_exists_twice_is_asked_for_and_kept(visitor, people, sheet):
    channel = people("mb").channel("Landesportal")
    fields = sheet() | {f"date-{channel}": "2099-10-25", f"time-{channel}": "02:30"}
    mb = visitor("mb").look("/posts/new").send("/posts/compose", do="save", **fields)
    assert mb.status == 422
    assert "gibt es wegen der Umstellung auf Winterzeit zweimal" in mb.text
    assert "Winterzeit, die spätere" in mb.text
    mb.send("/posts/compose", do="save", **fields | {f"fold-{channel}": "1"})
    assert newest(people("mb"))["deliveries"][0]["proposed_at"] == "2099-10-25T01:30:00Z"
    assert "Winterzeit, die spätere" in mb.text


def test_what_is_being_written_is_kept_for_its_writer_only_until_it_is_saved(visitor, sheet):
    mb, other = visitor("mb"), visitor("mb.lead")
    mb.look("/posts/new").send("/posts/keep", **sheet(title="Halb fertig"))
    assert "Was hinausgeht" not in mb.text, "only the part that changes is sent back"
    assert "35 von 5.000 Zeichen" in mb.text
    assert "Nicht gespeicherte Eingaben vom" in mb.look("/posts/new").text
    assert 'value="Halb fertig"' in mb.page.text
    assert "Halb fertig" not in other.look("/posts/new").page.text
    mb.send("/posts/compose", do="discard")
    assert "Halb fertig" not in mb.page.text
    mb.send("/posts/compose", do="save", **sheet(title="Fertig"))
    assert "Nicht gespeicherte Eingaben" not in mb.look("/posts/new").text


def test_two_tabs_lose_nothing_and_show_both_versions(visitor, people, sheet):
    first, second = visitor("mb"), visitor("mb.lead")
    first.look("/posts/new").send("/posts/compose", do="save", **sheet(title="Ursprung"))
    path = first.page.url.path
    ours, theirs = open_fields(first.page.text), open_fields(second.look(path).page.text)
    second.send("/posts/compose", **theirs | {"do": "save", "title": "Fassung der Leitung"})
    first.send("/posts/compose", **ours | {"do": "save", "title": "Meine Fassung"})
    assert first.status == 409
    assert "Arbeitstitel Meine Fassung Fassung der Leitung" in first.text
    assert "von Luca Demo (Leitung MB)" in first.text
    assert newest(people("mb"))["title"] == "Fassung der Leitung"
    assert "Meine Fassung" in first.look(path).page.text, "mine still lies there"
    again = open_fields(first.page.text) | {"revision": "2"}
    first.send("/posts/compose", **again | {"do": "save"})
    assert newest(people("mb"))["title"] == "Meine Fassung"


def test_an_image_needs_words_or_is_only_decoration(visitor, people, sheet):
    mb = visitor("mb").look("/posts/new")
    token = re.search(r'name="form_token" value="([^"]*)"', mb.page.text)[1]
    files = {"file": ("bild.jpg", picture(), "image/jpeg")}
    fields = sheet() | {"form_token": token, "do": "upload"}
    mb.page = mb.client.post("/posts/compose", data=fields, files=files, headers=HTML)
    (media_id,) = re.findall(r'<img src="/images/([^"]+)"', mb.page.text)
    image = mb.client.get(f"/images/{media_id}")
    assert (image.status_code, image.headers["content-type"]) == (200, "image/jpeg")
    mb.send("/posts/compose", do="submit", **sheet() | {"media": media_id})
    assert "Dem Bild fehlt ein Alternativtext." in mb.text
    assert f'href="#alt-{media_id}"' in mb.page.text
    mb.send(
        "/posts/compose",
        do="submit",
        **sheet() | {"media": media_id, f"alt-{media_id}": "Kinder mit Tablets"},
    )
    assert "Eingereicht." in mb.text
    assert newest(people("mb"))["media"][0]["alt"] == "Kinder mit Tablets"
    assert visitor("mw").look(f"/images/{media_id}").status == 404


@pytest.mark.req("UP-01")
@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"<svg/>", "Diese Datei ist kein JPEG-, PNG- oder WebP-Bild."), (b"", "Diese Angabe fehlt.")],
)
def test_a_file_that_is_no_image_is_refused_and_the_text_stays(visitor, sheet, content, sentence):
    mb = visitor("mb").look("/posts/new")
    token = re.search(r'name="form_token" value="([^"]*)"', mb.page.text)[1]
    fields = sheet(title="Bleibt stehen") | {"form_token": token, "do": "upload"}
    answer = mb.client.post(
        "/posts/compose", data=fields, files={"file": ("a.jpg", content, "image/jpeg")}, headers=HTML
    )
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Bleibt stehen"' in answer.text


def test_images_that_a_program_gave_one_channel_survive_a_change_on_the_page(visitor, people):
    mb = people("mb")
    image = mb.media(alt="Eigenes Bild")
    post = mb.write()
    body = {"deliveries": [{"channel_id": mb.channel("Landesportal"), "proposed_at": "2099-01-01T12:00:00Z"}]}
    body["deliveries"][0]["media"] = [{"id": image["id"]}]
    mb.patch(f"/posts/{post['id']}", body)
    page = visitor("mb").look(f"/posts/{post['id']}/edit")
    page.send("/posts/compose", **open_fields(page.page.text) | {"do": "save", "title": "Neuer Titel"})
    changed = mb.read(post)
    assert changed["title"] == "Neuer Titel"
    assert changed["deliveries"][0]["media"][0]["alt"] == "Eigenes Bild"


def test_changing_what_is_approved_warns_and_asks_for_a_new_approval(visitor, people):
    mb, desk1 = people("mb"), people("desk1")
    post = desk1.approve(mb.submit(mb.write()))
    page = visitor("mb").look(f"/posts/{post['id']}/edit")
    assert "Mit einer Änderung verfällt die Freigabe." in page.text
    page.send("/posts/compose", **open_fields(page.page.text) | {"do": "save", "text": "Jetzt anders."})
    assert mb.read(post)["deliveries"][0]["hold_reason"] == "approval_lapsed"


@pytest.mark.parametrize(("name", "status"), [("mw", 404), ("revision", 403), ("kanal", 404)])
def test_nobody_writes_where_their_role_does_not_reach(visitor, people, name, status):
    post = people("mb").write()
    assert visitor(name).look(f"/posts/{post['id']}/edit").status == status


def test_whoever_has_nothing_to_write_is_told_so(visitor):
    page = visitor("revision").look("/posts/new")
    assert page.status == 403
    assert "Ihre Rollen sehen das Schreiben von Beiträgen nicht vor." in page.text


def test_a_ministry_cannot_be_smuggled_in(visitor, people, sheet):
    visitor("mb").look("/posts/new").send("/posts/compose", do="save", **sheet() | {"organisation": "MF"})
    assert newest(people("mb"))["organisation"] == "MB"
    foreign = people("mw").channel("Konsole MW")
    fields = sheet() | {f"on-{foreign}": "1", f"date-{foreign}": "2099-01-01", f"time-{foreign}": "12:00"}
    visitor("mb").look("/posts/new").send("/posts/compose", do="save", **fields)
    assert [row["channel"] for row in newest(people("mb"))["deliveries"]] == ["Landesportal"]


def test_what_nobody_has_touched_for_a_month_is_thrown_away(visitor, sheet):
    visitor("mb").look("/posts/new").send("/posts/keep", **sheet())
    with db.transaction() as session:
        assert forget_old_copies(session) == 0
        session.execute(text("update working_copy set saved_at = now() - interval '31 days'"))
        assert forget_old_copies(session) == 1


@pytest.mark.req("BR-04")
def test_tags_in_any_field_stay_text(visitor, sheet):
    hostile = '"><script>alert(1)</script>'
    fields = sheet(
        title=hostile, words=hostile, note_to_desk=hostile, content_warning=hostile, joint_with=hostile
    )
    mb = visitor("mb").look("/posts/new").send("/posts/compose", do="preview", **fields)
    assert "<script>alert" not in mb.page.text
    assert "&lt;script&gt;alert(1)" in mb.page.text


def test_a_rule_that_asks_why_gets_its_field_and_the_approver_reads_the_answer(visitor, people, sheet):
    mb = visitor("mb").look("/posts/new")
    words = "Die Ministerin übergab einen Förderbescheid über 100.000 Euro."
    mb.send("/posts/compose", do="submit", **sheet(words=words))
    assert mb.page.status_code == 422
    assert "Begründung: Übergabe von Förderbescheiden" in mb.text
    why = "Die Feuerwehr bekommt ihr erstes neues Fahrzeug."
    fields = open_fields(mb.page.text) | {"justification-funding-notice": why}
    mb.send("/posts/compose", **(fields | {"do": "submit"}))
    post = newest(people("mb"))
    assert post["state"] == "submitted"
    desk = visitor("desk1").look(f"/posts/{post['id']}")
    assert f"Dazu die Redaktion: „{why}“" in desk.text
