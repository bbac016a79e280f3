"""One package: its members with their lights, what happened when, and what can be done with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from app.actions.packages import cancel_package, change_package, fire_package, lock_package, want_preflight
from app.editorial.permissions import Permission, is_allowed
from app.errors import NotAllowedError, NotFoundError, Refusal, StaleError, WrongStateError
from app.fields import Reason
from app.messages.packages import PAGES, RESTS
from app.queries.package_pages import list_choosable, list_steps
from app.queries.packages import Light, PackageView, get_package
from app.settings import settings
from app.web.deps import Acting, Form, Looking, LookingOn
from app.web.forms import Entered, Fault
from app.web.package_forms import chosen_in, faults_of_package, fields_of, mark_of, read_bundle
from app.web.routes.packages import say_moment, show_form
from app.web.routes.themes import form_frame
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/packages/{package_id}", include_in_schema=False)

_reason = TypeAdapter(Reason)


@router.get("")
def show_package(visit: LookingOn, package_id: UUID) -> Response:
    """Show a package as it stands; the page shows by itself what happens next."""
    return _show(visit, package_id)


@router.get("/edit")
def show_edit(visit: Looking, package_id: UUID) -> Response:
    """Show the form in which a package is changed until it is fired."""
    view = _find_to_plan(visit, package_id)
    if view.is_fired:
        raise WrongStateError(key="package-fired")
    return _edit(visit, view, Entered(fields_of(view.package, [row.view.id for row in view.members])))


@router.post("/edit")
def take_edit(visit: Acting, form: Form, package_id: UUID) -> Response:
    """Say anew what a package is, unless somebody else did so meanwhile."""
    entered, view = Entered.of(form), _find_to_plan(visit, package_id)
    try:
        with visit.session.begin_nested():
            lock_package(visit.session, visit.actor, package_id)
            now = _find_to_plan(visit, package_id)
            if entered.text("seen") != mark_of(now.package, [row.view.id for row in now.members]):
                raise StaleError(key="package-changed")
            change_package(visit.session, visit.actor, package_id, read_bundle(entered))
    except NotFoundError:
        raise
    except Refusal as refusal:
        return _edit(visit, view, entered, faults_of_package(refusal, "title"))
    return lead_to(f"/packages/{package_id}", said="package-changed")


@router.post("/preflight")
def take_preflight(visit: Acting, package_id: UUID) -> Response:
    """Let the accounts of all its channels be looked at soon."""
    return _act(visit, package_id, lambda: want_preflight(visit.session, visit.actor, package_id), "preflown")


@router.get("/fire")
def show_fire(visit: Looking, package_id: UUID) -> Response:
    """Ask whether the package is really to leave now."""
    return _ask_to_fire(visit, _find_to_plan(visit, package_id))


@router.post("/fire")
def take_fire(visit: Acting, package_id: UUID) -> Response:
    """Let a package go now."""
    return _act(visit, package_id, lambda: fire_package(visit.session, visit.actor, package_id), "fired")


@router.get("/cancel")
def show_cancel(visit: Looking, package_id: UUID) -> Response:
    """Ask why the package is to be undone."""
    return _ask_to_cancel(visit, _find_to_plan(visit, package_id), Entered({}))


@router.post("/cancel")
def take_cancel(visit: Acting, form: Form, package_id: UUID) -> Response:
    """Undo a package; what waits in it is held."""
    entered, view = Entered.of(form), _find_to_plan(visit, package_id)
    try:
        with visit.session.begin_nested():
            entered.need("reason")
            reason = entered.take_if_any("reason", _reason)
            entered.ensure_clean()
            cancel_package(visit.session, visit.actor, package_id, reason=reason or "")
    except Refusal as refusal:
        return _ask_to_cancel(visit, view, entered, faults_of_package(refusal, "reason"))
    return lead_to(f"/packages/{package_id}", said="package-cancelled")


def _act(visit: Visit, package_id: UUID, do: Callable[[], Any], said: str) -> Response:
    """Do it and lead back to the package; a refusal is told on its page."""
    try:
        with visit.session.begin_nested():
            do()
    except NotFoundError:
        raise
    except Refusal as refusal:
        return _show(visit, package_id, faults_of_package(refusal, "members"))
    return lead_to(f"/packages/{package_id}", said=f"package-{said}")


def _show(visit: Visit, package_id: UUID, faults: list[Fault] | None = None) -> Response:
    view = get_package(visit.session, visit.actor, package_id, environment=settings().environment)
    visit.note_reading(member.view.post for member in view.members)
    return visit.show(
        "desk/packages/package.html",
        status=422 if faults else 200,
        view=view,
        package=view.package,
        steps=list_steps(visit.session, view),
        rests=RESTS,
        pages=PAGES,
        said_moment=say_moment(view.package),
        may_plan=_may_plan(visit, view) and view.package.cancelled_at is None,
        **form_frame(None, faults),
    )


def _edit(visit: Visit, view: PackageView, entered: Entered, faults: list[Fault] | None = None) -> Response:
    theme_id, chosen = view.package.theme_id, chosen_in(entered)
    choosable = list_choosable(
        visit.session, visit.actor, theme_id=theme_id, package=view.package, chosen=chosen
    )
    return show_form(visit, view.package, entered, choosable, faults)


def _ask_to_fire(visit: Visit, view: PackageView) -> Response:
    ready = sum(member.light is Light.GREEN for member in view.members)
    page = f" {PAGES[view.package.portal_finding]}" if view.page_light is Light.RED else ""
    return visit.show(
        "desk/admin/confirm.html",
        question="Paket jetzt auslösen?",
        about=f"„{view.package.title}“: {ready} von {len(view.members)} Ausspielungen sind bereit.{page}",
        consequence=f"{RESTS[view.package.rest]} Zurücknehmen lässt sich das Auslösen nicht.",
        button_label="Jetzt auslösen",
        back=f"/packages/{view.package.id}",
    )


def _ask_to_cancel(
    visit: Visit, view: PackageView, entered: Entered, faults: list[Fault] | None = None
) -> Response:
    return visit.show(
        "desk/admin/confirm.html",
        status=422 if faults else 200,
        question="Paket auflösen?",
        about=f"„{view.package.title}“",
        consequence="Was darin freigegeben wartet, wird angehalten; wer freigeben darf, gibt jeder Ausspielung eine eigene Zeit. "
        "Rückgängig machen lässt sich das nicht.",
        needs_reason=True,
        button_label="Auflösen",
        back=f"/packages/{view.package.id}",
        **form_frame(entered, faults),
    )


def _may_plan(visit: Visit, view: PackageView) -> bool:
    return is_allowed(visit.actor, Permission.PLAN, organisation_id=view.package.organisation_id)


def _find_to_plan(visit: Visit, package_id: UUID) -> PackageView:
    """Return the package.

    Raises NotFoundError, NotAllowedError for who does not plan for its organisation, WrongStateError for what is undone.
    """
    view = get_package(visit.session, visit.actor, package_id, environment=settings().environment)
    if not _may_plan(visit, view):
        raise NotAllowedError
    if view.package.cancelled_at is not None:
        raise WrongStateError(key="package-cancelled")
    return view
