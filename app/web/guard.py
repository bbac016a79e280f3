"""What a browser brings along: its cookies, the token its forms carry, and from where it asks (SECURITY BR-02, BR-03).

Over https the cookies are named `__Host-` and Secure. An installation whose `base_url` is plain http, which is what
`up` makes on one's own machine, cannot have such cookies: browsers refuse them there.
"""

import hmac
import secrets
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request, Response

from app.errors import ForeignFormError
from app.settings import settings

SESSION: Final = "session"
"""The cookie of somebody signed in."""
STRANGER: Final = "stranger"
"""The cookie of somebody who is about to sign in; it opens nothing and only vouches for the form."""
FIELD: Final = "form_token"


def name_of(cookie: str) -> str:
    """Return the name a cookie has in this installation."""
    return f"__Host-{cookie}" if _is_encrypted() else cookie


def read_cookie(request: Request, cookie: str) -> str | None:
    """Return what a cookie holds, if it is there."""
    return request.cookies.get(name_of(cookie)) or None


def set_cookie(response: Response, cookie: str, value: str) -> None:
    """Give a browser a cookie until it is closed; scripts never see it, and no other site's forms carry it."""
    response.set_cookie(
        name_of(cookie), value, path="/", secure=_is_encrypted(), httponly=True, samesite="lax"
    )


def drop_cookie(response: Response, cookie: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(name_of(cookie), path="/", secure=_is_encrypted(), httponly=True, samesite="lax")


def new_stranger() -> str:
    """Return what the cookie of somebody not signed in holds: chance, and nothing else."""
    return secrets.token_urlsafe(32)


def form_token(cookie_value: str) -> str:
    """Return the token that forms carry for whoever holds the cookie; it does not tell what the cookie holds."""
    return hmac.digest(cookie_value.encode(), b"form", sha256).hex()


def ensure_own_form(request: Request, cookie_value: str | None, sent: str | None) -> None:
    """Raise ForeignFormError unless a form comes from our own page, shown to this very browser."""
    is_own_page = request.headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}
    origin = request.headers.get("origin")
    is_own_origin = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    is_token = cookie_value is not None and hmac.compare_digest(
        form_token(cookie_value).encode(), (sent or "").encode()
    )
    if not (is_own_page and is_own_origin and is_token):
        raise ForeignFormError


def is_own_path(path: str) -> bool:
    """Tell whether somebody may be led there after signing in: a path of this site and nothing else."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and not urlsplit(path).netloc


def _is_encrypted() -> bool:
    return settings().base_url.startswith("https://")
