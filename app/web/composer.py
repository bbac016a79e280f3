"""The page on which somebody writes: what is on it, from the database or from the form that came back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any, Final
from uuid import UUID

from fastapi import Response
from sqlalchemy import select

from app import clock
from app.actions.content import Content, current_content
from app.actions.periods import find_periods
from app.errors import InvalidError, Issue, NotAllowedError
from app.models import Channel, Media, Organisation, Post, Theme
from app.models.check import CheckLevel
from app.queries.composing import (
    Preview,
    blank_post,
    find_copy,
    list_channels_to_write_on,
    list_organisations_to_write_for,
    preview_content,
)
from app.queries.posts import PostView, get_post
from app.queries.theme_pages import list_themes_to_hang_on
from app.web.asked import Question, answer_fields, find_questions
from app.web.forms import Entered, Fields, faults_by_field, faults_of
from app.web.moments import is_to_be_chosen
from app.web.sheet import blank_fields, complete, content_of, fields_of, labels_of, places_of
from app.web.sheet_images import media_ids
from app.web.talk import open_talk
from app.web.theme_ahead import fields_of_theme, find_ahead
from app.web.visit import Visit

MORE_FIELDS: Final = ("alternative_url", "content_warning", "joint_with", "citizen_value", "relevance")


@dataclass
class Desktop:
    """One sheet of paper on somebody's desktop: the post if there is one, for whom, and what may be chosen."""

    visit: Visit
    view: PostView | None
    organisations: Sequence[Organisation]
    organisation: Organisation
    channels: Sequence[Channel]
    before: Content | None
    themes: Sequence[Theme]
    entered: Entered = field(default_factory=lambda: Entered({}))

    @property
    def post_id(self) -> UUID | None:
        """The post's id, if there is one."""
        return self.view.post.id if self.view else None

    @property
    def revision(self) -> int | None:
        """The number of the post's current revision."""
        return self.view.post.current_revision.number if self.view else None

    def read(self, entered: Entered) -> tuple[Content, list[Issue]]:
        """Return the content of a form and the issues of fields that could not be taken."""
        self.entered = entered = Entered(complete(entered.texts, self.before))
        return content_of(entered, self.channels, self.before), entered.issues

    def preview(self, content: Content) -> Preview:
        """Return what would be sent; an image that is unknown or doubled is an issue like others."""
        try:
            return preview_content(self.visit.session, self.visit.actor, self.organisation, content)
        except InvalidError as refusal:
            return Preview([], refusal.issues)

    def show(
        self, fields: Mapping[str, str], *, issues: Sequence[Issue] = (), status: int = 200, **values: Any
    ) -> Response:
        """Return the page with the fields on it, what would be sent, and what is to be mended."""
        content, _ = self.read(Entered(fields))
        faults = faults_of(issues, places_of(content), labels_of(self.channels))
        return self.visit.show(
            "desk/composer.html",
            status=status,
            desktop=self,
            fields=Fields(self.entered.texts),
            faults=faults,
            errors=faults_by_field(faults),
            images=self.find_images(),
            common=[media_id for media_id in media_ids(self.entered)],
            is_part=False,
            talk=open_talk(self.visit, self.view.post) if self.view else None,
            **self.told(content),
            **values,
        )

    def told(self, content: Content) -> dict[str, Any]:
        """Return what the part of the page shows that is made anew while somebody writes."""
        preview = self.preview(content)
        is_begun = bool(self.entered.text("title").strip() or self.entered.text("text").strip())
        found = _checked_issues(preview) if is_begun else []
        issues = [*self.entered.issues, *preview.issues, *found] if is_begun else []
        places = places_of(content)
        hints = faults_of(issues, places, labels_of(self.channels))
        return {
            "preview": preview,
            "hints": hints,
            "found": faults_by_field(hints),
            "findable": self._findable(),
            "passages": _passages(found, places),
            "questions": self._find_questions(preview),
            "images_on": {row.id: media_ids(self.entered, row.id) for row in self.channels},
            "is_next_told": self._may_submit(),
            "first_at": min((row.proposed.instant for row in content.proposals), default=None),
            "is_central": any(row.channel.scope == "central" for row in preview.channels),
            "periods": find_periods(self.visit.session, [row.proposed.instant for row in content.proposals]),
            "ahead": find_ahead(self.visit.session, self.themes, self.entered, preview, content),
            "folds": [row for row in self.channels if self._asks_for_fold(row)],
        }

    def _find_questions(self, preview: Preview) -> list[Question]:
        """Return what the author is asked for a sentence on before handing it in."""
        results = preview.checked.results if preview.checked else ()
        return find_questions(results, self.entered.texts) if self._may_submit() else []

    def _asks_for_fold(self, channel: Channel) -> bool:
        is_chosen = bool(self.entered.text(f"on-{channel.id}"))
        return is_chosen and is_to_be_chosen(self.entered, f"-{channel.id}")

    def find_images(self) -> dict[UUID, Media]:
        """Return the images of the sheet, those of the post in order, then those only a channel has."""
        lists = [media_ids(self.entered), *(media_ids(self.entered, row.id) for row in self.channels)]
        ids = list(dict.fromkeys(chain.from_iterable(lists)))
        rows = self.visit.session.execute(select(Media).where(Media.id.in_(ids))).scalars()
        by_id = {row.id: row for row in rows}
        return {media_id: by_id[media_id] for media_id in ids if media_id in by_id}

    def _may_submit(self) -> bool:
        actions = self.view.actions if self.view else ()
        return self.view is None or any(row.allowed for row in actions if row.name == "submit")

    def _findable(self) -> list[str]:
        """Return the fields beside which the page says what is found in them."""
        per_channel = [f"{name}-{row.id}" for row in self.channels for name in ("on", "text", "date")]
        return ["title", "text", "note_to_desk", "file", *MORE_FIELDS, *per_channel]


