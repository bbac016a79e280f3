"""Acts that need a fresh sign-in: asked for before a form is filled in, so that nothing entered is lost (SECURITY AU-09)."""

from urllib.parse import quote

from fastapi import Response

from app.errors import SignInTooOldError
from app.identity import ensure_recent
from app.web.visit import Visit, lead_to


def is_fresh(visit: Visit) -> bool:
    """Tell whether whoever asks signed in within five minutes."""
    try:
        ensure_recent(visit.session, visit.actor)
    except SignInTooOldError:
        return False
    return True


def ask_to_sign_in(path: str) -> Response:
    """Lead to the sign-in, and from there back to a path of ours, with all that it says."""
    return lead_to(f"/sign-in?to={quote(path)}", said="reauth")
