"""The declaration on accessibility, and reporting a barrier: open to everybody, told to the desk, kept no longer than told."""

import re

import pytest

from app.workers import notifications
from tests.api.parts import fetch, installed_with, limited

TOLD = {"description": "Die Liste liest sich nicht vor.", "page": "/portal", "contact": "leserin@example.org"}


@pytest.fixture
def reader(visitor):
    return visitor().look("/barrierefreiheit/melden")


def letters():
    notifications.sweep()
    return fetch(
        "select letter.address, letter.medium, notification.context from letter"
        " join notification on notification.id = letter.notification_id"
        " where kind = 'accessibility.barrier_reported' order by letter.id"
    )


def test_every_page_leads_to_the_declaration_and_to_the_form(visitor):
    for name, path in ((None, "/portal"), (None, "/sign-in"), (None, "/hilfe"), ("mb", "/"), ("mb", "/x")):
        text = visitor(name).look(path).page.text
        assert 'href="/barrierefreiheit"' in text
        assert 'href="/barrierefreiheit/melden"' in text


def test_the_declaration_says_what_is_tested_what_is_not_and_who_helps_next(visitor):
    page = visitor().look("/barrierefreiheit")
    for words in ("teilweise vereinbar", "Was noch nicht geprüft ist", "erstellt", "Ombudsstelle", "BGG LSA"):
        assert words in page.text
    assert "Noch nicht vollständig:" in page.text, "nobody has entered who operates this"
    assert "Impressum" not in page.text
    said = {
        "operator": "Staatskanzlei",
        "accessibility_address": "barrierefrei@land.example",
        "enforcement_body": "Schlichtungsstelle",
        "imprint_page": "https://land.example/impressum",
        "privacy_page": "https://land.example/datenschutz",
    }
    with installed_with(demo=1, **said):
        page.look("/barrierefreiheit")
        assert "Noch nicht vollständig" not in page.text
        assert "mailto:barrierefrei@land.example" in page.page.text
        assert "Schlichtungsstelle" in page.text
        assert 'href="https://land.example/impressum"' in page.look("/portal").page.text
        assert 'href="https://land.example/datenschutz"' in page.look("/sign-in").page.text


def test_a_report_reaches_the_desk_without_an_account_and_goes_with_the_outbox(reader, people):
    reader.send("/barrierefreiheit/melden", **TOLD)
    assert reader.page.url.path == "/barrierefreiheit/gemeldet"
    assert "antwortet sie Ihnen dorthin" in reader.text
    assert {row.medium for row in letters()} == {"in_app", "mail"}
    (notice,) = people("desk1").get("/notices").json()["items"]
    assert TOLD["description"] in notice["text"]
    assert TOLD["contact"] in notice["text"]
    assert people("mb").get("/notices").json()["items"] == [], "nobody else is told"
    kept = fetch("select string_agg(event::text, ' ') as said from event")[0].said
    assert TOLD["contact"] not in kept
    assert TOLD["description"] not in kept


def test_the_address_set_for_it_is_mailed_instead_of_the_duty_address(client, reader):
    with installed_with(
        demo=1, accessibility_address="barrierefrei@land.example", duty_address="dienst@land.example"
    ):
        reader.send("/barrierefreiheit/melden", **TOLD)
        assert {row.address for row in letters() if row.address} == {"barrierefrei@land.example"}
    with installed_with(demo=1, duty_address="dienst@land.example"):
        reader.look("/barrierefreiheit/melden").send("/barrierefreiheit/melden", description="Noch eine.")
        assert "dienst@land.example" in {row.address for row in letters()}


def test_a_mistake_is_named_at_its_field_and_nothing_written_is_lost(reader):
    reader.send("/barrierefreiheit/melden", description=" ", page="Startseite", contact="keine Adresse")
    assert reader.status == 422
    assert 'href="#description"' in reader.page.text
    assert 'href="#contact"' in reader.page.text
    assert "Das ist keine E-Mail-Adresse." in reader.text
    assert 'value="Startseite"' in reader.page.text
    assert 'value="keine Adresse"' in reader.page.text
    assert letters() == []


@pytest.mark.req("BR-02")
def test_a_form_from_elsewhere_reports_nothing(reader):
    form = {"form_token": "falsch", **TOLD}
    reader.page = reader.client.post("/barrierefreiheit/melden", data=form, headers={"Accept": "text/html"})
    assert reader.status == 403
    assert TOLD["description"] in reader.page.text, "what was written is not lost"
    reader.page = reader.client.post(
        "/barrierefreiheit/melden", data=TOLD, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert reader.status == 403
    assert letters() == []


@pytest.mark.req("LI-01")
def test_nobody_floods_the_desk(reader):
    with limited(demo=1, reports_per_address=2):
        for number in range(2):
            reader.look("/barrierefreiheit/melden").send(
                "/barrierefreiheit/melden", description=f"Nr. {number}"
            )
            assert reader.page.url.path == "/barrierefreiheit/gemeldet"
        reader.look("/barrierefreiheit/melden").send("/barrierefreiheit/melden", description="Zu viel")
        assert reader.status == 429
        assert int(reader.page.headers["Retry-After"]) > 0
        assert re.search(r"Zu viel</textarea>", reader.page.text)
        assert len({row.context["description"] for row in letters()}) == 2
