"""How pages are made: the templates, what they may call, and the page for whatever goes wrong."""

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app import clock
from app.editorial.payload import Image, text_of
from app.imaging import ENDINGS
from app.messages import ANSWERS, GROUNDS, OUTCOMES, STATES
from app.messages.checks import RELEVANCE
from app.messages.checks import RULES as CHECK_WORDS
from app.messages.elections import CAUSES, name_election
from app.messages.events import CALLS, RESULTS, SIGHTS
from app.messages.takedowns import KINDS
from app.queries.portal import PortalPost
from app.queries.records import tell_resolution
from app.settings import settings
from app.web.names import CHANNEL_STATES, CHOICES, ROLES, SCOPES, TOKEN_SCOPES, USER_STATES
from app.web.roles import say_role
from app.web.text import (
    headline,
    in_fours,
    is_web_address,
    legal,
    number,
    printed_date,
    prose,
    rest_of,
    time_left,
)

FOLDER: Final = Path(__file__).parent
STATIC: Final = FOLDER / "static"
FRESH: Final = {"Cache-Control": "no-cache"}
LASTING: Final = {"Cache-Control": "private, max-age=31536000, immutable"}
"""For bytes that never change under their name. Only a reader's own browser keeps them: what was taken down must not
go on being handed out by somebody in between."""

ERRORS: Final = {
    404: (
        "Seite nicht gefunden",
        "Unter dieser Adresse gibt es keine Seite. Vielleicht enthält sie einen Tippfehler.",
    ),
    410: (
        "Nicht mehr verfügbar",
        "Diese Mitteilung wurde vom Landesportal genommen und ist nicht mehr abrufbar.",
    ),
    429: (
        "Zu viele Anfragen",
        "Von Ihrem Anschluss kamen gerade sehr viele Anfragen. Bitte versuchen Sie es in einer Minute noch einmal.",
    ),
    500: (
        "Störung",
        "Die Seite kann gerade nicht angezeigt werden. Bitte versuchen Sie es später noch einmal.",
    ),
    503: (
        "Kurz unterbrochen",
        "Die Seite ist gleich wieder da. Bitte versuchen Sie es in einer Minute noch einmal.",
    ),
}


def post_path(delivery_id: UUID) -> str:
    """Return the path of a post's page."""
    return f"/portal/posts/{delivery_id}"


def image_path(delivery_id: UUID, image: Image) -> str:
    """Return the path of an image of a post. It is part of the post and goes with it."""
    return f"{post_path(delivery_id)}/images/{image.sha256}.{ENDINGS[image.content_type]}"


def channel_feed_path(channel_id: UUID) -> str:
    """Return the path of a channel's feed, without its ending."""
    return f"/portal/feeds/{channel_id}"


def organisation_feed_path(abbreviation: str) -> str:
    """Return the path of an organisation's feed, without its ending.

    A slash stays a slash: many proxies refuse `%2F` in a path, and the route takes both.
    """
    return f"/portal/feeds/organisations/{quote(abbreviation, safe='/')}"


def warned_text(post: PortalPost) -> str:
    """Return the text with the content warning before it, for readers that show nothing but text."""
    return f"Inhaltswarnung: {post.content_warning}\n\n{post.text}" if post.content_warning else post.text


def absolute(path: str) -> str:
    """Return the public address of a path."""
    return settings().base_url.rstrip("/") + path


@lru_cache
def static(name: str) -> str:
    """Return the path of a file in `static`, with its fingerprint, so that nobody sees last year's colours."""
    return f"/static/{name}?v={sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


_FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "absolute": absolute,
    "berlin": clock.berlin,
    "day": clock.berlin_day,
    "headline": headline,
    "in_fours": in_fours,
    "minute": clock.berlin_minute,
    "berlin_time": clock.berlin_time,
    "tell_resolution": tell_resolution,
    "text_of": text_of,
    "time_left": time_left,
    "name_election": name_election,
    "number": number,
    "printed_date": printed_date,
    "prose": prose,
    "rest_of": rest_of,
    "rfc3339": clock.rfc3339,
    "say_role": say_role,
    "warned_text": warned_text,
}
_VALUES: Final[dict[str, Any]] = {
    "channel_feed_path": channel_feed_path,
    "image_path": image_path,
    "organisation_feed_path": organisation_feed_path,
    "post_path": post_path,
    "answers": ANSWERS,
    "calls": CALLS,
    "check_words": CHECK_WORDS,
    "causes": CAUSES,
    "criteria": RELEVANCE,
    "grounds": GROUNDS,
    "outcomes": OUTCOMES,
    "results": RESULTS,
    "sights": SIGHTS,
    "takedown_kinds": KINDS,
    "channel_states": CHANNEL_STATES,
    "choices": CHOICES,
    "roles": ROLES,
    "scopes": SCOPES,
    "states": STATES,
    "settings": settings,
    "token_scopes": TOKEN_SCOPES,
    "user_states": USER_STATES,
    "static": static,
}
"""What every template may name."""


@lru_cache
def templates() -> Environment:
    """Return the templates; every value is escaped, in XML too, and cleaned of characters XML forbids."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=legal,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= _FILTERS
    environment.tests |= {"web_address": is_web_address}
    environment.globals |= _VALUES
    return environment


def page(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page. Readers ask again each time: what was taken down must be gone at once."""
    return HTMLResponse(templates().get_template(template).render(values), status, FRESH)


def error_page(status: int) -> HTMLResponse:
    """Return the German page for 404, 410, 429, 500 or 503; it asks nothing of the database. Other statuses speak as 500."""
    title, sentence = ERRORS.get(status, ERRORS[500])
    return page("error.html", status=status, title=title, sentence=sentence)
