"""The day of the cabinet in real browsers, from the desk's side and from a ministry's; and what axe says of the pages."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.workers.deliveries import deliver
from app.workers.schedule import wake_due
from tests.api.parts import approve, on
from tests.api.test_themes import house, plan
from tests.factories import soon
from tests.web.seeing import ensure_sound

BERLIN = ZoneInfo("Europe/Berlin")
TITLE = "Digitalpakt – Kabinett"
HOUR_S = 3600
WEEK_S = 7 * 24 * HOUR_S


def tomorrow():
    return f"{datetime.now(BERLIN) + timedelta(days=1):%Y-%m-%d}"


def leave(force):
    """Let everything leave that is due and may."""
    force("update delivery set woken_at = null")
    for delivery_id in wake_due():
        deliver(delivery_id)


def bring_forward(somebody, delivery):
    now = (datetime.now(BERLIN) - timedelta(seconds=2)).isoformat()
    answer = somebody.post(f"/deliveries/{delivery['id']}/reschedule", {"due_at": now})
    assert answer.status_code == 200, answer.text


def plan_for_the_cabinet(desk):
    """The desk enters the theme with its embargo, and asks the ministry for its part."""
    desk.get_by_role("link", name="Neues Thema").click()
    desk.get_by_label("Titel").fill(TITLE)
    desk.get_by_label("Art", exact=True).select_option(label="Kabinett")
    desk.get_by_label("Federführung").select_option(label="MB – Ministerium für Bildung")
    desk.get_by_label("Erster Tag").fill(tomorrow())
    desk.get_by_label("Sperrfrist bis (freiwillig): Tag").fill(tomorrow())
    desk.get_by_label("Sperrfrist bis (freiwillig): Uhrzeit").fill("12:30")
    desk.get_by_role("button", name="Thema anlegen").click()
    desk.get_by_text("wissen davon nur:").wait_for()
    desk.get_by_text("Um eine Zulieferung bitten").click()
    desk.get_by_label("Ressort").select_option(label="MB – Ministerium für Bildung")
    desk.get_by_label("Was gebraucht wird").fill("Je ein Text für Landesportal und eigenen Kanal.")
    desk.get_by_label("Frist: Tag").fill(tomorrow())
    desk.get_by_label("Frist: Uhrzeit").fill("10:00")
    desk.get_by_role("button", name="Bitten", exact=True).click()
    desk.get_by_text("Erbeten. Das Ressort ist benachrichtigt").wait_for()
    return desk.url.partition("?")[0]


def write_for_it(mb, people):
    """The ministry finds the request in its day, writes, and is told of embargo and order before anybody approves."""
    mb.get_by_role("link", name="Je ein Text für Landesportal").click()
    mb.get_by_role("link", name=TITLE).click()
    mb.get_by_role("link", name="Beitrag zu diesem Thema").click()
    mb.get_by_label("Arbeitstitel").fill("Neue Tablets")
    mb.get_by_label("Text", exact=True).fill("Alle Schulen bekommen neue Tablets.")
    for label in ("Landesportal", "Konsole MB"):
        channel = people("mb").channel(label)
        mb.get_by_label(label, exact=True).check()
        mb.locator(f"#date-{channel}").fill(tomorrow())
        mb.locator(f"#time-{channel}").fill("12:00")
    mb.get_by_text("Zu früh vorgeschlagen: Landesportal, Konsole MB.").wait_for()
    mb.get_by_text("Wartet auf den Landeskanal: Konsole MB.").wait_for()
    for label in ("Landesportal", "Konsole MB"):
        mb.locator(f"#time-{people('mb').channel(label)}").fill("12:35")
    mb.get_by_text("Zu früh vorgeschlagen").wait_for(state="detached")
    mb.get_by_role("button", name="Einreichen").click()
    mb.get_by_text("Eingereicht. Nun entscheiden die Freigebenden").wait_for()
    mb.goto("/contributions")
    mb.get_by_role("link", name="Je ein Text für Landesportal").first.click()
    mb.get_by_label("Beitrag dazu").select_option(label="Neue Tablets")
    mb.get_by_role("button", name="Liefern").click()
    mb.get_by_text("Geliefert. Wer darum gebeten hat, ist benachrichtigt.").wait_for()


def test_on_the_day_of_the_cabinet_the_own_channel_goes_after_the_central_one_and_nobody_knows_before(
    browse, people, force
):
    desk, mb, stranger = browse("desk1", "/themes"), browse("mb", "/"), browse("mw", "/")
    address = plan_for_the_cabinet(desk)
    mb.reload()
    write_for_it(mb, people)
    for path in ("/", "/themes", "/contributions", "/calendar?view=list", "/posts"):
        stranger.goto(path)
        assert TITLE not in stranger.locator("main").inner_text(), path
    (post,) = people("desk1").get("/posts", q="Tablets").json()["items"]
    people("desk1").approve(post)
    approve(people("mb.lead"), post)
    read = people("mb").read
    assert {row["state"] for row in read(post)["deliveries"]} == {"waiting"}
    force("update theme set embargo_until = now() - interval '1 minute'")

    bring_forward(people("mb.lead"), on(read(post), "Konsole MB"))
    leave(force)
    assert on(read(post), "Konsole MB")["state"] == "waiting"
    mb.goto(address)
    waiting = mb.locator("section", has_text="Das wartet darauf").first.inner_text()
    assert "Konsole MB" in waiting
    assert "Wartet auf den Landeskanal" in waiting

    bring_forward(people("desk1"), on(read(post), "Landesportal"))
    leave(force)
    leave(force)
    assert {row["state"] for row in read(post)["deliveries"]} == {"sent"}
    mb.reload()
    mb.get_by_text("Das Thema ist auf einem Landeskanal erschienen.").wait_for()
    assert mb.get_by_text("Das wartet darauf").count() == 0
    stranger.goto("/themes")
    stranger.get_by_role("link", name=TITLE).click()
    stranger.get_by_text("Die Sperrfrist endete am").wait_for()
    assert desk.complaints == mb.complaints == stranger.complaints == []


def test_axe_finds_nothing_on_the_pages_of_planning(browse, people):
    desk, mb = people("desk1"), people("mb")
    opened = {name: browse(name, "/") for name in ("desk1", "mw")}
    for page in opened.values():
        for path in ("/themes", "/contributions", "/occasions"):
            page.goto(path)
            ensure_sound(page)
    today = f"{datetime.now(BERLIN):%Y-%m-%d}"
    days = {"starts_on": today, "ends_on": tomorrow(), "embargo_until": soon(WEEK_S)}
    material = [{"label": "Pressemappe", "url": "https://presse.example/mappe"}]
    wanted = plan(desk, kind="cabinet", material=material, sensitivity="confidential", **days)
    theme = desk.post("/themes", wanted | {"goals": ["reach"], "ministries": [house(desk, "MW")]}).json()
    post = mb.write(channels=("Landesportal", "Konsole MB"), at=soon(2 * WEEK_S))
    mb.put(f"/posts/{post['id']}/theme", {"theme_id": theme["id"]})
    asked = {"organisation_id": house(desk, "MW"), "request": "Bitte zwei Sätze.", "due_at": soon(WEEK_S)}
    request = desk.post(f"/themes/{theme['id']}/contributions", asked).json()
    desk.post(
        "/occasions", {"name": "Landesturnfest", "kind": "sport", "first_day": today, "last_day": today}
    )
    pages = [
        ("desk1", "/themes"),
        ("desk1", "/themes?q=nichts"),
        ("desk1", "/themes/new"),
        ("desk1", "/themes/import"),
        ("desk1", "/radar"),
        ("desk1", f"/radar?day={today}"),
        ("desk1", f"/themes/{theme['id']}"),
        ("desk1", f"/themes/{theme['id']}/edit"),
        ("desk1", "/occasions"),
        ("desk1", f"/posts/new?theme={theme['id']}"),
        ("mw", "/"),
        ("mw", "/contributions"),
        ("mw", f"/contributions/{request['id']}"),
        ("mw", f"/themes/{theme['id']}"),
        ("mw", "/calendar"),
        ("mw", "/calendar?view=week"),
        ("mw", "/calendar?view=list"),
    ]
    for name, path in pages:
        opened[name].goto(path)
        ensure_sound(opened[name])
    assert [page.complaints for page in opened.values()] == [[], []]
    refused = opened["desk1"]
    refused.goto("/themes/new")
    refused.get_by_role("button", name="Thema anlegen").click()
    refused.get_by_role("alert").wait_for()
    ensure_sound(refused)
    refused.get_by_role("alert").get_by_role("link").first.click()
    assert refused.evaluate("document.activeElement.id") == "title"
    refused.goto(f"/themes/{theme['id']}")
    refused.get_by_text("Um eine Zulieferung bitten").click()
    refused.get_by_role("button", name="Bitten", exact=True).click()
    refused.get_by_role("alert").wait_for()
    ensure_sound(refused)
    opened["mw"].goto(f"/contributions/{request['id']}")
    opened["mw"].get_by_role("button", name="Liefern").click()
    opened["mw"].get_by_role("alert").wait_for()
    ensure_sound(opened["mw"])
