"""Ways of a post through several hands in a real browser: sent back and resubmitted, and written in two tabs at once."""

import pytest

from tests.pictures import picture
from tests.web.seeing import ensure_sound, open_all, violations

PHONE = {"width": 360, "has_touch": True, "is_mobile": True}


@pytest.mark.parametrize("device", [{}, PHONE], ids=["desk", "phone"])
def test_what_is_sent_back_is_changed_and_its_words_are_seen_before_it_is_approved(browse, people, device):
    mb = people("mb")
    post = mb.submit(mb.write(title="Digitalpakt"))
    desk1 = browse("desk1", "/approvals", **device)
    desk1.get_by_role("link", name="Digitalpakt").click()
    desk1.get_by_text("Zurückgeben oder ablehnen", exact=True).click()
    desk1.get_by_label("Grund", exact=True).select_option("factual")
    desk1.get_by_label("Begründung").fill("Bitte die Zahl nennen.")
    desk1.get_by_role("button", name="Zur Nachbesserung zurückgeben").click()
    desk1.get_by_text("Zurückgegeben. Das Ressort sieht Ihren Grund").wait_for()
    writer = browse("mb", "/", **device)
    writer.get_by_text("„Bitte die Zahl nennen.“").wait_for()
    writer.get_by_role("link", name="Digitalpakt").first.click()
    writer.get_by_role("link", name="Ändern").click()
    writer.get_by_label("Text", exact=True).fill("34.000 Tablets für alle Schulen.")
    writer.get_by_label("Der Beitrag enthält keine parteipolitische Aussage.").check()
    writer.get_by_role("button", name="Einreichen").click()
    writer.get_by_text("Eingereicht. Nun entscheiden die Freigebenden").wait_for()
    desk1.goto("/approvals")
    desk1.get_by_role("link", name="Digitalpakt").click()
    desk1.get_by_text("Was sich gegenüber Fassung 1 geändert hat").wait_for()
    assert "34.000" in " ".join(desk1.locator("ins").all_inner_texts())
    desk1.get_by_role("button", name="Freigeben", exact=True).click()
    desk1.get_by_text("Freigegeben. Der Beitrag geht zur vorgesehenen Zeit hinaus.").wait_for()
    assert mb.read(post)["state"] == "scheduled"
    assert desk1.complaints == writer.complaints == []


def test_two_tabs_meet_on_a_page_with_both_versions_and_nothing_is_lost(browse, people):
    mb = people("mb")
    post = mb.write(title="Ursprung")
    first = browse("mb", f"/posts/{post['id']}/edit")
    second = browse("mb.lead", f"/posts/{post['id']}/edit")
    second.get_by_label("Arbeitstitel").fill("Fassung der Leitung")
    second.get_by_role("button", name="Entwurf speichern").click()
    second.get_by_text("Gespeichert.").first.wait_for()
    first.get_by_label("Arbeitstitel").fill("Meine Fassung")
    first.get_by_role("button", name="Entwurf speichern").click()
    first.get_by_role("heading", name="Zwei Fassungen").wait_for()
    assert first.get_by_role("row", name="Arbeitstitel Meine Fassung Fassung der Leitung").is_visible()
    assert violations(first) == []
    first.get_by_role("button", name="Mit meiner Fassung weiterschreiben").click()
    assert first.get_by_label("Arbeitstitel").input_value() == "Meine Fassung"
    first.get_by_role("button", name="Entwurf speichern").click()
    first.get_by_text("Gespeichert.").first.wait_for()
    assert mb.read(post)["title"] == "Meine Fassung"


def test_while_somebody_writes_what_is_found_and_what_comes_next_stand_beside_it(browse, people):
    mb = people("mb")
    post = mb.write(channels=("Konsole MB",), text="Kurz.")
    people("mb.lead").post(
        f"/posts/{post['id']}/comments",
        {"text": "Wer?", "passage": {"revision": 1, "begins": 0, "ends": 4, "quote": "Kurz"}},
    )
    page = browse("mb", f"/posts/{post['id']}/edit")
    assert "entscheidet die Leitung Ihres Hauses bis zur ersten" in page.locator("#next-step").inner_text()
    page.get_by_role("button", name="Stelle zeigen").click()
    marked = "document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)"
    assert page.evaluate(marked) == "Kurz"
    page.get_by_label("Text", exact=True).fill("x" * 600)
    page.locator("#found-text", has_text="Der Text hat mit Kürzel 605 Zeichen").wait_for()
    assert "found-text" in page.locator("#text").get_attribute("aria-describedby")
    page.get_by_label("Landesportal", exact=True).check()
    page.locator("#next-step", has_text="entscheidet die Zentralredaktion").wait_for()
    assert violations(page) == []
    assert page.complaints == []


def test_axe_finds_nothing_on_a_sheet_with_images_and_comments(browse, people):
    mb = people("mb")
    images = [mb.media(picture(size=(120, 60 + place)), alt="Ein Schulhof")["id"] for place in range(2)]
    post = mb.write(channels=("Landesportal", "Konsole MB"), media=[{"id": image} for image in images])
    people("mb.lead").post(f"/posts/{post['id']}/comments", {"text": "Gefällt mir."})
    page = browse("mb", f"/posts/{post['id']}/edit")
    open_all(page)
    page.get_by_role("button", name="Andere Bilder oder Reihenfolge wählen für Konsole MB").click()
    page.get_by_role("button", name="Wieder die gemeinsamen Bilder").wait_for()
    page.get_by_role("button", name="Bild 1 weglassen").first.click()
    page.get_by_role("button", name="Gemeinsames Bild 1 hinzunehmen").wait_for()
    ensure_sound(page)
