"""Kalender on the page: what stands on which day, what is lacking, where it is too tight, and giving another time."""

import csv
import re
from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from app import db
from tests.api.parts import fetch

BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = "2099-03-29", "2099-10-25"
"""The nights of the change, far enough away to stay in the future."""


def at(days, clock="10:00"):
    day = datetime.now(BERLIN) + timedelta(days=days)
    return datetime.fromisoformat(f"{day:%Y-%m-%d}T{clock}").replace(tzinfo=BERLIN)


@pytest.fixture
def approved(people):
    """A function that lets MB's post be approved for a time, and returns its first delivery."""

    def make(when, **fields):
        mb = people("mb")
        post = people("desk1").approve(mb.submit(mb.write(at=when.isoformat(), **fields)))
        return post["deliveries"][0]

    return make


def day_of(page, day):
    """What stands on a day of the month or the list."""
    found = re.search(
        rf'<li class="day[^>]*data-day="{day}">(.*?)</li>\s*(?=<li class="day|</ol>)',
        page.page.text,
        re.DOTALL,
    )
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else None


def address(day, view="month", **more):
    return "/calendar?" + "&".join(
        f"{name}={value}" for name, value in {"view": view, "day": day, **more}.items()
    )


@pytest.mark.parametrize("view", ["month", "list"])
def test_what_is_proposed_and_what_is_approved_stand_on_their_days(visitor, people, approved, view):
    approved(at(2), title="Freigegebenes")
    people("mb").write(title="Entworfenes", at=at(3, "14:30").isoformat())
    desk1, mb = visitor("desk1"), visitor("mb")
    mb.look(address(f"{at(2):%Y-%m-%d}", view))
    assert "10:00 MB Freigegebenes Landesportal, freigegeben" in day_of(mb, f"{at(2):%Y-%m-%d}")
    if at(3).month == at(2).month:
        assert "14:30 MB Entworfenes Landesportal, vorgeschlagen" in day_of(mb, f"{at(3):%Y-%m-%d}")
    desk1.look(address(f"{at(2):%Y-%m-%d}", view))
    assert "Freigegebenes" in desk1.text
    assert "Entworfenes" not in desk1.text, "what was never submitted is the ministry's own"
    assert "Verlegen der Ausspielung Freigegebenes (Landesportal)" in desk1.text
    assert "Verlegen der Ausspielung" not in mb.text, "who wrote it does not move it"


def test_a_week_shows_it_at_its_hour(visitor, approved):
    when = at(2, "16:45")
    approved(when, title="Am Nachmittag")
    page = visitor("desk1").look(address(f"{when:%Y-%m-%d}", "week")).page.text
    slot = re.search(rf'data-day="{when:%Y-%m-%d}" data-hour="16">(.*?)</div>', page, re.DOTALL)[1]
    assert "Am Nachmittag" in slot
    assert f"Woche {when.isocalendar().week}: " in page


def test_filters_narrow_by_channel_ministry_and_state_and_stay_when_one_turns_the_page(
    visitor, people, approved
):
    when = at(2)
    approved(when, title="Für alle")
    mw = people("mw")
    people("desk1").approve(mw.submit(mw.write("MW", at=at(2, "12:00").isoformat(), title="Wirtschaft")))
    desk1, day = visitor("desk1"), f"{when:%Y-%m-%d}"
    portal = people("mb").channel("Landesportal")
    console = people("mb").channel("Konsole MB")
    for query, found in (
        ({"organisation": "MB"}, {"Für alle"}),
        ({"organisation": "MW"}, {"Wirtschaft"}),
        ({"organisation": "XYZ"}, set()),
        ({"channel": portal}, {"Für alle", "Wirtschaft"}),
        ({"channel": console}, set()),
        ({"channel": "unsinn"}, {"Für alle", "Wirtschaft"}),
        ({"state": "waiting"}, {"Für alle", "Wirtschaft"}),
        ({"state": "held"}, set()),
        ({"state": "unsinn"}, {"Für alle", "Wirtschaft"}),
    ):
        page = desk1.look(address(day, "list", **query)).text
        assert {title for title in ("Für alle", "Wirtschaft") if f"{title} Landesportal" in page} == found, (
            query
        )
        assert found or "In diesem Zeitraum gibt es dazu keine Ausspielung." in page
    desk1.look(address(day, "week", organisation="MB"))
    assert re.search(
        r'rel="next" href="/calendar\?view=week&amp;day=[^"]*&amp;organisation=MB"', desk1.page.text
    )


