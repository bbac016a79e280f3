"""What goes wrong with themes, contributions, occasions and packages only."""

from dataclasses import replace

from tests.api.parts import only, run
from tests.contract.calls import CALLS, from_press, of_post
from tests.contract.mistake import NOBODYS, NOTHING, both, with_changes
from tests.contract.scene import CENTRAL, DAY_S, Ask, keyed, new_theme
from tests.factories import soon

WRONG_PLANS = (
    {"starts_on": "2037-03-01", "ends_on": None},
    {"starts_on": "2037-03-02", "ends_on": "2037-03-01"},
    {"ministries": [NOBODYS]},
)


def of_open_theme(name):
    """A theme that everybody knows of, with another ministry's hand; and one that was taken back."""

    def ask(scene):
        desk = scene.person("desk1")
        for somebody in (scene.person("mw"), desk):
            theme_id = scene.theme("MB", embargo_until=None)
            if somebody is desk:
                desk.post(f"/themes/{theme_id}/withdraw", {"reason": "Der Termin entfällt."})
            yield somebody, CALLS[name](scene, "MB", CENTRAL).about(theme_id), NOTHING

    return ask


def silencing_what_is_out(scene):
    theme_id = scene.theme("MB", embargo_until=None)
    run("update post set theme_id = :theme where id = :id", theme=theme_id, id=scene.sent("MB")["id"])
    body = new_theme(scene.house("MB")) | {"embargo_until": soon(8 * DAY_S)}
    ask = Ask(path={"theme_id": theme_id}, body=body, header={"If-Match": "*"})
    yield scene.person("desk1"), ask, NOTHING


def radar_of_wrong_days(scene):
    """Days in the wrong order, and too many of them."""
    for until in ("2037-02-01", "2038-03-01"):
        yield scene.person("mb"), Ask(query={"since": "2037-03-01", "until": until}), NOTHING


def bringing_in(scene):
    """A plan whose rows are wrong, one that is none, and a file of another kind."""
    kind = {"Content-Type": "text/csv"}
    for content in (b"Titel;Art;Federf\xc3\xbchrung\nDigitalpakt;Umzug;XX\n", b"Titel\n", b""):
        yield scene.person("mb"), Ask(query={"dry_run": False}, content=content, header=kind), NOTHING
    yield scene.person("mb"), Ask(content=b"%PDF", header={"Content-Type": "application/pdf"}), NOTHING


def hanging(scene):
    """What is out; a theme there is not, and one that was taken back."""
    mb, gone = scene.person("mb"), scene.theme("MB", embargo_until=None)
    mb.post(f"/themes/{gone}/withdraw", {"reason": "Der Termin entfällt."})
    yield mb, of_post(scene.sent("MB"), {"theme_id": None}), NOTHING
    for theme_id in (NOBODYS, gone):
        yield mb, of_post(scene.draft("MB"), {"theme_id": theme_id}), NOTHING


def answering(scene):
    """Nothing said, and a post of no theme."""
    mb = scene.person("mb")
    for body in ({}, {"post_id": scene.draft("MB")["id"]}):
        ask = CALLS["answer_contribution"](scene, "MB", CENTRAL)
        yield mb, replace(ask, body=body), NOTHING


def asked_of_others(name):
    """A ministry that knows of the theme and was not asked; and what was answered already."""

    def ask(scene):
        asked = CALLS["ask_for_contribution"](scene, "MB", CENTRAL).body
        theme_id = scene.theme("MB", embargo_until=None)
        row = scene.person("desk1").post(f"/themes/{theme_id}/contributions", asked).json()
        call = CALLS[name](scene, "MB", CENTRAL).about(row["id"])
        yield scene.person("mw"), call, NOTHING
        scene.person("desk1").post(f"/contributions/{row['id']}/withdraw")
        yield scene.person("desk1"), replace(call, header=call.header | keyed()), NOTHING

    return ask


def packing(scene):
    """An organisation there is not, a theme there is not, a delivery there is not, one of another theme, one that is out."""
    desk = scene.person("desk1")
    for change in ({"organisation_id": NOBODYS}, {"theme_id": NOBODYS}, {"deliveries": [NOBODYS]}):
        yield desk, Ask(body=scene.new_package("MB") | change), NOTHING
    theme_id = scene.theme("MB", embargo_until=None)
    yield desk, Ask(body=scene.new_package("MB") | {"theme_id": theme_id}), NOTHING
    yield desk, Ask(body=scene.new_package("MB") | {"deliveries": [only(scene.sent("MB"))["id"]]}), NOTHING
    known = scene.new_package("MB")
    desk.post("/packages", known)
    yield desk, Ask(body=known), NOTHING
    yield scene.person("mb"), Ask(body=known | {"deliveries": [NOBODYS]}), NOTHING


def of_package(name):
    """One that is seen without being planned for, and one that was cancelled."""

    def ask(scene):
        desk = scene.person("desk1")
        yield scene.person("revision"), CALLS[name](scene, "MB", CENTRAL), NOTHING
        ask = CALLS[name](scene, "MB", CENTRAL)
        desk.post(f"/packages/{ask.path['package_id']}/cancel", {"reason": "Der Termin entfällt."})
        yield desk, ask, NOTHING

    return ask


def changing_a_fired_package(scene):
    ask = CALLS["change_package"](scene, "MB", CENTRAL)
    desk = scene.person("desk1")
    desk.post(f"/packages/{ask.path['package_id']}/fire")
    yield desk, ask, NOTHING


def speaking_for_the_press(scene):
    """An unknown connection, words that were changed on their way, and nothing that anybody knows."""
    right = CALLS["hear_press"](scene, "MB", CENTRAL)
    yield None, right.about(NOBODYS), NOTHING
    yield None, replace(right, body=right.body | {"press_release": "PM 322/2026"}), NOTHING
    yield None, from_press(scene.press(), {"type": "press_release.withdrawn"}), NOTHING


OF_THEMES = {
    "create_package": packing,
    "change_package": both(of_package("change_package"), changing_a_fired_package),
    "fire_package": of_package("fire_package"),
    "preflight_package": of_package("preflight_package"),
    "cancel_package": of_package("cancel_package"),
    "hear_press": speaking_for_the_press,
    "create_theme": with_changes("create_theme", *WRONG_PLANS),
    "change_theme": both(
        with_changes("change_theme", *WRONG_PLANS), of_open_theme("change_theme"), silencing_what_is_out
    ),
    "comment_theme": of_open_theme("comment_theme"),
    "withdraw_theme": of_open_theme("withdraw_theme"),
    "assign_theme": hanging,
    "ask_for_contribution": both(
        with_changes("ask_for_contribution", {"due_at": soon(-5)}, {"organisation_id": NOBODYS}),
        of_open_theme("ask_for_contribution"),
    ),
    "answer_contribution": answering,
    "hand_over_contribution": both(
        with_changes("hand_over_contribution", {"organisation_id": NOBODYS}),
        asked_of_others("hand_over_contribution"),
    ),
    "withdraw_contribution": asked_of_others("withdraw_contribution"),
    "import_file": bringing_in,
    "get_radar": radar_of_wrong_days,
    "enter_occasion": with_changes("enter_occasion", {"last_day": "2037-03-06"}),
}
