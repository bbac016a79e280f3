"""The recurring post on data protection on a channel's page, without JavaScript: due, kept with its proof, told of once."""

from tests.api.parts import deliver_due
from tests.factories import soon
from tests.web.seeing import ensure_sound
from tests.web.test_channel_life_pages import USE, day, planned

TITLE = "Beiträge zum Datenschutz"


def opened(visitor, **said):
    path = planned(visitor)
    visitor.send(path, **USE | said)
    for recipient in ("pia", "lfd"):
        visitor.send(path, do="notice", recipient=recipient, means="sent", told_on=day(), proof="Az. 12")
    visitor.send(path, do="step", step="activate")
    return path


def test_a_ministry_keeps_its_post_with_an_address(visitor):
    lead = visitor("mb.lead")
    path = opened(lead, privacy_months="24")
    assert "Der nächste ist bis zum 01.05.2028 fällig." in lead.text
    lead.send(path, do="privacy")
    assert lead.status == 422
    assert "Adresse: Diese Angabe fehlt." in lead.text
    lead.send(path, do="privacy", url="https://vimeo.com/1", published_on=day(-1))
    assert "Festgehalten. Der nächste Beitrag zum Datenschutz" in lead.text
    assert "https://vimeo.com/1" in lead.text
    assert "Beitrag festhalten" not in visitor("mb").look(path).text


def test_a_post_published_here_is_chosen_from_what_stands_there(visitor, people):
    lead = people("mb.lead")
    channel = lead.channel("Konsole MB")
    lead.approve(people("mb").submit(people("mb").write(channels=("Konsole MB",), at=soon(-1))))
    deliver_due()
    manager = visitor("kanal").look(f"/channels/{channel}")
    manager.send(f"/channels/{channel}", **USE)
    text = manager.look(f"/channels/{channel}").page.text
    delivery = text.partition('name="delivery_id"')[2].partition('<option value="')[2]
    delivery = delivery.partition('<option value="')[2].partition('"')[0]
    manager.send(f"/channels/{channel}", do="privacy", delivery_id=delivery)
    assert "Festgehalten. Der nächste Beitrag" in manager.text
    assert f'href="/deliveries/{delivery}"' in manager.page.text


def test_the_channels_page_is_sound(browse, visitor):
    path = opened(visitor("mb.lead"))
    page = browse("mb.lead", path)
    ensure_sound(page)
    assert TITLE in page.locator("main").inner_text()


def test_a_new_privacy_notice_stays_open_on_the_page_until_it_is_on_the_platform(visitor):
    lead = visitor("mb.lead")
    notice = {"privacy_url": "https://mb.example/datenschutz", "privacy_version": "Mai 2026"}
    path = opened(lead, **notice, embedded_in="https://mb.example/a\nhttps://mb.example/b")
    assert "Datenschutzerklärung auf der Plattform ändern" in lead.text
    assert 'href="https://mb.example/b"' in lead.page.text
    lead.send(path, **USE | notice, privacy_placed_on=day())
    assert "Datenschutzerklärung auf der Plattform ändern" not in lead.text
    assert "Fassung Mai 2026, auf der Plattform seit" in lead.text
    lead.send(path, **USE | {"embedded_in": "keine Adresse"})
    assert lead.status == 422
    lead.send(path, **USE, privacy_version="Juni 2026")
    assert "Zu einer Datenschutzerklärung gehören Adresse und Fassung." in lead.text
