"""The public portal: its list, its posts, its feeds. Nobody signs in, nothing is written."""

import unicodedata
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from app import clock
from app.errors import InvalidError
from app.queries import portal
from app.storage import storage
from app.web.deps import ReadSession
from app.web.feeds import FORMATS, Feed, answer
from app.web.pages import FRESH, LASTING, channel_feed_path, error_page, organisation_feed_path, page
from app.web.text import legal

READING = ["GET", "HEAD"]

router = APIRouter(prefix="/portal", include_in_schema=False)


@router.api_route("/", methods=READING)
@router.api_route("", methods=READING)
def show_index(session: ReadSession, after: str | None = None) -> Response:
    """Show the newest posts, or those behind a cursor, and every feed there is."""
    try:
        found = portal.find_page(session, after)
    except InvalidError:
        return error_page(404)
    return page(
        "portal/index.html",
        posts=found.items,
        next_after=found.next,
        is_first=after is None,
        channels=portal.list_channels(session),
        ministries=portal.list_ministries(session, clock.from_instant(clock.now()).wall.date()),
    )


@router.api_route("/posts/{delivery_id}", methods=READING)
def show_post(session: ReadSession, delivery_id: str) -> Response:
    """Show a published post: 410 if it was taken down, 404 for everything else."""
    place = _read_id(delivery_id)
    if place is None:
        return error_page(404)
    post = portal.find_post(session, place)
    if post is None:
        return error_page(410 if portal.is_gone(session, place) else 404)
    return page("portal/post.html", post=post)


@router.api_route("/posts/{delivery_id}/images/{name}", methods=READING)
def show_image(session: ReadSession, delivery_id: str, name: str) -> Response:
    """Show an image for as long as its post is published; afterwards it answers as the post does."""
    place = _read_id(delivery_id)
    if place is None:
        return error_page(404)
    image = portal.find_image(session, place, name.partition(".")[0])
    if image is None:
        return error_page(410 if portal.is_gone(session, place) else 404)
    content = storage().read(image.sha256)
    return Response(content, headers=LASTING, media_type=image.content_type) if content else error_page(404)


@router.api_route("/feeds/organisations/{abbreviation:path}.{ending}", methods=READING)
def show_feed_of_organisation(
    request: Request, session: ReadSession, abbreviation: str, ending: str
) -> Response:
    """Show the feed of an organisation; its abbreviation may hold spaces, slashes and umlauts."""
    name = unicodedata.normalize("NFC", abbreviation)
    publisher = portal.find_publisher(session, name) if legal(name) == name else None
    if publisher is None or ending not in FORMATS:
        return _no_feed()
    posts = portal.find_posts_of_organisation(session, publisher.id)
    path = organisation_feed_path(publisher.abbreviation)
    return answer(request, Feed(publisher.id, f"Landesportal: {publisher.name}", path, posts), ending)


@router.api_route("/feeds/{channel_id}.{ending}", methods=READING)
def show_feed_of_channel(request: Request, session: ReadSession, channel_id: str, ending: str) -> Response:
    """Show the feed of one of the portal's channels."""
    place = _read_id(channel_id)
    channel = portal.find_channel(session, place) if place else None
    if channel is None or ending not in FORMATS:
        return _no_feed()
    posts = portal.find_posts_of_channel(session, channel.id)
    return answer(request, Feed(channel.id, channel.label, channel_feed_path(channel.id), posts), ending)


@router.api_route("/{path:path}", methods=READING)
def show_nothing() -> Response:
    """Answer every other address below the portal, in German."""
    return error_page(404)


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _no_feed() -> Response:
    return PlainTextResponse("Diesen Feed gibt es nicht.\n", 404, FRESH)
