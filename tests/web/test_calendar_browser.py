"""The calendar in a real browser: moving by drag and by keyboard alone, without JavaScript, and what axe finds."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.web.seeing import ensure_sound, tab_to

BERLIN = ZoneInfo("Europe/Berlin")


def at(days, clock="10:00"):
    day = datetime.now(BERLIN) + timedelta(days=days)
    return datetime.fromisoformat(f"{day:%Y-%m-%d}T{clock}").replace(tzinfo=BERLIN)


def next_monday():
    """How many days it is to the Monday after next, so that a week lies before it whole."""
    return 14 - datetime.now(BERLIN).weekday()


@pytest.fixture
def delivery(people):
    """A delivery that is approved for 10:15 on the Tuesday after next."""
    mb = people("mb")
    post = mb.write(title="Zu verlegen", at=at(next_monday() + 1, "10:15").isoformat())
    return people("desk1").approve(mb.submit(post))["deliveries"][0]


def due(people, delivery):
    row = people("desk1").get(f"/deliveries/{delivery['id']}").json()
    return datetime.fromisoformat(row["due_at"]).astimezone(BERLIN)


def week(**more):
    day = f"{at(next_monday()):%Y-%m-%d}"
    return "/calendar?" + "&".join(
        f"{name}={value}" for name, value in {"view": "week", "day": day, **more}.items()
    )


def test_a_delivery_is_dragged_to_another_day_and_hour(browse, people, delivery):
    desk1 = browse("desk1", week())
    thursday = at(next_monday() + 3)
    place = desk1.locator(f"[data-day='{thursday:%Y-%m-%d}'][data-hour='14']")
    desk1.locator(".entry", has_text="Zu verlegen").drag_to(place)
    desk1.get_by_role("heading", name="Ausspielung verlegen").wait_for()
    assert desk1.get_by_label("Neuer Tag").input_value() == f"{thursday:%Y-%m-%d}"
    assert desk1.get_by_label("Neue Uhrzeit").input_value() == "14:15", "the minutes stay"
    assert due(people, delivery).day == at(next_monday() + 1).day, "nothing is moved before it is said"
    desk1.get_by_role("button", name="Auf diese Zeit verlegen").click()
    desk1.get_by_text("Verlegt. Es gilt die neue Zeit.").wait_for()
    assert "Zu verlegen" in place.inner_text()
    assert f"{due(people, delivery):%Y-%m-%d %H:%M}" == f"{thursday:%Y-%m-%d} 14:15"
    assert desk1.complaints == []


def test_what_somebody_else_moves_is_shown_without_asking(browse, people, delivery):
    desk1 = browse("desk1", week())
    assert "Zu verlegen" in desk1.locator(".slot[data-hour='10']", has_text="Zu verlegen").inner_text()
    moved = at(next_monday() + 2, "15:30")
    people("desk2").post(f"/deliveries/{delivery['id']}/reschedule", {"due_at": moved.isoformat()})
    desk1.locator(f"[data-day='{moved:%Y-%m-%d}'][data-hour='15']", has_text="Zu verlegen").wait_for()
    assert desk1.complaints == []


def test_in_the_month_a_delivery_keeps_its_time_of_day(browse, people, delivery):
    day = due(people, delivery)
    desk1 = browse("desk1", f"/calendar?day={day:%Y-%m-%d}")
    other = day + timedelta(days=1 if (day + timedelta(days=1)).month == day.month else -1)
    desk1.locator(".entry", has_text="Zu verlegen").drag_to(
        desk1.locator(f"[data-day='{other:%Y-%m-%d}'] h2")
    )
    desk1.get_by_role("button", name="Auf diese Zeit verlegen").click()
    desk1.get_by_text("Verlegt. Es gilt die neue Zeit.").wait_for()
    assert due(people, delivery) == other


def test_by_keyboard_alone_a_delivery_is_moved(browse, people, delivery):
    desk1 = browse("desk1", "/")
    tab_to(desk1, "nav.wide a[href='/calendar']")
    desk1.keyboard.press("Enter")
    desk1.wait_for_url("**/calendar")
    tab_to(desk1, ".layout a[href*='view=week']")
    desk1.keyboard.press("Enter")
    desk1.wait_for_url("**view=week**")
    desk1.goto(week())
    tab_to(desk1, "a.move")
    desk1.keyboard.press("Enter")
    desk1.get_by_role("heading", name="Ausspielung verlegen").wait_for()
    tab_to(desk1, "#time")
    for _ in range(3):
        desk1.keyboard.press("ArrowUp")
    tab_to(desk1, "button.kern-btn--primary")
    desk1.keyboard.press("Enter")
    desk1.get_by_text("Verlegt. Es gilt die neue Zeit.").wait_for()
    assert due(people, delivery) == at(next_monday() + 1, "13:15")


def test_without_javascript_a_delivery_is_moved_too(browse, people, delivery):
    desk1 = browse("desk1", week(), java_script_enabled=False)
    desk1.get_by_role("link", name="Verlegen der Ausspielung Zu verlegen").click()
    desk1.get_by_label("Neuer Tag").fill("2099-10-25")
    desk1.get_by_label("Neue Uhrzeit").fill("02:30")
    desk1.get_by_role("button", name="Auf diese Zeit verlegen").click()
    desk1.get_by_label("Winterzeit, die spätere").check()
    desk1.get_by_role("button", name="Auf diese Zeit verlegen").click()
    assert "Verlegt. Es gilt die neue Zeit." in desk1.locator("main").inner_text()
    assert due(people, delivery).utcoffset() == timedelta(hours=1)


def test_a_held_delivery_is_found_in_the_calendar_and_released(browse, people, delivery):
    people("mb.lead").post(f"/deliveries/{delivery['id']}/hold", {"reason": "Termin fällt aus."})
    desk1 = browse("desk1", week())
    standing = desk1.get_by_role("region", name="Steht still und braucht jemanden")
    standing.locator("summary").click()
    assert "Den Einspruch klären" in standing.inner_text()
    standing.get_by_role("link", name="Zu verlegen").click()
    desk1.get_by_label("Tag").fill(f"{at(next_monday() + 2):%Y-%m-%d}")
    desk1.get_by_label("Uhrzeit").fill("11:00")
    desk1.get_by_role("button", name="Zu dieser Zeit freigeben").click()
    desk1.get_by_text("Wieder freigegeben. Sie geht zur neuen Zeit hinaus.").wait_for()
    desk1.goto(week())
    assert "Steht still" not in desk1.locator("main").inner_text()
    assert "freigegeben" in desk1.locator(".entry", has_text="Zu verlegen").inner_text()


def test_axe_finds_nothing_in_the_calendar_whatever_it_shows(browse, people, delivery):
    mb, desk1 = people("mb"), people("desk1")
    at_once = at(next_monday() + 1, "10:17").isoformat()
    desk1.approve(mb.submit(mb.write(title="Fast zugleich", at=at_once)))
    held = desk1.approve(mb.submit(mb.write(title="Angehalten", at=at(next_monday() + 2).isoformat())))
    desk1.post(f"/deliveries/{held['deliveries'][0]['id']}/hold", {"reason": "Termin prüfen"})
    mb.write(title="Vorgeschlagen", at=at(next_monday() + 3).isoformat())
    day, move = f"{at(next_monday()):%Y-%m-%d}", f"/calendar/{delivery['id']}/move?view=week"
    page = browse("desk1", "/")
    for path in (
        f"/calendar?day={day}",
        week(),
        f"/calendar?view=list&day={day}",
        "/calendar?day=2098-06-15",
        week(state="cancelled"),
        "/calendar?view=week&day=2099-10-25",
        "/calendar?view=week&day=2099-03-29",
        "/calendar?day=2026-12-24",
        f"{move}&date={day}&time=10:17",
        f"{move}&date=2099-10-25&time=02:30",
        f"/calendar/{held['deliveries'][0]['id']}/move",
        "/account/calendar",
    ):
        page.goto(path)
        assert page.locator("h1").count() == 1, path
        ensure_sound(page)
    page.get_by_role("button", name="Adresse anlegen").click()
    page.get_by_text("nur dieses eine Mal").wait_for()
    ensure_sound(page)
    page.goto(f"{move}&date=2020-01-01&time=10:00")
    page.get_by_role("button", name="Auf diese Zeit verlegen").click()
    page.get_by_role("alert").wait_for()
    ensure_sound(page)
    page.goto(move)
    assert (
        desk1.post(f"/deliveries/{delivery['id']}/reschedule", {"due_at": at(20).isoformat()}).status_code
        == 200
    )
    page.get_by_role("button", name="Auf diese Zeit verlegen").click()
    page.get_by_role("heading", name="Inzwischen geändert").wait_for()
    ensure_sound(page)
