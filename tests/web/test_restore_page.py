"""The page of a restored database: how far it is, who ends it, and the banner on every other page meanwhile."""

WORDS = "Kanäle verglichen, nichts fehlt."


def test_every_page_says_that_nothing_leaves_and_leads_to_the_one_that_says_more(visitor, restored):
    desk = visitor("desk1")
    for path in ("/", "/deliveries", "/calendar", "/stops"):
        assert "Wiederherstellungsbetrieb: Es geht nichts hinaus" in desk.look(path).text, path
        assert 'href="/restore"' in desk.page.text


def test_it_shows_each_channel_and_what_is_to_be_released(visitor, restored):
    desk = visitor("desk1").look("/restore")
    assert "Niemand hat die Wiederherstellung angekündigt" in desk.text
    assert "Beiträge dort: 3, davon wiedergefunden: 1. Ohne Ausspielung: 1." in desk.text
    assert "Nicht lesbar: Bitte selbst nachsehen" in desk.text
    assert "Nach Wiederherstellung angehalten" in desk.text


def test_two_persons_end_it_on_the_page(visitor, restored):
    _, restoration_id = restored
    desk, admin = visitor("desk1"), visitor("admin")
    desk.look("/restore")
    assert "Diese Angabe fehlt." in desk.send(f"/restore/{restoration_id}", reason="").text
    desk.look("/restore")
    assert "Bestätigt." in desk.send(f"/restore/{restoration_id}", reason=WORDS).text
    again = desk.look("/restore").send(f"/restore/{restoration_id}", reason=WORDS)
    assert "Das haben Sie schon bestätigt." in again.text
    assert "Es fehlt die zweite Person." in admin.look("/restore").text
    ended = admin.send(f"/restore/{restoration_id}", reason="Nachgesehen.")
    assert "Beendet." in ended.text
    assert "Es geht nichts hinaus" not in ended.text
    assert "Frühere Wiederherstellungen" in ended.text
    assert "Die Datenbank ist auf ihrem Stand." in ended.text


def test_whoever_may_not_end_it_sees_no_form_and_learns_why_nothing_can_be_done(visitor, people, restored):
    post, restoration_id = restored
    lead = visitor("mb.lead").look("/restore")
    assert f"/restore/{restoration_id}" not in lead.page.text
    [row] = post["deliveries"]
    answer = people("mb.lead").post(f"/deliveries/{row['id']}/hold", {"reason": "Bitte prüfen."})
    assert (answer.status_code, answer.json()["key"]) == (503, "restore-mode")
