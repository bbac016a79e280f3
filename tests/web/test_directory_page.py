"""The directory of channels for everybody: without an account, without JavaScript, and whether an account is official."""

import csv
from io import StringIO

import pytest

from tests.api.parts import limited
from tests.web.seeing import ensure_sound
from tests.web.test_channel_life_pages import USE, day, planned

NATURA = "/verzeichnis?account=https%3A%2F%2Fm.facebook.com%2Fnatura2000lsa%2F"
PREMIER = "/verzeichnis?account=%40MP_Haseloff"
NOBODY = "/verzeichnis?account=https%3A%2F%2Ftwitter.com%2Fmp_hase1off"
VIDEO = "/verzeichnis?account=https%3A%2F%2Fyoutube.com%2Fuser%2Fland"


def test_everybody_finds_the_channels_and_is_led_to_them(visitor):
    reader = visitor()
    for path in ("/portal", "/sign-in"):
        assert 'href="/verzeichnis"' in reader.look(path).page.text
    page = reader.look("/verzeichnis")
    assert page.status == 200
    assert "Verzeichnis der Kanäle" in page.text
    assert "Weitere Kanäle" in page.text
    page.look("/verzeichnis?q=natura2000&status=ended")
    assert "Facebook natura2000lsa" in page.text
    assert "stillgelegt, seit 26.05.2019, bis 30.06.2019" in page.text
    assert "Grundlage für Deaktivierung war die Entscheidung der StK" in page.text
    assert "Twitter @MP_Haseloff" not in page.text
    assert "Dazu steht kein Kanal im Verzeichnis." in page.look("/verzeichnis?q=quatsch").text
    assert page.look("/verzeichnis?after=eins").status == 404
    assert page.look("/verzeichnis?status=halb&platform=litfass").status == 200
    assert page.look("/verzeichnis?q=%00&platform=%00&organisation=%00&account=%00").status == 200


def test_further_channels_keep_what_is_looked_for(visitor):
    page = visitor().look("/verzeichnis?q=a")
    further = page.page.text.split('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    assert "q=a" in further
    assert page.look(further.replace("&amp;", "&")).status == 200
    assert "Zum Anfang" in page.text


def test_the_answer_about_an_account_says_what_to_do(visitor):
    page = visitor().look(PREMIER)
    assert "Ja, das ist ein offizielles Konto" in page.text
    assert "Twitter @MP_Haseloff" in page.text.partition("Alle Kanäle")[0]
    page.look(NATURA)
    assert "Nicht mehr: Das war ein offizielles Konto" in page.text
    assert "geben Sie dort keine Daten ein" in page.text
    page.look(NOBODY)
    assert "Nein, dieses Konto steht nicht im Verzeichnis" in page.text
    assert "melden Sie das Konto der Plattform" in page.text
    page.look(VIDEO)
    assert "http://lsaurl.de/youtubeLSA/" in page.text.partition("Alle Kanäle")[0]
    assert "&lt;b&gt;" in page.look("/verzeichnis?account=%3Cb%3E").page.text


def test_what_is_written_there_is_the_readers_own_and_nothing_is_kept(visitor):
    page = visitor().look("/verzeichnis").page
    assert "form-action 'self'" in page.headers["content-security-policy"]
    assert "set-cookie" not in page.headers
    assert "<script" not in page.text
    again = visitor().client.get("/verzeichnis", headers={"If-None-Match": page.headers["etag"]})
    assert again.status_code == 304


def test_the_whole_directory_is_a_file(visitor):
    page = visitor().look("/verzeichnis.csv").page
    assert page.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(StringIO(page.text.removeprefix("\ufeff")), delimiter=";"))
    natura = next(row for row in rows if row["Bezeichnung"] == "Facebook natura2000lsa")
    assert (natura["Stelle"], natura["Stand"], natura["Bis"]) == ("LVwA", "stillgelegt", "30.06.2019")


def test_whoever_asks_too_often_reads_so_in_german(visitor):
    reader = visitor()
    with limited(lookups_per_address=1):
        reader.look("/verzeichnis")
        reader.look("/verzeichnis.csv")
    assert reader.status == 429
    assert "Zu viele Anfragen" in reader.text
    assert int(reader.page.headers["retry-after"]) > 0


def test_the_ministry_confirms_its_entry_on_the_channels_page(visitor):
    lead = visitor("mb.lead")
    path = planned(lead)
    assert "Eintrag bestätigen" not in lead.text
    lead.send(path, **USE)
    for recipient in ("pia", "lfd"):
        lead.send(path, do="notice", recipient=recipient, means="sent", told_on=day(), proof="Az. 12")
    lead.send(path, do="confirm")
    assert lead.status == 422
    lead.send(path, do="step", step="activate")
    lead.send(path, do="confirm")
    assert "Bestätigt. Im öffentlichen Verzeichnis steht der heutige Tag." in lead.text
    assert "Eintrag bestätigen" not in visitor("mb").look(path).text


@pytest.mark.parametrize("path", ["/verzeichnis", PREMIER, NATURA, NOBODY, VIDEO])
def test_the_directory_is_sound(browse, path):
    page = browse(path=path)
    ensure_sound(page)
    assert page.complaints == []