def test_gaps_and_collisions_are_told_in_words(visitor, approved):
    approved(at(2), title="Die erste")
    approved(at(2, "10:03"), title="Die zweite")
    approved(at(4), title="Allein")
    page = visitor("desk1").look(address(f"{at(1):%Y-%m-%d}", "list"))
    assert "2 Ausspielungen kollidieren" in page.text
    assert "26 Tage ohne Beitrag." in page.text
    both = day_of(page, f"{at(2):%Y-%m-%d}")
    assert "Die erste Landesportal, freigegeben Kollision mit 10:03 Uhr" in both
    assert "Die zweite Landesportal, freigegeben Kollision mit 10:00 Uhr" in both
    assert "Lücke: kein Beitrag" in day_of(page, f"{at(3):%Y-%m-%d}")
    assert "Lücke" not in day_of(page, f"{at(4):%Y-%m-%d}")
    assert "Lücke" not in page.look(address(f"{at(1):%Y-%m-%d}", "list", state="waiting")).text


def test_a_stretch_without_anything_says_so_instead_of_naming_every_day_a_gap(visitor):
    page = visitor("desk1").look(address("2098-06-15"))
    assert "Für diesen Zeitraum ist noch keine Ausspielung geplant." in page.text
    assert "Lücke" not in page.text


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-10-31", "Reformationstag"),
        ("2027-01-06", "Heilige Drei Könige"),
        ("2027-05-17", "Pfingstmontag"),
    ],
)
def test_holidays_of_saxony_anhalt_are_named(visitor, day, name):
    assert name in day_of(visitor("mb").look(address(day)), day)


def test_holidays_of_other_states_are_not(visitor):
    assert "Fronleichnam" not in visitor("mb").look(address("2027-05-27")).text


@pytest.mark.parametrize(
    "query", ["view=unsinn&day=unsinn", "day=9999-12-31", "day=0001-01-01", "view=list&day=2099-12-31"]
)
def test_an_address_without_sense_shows_a_calendar_all_the_same(visitor, query):
    page = visitor("mb").look(f"/calendar?{query}")
    assert page.status == 200
    assert "Kalender" in page.text


def test_the_hour_that_exists_twice_is_shown_twice_with_each_post_in_its_own(visitor, approved):
    approved(datetime.fromisoformat(f"{AUTUMN}T02:30").replace(tzinfo=BERLIN, fold=0), title="Die frühere")
    approved(datetime.fromisoformat(f"{AUTUMN}T02:30").replace(tzinfo=BERLIN, fold=1), title="Die spätere")
    desk1 = visitor("desk1").look(address(AUTUMN, "week"))
    slots = [
        re.search(
            rf'data-day="{AUTUMN}" data-hour="2" data-fold="{fold}">(.*?)</div>', desk1.page.text, re.DOTALL
        )[1]
        for fold in (0, 1)
    ]
    assert ["Die frühere" in slot for slot in slots] == [True, False]
    assert ["Die spätere" in slot for slot in slots] == [False, True]
    assert "Erste Stunde ab 2 Uhr (Sommerzeit)" in desk1.text
    assert "02:30 (Winterzeit) MB Die spätere" in desk1.text
    assert "kollidieren" not in desk1.text, "an hour lies between them"
    assert "Ende der Sommerzeit: 2 bis 3 Uhr zweimal" in day_of(desk1.look(address(AUTUMN)), AUTUMN)


