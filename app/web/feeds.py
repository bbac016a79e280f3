"""A list of posts as Atom 1.0, RSS 2.0 or JSON Feed 1.1, and the answer «nothing has changed»."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final
from uuid import UUID

from fastapi import Request, Response

from app import clock
from app.editorial.payload import Image
from app.queries.portal import PortalPost
from app.web.known import answer_unless_known
from app.web.pages import FRESH, absolute, image_path, post_path, templates, warned_text
from app.web.text import headline, is_web_address, legal

NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Feed:
    """One feed, whatever its format: whose it is, its path without the ending, and its posts, newest first."""

    id: UUID
    title: str
    path: str
    posts: Sequence[PortalPost]

    @property
    def updated_at(self) -> datetime:
        """When the newest post was sent; an empty feed has the same date for ever."""
        return self.posts[0].sent_at if self.posts else NEVER


def write_atom(feed: Feed) -> str:
    """Return the feed as Atom 1.0 (RFC 4287)."""
    return templates().get_template("portal/feed.atom").render(feed=feed)


def write_rss(feed: Feed) -> str:
    """Return the feed as RSS 2.0; its description is HTML, because readers take it for HTML in any case."""
    return templates().get_template("portal/feed.rss").render(feed=feed, rfc822=format_datetime)


def write_json(feed: Feed) -> str:
    """Return the feed as JSON Feed 1.1."""
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": absolute("/portal"),
        "feed_url": absolute(f"{feed.path}.json"),
        "language": "de",
        "items": [_json_item(post) for post in feed.posts],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


FORMATS: Final[dict[str, tuple[str, Callable[[Feed], str]]]] = {
    "atom": ("application/atom+xml; charset=utf-8", write_atom),
    "rss": ("application/rss+xml; charset=utf-8", write_rss),
    "json": ("application/feed+json; charset=utf-8", write_json),
}


def answer(request: Request, feed: Feed, ending: str) -> Response:
    """Return the feed, or 304 if the reader has these very bytes.

    Only the ETag decides. A date cannot: when a post is taken down, the newest date that is left lies further
    back, and a reader who asks «anything since?» would keep what must be gone.
    """
    media_type, write = FORMATS[ending]
    headers = FRESH | {"Last-Modified": format_datetime(feed.updated_at, usegmt=True)}
    return answer_unless_known(request, write(feed).encode(), headers=headers, media_type=media_type)


def _json_item(post: PortalPost) -> dict[str, Any]:
    publishers = (post.organisation, *post.joint_with)
    item: dict[str, Any] = {
        "id": str(post.id),
        "url": absolute(post_path(post.id)),
        "title": legal(headline(post.unsigned_text)),
        "content_text": legal(warned_text(post)),
        "date_published": clock.rfc3339(post.sent_at),
        "authors": [{"name": legal(publisher.name)} for publisher in publishers],
        "tags": [legal(publisher.abbreviation) for publisher in publishers],
        "language": "de",
    }
    if is_web_address(post.alternative_url):
        item["external_url"] = post.alternative_url
    if post.images:
        item["image"] = absolute(image_path(post.id, post.images[0]))
        item["attachments"] = [_json_attachment(post, image) for image in post.images]
    return item


def _json_attachment(post: PortalPost, image: Image) -> dict[str, Any]:
    attachment = {
        "url": absolute(image_path(post.id, image)),
        "mime_type": image.content_type,
        "size_in_bytes": image.size,
    }
    return attachment | ({"title": legal(image.alt)} if image.alt else {})
