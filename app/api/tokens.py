"""What API tokens may call: only what a route declares, with the scope it names (SECURITY TK-03)."""

from typing import Any, Final

from fastapi import Request

from app.errors import ScopeMissingError, TokenNotAllowedError
from app.models.user import Actor, TokenScope

DECLARED: Final = "x-token-scope"


def open_to_tokens(scope: TokenScope) -> dict[str, Any]:
    """Return the `openapi_extra` of a route that tokens with this scope may call; all others refuse every token."""
    return {DECLARED: scope.value}


def ensure_open_to(actor: Actor, request: Request) -> None:
    """Raise TokenNotAllowedError or ScopeMissingError if a token asks for what its scopes do not open."""
    if actor.scopes is None:
        return
    declared = (getattr(request.scope.get("route"), "openapi_extra", None) or {}).get(DECLARED)
    if declared is None:
        raise TokenNotAllowedError
    if TokenScope(declared) not in actor.scopes:
        raise ScopeMissingError(scope=declared)