def test_the_hour_that_is_skipped_is_shown_as_missing_and_takes_nothing(visitor):
    page = visitor("desk1").look(address(SPRING, "week"))
    assert "2 bis 3 Uhr gibt es in dieser Nacht nicht." in page.text
    assert f'data-day="{SPRING}" data-hour="2"' not in page.page.text
    assert f'data-day="{SPRING}" data-hour="3"' in page.page.text


def test_what_is_held_says_who_does_what_next(visitor, people, approved):
    delivery = approved(at(2), title="Angehaltenes")
    people("desk1").post(f"/deliveries/{delivery['id']}/hold", {"reason": "Termin prüfen"})
    page = visitor("desk1").look(address(f"{at(2):%Y-%m-%d}", "week"))
    assert "Steht still und braucht jemanden" in page.text
    assert "Angehalten nach Einspruch. Freigebende des Kanals: Den Einspruch klären" in page.text
    assert "Verlegen der Ausspielung" not in page.text


@pytest.mark.req("AZ-02")
def test_nobody_sees_what_is_other_peoples_business(visitor, people, approved):
    approved(at(2), title="Noch geheim")
    for name in ("mw", "admin"):
        assert "Noch geheim" not in visitor(name).look(address(f"{at(2):%Y-%m-%d}")).text


@pytest.mark.req("AC-01")
def test_an_auditors_look_at_foreign_drafts_leaves_a_trace(visitor, people):
    post = people("mb").write(at=at(2).isoformat(), title="Entwurf")
    assert "Entwurf" in visitor("revision").look(address(f"{at(2):%Y-%m-%d}")).text
    assert (
        len(fetch("select 1 from event where object_id = :id and action = 'post.read'", id=post["id"])) == 1
    )


def test_a_day_with_much_on_it_leads_on_to_the_list(visitor, people):
    for minute in range(6):
        people("mb").write(title=f"Nummer {minute}", at=at(2, f"10:{minute}0").isoformat())
    mb = visitor("mb").look(address(f"{at(2):%Y-%m-%d}"))
    assert "Nummer 2" in mb.text
    assert "Nummer 3" not in mb.text
    (more,) = re.findall(r'<p class="rest"><a href="([^"]+)">3 weitere', mb.page.text)
    assert "Nummer 5" in mb.look(more.replace("&amp;", "&")).text


def test_the_same_stretch_is_had_as_a_file_for_a_spreadsheet(visitor, people):
    people("mb").write(title="=1+1", at=at(2, "10:15").isoformat())
    people("mb").write(title="Zweiter; Titel", at=at(3, "11:00").isoformat())
    mb = visitor("mb").look(address(f"{at(2):%Y-%m-%d}", "list").replace("/calendar", "/calendar/file"))
    assert mb.page.content.startswith(b"\xef\xbb\xbf")
    first, second = csv.DictReader(StringIO(mb.page.text.lstrip("\ufeff")), delimiter=";")
    assert first["Zeit"] == f"{at(2):%d.%m.%Y} 10:15"
    assert first["Beitrag"] == "'=1+1", "nothing that a spreadsheet would carry out"
    assert (second["Beitrag"], second["Ressort"], second["Kanal"]) == ("Zweiter; Titel", "MB", "Landesportal")
    assert second["Stand"] == "vorgeschlagen"


@pytest.mark.usefixtures("office")
def test_the_plan_is_read_over_the_two_indexes_of_its_times():
    with db.transaction() as session:
        session.execute(text("set local enable_seqscan = off"))
        for statement, index in (
            (
                "select id from delivery where due_at >= now() and due_at < now() + interval '42 days'",
                "ix_delivery_time",
            ),
            (
                "select variant_id from rendering where proposed_at >= now() and proposed_at < now() + interval '42 days'",
                "ix_rendering_proposed_at",
            ),
        ):
            plan = session.execute(text(f"explain {statement}")).scalars().all()
            assert any(index in line for line in plan), plan
