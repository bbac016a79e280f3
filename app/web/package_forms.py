"""What the form about a package says, as the actions take it, and a package as the fields of its form."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter

from app.actions.packages import Bundle
from app.errors import Issue, Refusal
from app.fields import Title, WebAddress
from app.messages import explain
from app.models import Package
from app.models.package import Rest
from app.web.forms import Entered, Fault, faults_of
from app.web.moments import take_moment
from app.web.queue_place import as_id
from app.web.theme_forms import moment_fields

LABELS: Final = {
    "title": "Titel",
    "press_release": "Pressemitteilung",
    "portal_url": "Seite im Landesportal",
    "organisation": "Ressort",
    "members": "Ausspielungen",
    "rest": "Wenn eine nicht bereit ist",
    "date-fires": "Geplante Zeit",
    "reason": "Grund",
}
MEMBER: Final = "member-"
MOST_MEMBERS: Final = 50
"""As many as the API takes."""
_title, _url, _rest, _id = TypeAdapter(Title), TypeAdapter(WebAddress), TypeAdapter(Rest), TypeAdapter(UUID)


def read_bundle(entered: Entered) -> Bundle:
    """Return what a form says of a package. Raises InvalidError with everything found wrong with it."""
    entered.need("title", "press_release", "rest")
    title = entered.take_if_any("title", _title)
    press_release = entered.take_if_any("press_release", _title)
    rest, url = entered.take_if_any("rest", _rest), entered.take_if_any("portal_url", _url)
    is_planned = any(entered.text(f"{part}-fires").strip() for part in ("date", "time"))
    moment = take_moment(entered, "-fires") if is_planned else None
    members = _members(entered)
    if not members:
        entered.issues.append(Issue("members", "missing"))
    if len(members) > MOST_MEMBERS:
        entered.issues.append(Issue("members", "too-long", {"max_length": MOST_MEMBERS}))
    entered.ensure_clean()
    assert title is not None  # noqa: S101 - needed above
    assert press_release is not None  # noqa: S101 - as above
    assert rest is not None  # noqa: S101 - as above
    return Bundle(
        title=title,
        press_release=press_release,
        portal_url=url,
        rest=rest,
        fires_at=moment,
        deliveries=members,
    )


def chosen_in(entered: Entered) -> set[UUID]:
    """Return the deliveries that are ticked in a form."""
    names = (name.removeprefix(MEMBER) for name in entered.texts if name.startswith(MEMBER))
    return {key for name in names if (key := as_id(name)) is not None}


def fields_of(package: Package, members: Iterable[UUID]) -> dict[str, str]:
    """Return the fields of the form that says what a package is."""
    members = sorted(members)
    return (
        {
            "title": package.title,
            "press_release": package.press_release,
            "portal_url": package.portal_url or "",
            "rest": package.rest.value,
            "seen": mark_of(package, members),
        }
        | moment_fields("fires", package.fires_at)
        | {f"{MEMBER}{key}": "1" for key in members}
    )


def mark_of(package: Package, members: Iterable[UUID]) -> str:
    """Return a mark of what the form shows of a package: another one as soon as somebody changed it."""
    said = (package.title, package.press_release, package.portal_url, package.rest, package.fires_at)
    return sha256(repr((*map(str, said), *map(str, sorted(members)))).encode()).hexdigest()


def faults_of_package(refusal: Refusal, field: str) -> list[Fault]:
    """Return a refusal as lines of a summary at the fields of this form; one without issues at `field`."""
    if not refusal.issues:
        return [Fault(field, explain(refusal.key, **refusal.context), LABELS.get(field, ""))]
    places = {"organisation_id": "organisation", "theme_id": "members", "fires_at": "date-fires"}
    places |= {row.field: "members" for row in refusal.issues if row.field.startswith("deliveries")}
    return faults_of(refusal.issues, places, LABELS)


def _members(entered: Entered) -> tuple[UUID, ...]:
    names = [name.removeprefix(MEMBER) for name in entered.texts if name.startswith(MEMBER)]
    found = (entered.take_value("members", name, _id) for name in names)
    return tuple(key for key in found if key is not None)