def _checked_issues(preview: Preview) -> list[Issue]:
    """Return what the checks point at besides what keeps it from its channels, and that the assistant failed."""
    if preview.checked is None:
        return []
    found = [row.issue for row in preview.checked.results if row.level is not CheckLevel.BLOCK]
    return [*found, Issue("text", "not-checked")] if preview.checked.is_not_checked else found


def _passages(issues: Iterable[Issue], places: Mapping[str, str]) -> dict[str, list[tuple[int, int, str]]]:
    """Return by field of the sheet the passages to underline: `[start, end)` in code points, and their words."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    for row in issues:
        if "quote" in row.context:
            passage = row.context["start"], row.context["end"], row.context["quote"]
            found.setdefault(places.get(row.field, row.field), []).append(passage)
    return found


def open_desktop(visit: Visit, post_id: UUID | None, organisation: str | None = None) -> Desktop:
    """Return the desktop for a post, or for a new one of an organisation. Raises NotFoundError, NotAllowedError."""
    if post_id is not None:
        return _open_post(visit, get_post(visit.session, visit.actor, post_id))
    organisations = list_organisations_to_write_for(visit.session, visit.actor)
    if not organisations:
        raise NotAllowedError(key="nothing-to-write-for")
    own = {grant.organisation_id for grant in visit.actor.grants}
    first = next((row for row in organisations if row.id in own), organisations[0])
    chosen = next((row for row in organisations if row.abbreviation == organisation), first)
    channels = list_channels_to_write_on(visit.session, visit.actor, blank_post(visit.actor, chosen))
    return Desktop(visit, None, organisations, chosen, channels, None, _find_themes(visit))


def fields_on(desktop: Desktop, theme: UUID | None = None) -> tuple[Mapping[str, str], datetime | None]:
    """Return what stands on the sheet, and since when it has lain there unsaved; a new one begins with this theme."""
    copy = find_copy(desktop.visit.session, desktop.visit.actor, desktop.post_id)
    if copy is not None:
        return copy.fields, copy.saved_at
    if desktop.before is None:
        return blank_fields(desktop.channels) | fields_of_theme(desktop.themes, theme), None
    answers = answer_fields(desktop.view.post.justifications) if desktop.view else {}
    at_present = desktop.view.post.theme_id if desktop.view else None
    fields = fields_of(desktop.before, desktop.channels) | answers
    fields |= fields_of_theme(desktop.themes, at_present, saved=at_present)
    return fields | {"revision": str(desktop.revision)}, None


def _open_post(visit: Visit, view: PostView) -> Desktop:
    ability = next((row for row in view.actions if row.name == "edit"), None)
    if ability is None or not ability.allowed:
        raise NotAllowedError(key="not-editable")
    post: Post = view.post
    channels = list_channels_to_write_on(visit.session, visit.actor, post)
    before = current_content(visit.session, post)
    themes = _find_themes(visit, post.theme_id)
    return Desktop(visit, view, [post.organisation], post.organisation, channels, before, themes)


def _find_themes(visit: Visit, at_present: UUID | None = None) -> Sequence[Theme]:
    return list_themes_to_hang_on(visit.session, visit.actor, today=clock.today(), at_present=at_present)
