"""Beitrag: writing a post, keeping what is unsaved, seeing what would be sent, saving and submitting."""

from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from app.actions.locking import lock_post
from app.actions.media import add_media
from app.actions.posts import create_post, edit_post
from app.actions.submissions import submit_post
from app.actions.working_copies import drop_copy, keep_copy
from app.errors import InvalidError, Issue, JustificationMissingError
from app.imaging import LARGEST_BYTES, Reencoded, RefusedImage, is_image, reencode
from app.web.asked import WHY, answers_in
from app.web.composer import Desktop, fields_on, open_desktop
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fields
from app.web.guard import FIELD
from app.web.queue_place import as_id
from app.web.sheet import complete, fields_of, find_differences
from app.web.sheet_images import arrange
from app.web.theme_ahead import hang, read_theme
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/posts", include_in_schema=False)

NOT_KEPT: Final = {FIELD, "do", "post_id"}


@dataclass(frozen=True)
class Sheet:
    """A form that came back: its fields, what is to be done with them, and an image or what is wrong with it."""

    entered: Entered
    do: str
    post_id: UUID | None
    image: Reencoded | None = None
    refused: str | None = None

    @property
    def fields(self) -> dict[str, str]:
        """The fields that stand on the sheet."""
        return {name: value for name, value in self.entered.texts.items() if name not in NOT_KEPT}


async def take_sheet(form: Form) -> Sheet:
    """Return the sheet. An image is decoded before any transaction begins."""
    entered = Entered.of(form)
    image, refused = await _take_image(form) if entered.text("do") == "upload" else (None, None)
    try:
        post_id = UUID(entered.text("post_id")) if entered.text("post_id") else None
    except ValueError as error:
        raise InvalidError from error
    return Sheet(entered, entered.text("do"), post_id, image, refused)


SheetDep = Annotated[Sheet, Depends(take_sheet, scope="function")]


@router.get("/new")
def show_new(visit: Looking, organisation: str | None = None, theme: str = "") -> Response:
    """Show an empty sheet, for a theme if one is named, or what was left on it."""
    return _show(open_desktop(visit, None, organisation), as_id(theme))


@router.get("/{post_id}/edit")
def show_edit(visit: Looking, post_id: UUID) -> Response:
    """Show a post to be changed, or what was left unsaved of it."""
    return _show(open_desktop(visit, post_id))


@router.post("/keep")
def keep(sheet: SheetDep, visit: Acting) -> Response:
    """Keep what is on the sheet, unsaved as it is, and show what of it would be sent as a part of the page."""
    desktop = open_desktop(visit, sheet.post_id, sheet.entered.text("organisation"))
    _keep(desktop, sheet.fields)
    content, _ = desktop.read(sheet.entered)
    told = desktop.told(content)
    return visit.show("desk/preview.html", fields=Fields(sheet.fields), errors={}, is_part=True, **told)


@router.post("/compose")
def take(sheet: SheetDep, visit: Acting) -> Response:
    """Do with the sheet what the button says."""
    if sheet.post_id is not None:
        lock_post(visit.session, visit.actor, sheet.post_id)
    desktop = open_desktop(visit, sheet.post_id, sheet.entered.text("organisation"))
    match sheet.do.partition(":"):
        case ("discard", _, _):
            drop_copy(visit.session, _me(visit), sheet.post_id)
            return lead_to(
                f"/posts/{sheet.post_id}/edit" if sheet.post_id else "/posts/new", said="discarded"
            )
        case ("upload", _, _):
            return _add_image(desktop, sheet)
        case ("own" | "shared" | "up" | "add" | "drop", _, _):
            return _go_on(desktop, arrange(sheet.fields, sheet.do))
        case ("save" | "submit", _, _):
            return _save(desktop, sheet)
        case _:
            return _go_on(desktop, sheet.fields)


def _show(desktop: Desktop, theme: UUID | None = None) -> Response:
    fields, kept_at = fields_on(desktop, theme)
    return desktop.show(fields, kept_at=kept_at)


def _go_on(desktop: Desktop, fields: dict[str, str], issues: tuple[Issue, ...] = ()) -> Response:
    """Show the sheet again; nothing on it is lost, whatever becomes of the browser."""
    _keep(desktop, fields)
    return desktop.show(fields, issues=issues, status=422 if issues else 200, kept_at=None)


def _keep(desktop: Desktop, fields: dict[str, str]) -> None:
    revision = fields.get("revision", "")
    keep_copy(
        desktop.visit.session,
        _me(desktop.visit),
        desktop.post_id,
        revision=int(revision) if revision.isdecimal() else None,
        fields=fields,
    )


