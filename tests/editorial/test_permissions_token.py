"""What a token adds to nobody's rights and takes from everybody's (SECURITY TK-03)."""

from dataclasses import replace

import pytest

from app.editorial.permissions import TOKENS, Permission
from app.models.user import Role, TokenScope
from tests.editorial.cast import CHANCELLERY, QUESTIONS, actor, answers, central, grant

pytestmark = pytest.mark.req("TK-03")
NEVER = (
    "approve",
    "withdraw",
    "hold",
    "take down",
    "resolve",
    "act by hand",
    "stop",
    "lift",
    "manage",
    "read the whole record",
    "read what the watcher found",
    "end what the watcher never ends",
    "mark urgent",
    "comment",
    "see a case",
    "see reports",
    "open a case",
    "execute a case",
    "answer to a case",
)
EVERYBODY = [actor(grant(role, CHANCELLERY, channels=[central()])) for role in Role]


def test_every_scope_is_known():
    assert set(TOKENS) == set(TokenScope)
    assert set.union(*TOKENS.values()) == {
        Permission.READ_DRAFT,
        Permission.CREATE,
        Permission.WRITE,
        Permission.SUBMIT,
    }


@pytest.mark.parametrize("who", EVERYBODY, ids=[str(role) for role in Role])
def test_a_token_with_every_scope_decides_stops_and_manages_nothing(who):
    by_token = answers(replace(who, scopes=frozenset(TokenScope)), CHANCELLERY)
    forbidden = {question for question in QUESTIONS if question.startswith(NEVER)}
    assert len(forbidden) > 20
    assert by_token == answers(who, CHANCELLERY) - forbidden


@pytest.mark.parametrize("scope", TokenScope)
def test_a_token_does_only_what_its_scope_names(scope):
    lead = actor(grant(Role.MINISTRY_LEAD, CHANCELLERY))
    verbs = {
        TokenScope.POSTS_READ: ("read",),
        TokenScope.POSTS_WRITE: ("read", "create", "write"),
        TokenScope.POSTS_SUBMIT: ("read", "submit"),
        TokenScope.REGISTER_READ: ("read a published",),
    }
    expected = {row for row in answers(lead, CHANCELLERY) if row.startswith(verbs[scope])}
    assert answers(replace(lead, scopes=frozenset({scope})), CHANCELLERY) == expected
