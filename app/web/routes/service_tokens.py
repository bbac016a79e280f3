"""Taking back the token of a program; who answers for it makes them."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response

from app.actions.managing import ensure_manages_users
from app.actions.tokens import revoke_token
from app.errors import NotFoundError
from app.queries.tokens import list_tokens
from app.web.deps import Acting, Form, Looking
from app.web.visit import lead_to

router = APIRouter(prefix="/admin/services", include_in_schema=False)

MOST_TOKENS: Final = 100


@router.get("/{user_id}/tokens/{token_id}/revoke")
def show_revocation(visit: Looking, user_id: UUID, token_id: UUID) -> Response:
    """Ask whether a program's token is to be good for nothing, and say what follows from it."""
    tokens = list_tokens(visit.session, visit.actor, user_id=user_id, limit=MOST_TOKENS, after=None).items
    token = next((row for row in tokens if row.id == token_id), None)
    if token is None or token.user.owner_id is None:
        raise NotFoundError
    return visit.show(
        "desk/admin/confirm.html",
        question="API-Token widerrufen?",
        about=f"{token.user.name}: {token.name}",
        consequence="Das Programm, das damit arbeitet, wird sofort abgewiesen. Ein neues Token legt an, wer für das "
        "Dienstkonto verantwortlich ist.",
        button_label="API-Token widerrufen",
        back=f"/admin/users/{user_id}",
    )


@router.post("/{user_id}/tokens/{token_id}/revoke")
def take_token_back(visit: Acting, _form: Form, user_id: UUID, token_id: UUID) -> Response:
    """Make a program's token good for nothing at once."""
    ensure_manages_users(visit.actor)
    revoke_token(visit.session, visit.actor, token_id)
    return lead_to(f"/admin/users/{user_id}", said="token-revoked")