def _add_image(desktop: Desktop, sheet: Sheet) -> Response:
    if sheet.image is None:
        issue = Issue("file", sheet.refused or "missing", {"limit": LARGEST_BYTES})
        return _go_on(desktop, sheet.fields, (issue,))
    media = add_media(
        desktop.visit.session,
        desktop.visit.actor,
        sheet.image,
        organisation=desktop.organisation.abbreviation,
        alt=None,
    )
    words = [*sheet.entered.text("media").split(), str(media.id)]
    return _go_on(desktop, sheet.fields | {"media": " ".join(words)})


def _save(desktop: Desktop, sheet: Sheet) -> Response:
    """Save the sheet as a new revision, and submit it if that was the button."""
    visit = desktop.visit
    content, issues = desktop.read(sheet.entered)
    issues = [*issues, *(desktop.preview(content).issues if sheet.do == "submit" else ())]
    if issues:
        return _go_on(desktop, sheet.fields, tuple(issues))
    if desktop.view is not None and sheet.entered.text("revision") != str(desktop.revision):
        _keep(desktop, sheet.fields)
        return _show_conflict(desktop, sheet)
    try:
        with visit.session.begin_nested():
            post_id = _write(desktop, sheet)
    except JustificationMissingError as refusal:
        return _ask_why(desktop, sheet, refusal)
    except InvalidError as refusal:
        return _go_on(desktop, sheet.fields, tuple(refusal.issues))
    drop_copy(visit.session, _me(visit), sheet.post_id)
    if sheet.do == "submit":
        return lead_to(f"/posts/{post_id}", said="submitted")
    return lead_to(f"/posts/{post_id}/edit", said="saved")


def _ask_why(desktop: Desktop, sheet: Sheet, refusal: JustificationMissingError) -> Response:
    """Show the sheet with a field for each rule that asks for a reason."""
    issues = tuple(Issue(f"{WHY}{row.context['rule']}", row.key, row.context) for row in refusal.issues)
    return _go_on(desktop, {row.field: "" for row in issues} | sheet.fields, issues)


def _write(desktop: Desktop, sheet: Sheet) -> UUID:
    visit = desktop.visit
    content, _ = desktop.read(Entered(sheet.entered.texts))
    if desktop.post_id is None:
        abbreviation = desktop.organisation.abbreviation
        post = create_post(
            visit.session,
            visit.actor,
            organisation=abbreviation,
            content=content,
            theme_id=read_theme(sheet.fields),
        )
    else:
        post = lock_post(visit.session, visit.actor, desktop.post_id)
        if content != desktop.before:
            edit_post(visit.session, visit.actor, post, dict(vars(content)))
        hang(visit.session, visit.actor, post, sheet.fields)
    if sheet.do == "submit":
        submit_post(
            visit.session,
            visit.actor,
            post.id,
            neutrality_declared=bool(sheet.entered.text("neutrality_declared")),
            justifications=answers_in(sheet.fields),
            urgent_reason=sheet.entered.text("urgent_reason").strip() or None,
        )
    return post.id


def _show_conflict(desktop: Desktop, sheet: Sheet) -> Response:
    """Show both versions side by side: nobody overwrites what they have not seen."""
    assert desktop.before is not None  # noqa: S101 - a post that can conflict is there
    assert desktop.view is not None  # noqa: S101 - as above
    mine = complete(sheet.fields, desktop.before)
    return desktop.visit.show(
        "desk/conflict.html",
        status=409,
        desktop=desktop,
        mine=mine,
        differences=find_differences(mine, fields_of(desktop.before, desktop.channels), desktop.channels),
        editor=desktop.view.post.current_revision.editor.name,
        saved_at=desktop.view.post.current_revision.created_at,
    )


async def _take_image(form: FormData) -> tuple[Reencoded | None, str | None]:
    """Return the image of a form written anew, or the key of what is wrong with it."""
    file = form.get("file")
    content = await file.read() if isinstance(file, UploadFile) else b""
    if not content:
        return None, "missing"
    if len(content) > LARGEST_BYTES:
        return None, "too-large"
    if not is_image(content):
        return None, "image.unsupported"
    try:
        return await run_in_threadpool(reencode, content), None
    except RefusedImage as refused:
        return None, refused.key
    except TimeoutError:
        return None, "busy"


def _me(visit: Visit) -> UUID:
    assert visit.actor.user_id is not None  # noqa: S101 - whoever visits has an account
    return visit.actor.user_id
