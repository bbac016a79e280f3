"""Whatever is posted twice with one key has one effect and one answer, every operation (SECURITY LI-04)."""

from dataclasses import replace

import pytest

from app.api.operations import OPERATIONS
from tests.api.parts import assert_problem, fingerprint
from tests.contract.calls import CALLS
from tests.contract.rights import ROLES, rows
from tests.contract.scene import CENTRAL, keyed

POSTS = {operation.id for place, operation in OPERATIONS.items() if place.startswith("POST ")}
NOT_KEPT = {
    "serve_channel_by_hand",
    "sign_in",
    "change_password",
    "ask_for_password",
    "choose_password_by_link",
    "connect_press",
    "hear_press",
    "renew_press_secret",
    "begin_second_factor",
    "confirm_second_factor",
    "create_hook",
    "renew_hook_secret",
    "create_token",
    "create_user",
    "reset_password",
    "upload_media",
}
"""What is shown once is not kept as an answer, and no password as the hash of a request; images have their own test.

A channel that is served by hand already is so again, with no key: its If-Match is what keeps two people apart. What a press database says has its own test.
"""


def test_what_is_not_kept_is_there():
    assert NOT_KEPT < POSTS


@pytest.mark.req("LI-04")
@pytest.mark.parametrize("name", sorted(POSTS - NOT_KEPT))
def test_the_same_again_has_one_effect_and_one_answer(scene, caller, name):
    role = min((role for role, cells in rows()[name].items() if cells[0] == "ok"), key="AN".__eq__)
    somebody, home, _ = ROLES[role]
    person = scene.person(somebody)
    ask = CALLS[name](scene, home, CENTRAL)
    ask = replace(ask, header=ask.header | keyed())
    first = caller.call(name, ask, person)
    assert first.is_success, first.text
    ask = replace(ask, beforehand=None)  # nothing happens between a request and its repetition
    before = fingerprint()
    again = caller.call(name, ask, person)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    for header in ("etag", "location", "content-type"):
        assert again.headers.get(header) == first.headers.get(header)
    assert fingerprint() == before
    if ask.content is None:
        other = replace(ask, body=(ask.body or {}) | {"reason": "Etwas anderes."})
    else:
        other = replace(ask, content=ask.content + b"\n")
    assert_problem(caller.call(name, other, person), 422)
