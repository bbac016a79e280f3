"""What somebody wants to be mailed: chosen on a page, kept as the API keeps it."""

from app.editorial.telling import Group
from app.web.names import GROUPS

CHOSEN = {
    "decisions": "digest",
    "comments": "in_app",
    "takedowns": "at_once",
    "deliveries": "at_once",
    "channels": "digest",
    "digest_at": "08:15",
    "quiet_from": "22:00",
    "quiet_until": "06:30",
}


def test_what_is_chosen_on_the_page_holds_and_is_shown_again(visitor, people):
    mb = visitor("mb").look("/account/notifications")
    mb.send("/account/notifications", **CHOSEN)
    assert mb.page.url.path == "/account"
    assert "Die neue Auswahl gilt" in mb.text
    kept = people("mb").get("/me/notifications").json()
    assert kept.pop("groups") == {
        "decisions": "digest",
        "comments": "in_app",
        "takedowns": "at_once",
        "deliveries": "at_once",
        "channels": "digest",
        "findings": "at_once",
        "account": "at_once",
    }
    assert kept == {"digest_at": "08:15", "quiet_from": "22:00", "quiet_until": "06:30"}
    shown = mb.look("/account/notifications").page.text
    assert 'value="22:00"' in shown
    assert '<option value="digest" selected>' in shown


def test_quiet_hours_without_an_end_are_refused_at_their_field_and_nothing_entered_is_lost(visitor, people):
    mb = visitor("mb").look("/account/notifications")
    mb.send("/account/notifications", **CHOSEN | {"quiet_until": ""})
    assert mb.status == 422
    assert 'href="#quiet_until"' in mb.page.text
    assert 'value="22:00"' in mb.page.text
    mb.send("/account/notifications", **CHOSEN | {"digest_at": "25:99"})
    assert mb.status == 422
    assert 'href="#digest_at"' in mb.page.text
    assert "Das ist keine Uhrzeit." in mb.text
    mb.send("/account/notifications", **CHOSEN | {"decisions": "manchmal"})
    assert mb.status == 422
    assert 'href="#decisions"' in mb.page.text
    assert people("mb").get("/me/notifications").json()["quiet_from"] is None


def test_only_groups_in_which_a_choice_changes_something_are_offered(visitor):
    offered = visitor("mb").look("/account/notifications").page.text
    assert 'name="account"' not in offered, "what an editor is told of the account is mandatory"
    assert all(f'name="{name}"' in offered for name in CHOSEN)
    assert 'name="account"' in visitor("admin").look("/account/notifications").page.text
    assert set(GROUPS) == set(Group)
