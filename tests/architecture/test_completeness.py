"""Every action has a permission, an event and a test; every key has its sentence; every route asks who is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from app.editorial.permissions import MATRIX, Permission
from app.main import create_app
from app.messages import DELIVERIES, HOLDS, POSTS, REFUSALS
from app.models.delivery import DeliveryState, HoldReason
from app.models.post import PostState

ROOT = Path(__file__).resolve().parents[2]
PREDICATES = {
    "is_allowed",
    "is_allowed_at",
    "may_approve",
    "may_approve_again",
    "may_comment",
    "may_withdraw",
    "has_written",
    "may_see",
    "may_bring_in",
    "may_decide",
    "may_plan",
    "may_talk",
}
NEEDS_NO_PERMISSION = {
    "add_user": "from the shell of the operator; the API for it comes with user administration",
    "register_channel": "from the shell of the operator; the API for it comes with the register",
    "read_notice": "everybody reads their own notices only",
    "read_notices": "everybody reads their own notices only",
    "choose_notifications": "everybody chooses for themselves",
    "sign_out": "everybody may end their own sign-in",
    "sign_out_everywhere": "everybody may end their own sign-ins",
    "change_password": "everybody may choose a password of their own",
    "begin_second_factor": "everybody may have a second factor of their own",
    "confirm_second_factor": "everybody may have a second factor of their own",
    "remove_second_factor": "from the shell of the operator; the API asks for a permission first",
    "renew_feed": "everybody may read their own calendar with a program",
    "revoke_feed": "everybody may take the address of their own calendar feed back",
    "note_reading": "whoever reads has been found to be allowed to; this only writes it down",
    "create_token": "everybody may make a token for themselves and the services they own, never wider than their rights",
}
PUBLIC_ROUTES = {
    "/api/v1/auth/forgotten",
    "/api/v1/auth/link",
    "/api/v1/auth/token",
    "/api/v1/directory",
    "/api/v1/directory/check",
    "/healthz",
    "/readyz",
    "/metrics",
}


@cache
def functions():
    found = {}
    for path in sorted((ROOT / "app" / "actions").glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                found[node.name] = node
    return found


@cache
def reached(name):
    """The names of all functions that the function calls, itself or through others of the actions."""
    seen, todo = set(), [name]
    while todo:
        for node in ast.walk(functions()[todo.pop()]):
            called = node.id if isinstance(node, ast.Name) else None
            if called and called not in seen:
                seen.add(called)
                if called in functions():
                    todo.append(called)
    return frozenset(seen)


def is_verb(node):
    """Something a person does: public, takes session and actor, is called from a route or the command."""
    arguments = [argument.arg for argument in node.args.args]
    return (
        not node.name.startswith("_")
        and arguments[:2] == ["session", "actor"]
        and node.name in called_from_outside()
    )


@cache
def called_from_outside():
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("api/routes", "web/routes", "cli", "loading")
        for path in (ROOT / "app" / folder).rglob("*.py")
    )
    return frozenset(re.findall(r"(?<!def )\b([a-z_]+)\(", text)) - {
        "lock_post",
        "lock_delivery",
        "find_managed",
        "note_opening",
        "lock_takedown",
        "lock_reported",
        "lock_package",
        "check_post",
        "get_media",
        "record",
    }


VERBS = [node for node in functions().values() if is_verb(node)]


def test_the_verbs_are_all_found():
    names = {node.name for node in VERBS}
    assert {"create_post", "approve_post", "cancel_delivery", "set_stop", "take_down", "add_user"} <= names


@pytest.mark.parametrize("verb", VERBS, ids=lambda node: node.name)
def test_every_action_asks_for_a_permission(verb):
    assert verb.name in NEEDS_NO_PERMISSION or PREDICATES & reached(verb.name)


@pytest.mark.parametrize("verb", VERBS, ids=lambda node: node.name)
def test_every_action_writes_an_event(verb):
    assert {"record", "record_delivery", "record_reading"} & reached(verb.name)


def test_every_event_is_seen_by_a_test():
    written = set()
    for node in functions().values():
        for call in ast.walk(node):
            if isinstance(call, ast.Constant) and isinstance(call.value, str):
                written |= set(
                    re.findall(
                        r"^(?:notification|post|delivery|takedown|lexicon|election|stop|user|channel|register|token|media|hook|inquiry|survey|platform|decision)\.[a-z_]+$",
                        call.value,
                    )
                )
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert {event for event in written if f'"{event}"' not in tests} == set()


def test_every_permission_is_held_by_somebody():
    assert set(MATRIX) == set(Permission)
    assert all(MATRIX.values())


def test_every_state_and_reason_has_its_sentence():
    assert set(POSTS) == set(PostState)
    assert set(DELIVERIES) >= (set(DeliveryState) - {DeliveryState.HELD}) | {"proposed"}
    assert set(HOLDS) == set(HoldReason)


def test_every_key_has_its_sentence():
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py"))
    keys = set(re.findall(r'Issue\(\s*[^,]+,\s*"([a-z.-]+)"', source))
    keys |= set(re.findall(r'Refused(?:Value|Image)?\("([a-z.-]+)"', source)) | set(
        re.findall(r'\bkey="([a-z.-]+)"', source)
    )
    keys |= set(re.findall(r'^    key = "([a-z.-]+)"', source, re.MULTILINE)) - {"refused"}
    assert {key for key in keys if key not in REFUSALS} == set()


def test_no_sentence_takes_the_key_of_another():
    keys = [
        key
        for path in sorted((ROOT / "app" / "messages").glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "REFUSALS"
        for key in (row.value for row in node.value.keys if row is not None)
    ]
    assert len(keys) > 100
    assert sorted(keys) == sorted(set(keys))


def test_every_route_of_the_api_asks_who_is_there(client):
    paths = create_app().openapi()["paths"]
    guarded = [path for path in paths if path not in PUBLIC_ROUTES]
    assert len(guarded) > 20
    for path in guarded:
        for method in paths[path]:
            address = re.sub(r"\{[^}]+\}", "01890000-0000-7000-8000-000000000000", path)
            assert client.request(method, address).status_code == 401, f"{method} {path}"
