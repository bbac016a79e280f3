"""Everybody may do exactly what the table of rights says, measured on real things (SECURITY AZ-01, AZ-02)."""

import os
import re

import pytest

from app.main import create_app
from tests.contract.calls import CALLS
from tests.contract.mistake import NOBODYS
from tests.contract.rights import ON_BEHALF, OWN_CHANNEL, PAGE, ROLES, rendered, rows
from tests.contract.scene import CENTRAL, FOREIGN, WITHOUT_CHANNEL

RECORD = "REDAKTION_RECORD" in os.environ
KEYS = {
    "401": {"not-signed-in"},
    "403": {"not-allowed", "notice-only", "token-not-allowed"},
    "404": {"not-found"},
}


@pytest.mark.req("AZ-01")
def test_every_operation_has_its_call_and_its_row():
    operations = {
        operation["operationId"]
        for methods in create_app().openapi()["paths"].values()
        for operation in methods.values()
    }
    assert set(CALLS) == operations, (
        "a route without a call in tests/contract/calls.py, or the other way round"
    )
    assert {label.partition(",")[0] for label in rows()} == operations, (
        "a route without a row in tests/contract/rights.py, or the other way round"
    )


@pytest.mark.req("AZ-01")
@pytest.mark.req("AZ-02")
@pytest.mark.parametrize("label", rows())
def test_everybody_may_do_what_the_table_says_and_nothing_else(scene, caller, label):
    name, _, place = label.partition(", ")
    asks, measured = {}, {}  # what was refused can be asked again by the next one
    for role, (somebody, home, _) in ROLES.items():
        measured[role] = ()
        for organisation in (home, WITHOUT_CHANNEL if place == ON_BEHALF else FOREIGN):
            if organisation not in asks or asks[organisation].shows:
                channel = f"Konsole {organisation}" if place == OWN_CHANNEL else CENTRAL
                asks[organisation] = CALLS[name](scene, organisation, channel)
            ask = asks[organisation]
            person = somebody and scene.person(somebody, anew=ask.leaves)
            answer = caller.call(name, ask, person)
            measured[role] += (outcome(answer, ask),)
            if answer.is_success:
                del asks[organisation]
            elif answer.status_code == 404 and ask.path:
                unknown = caller.call(name, ask.about(NOBODYS), person)
                assert unknown.content == answer.content, (
                    "what is not to be seen differs from what is not there"
                )
    assert measured == rows()[label]


def outcome(answer, ask):
    """What a cell of the table says: a success that shows what it is about, or a refusal for the right reason."""
    if answer.is_success:
        return "ok" if ask.shows is None or ask.shows in answer.text else "none"
    status, key = str(answer.status_code), answer.json()["key"]
    return status if key in KEYS.get(status, ()) else f"{status} {key}"


def test_the_docs_show_the_same_table():
    if RECORD:
        PAGE.write_text(rendered(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == rendered()


def test_the_table_is_as_closed_as_the_matrix_it_is_about():
    """Nobody who is not signed in gets anything but signing in, the directory, and whether the service is well."""
    open_to_all = {label for label, cells in rows().items() if "ok" in cells["AN"]}
    assert open_to_all == {
        "sign_in",
        "ask_for_password",
        "choose_password_by_link",
        "hear_press",
        "get_health",
        "get_readiness",
        "list_directory",
        "check_account",
    }
    assert not re.search(r"\bnone\b", str(rows()["list_posts"]["AU"]))
